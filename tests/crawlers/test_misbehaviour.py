"""More of what servers do: pages odd at first sight, and misbehaviours that only many fetches show."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import brotli
import pytest
import zstandard

from extract.pages import read_capture

WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "
Answer = Callable[[BaseHTTPRequestHandler], None]


def page(*links: str, text: str = WORDS * 12) -> str:
    anchors = "".join(f'<a href="{link}">{link.strip("/")}</a>' for link in links)
    return (
        f"<!doctype html><title>Deskly</title><nav>{anchors}</nav><main><h1>Deskly</h1><p>{text}</p></main>"
    )


def give(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content_Type": "text/html", "Content_Length": str(len(data)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def raw(*parts: bytes) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
        handler.close_connection = True

    return answer


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:  # until the client hangs up
        handler.wfile.write(b"<p>and on</p>" * 999)


PAGE = page().encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ZEROS = b"\0" * 8_000_000
BOMBS = {
    "gzip": gzip.compress(ZEROS),
    "gzip, gzip": gzip.compress(gzip.compress(ZEROS)),
    "br": brotli.compress(ZEROS, quality=4),
    "zstd": zstandard.compress(ZEROS),
    "deflate": zlib.compress(ZEROS),
}

# One resource a misbehaviour that is met at the first visit, with what must come of it.
FIRST_SIGHT: dict[str, tuple[Answer, str]] = {
    **{f"bomb-{name.replace(', ', '-')}": (give(bomb, Content_Encoding=name), "too_large")
       for name, bomb in BOMBS.items()},
    "endless-body": (endless, "too_large"),
    "endless-header": (raw(HEAD, b"X-Padding: x\r\n" * 50_000, b"\r\n", PAGE), "error"),
    "one-long-header": (raw(HEAD, b"X-Padding: ", b"x" * 500_000, b"\r\n\r\n", PAGE), "error"),
    "negative-length": (raw(HEAD, b"Content-Length: -5\r\n\r\n", PAGE), "error"),
    "no-number-length": (raw(HEAD, b"Content-Length: many\r\n\r\n", PAGE), "error"),
    "hints-first": (raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", HEAD, b"\r\n", PAGE), "ok"),
    "old-protocol": (raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE), "ok"),
    "grows-its-address": (
        lambda h: give("", 302, Location=f"{h.path}{'&' if '?' in h.path else '?'}n=1")(h), "error"),
    "redirects-to-another-port": (give("", 302, Location="http://127.0.0.1:1/"), "forbidden_address"),
    "redirects-to-no-address": (give("", 302, Location="http://[::1/"), "error"),
    "refreshes-to-no-address": (give(page() + '<meta http-equiv=refresh content="0; url=http://[x/">'), "ok"),
    "redirects-to-data": (give("", 302, Location="data:text/html,<h1>Deskly</h1>"), "forbidden_address"),
    "redirects-past-the-scheme": (give("", 302, Location="//169.254.169.254/x"), "forbidden_address"),
    "refreshes-itself": (give(page() + '<meta http-equiv=refresh content="0">'), "ok"),
    "refreshes-to-metadata": (
        give('<meta http-equiv=refresh content="0; url=http://169.254.169.254/">'), "forbidden_address"),
    "nests-deeply": (give("<div>" * 15_000 + page()), "ok"),
    "never-closes": (give("<!doctype html><title>Deskly</title>" + f"<b><p>{WORDS}" * 50), "ok"),
    "is-full-of-nulls": (give(page(text="\0".join(WORDS * 12))), "ok"),
    "says-nothing-of-its-type": (raw(b"HTTP/1.1 200 OK\r\n\r\n", PAGE), "ok"),
    "is-a-program": (give(b"\x7fELF\x02\x01" + bytes(900)), "emptied"),
    "is-utf-16-called-utf-8": (give(page().encode("utf-16"), Content_Type="text/html; charset=utf-8"), "ok"),
    "breaks-its-zstd": (give(zstandard.compress(PAGE)[:40], Content_Encoding="zstd"), "emptied"),
    "half-a-gzip": (raw(HEAD, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(PAGE)[:60]), "emptied"),
}  # fmt: skip


def test_odd_answers_have_their_outcome_at_first_sight(workspace, site) -> None:
    site["/"] = page()
    for name, (answer, _) in FIRST_SIGHT.items():
        site.answers[f"/{name}"] = answer
    answers = site.answers

    class Growing(dict[str, Answer]):  # an address that grows is answered whatever it has become
        def get(self, path: str, default: Answer | None = None) -> Answer | None:
            return super().get(path.partition("?")[0], default)

    site.answers = Growing(answers)
    sources = [{"url": f"{site.url}/{name}"} for name in FIRST_SIGHT]
    record = workspace.crawl({"timeout": 5.0}, sources=sources, max_pages=100)
    found = {name: workspace.captures(f"/{name}")[-1].outcome.value for name in FIRST_SIGHT}
    assert found == {name: outcome for name, (_, outcome) in FIRST_SIGHT.items()}
    assert record.finished - record.started < timedelta(seconds=120)
    assert all(c.reason for c in workspace.store.captures() if c.outcome.value not in {"ok", "unchanged"})
    for capture in workspace.store.captures():
        if capture.snapshot_id is not None:
            read_capture(capture, workspace.store.body(capture.snapshot_id))  # what was kept can be read
    assert "shared inbox" in workspace.text("/is-utf-16-called-utf-8")


@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")  # it is a feed only by its type
def test_a_feed_with_entities_reads_no_file_and_does_not_grow(workspace, site, tmp_path) -> None:
    (tmp_path / "secret").write_text("the secret")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY l0 "ha"><!ENTITY x SYSTEM "file://{tmp_path}/secret">'
        f'{laughs}]><feed xmlns="http://www.w3.org/2005/Atom"><title>Changelog</title>'
        f"<entry><title>&x;</title><updated>2026-03-01T00:00:00Z</updated><summary>&l9;</summary></entry>"
        f"<entry><title>Dark mode</title><updated>2026-03-01T00:00:00Z</updated></entry></feed>"
    )
    site["/"] = page("/changelog.xml")
    site.answers["/changelog.xml"] = give(feed, Content_Type="application/atom+xml")
    workspace.crawl()
    assert len(workspace.text("/changelog.xml")) < 10_000
    read = read_capture(workspace.captures("/changelog.xml")[-1], workspace.text("/changelog.xml").encode())
    told = "".join(f"{release.title} {release.text}" for release in read.releases)
    assert "the secret" not in told
    assert len(told) < 10_000


def test_an_endless_calendar_eats_no_budget(workspace, site) -> None:
    class Endless(dict[str, Answer]):
        def get(self, path: str, default: Answer | None = None) -> Answer | None:
            if path.startswith(("/calendar", "/events", "/browse", "/a/")):
                n = random.Random(path).randrange(10**9)
                return give(page(f"{path}/{n % 7}", f"/calendar?day={n}",
                                 f"/events/20{n % 90:02}/{n % 12 + 1}",
                                 f"/browse?a={n}&b={n}&c={n}", f"/a/b{'/a/b' * (n % 5)}"))  # fmt: skip
            return super().get(path, default)

    site["/"] = page(
        "/calendar", "/events/2026/03", "/browse?a=1&b=2&c=3", "/a/b", "/pricing", "/product/inbox"
    )
    site["/pricing"] = site["/product/inbox"] = page()
    site.answers = Endless(site.answers)
    workspace.crawl(max_pages=20)
    found = workspace.outcomes()
    assert {"/", "/pricing", "/product/inbox"} <= set(found)
    assert site.hits.total() < 40
    assert sum(path.startswith(("/calendar", "/events", "/browse", "/a/")) for path in found) <= 6


def test_session_ids_that_change_at_every_visit_are_one_page(workspace, site) -> None:
    for day in range(4):
        session = f"{day:032x}"
        site["/"] = page(f"/pricing;jsessionid={session}", f"/product/inbox?PHPSESSID={session}&utm_id={day}")
        site["/pricing"] = site["/product/inbox"] = page()
        record = workspace.crawl()
        workspace.later()
    assert len(workspace.store.pages()) == 3
    assert record.messages == ()  # no new pages


def test_a_rotating_quote_is_unstable_once_it_comes_round_and_the_page_is_not_lost(workspace, site) -> None:
    site["/"] = page("/product/inbox")
    quotes = ("“It pays.”", "“We love it.”", "“Twice the tickets.”")
    outcomes = []
    for day in range(9):
        site["/product/inbox"] = page(text=f"{quotes[day % 3]} {WORDS * 12}")
        workspace.crawl()
        outcomes.append(workspace.captures("/product/inbox")[-1].outcome.value)
        workspace.later()
    assert outcomes[:4] == ["ok"] * 4
    assert "unstable" in outcomes
    assert WORDS in workspace.text("/product/inbox")
    site["/product/inbox"] = page(text="A new sentence. " + WORDS * 12)
    workspace.crawl()
    assert "A new sentence" in workspace.text("/product/inbox")


def test_a_sitemap_larger_than_a_page_may_be_is_read_as_far_as_that_and_said(workspace, site) -> None:
    padding = "<!-- " + "x" * 900 + " -->"
    entries = [f"<url><loc>{site.url}/solutions/trade-{n}</loc>{padding}</url>" for n in range(400)]
    site["/"] = page()
    for n in range(400):
        site[f"/solutions/trade-{n}"] = page(text=f"Trade {n}. {WORDS * 9}")
    site.answers["/sitemap.xml"] = give(
        f"<urlset>{''.join(entries)}</urlset>", Content_Type="application/xml"
    )
    record = workspace.crawl(max_pages=8)
    assert len([path for path in workspace.outcomes() if path.startswith("/solutions")]) == 7
    (message,) = record.messages
    assert f"{site.url}/sitemap.xml is larger than crawl.max_bytes and was read as far as that" in message
    assert "crawl.max_bytes" in message.rpartition("raise")[2]


def test_a_packed_sitemap_that_is_cut_is_read_as_far_as_it_goes(workspace, site) -> None:
    entries = "".join(
        f"<url><loc>{site.url}/solutions/{random.Random(n).getrandbits(128):x}</loc></url>"
        for n in range(9_000)
    )
    site["/"] = page()
    packed = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    assert len(packed) > 120_000
    site.answers["/sitemap.xml"] = give(packed, Content_Type="application/gzip")

    class Any(dict[str, Answer]):
        def get(self, path: str, default: Answer | None = None) -> Answer | None:
            return super().get(path) or (give(PAGE) if path.startswith("/solutions/") else default)

    site.answers = Any(site.answers)
    record = workspace.crawl(max_pages=6)
    assert record.counts["ok"] == 6
    assert "was read as far as that" in record.messages[0]
