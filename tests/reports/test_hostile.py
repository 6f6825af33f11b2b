"""A market that means harm: every string a competitor can write goes through every output."""

import asyncio
import csv
import json
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from enum import Enum
from io import StringIO
from itertools import cycle

import lxml.html
import pytest
from markdown_it import MarkdownIt

from reports import mail, material, run, status, status_terminal, terminal
from reports.channels import slack, teams
from reports.positions import known as positions_known
from reports.positions import terminal as positions_terminal
from reports.views import Audience
from turfwatch.store.reading import metadata
from turfwatch.store.signals import Derived
from turfwatch.types import RunRecord

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><script>alert(2)</script>",
    "' onmouseover='alert(1)",
    "\u202eesrever\u2066 hidden\u200b",
    "x" * 10_000,
    "👩‍🚀🔥 استقبال 顧客",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1|cmd",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\rBcc: victim@evil.example\r\n\r\n<b>body</b>",
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{x}{0}$ and $",
    "]]> &amp; <!--",
    "](javascript:alert(1)) **bold** [red]rich[/red]",
    "javascript:alert(1)",
    "\x00\x07\x1b[31mred",
)
OURS = {"id", "company", "segment", "kind", "event", "goal", "owner", "severity", "status", "change", "type"}
OURS |= {"page_kind", "role", "strength", "region", "period", "suppressed", "lifetime_id"}


def poisoned(record, evil):
    """The record with every string that comes from a page replaced; what is ours stays."""
    if isinstance(record, tuple):
        return tuple(poisoned(item, evil) if is_dataclass(item) else item for item in record)
    changed = {}
    for f in fields(record):
        value = getattr(record, f.name)
        if f.name in OURS or value is None or isinstance(value, Enum):
            continue
        if isinstance(value, str):
            changed[f.name] = next(evil)
        elif is_dataclass(value) or isinstance(value, tuple):
            changed[f.name] = poisoned(value, evil)
    return replace(record, **changed)


@pytest.fixture
def evil_market(market, build):
    """The market with each of its records once for each evil string."""
    evil = cycle(EVIL)
    for make in build.BOOKS:
        book = make().derived()
        groups = {
            f.name: tuple(poisoned(r, evil) for r in getattr(book, f.name) for _ in range(3))
            for f in fields(book)
        }
        unique = {name: tuple(_own_ids(records)) for name, records in groups.items()}
        market.replace_derived(make().company, Derived(**unique), inputs="evil", until=build.NOW)
    return market


def _own_ids(records):
    for number, record in enumerate(records):
        yield replace(record, id=f"{record.id}x{number}") if hasattr(record, "id") else record


def assert_harmless(text):
    """An HTML page that runs nothing, loads nothing and leads only to the web."""
    page = lxml.html.document_fromstring(text)
    assert page.xpath("//script | //iframe | //object | //form") == []
    assert all(src.startswith("data:image/png;base64,") for src in page.xpath("//img/@src"))
    for element in page.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if name.startswith("on")]
    for link in page.xpath("//@href"):
        assert link.startswith(("https://", "#", "data:,")), link
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    assert max(map(len, page.text_content().split())) < 400


def test_the_digest(config, evil_market, build):
    run.run(config, evil_market, build.NOW - timedelta(days=4))
    result = run.run(config, evil_market, build.NOW)
    assert len(result.signals) > 5
    assert_harmless(result.html)
    mail = message_from_bytes(result.eml, policy=default)
    assert len(mail.get_body(("html",)).get_content().encode()) < 100_000
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", result.text)


def test_the_headers_of_the_message(config, evil_market, build):
    result = run.run(config, evil_market, build.NOW)
    for delivery in evil_market.pending():
        mail = message_from_bytes(delivery.message, policy=default)
        assert set(mail.keys()) == {
            "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        }  # fmt: skip
        assert mail["To"] == delivery.recipient
        assert len(mail["Subject"]) <= 160
        assert not mail.defects
    assert result.signals


def test_a_subject_made_of_headers(config, market, build):
    book = build.Book("Deskly")
    book.signal(build.TODAY, "packaging_of_its_own", None, "News\r\nBcc: victim@evil.example\r\n\r\nBody", 90)
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    mail = message_from_bytes(run.run(config, market, build.NOW).eml, policy=default)
    assert mail["Bcc"] is None
    assert "News Bcc: victim@evil.example Body" in mail["Subject"]


def test_the_review(config, evil_market, build, tmp_path):
    assert_harmless(run.review(config, evil_market, build.NOW, tmp_path / "r.html").read_text())


def test_the_battlecards(config, evil_market, build):
    for rival in config.competitors:
        assert_harmless(run.battlecard(config, evil_market, build.NOW, rival.name, "html"))
        text = run.battlecard(config, evil_market, build.NOW, rival.name, "md")
        assert not re.search(r"(?<!\\)<(?!!-- turfwatch battlecard [-\d]+ -->\n\Z)", text)
        assert not re.search(r"(?<!\\)\]\((?!https://)", text)
        page = lxml.html.document_fromstring(MarkdownIt("commonmark").enable("table").render(text))
        allowed = {"html", "body", "h1", "h2", "h3", "p", "ul", "li", "a"}
        assert {e.tag for e in page.iter() if isinstance(e.tag, str)} <= allowed
        assert all(link.startswith("https://") for link in page.xpath("//@href"))


def test_the_tables(config, evil_market, tmp_path):
    for path in run.export(config, evil_market, ["all"], "csv", tmp_path, suppressed=True):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for cell in row.values():
                    assert not cell.startswith(("=", "@", "\t", "\r"))
                    assert not re.match(r"[+-](?!\d[\d.,]*$)", cell)
                    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f]", cell)


UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b\x0c\x0e-\x1f]")


def _texts(value):
    """Every text in a structure of JSON, its keys too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *_texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def test_the_tables_for_programs(config, evil_market, tmp_path):
    for path in run.export(config, evil_market, ["all"], "json", tmp_path, suppressed=True):
        rows = json.loads(path.read_text(encoding="utf-8"))
        assert not [text for text in _texts(rows) if UNSEEN.search(text)], path.name
    for path in run.export(config, evil_market, ["all"], "parquet", tmp_path, suppressed=True):
        assert path.read_bytes()[:4] == path.read_bytes()[-4:] == b"PAR1"


def test_the_workbook(config, evil_market, tmp_path):
    [path] = run.export(config, evil_market, ["all"], "xlsx", tmp_path, suppressed=True)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert not any("<f>" in text for text in parts.values())
    assert not UNSEEN.search("".join(parts.values()))
    linked = [name for name, text in parts.items() if "hyperlink " in text]
    assert linked == ["xl/worksheets/sheet1.xml"]  # the contents, which we wrote


@pytest.fixture
def facts(config, evil_market, build):
    window, start = material.window(config, evil_market, build.NOW, build.TODAY)
    known = material.material(config, evil_market, window, start)
    return json.loads(mail.write(config, known, window, Audience(())).facts)


def test_what_programs_are_sent(facts):
    assert len(facts["signals"]) > 5
    texts = list(_texts(facts))
    assert not [text for text in texts if UNSEEN.search(text) or "\n" in text]
    assert max(map(len, texts)) < 2100
    links = [quote["link"] for signal in facts["signals"] for quote in signal["quotes"]]
    assert all(link.startswith("https://") or not link for link in links)


def test_chats(facts):
    blocks = list(slack._blocks(facts))
    for text in _texts(blocks):
        assert not re.search(r"<(?!https://[^<>|]+\|[^<>|]*>)", text) or text == blocks[0]["text"]["text"]
        assert len(text) <= 3000
    assert blocks[0]["text"]["type"] == "plain_text"
    card = json.loads(teams._fitting(facts))
    body = card["attachments"][0]["content"]["body"]
    assert {part["type"] for part in body} == {"RichTextBlock"}
    actions = [r["selectAction"]["url"] for part in body for r in part["inlines"] if "selectAction" in r]
    assert all(url.startswith("https://") for url in actions)


def test_looking_around(evil_market):
    app = pytest.importorskip("datasette.app")
    served = app.Datasette([evil_market.path], metadata=metadata(evil_market.path.stem, evil_market.sizes()))
    for path in ("signals", "lifetimes", "plan_events", "moved_lately?days=30", "price_moves", "held_back"):
        page = asyncio.run(served.client.get(f"/{evil_market.path.stem}/{path}"))
        assert page.status_code == 200, path
        tree = lxml.html.document_fromstring(page.text)
        assert not [s for s in tree.xpath("//script/text()") if "alert(" in s]
        assert tree.xpath("//img/@src | //td//@onmouseover | //td//@onerror") == []
        assert not [link for link in tree.xpath("//@href") if link.startswith("javascript:")]


def _status(store, build):
    evil, troubles = cycle(EVIL), store.health()
    trouble = tuple(replace(h, url=f"https://x.example/{next(evil)}", reason=next(evil)) for h in troubles)
    run = RunRecord("crawl", build.NOW, build.NOW, "failed", {next(evil): 3}, EVIL)
    return status.Status(build.NOW, 1, 1, status.by_stage([run]), trouble)


def test_the_terminal(config, evil_market, build):
    out = StringIO()
    terminal.show(terminal.signals(config, evil_market.signals()), out)
    terminal.show(status_terminal.status(_status(evil_market, build), details=True), out)
    for signal in evil_market.signals()[:20]:
        terminal.show(terminal.signal(config, signal, {}), out)
    terminal.show(positions_terminal.positions(config, positions_known.positions(config, evil_market)), out)
    assert "\x1b" not in out.getvalue()
    assert "[red]rich[/red]" in out.getvalue().replace("\n", "")
    assert max(map(len, out.getvalue().splitlines())) <= 80
