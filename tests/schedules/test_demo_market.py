"""The demo market: its pages, its storyline and the proxy that serves it."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import html

from schedules.demo import (
    DATES,
    EVERY_PAGE,
    ROOT,
    SITES,
    DemoMarket,
    StoryRow,
    is_unchanged,
    last_changed,
    load_site,
    read_storyline,
    render,
)

COMPANIES = sorted(folder.name for folder in SITES.iterdir() if folder.is_dir())
RIVALS = [name for name in COMPANIES if name != "larkdesk"]
STORY = read_storyline()
LATER_ROWS = [row for row in STORY if row.date > DATES[0] and row.type != "finding"]
SITE_WIDE = [row for row in LATER_ROWS if row.pages == (EVERY_PAGE,)]
CONFIG = tomllib.loads((ROOT / "turfwatch.toml").read_text(encoding="utf-8"))
SIGNAL_KINDS = {
    "entry", "escalation", "momentum", "claim_match", "head_on", "comparison", "launch",
    "price_move", "plan_added", "plan_removed", "packaging", "retreat", "drift",
}  # fmt: skip
ENTERED_LATER = [
    ("deskly", "midmarket-support"),
    ("answerloom", "regulated"),
    *[(rival, "field-service") for rival in RIVALS],
]


def before(day: date) -> date:
    """The storyline date before this one."""
    return DATES[DATES.index(day) - 1]


def all_paths(company: str) -> list[str]:
    """Every path a site has on any day."""
    return [page.path for page in load_site(SITES / company).pages]


def tree(company: str, path: str, day: date) -> html.HtmlElement:
    """A page, parsed."""
    parser = html.HTMLParser(encoding="utf-8")
    return html.document_fromstring(render(SITES / company, path, day).body, parser=parser)


def words(company: str, path: str, day: date) -> str:
    """The words of a page's title and body, in lower case, between single spaces."""
    page = tree(company, path, day)
    texts = page.xpath("//text()[not(parent::script or parent::style)]")
    return " ".join(" ".join(texts).split()).lower()


def changed(company: str, day: date) -> set[str]:
    """The paths whose answer differs between the date before and this one."""
    folder = SITES / company
    now = {path: render(folder, path, day) for path in all_paths(company)}
    return {path for path, served in now.items() if served != render(folder, path, before(day))}


def label(row: StoryRow) -> str:
    """A test's name for a row."""
    return f"{row.date}-{row.company}-{row.type}-{row.pages[0]}"


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("day", DATES, ids=str)
def test_every_page_renders_with_a_title_and_a_headline(company: str, day: date) -> None:
    site = load_site(SITES / company)
    for path in site.paths(day):
        served = render(SITES / company, path, day)
        if (path, day) in site.trouble or path.endswith(".xml"):
            continue
        page = tree(company, path, day)
        assert served.status == 200, path
        assert page.xpath("string(//title)").strip(), path
        assert len(page.xpath("//h1")) == 1, path
        assert page.xpath("//link[@rel='alternate']/@href"), path
        assert json.loads(page.xpath("string(//script[@type='application/ld+json'])")), path


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("day", DATES, ids=str)
def test_links_within_a_site_resolve(company: str, day: date) -> None:
    site = load_site(SITES / company)
    seen: set[str] = set()
    for path in [path for path in site.paths(day) if not path.endswith(".xml")]:
        if (path, day) in site.trouble:
            continue
        hrefs = tree(company, path, day).xpath("//a/@href|//link[@rel='alternate']/@href")
        targets = {urlsplit(urljoin(f"http://{site.host}{path}", href)) for href in hrefs}
        inside = {target.path for target in targets if target.hostname == site.host}
        assert inside <= set(site.paths(day)), (path, inside - set(site.paths(day)))
        seen |= inside
    unreached = set(site.paths(day)) - seen - {path for path, _ in site.trouble}
    assert not unreached


@pytest.mark.parametrize("row", LATER_ROWS, ids=label)
def test_each_row_of_the_storyline_is_visible(row: StoryRow) -> None:
    moved = changed(row.company, row.date)
    if row.pages == (EVERY_PAGE,):
        site = load_site(SITES / row.company)
        stood = set(site.paths(row.date)) & set(site.paths(before(row.date)))
        assert {path for path in stood if not path.endswith(".xml")} <= moved
    else:
        assert set(row.pages) <= moved


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("day", DATES[1:], ids=str)
def test_nothing_else_changes(company: str, day: date) -> None:
    rows = [row for row in STORY if (row.company, row.date) == (company, day)]
    told = {page for row in rows for page in row.pages}
    recovered = {path for path, when in load_site(SITES / company).trouble if when == before(day)}
    feeds = {path for path in changed(company, day) if path.endswith(".xml")}
    assert feeds <= told
    if EVERY_PAGE not in told:
        assert changed(company, day) <= told | recovered


@pytest.mark.parametrize("row", SITE_WIDE, ids=label)
def test_what_changes_on_every_page_is_the_same_on_every_page(row: StoryRow) -> None:
    site = load_site(SITES / row.company)
    rows = [other for other in STORY if (other.company, other.date) == (row.company, row.date)]
    told = {page for other in rows for page in other.pages}
    troubled = {path for path, when in site.trouble if when in {row.date, before(row.date)}}
    feeds = {path for path in site.paths(row.date) if path.endswith(".xml")}
    pages = set(site.paths(row.date)) - told - troubled - feeds
    if "Redesign" not in row.what:
        assert len({site_wide(row.company, path, row.date) for path in pages}) == 1


def site_wide(company: str, path: str, day: date) -> tuple[str, ...]:
    """The words that a page has on one side of a date only."""
    old, new = (Counter(words(company, path, when).split()) for when in (before(day), day))
    return tuple(sorted([*(old - new).elements(), "|", *(new - old).elements()]))


@pytest.mark.parametrize("company", COMPANIES)
def test_nothing_changes_between_the_dates(company: str) -> None:
    folder = SITES / company
    trouble = load_site(folder).trouble
    dated = {path.removesuffix(".xml") for path in all_paths(company) if path.endswith(".xml")}
    for path in set(all_paths(company)) - dated - {f"{path}.xml" for path in dated}:
        for first, following in pairwise(DATES):
            eve = render(folder, path, following - timedelta(days=1))
            assert (path, first) in trouble or eve == render(folder, path, first), path


def test_a_redesign_moves_claims_and_changes_no_word() -> None:
    day = date(2026, 4, 20)
    for path in [path for path in load_site(SITES / "answerloom").paths(day) if ".xml" not in path]:
        old = set(words("answerloom", path, before(day)).split())
        new = set(words("answerloom", path, day).split())
        assert old ^ new <= {"·"}, path


def test_the_storyline_has_what_the_brief_asks_for() -> None:
    events = [row for row in STORY if row.type == "event"]
    noise = [row for row in LATER_ROWS if row.type == "noise"]
    segments = {segment["id"] for segment in CONFIG["segments"]} | {""}
    assert len(DATES) == 9
    assert len(events) >= 24
    assert len(noise) >= 28
    assert min(row.date for row in events) > DATES[0]
    assert all(row.signal_kinds and set(row.signal_kinds) <= SIGNAL_KINDS for row in events)
    assert not any(row.signal_kinds for row in noise)
    assert {row.segment for row in STORY} <= segments
    assert {row.company for row in STORY} == set(COMPANIES)


@pytest.mark.parametrize("company", RIVALS)
def test_each_rival_has_a_date_with_nothing_but_noise(company: str) -> None:
    dates = {row.date for row in STORY if row.company == company and row.type == "event"}
    assert set(DATES[1:]) - dates


@pytest.mark.parametrize(("company", "segment"), ENTERED_LATER)
def test_a_segment_entered_later_is_not_on_the_baseline(company: str, segment: str) -> None:
    declared = next(item for item in CONFIG["segments"] if item["id"] == segment)
    terms = [term.lower() for term in [*declared["terms"], *declared["audience"]]]
    last = DATES[0] if segment != "field-service" else DATES[-1]
    for day in [day for day in DATES if day <= last]:
        for path in load_site(SITES / company).paths(day):
            text = words(company, path, day)
            assert not [t for t in terms if re.search(rf"\b{re.escape(t)}\b", text)], path


def test_the_workspace_is_about_the_market() -> None:
    goals = {goal["id"] for goal in CONFIG["goals"]}
    hosts = {urlsplit(rival["site"]).hostname for rival in CONFIG["competitors"]}
    home = load_site(SITES / "larkdesk")
    assert hosts == {load_site(SITES / rival).host for rival in RIVALS}
    assert {segment["goal"] for segment in CONFIG["segments"] if "goal" in segment} == goals
    for claim in [claim for segment in CONFIG["segments"] for claim in segment["claims"]]:
        for proof in map(urlsplit, claim["proof"]):
            assert proof.hostname == home.host
            assert proof.path in home.paths(DATES[0])
        assert any(
            claim["text"].lower().rstrip(".") in words("larkdesk", path, DATES[0])
            for path in home.paths(DATES[0])
        ), claim["text"]


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("day", [DATES[0], DATES[-1]], ids=str)
def test_feeds_parse_and_agree_with_the_page(company: str, day: date) -> None:
    feed_path = next(path for path in all_paths(company) if path.endswith(".xml"))
    feed = feedparser.parse(render(SITES / company, feed_path, day).body)
    page = words(company, feed_path.removesuffix(".xml"), day)
    assert not feed.bozo
    assert len(feed.entries) >= 3
    for entry in feed.entries:
        assert entry.updated_parsed[:3] <= day.timetuple()[:3]
        assert entry.title.split(": ")[-1].lower() in page


class Client:
    """A browser behind the proxy, on one kept-alive connection."""

    def __init__(self, market: DemoMarket) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(market.proxy_url).netloc, timeout=5)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def get(
        self, url: str, headers: dict[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask the proxy for a full URL."""
        self.connection.request(method, url, headers=headers or {})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


@pytest.fixture
def market() -> Iterator[DemoMarket]:
    """The market, running."""
    with DemoMarket() as running:
        yield running


@pytest.fixture
def client(market: DemoMarket) -> Iterator[Client]:
    """A client of the running market."""
    with contextlib.closing(Client(market)) as opened:
        yield opened


def test_the_proxy_serves_the_date_it_is_set_to(market: DemoMarket, client: Client) -> None:
    url = "http://deskly.example/solutions/mid-market"
    assert client.get(url)[0] == 404
    socket = client.connection.sock
    market.day = date(2026, 3, 9)
    status, headers, body = client.get(f"{url}?utm_source=x")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == render(SITES / "deskly", "/solutions/mid-market", market.day).body
    assert client.get(url, method="HEAD")[2] == b""
    assert client.connection.sock is socket


def test_unknown_hosts_are_a_bad_gateway(client: Client) -> None:
    assert client.get("http://elsewhere.example/")[0] == 502
    assert client.get("http://deskly.example/")[0] == 200


@pytest.mark.parametrize(
    ("host", "sent", "asked"),
    [
        ("deskly.example", "ETag", "If-None-Match"),
        ("harbortone.example", "Last-Modified", "If-Modified-Since"),
    ],
)
def test_unchanged_pages_answer_304(
    market: DemoMarket, client: Client, host: str, sent: str, asked: str
) -> None:
    url = f"http://{host}/"
    _, headers, _ = client.get(url)
    status, again, body = client.get(url, {asked: headers[sent]})
    assert (status, body, again[sent]) == (304, b"", headers[sent])
    market.day = DATES[1]
    assert client.get(url, {asked: headers[sent]})[0] == 200


def test_one_site_sends_no_validators(client: Client) -> None:
    _, headers, _ = client.get("http://answerloom.example/")
    assert not {"ETag", "Last-Modified"} & set(headers)


@pytest.mark.parametrize(
    ("url", "day", "expected"),
    [
        ("http://harbortone.example/pricing", "2026-02-16", (403, b"Forbidden")),
        ("http://harbortone.example/product/desk", "2026-06-22", (503, b"unavailable")),
        ("http://brindlebox.example/features", "2026-03-30", (200, b'<div id="app"></div>')),
        ("http://answerloom.example/platform/answers", "2026-06-01", (200, b"Just a moment")),
    ],
)
def test_trouble_is_served_on_its_day(
    market: DemoMarket, client: Client, url: str, day: str, expected: tuple[int, bytes]
) -> None:
    market.day = date.fromisoformat(day)
    status, _, body = client.get(url)
    assert status == expected[0]
    assert expected[1] in body


def test_sitemaps_list_the_pages_of_the_day(market: DemoMarket, client: Client) -> None:
    _, _, robots = client.get("http://harbortone.example/robots.txt")
    assert b"Sitemap: http://harbortone.example/sitemap.xml" in robots
    assert b"/company<" in client.get("http://harbortone.example/sitemap.xml")[2]
    market.day = DATES[-1]
    _, _, sitemap = client.get("http://harbortone.example/sitemap.xml")
    assert b"/about-us<" in sitemap
    assert b"/company<" not in sitemap
    assert client.get("http://harbortone.example/company")[0] == 404


def test_a_stopped_market_has_no_address() -> None:
    market = DemoMarket()
    with pytest.raises(RuntimeError, match="not running"):
        _ = market.proxy_url


def test_last_modified_is_the_day_of_the_last_change() -> None:
    harbortone: Path = SITES / "harbortone"
    assert last_changed(harbortone, "/solutions/manufacturers", date(2026, 4, 10)) == DATES[4]
    assert last_changed(harbortone, "/legal", DATES[0]) == DATES[0]


def test_an_etag_takes_precedence_over_a_date() -> None:
    sent = {"ETag": '"a"', "Last-Modified": "Mon, 05 Jan 2026 04:30:00 GMT"}
    assert is_unchanged(sent, {"if-none-match": 'W/"a", "b"'})
    assert not is_unchanged(sent, {"If-None-Match": '"b"', "If-Modified-Since": "Mon, 05 Jan 2026"})
    assert not is_unchanged(sent, {"If-Modified-Since": "yesterday"})
