"""A market that means harm: every string a competitor can write goes through every output."""

import csv
import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from enum import Enum
from io import StringIO
from itertools import cycle

import lxml.html
import pytest

from reports import positions_terminal, run, terminal
from turfwatch.store.signals import Derived

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
        assert not re.search(r"(?<!\\)<(?!!-- turfwatch battlecard \d{4}-\d\d-\d\d -->\n\Z)", text)
        assert not re.search(r"(?<!\\)\]\((?!https://)", text)


def test_the_tables(config, evil_market, tmp_path):
    for path in run.export(config, evil_market, ["all"], "csv", tmp_path, suppressed=True):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for cell in row.values():
                    assert not cell.startswith(("=", "@", "\t", "\r"))
                    assert not re.match(r"[+-](?!\d[\d.,]*$)", cell)
                    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x1f]", cell)


def test_the_terminal(config, evil_market):
    out = StringIO()
    terminal.show(terminal.signals(config, evil_market.signals()), out)
    terminal.show(positions_terminal.positions(config, run.positions(config, evil_market)), out)
    assert "\x1b" not in out.getvalue()
    assert "[red]rich[/red]" in out.getvalue().replace("\n", "")
    assert max(map(len, out.getvalue().splitlines())) <= 80
