"""The crawl stage against a real server, one behaviour at a time."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import process_time, sleep

import brotli
import pytest
import zstandard

from crawlers.run import fetch, probe, run
from turfwatch.errors import ConfigError, PluginError, StoreError
from turfwatch.store import Store

WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "


def page(*links: str, text: str = WORDS * 12) -> str:
    anchors = "".join(f'<a href="{link}">{link.strip("/")}</a>' for link in links)
    return (
        "<!doctype html><html><head><title>Deskly</title></head><body>"
        f"<nav>{anchors}</nav><main><h1>Deskly</h1><p>{text}</p></main></body></html>"
    )


def give(body: str | bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(data)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


PAGE = give(page())


def redirect(target: str, status: int = 301) -> Callable[[BaseHTTPRequestHandler], None]:
    return give("", status, Location=target)


def raw(answer: bytes, *, then: Callable[[BaseHTTPRequestHandler], None] = lambda _: None):
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.wfile.flush()
        then(handler)
        handler.close_connection = True

    return send


def drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(50):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        sleep(0.1)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"
)
LOGIN = (
    "<html><head><title>Sign in</title></head><body><form><h1>Log in to continue</h1>"
    "<input name=user><input type=password name=p><button>Log in</button>"
    " Forgot your password?</form></body></html>"
)
CONSENT = (
    "<html><head><title>Before you continue</title></head><body><p>We and our partners use cookies and "
    "personal data.</p><button>Accept all</button><button>Reject all</button></body></html>"
)
SHELL = '<html><head><title>Deskly</title></head><body><div id="root"></div><script src=a.js></script>'
BIG = "<html><body>" + "x" * 300_000 + "</body></html>"

# One resource a misbehaviour, with what must come of it.
MISBEHAVIOUR = {
    "hangs": (lambda h: sleep(2.5), "timeout"),
    "drips": (raw(HEAD + b"Content-Length: 5000\r\n\r\n", then=drip), "timeout"),
    "lies-about-length": (raw(HEAD + b"Content-Length: 900\r\n\r\nshort"), "error"),
    "breaks-chunk": (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n"), "error"),
    "hangs-up": (raw(b""), "error"),
    "not-http": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "error"),
    "huge": (give(BIG), "too_large"),
    "huge-untold": (raw(HEAD + b"\r\n" + BIG.encode()), "too_large"),
    "bomb": (give(gzip.compress(b"a" * 5_000_000), Content_Encoding="gzip"), "too_large"),
    "broken-gzip": (give(b"\x1f\x8bnot gzip at all", Content_Encoding="gzip"), "error"),
    "circle": (redirect("/circle", 302), "error"),
    "endless": (redirect("/endless/1", 302), "error"),
    "to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "forbidden_address"),
    "to-file": (redirect("file:///etc/passwd"), "forbidden_address"),
    "to-stranger": (redirect("https://elsewhere.example/"), "error"),
    "to-nowhere": (give("", 302), "error"),
    "challenge": (give(CHALLENGE), "blocked"),
    "challenge-403": (give(CHALLENGE, 403), "blocked"),
    "forbidden": (give("no", 403), "blocked"),
    "too-many": (give("slow down", 429), "blocked"),
    "shrunk": (give(f"<title>Deskly</title><h1>Deskly</h1><p>{WORDS}</p>"), "emptied"),
    "wants-script": (give(f"<title>Deskly</title><p>You need to enable JavaScript. {WORDS}</p>"), "emptied"),
    "cookie-loop": (give("", 302, Location="/cookie-loop", Set_Cookie="seen=1; Path=/"), "error"),
    "refreshes-to-login": (give('<meta http-equiv=refresh content="0; url=/login?next=/x">'), "login_wall"),
    "to-mapped-loopback": (redirect("http://[::ffff:127.0.0.1]/"), "forbidden_address"),
    "to-decimal-loopback": (redirect("http://2130706433/"), "forbidden_address"),
    "to-consent": (redirect("https://consent.deskly.example/?continue=x", 302), "consent_wall"),
    "hcaptcha": (give('<h1>One more step</h1><script src="https://js.hcaptcha.com/1/api.js">'), "blocked"),
    "xml-of-nothing": (give("<config><a/></config>", Content_Type="application/xml"), "wrong_type"),
    "feed-without-entries": (give("<rss></rss>", Content_Type="application/rss+xml"), "emptied"),
    "wrong-encoding-name": (give(page(text=WORDS * 20), Content_Type="text/html; charset=klingon"), "ok"),
    "renamed-encoding": (give("x" * 9, Content_Encoding="br"), "error"),
    "pdf-called-html": (give(b"%PDF-1.7 \x00\x01\x02", Content_Type="application/pdf"), "wrong_type"),
    "legal": (give("no", 451), "blocked"),
    "members": (give(LOGIN), "login_wall"),
    "login-401": (give("who?", 401), "login_wall"),
    "to-login": (redirect("/login?next=/x", 302), "login_wall"),
    "consent": (give(CONSENT), "consent_wall"),
    "soft-404": (give(f"<title>Page not found</title><p>{WORDS}</p>"), "emptied"),
    "shell": (give(SHELL), "emptied"),
    "nothing": (give(""), "emptied"),
    "no-content": (give("", 204, Content_Length="0"), "emptied"),
    "picture": (give(b"\x89PNG\r\n", Content_Type="image/png"), "wrong_type"),
    "json": (give('{"a": 1}', Content_Type="application/json"), "wrong_type"),
    "down": (give("down", 503), "error"),
    "teapot": (give("teapot", 418), "error"),
    "gone": (give("gone", 410), "gone"),
    "missing": (give("missing", 404), "gone"),
}


def test_each_misbehaviour_has_its_outcome_and_none_moves_the_baseline(workspace, site) -> None:
    sources = [{"url": f"{site.url}/{name}"} for name in MISBEHAVIOUR]
    site["/"] = page()
    for name in MISBEHAVIOUR:
        site[f"/{name}"] = page(text=WORDS * 20)
    site["/login"] = LOGIN
    for n in range(1, 12):
        site[f"/endless/{n}"] = redirect(f"/endless/{n + 1}", 302)
    assert workspace.crawl(sources=sources, max_pages=100).status == "ok"
    workspace.extract()
    bodies = {name: workspace.text(f"/{name}") for name in MISBEHAVIOUR}

    for name, (answer, _) in MISBEHAVIOUR.items():
        site[f"/{name}"] = answer
    workspace.later()
    began = workspace.now
    record = workspace.crawl(sources=sources, max_pages=100)

    expected = {name: outcome for name, (_, outcome) in MISBEHAVIOUR.items()}
    found = {name: workspace.captures(f"/{name}")[-1].outcome.value for name in MISBEHAVIOUR}
    assert found == expected
    assert {name: workspace.text(f"/{name}") for name in MISBEHAVIOUR} == bodies
    assert record.status == "partial"
    assert record.finished - began < timedelta(seconds=90)
    assert len(record.messages) <= len(set(expected.values()))
    assert all(c.reason for c in workspace.store.captures() if c.outcome.value not in {"ok", "unchanged"})


def test_an_unchanged_site_costs_304s_and_is_unchanged(workspace, site) -> None:
    site["/"] = page("/pricing", "/product/inbox", "/product/reports")
    site["/product/reports"] = page()  # no validators: told by its bytes
    for path in ("/pricing", "/product/inbox"):
        site[path] = validated(page(text=path + WORDS * 9), '"v1"')
    workspace.crawl()
    workspace.extract()
    assert set(workspace.outcomes().values()) == {"ok"}
    workspace.later()
    workspace.crawl()
    assert site.statuses[304] == 0  # nobody knows yet whether this server's ETags can be relied on
    workspace.now += timedelta(hours=6)
    workspace.crawl()
    assert site.statuses[304] == 2  # but every page was fetched whole today
    site["/pricing"] = validated(page(text="New. " + WORDS * 9), '"v2"')
    workspace.later()
    workspace.crawl()
    workspace.extract()
    site.statuses.clear()
    for _ in range(7):
        workspace.later()
        record = workspace.crawl()
        assert record.counts["unchanged"] == 4
        assert record.status == "ok"
    assert site.statuses[304] == 2 * 6  # a new ETag came with a new body: whole only once a week now
    assert len(workspace.store.captures()) == 5
    assert len({c.seen_until for c in workspace.store.captures()}) == 2


def test_validators_go_out_only_after_the_body_was_read(workspace, site) -> None:
    site["/"] = page("/pricing")
    site["/pricing"] = validated(page(), '"v1"')
    workspace.crawl()
    workspace.later()
    workspace.crawl()
    assert site.statuses[304] == 0


def test_a_server_that_keeps_its_etag_is_found_out_the_next_day_and_remembered(workspace, site) -> None:
    site["/"] = page("/pricing")
    site["/pricing"] = validated(page(text="Pro is $39. " + WORDS * 9), '"same"')
    workspace.crawl()
    workspace.extract()
    for price in ("$49", "$59", "$69"):
        site["/pricing"] = validated(page(text=f"Pro is {price}. " + WORDS * 9), '"same"')
        workspace.later()
        workspace.crawl()
        workspace.extract()
        assert price in workspace.text("/pricing")


def test_one_page_that_lies_does_not_spoil_the_sections_that_are_honest(workspace, site) -> None:
    site["/"] = page("/pricing", "/product/inbox", "/product/reports", "/solutions/clinics")
    paths = ("/pricing", "/product/inbox", "/product/reports", "/solutions/clinics")

    def give_all(day: int) -> None:
        site["/pricing"] = validated(page(text=f"Pro is ${day}9. " + WORDS * 9), '"same"')  # the liar
        site["/product/inbox"] = validated(
            page(text=f"Inbox {min(day, 3)}. " + WORDS * 9), f'"v{min(day, 3)}"'
        )
        for path in paths[2:]:
            site[path] = validated(page(text=path + WORDS * 9), '"v1"')

    quiet: list[int] = []
    for day in range(1, 13):
        give_all(day)
        site.statuses.clear()
        site.hits.clear()
        workspace.crawl()
        workspace.extract()
        assert f"${day}9" in workspace.text("/pricing")
        workspace.later()
        quiet += [site.statuses[304]] if day > 5 else []
    assert max(quiet) == 2  # the product pages, that changed honestly; who knows of the others
    assert sum(quiet) == 2 * 6  # and each of them is fetched whole once a week


def test_a_changing_etag_over_the_same_body_is_no_change(workspace, site) -> None:
    site["/"] = page("/pricing")
    for day in range(4):
        site["/pricing"] = validated(page(), f'"build-{day}"')
        record = workspace.crawl()
        workspace.extract()
        workspace.later()
    assert record.counts["unchanged"] == 2
    assert len(workspace.captures("/pricing")) == 1
    (pricing,) = (p for p in workspace.store.pages() if p.kind == "pricing")
    assert pricing.etag == '"build-3"'  # asked with the newest, though the body is the first one's


def validated(body: str, etag: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == etag
        (give("", 304, Content_Length="0") if same else give(body, ETag=etag))(handler)

    return answer


def test_robots_are_obeyed_and_their_sitemap_is_read(workspace, site) -> None:
    site["/robots.txt"] = give(
        f"User-agent: *\nDisallow: /pricing\nSitemap: {site.url}/pages.xml.gz\n", Content_Type="text/plain"
    )
    entries = "".join(
        f"<url><loc>{site.url}/{p}</loc></url>" for p in ("solutions/legal", "docs/api", "careers")
    )
    site["/pages.xml.gz"] = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    site["/"] = page("/pricing", "/product")
    for path in ("/pricing", "/product", "/solutions/legal", "/docs/api", "/careers"):
        site[path] = page(text=path + WORDS * 9)
    record = workspace.crawl()
    assert workspace.outcomes() == {"/": "ok", "/product": "ok", "/solutions/legal": "ok"}
    assert (site.hits["/pricing"], site.hits["/robots.txt"], site.hits["/sitemap.xml"]) == (0, 1, 0)
    assert record.status == "ok"
    workspace.crawl(sources=[{"url": f"{site.url}/pricing", "kind": "pricing"}])
    assert workspace.outcomes()["/pricing"] == "robots_disallowed"


def test_a_sitemap_index_leads_to_pages_and_a_hostile_one_does_no_harm(workspace, site) -> None:
    site["/"] = page()
    site["/sitemap.xml"] = give(
        f"<sitemapindex><sitemap><loc>{site.url}/a.xml</loc></sitemap>"
        f"<sitemap><loc>{site.url}/sitemap.xml</loc></sitemap><sitemap><loc>http://169.254.169.254/b.xml</loc></sitemap></sitemapindex>",
        Content_Type="application/xml",
    )
    site["/a.xml"] = give(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;">]><urlset>'
        f"<url><loc>{site.url}/use-cases/clinics</loc></url><url><loc>&b;</loc></url>"
        "<url><loc>https://elsewhere.example/pricing</loc></url><url><loc>not an address",
        Content_Type="application/xml",
    )
    site["/use-cases/clinics"] = page(text="For clinics. " + WORDS * 9)
    workspace.crawl()
    assert workspace.outcomes() == {"/": "ok", "/use-cases/clinics": "ok"}
    assert site.hits["/sitemap.xml"] == 1


@pytest.mark.slow
def test_a_sitemap_of_100_000_entries_costs_no_more_than_the_budget(workspace, site) -> None:
    site["/"] = page()
    kinds = ("blog/post", "product/part", "solutions/trade")
    entries = "".join(f"<url><loc>{site.url}/{kinds[n % 3]}-{n}</loc></url>" for n in range(100_000))
    packed = gzip.compress(f"<urlset>{entries}</urlset>".encode())
    site["/sitemap.xml"] = give(packed, Content_Type="application/gzip")
    for n in range(100_000):
        site.answers[f"/{kinds[n % 3]}-{n}"] = PAGE
    began = process_time()
    record = workspace.crawl({"max_bytes": 5_000_000}, max_pages=12)
    assert process_time() - began < 40  # about ten: a share of a second for a thousand entries
    assert record.status == "ok"
    assert record.counts["ok"] == 12
    assert site.hits.total() < 30
    assert not any("/blog/" in capture.url for capture in workspace.store.captures())


@pytest.mark.parametrize("limit", [100_000, 5_000_000])
def test_a_robots_txt_of_a_megabyte_is_obeyed_to_its_last_line(workspace, site, limit: int) -> None:
    padding = "".join(f"Disallow: /private/{n}\n" for n in range(45_000))
    robots = f"User-agent: *\n{padding}Disallow: /pricing\n"
    assert len(robots) > 1_000_000
    site["/robots.txt"] = give(robots, Content_Type="text/plain")
    site["/"] = page("/pricing", "/product")
    site["/pricing"] = site["/product"] = page()
    record = workspace.crawl({"max_bytes": limit})
    assert workspace.outcomes() == {"/": "ok", "/product": "ok"}
    assert site.hits["/pricing"] == 0
    assert record.finished - record.started < timedelta(seconds=20)


@pytest.mark.parametrize("answers", [["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"]])
def test_a_name_whose_answers_change_is_connected_to_only_where_it_was_checked(
    workspace, site, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    asked, connected = [], []

    def rebinding(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async def connect(self: object, sock: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    site["/"] = page()
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)  # a name server of a hostile site
    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)  # nothing leaves this machine
    record = workspace.crawl({"allow_private_hosts": []}, site=f"http://deskly.example:{site.port}")
    assert asked
    assert set(connected) <= {"93.184.215.14"}
    assert site.hits.total() == 0
    assert record.status == "failed"
    assert record.messages


def test_the_budget_goes_to_pages_that_carry_positioning(workspace, site) -> None:
    wanted = ["/pricing", "/product/inbox", "/for-agencies", "/compare/larkdesk", "/changelog"]
    noise = [f"/blog/post-{n}" for n in range(40)] + ["/privacy", "/careers", "/docs/start", "/de/pricing"]
    noise += [f"/calendar/2026/{m:02}/{d:02}" for m in range(1, 13) for d in range(1, 28)]
    noise += ["/pricing?sort=asc", "/product/inbox?page=2", "/whitepaper.pdf"]
    site["/"] = page(*noise, *wanted)
    for path in (*wanted, *noise):
        site[path] = page(text=path + WORDS * 9)
    workspace.crawl(max_pages=12)
    found = set(workspace.outcomes())
    assert {"/", *wanted} <= found
    assert len(found) <= 12
    assert all(path.startswith("/blog") for path in found - {"/", *wanted})
    kinds = {p.url.removeprefix(site.url): p.kind for p in workspace.store.pages()}
    assert kinds["/for-agencies"] == "solution"
    assert kinds["/compare/larkdesk"] == "compare"


def test_addresses_of_one_page_are_one_page(workspace, site) -> None:
    site["/"] = page(
        "/pricing", "/pricing/", "/pricing?utm_source=x", "/pricing#faq", "/./pricing;jsessionid=1A"
    )
    site["/pricing"] = page()
    workspace.crawl()
    assert workspace.outcomes() == {"/": "ok", "/pricing": "ok"}


def test_new_pages_are_noticed_and_vanished_ones_are_gone(workspace, site) -> None:
    site["/"] = page("/pricing", "/product/inbox")
    site["/pricing"] = page()
    site["/product/inbox"] = page(text="Inbox. " + WORDS * 9)
    workspace.crawl()
    workspace.extract()
    site["/"] = page("/pricing", "/solutions/hospitals")
    site["/solutions/hospitals"] = page(text="For hospitals. " + WORDS * 9)
    del site["/product/inbox"]
    workspace.later()
    assert workspace.crawl().status == "ok"
    assert workspace.outcomes() == {
        "/": "ok", "/pricing": "ok", "/product/inbox": "gone", "/solutions/hospitals": "ok",
    }  # fmt: skip
    hits = site.hits["/product/inbox"]
    workspace.later()
    workspace.crawl()
    assert site.hits["/product/inbox"] == hits  # gone and no longer linked: left in peace


def test_a_moved_page_keeps_its_identity_and_a_merged_one_is_gone(workspace, site) -> None:
    site["/"] = page("/pricing", "/product/inbox")
    site["/pricing"] = page(text="Plans. " + WORDS * 9)
    site["/product/inbox"] = page(text="Inbox. " + WORDS * 9)
    workspace.crawl()
    site["/plans"] = page(text="Plans, better. " + WORDS * 9)
    site["/pricing"] = redirect("/plans")
    site["/product/inbox"] = redirect("/")
    site["/"] = page("/plans")
    workspace.later()
    workspace.crawl()
    assert workspace.outcomes() == {"/": "ok", "/pricing": "ok", "/product/inbox": "gone"}
    assert "better" in workspace.text("/pricing")


def test_a_site_that_leads_to_its_own_language_is_read_in_it(workspace, site) -> None:
    site["/"] = redirect("/de/")
    site["/de/"] = page("/de/preise", "/de/lösungen/pflege", "/fr/tarifs", "/impressum")
    for path in ("/de/preise", "/de/l%C3%B6sungen/pflege", "/fr/tarifs", "/impressum"):
        site[path] = page(text=path + WORDS * 9)
    workspace.crawl()
    assert set(workspace.outcomes()) == {"/", "/de/preise", "/de/l%C3%B6sungen/pflege"}
    kinds = {p.url.removeprefix(site.url): p.kind for p in workspace.store.pages()}
    assert (kinds["/de/preise"], kinds["/de/l%C3%B6sungen/pflege"]) == ("pricing", "solution")


def test_a_shrunken_page_is_held_back_until_a_second_fetch_agrees(workspace, site) -> None:
    site["/"] = page("/product/inbox")
    site["/product/inbox"] = page(text=WORDS * 40)
    workspace.crawl()
    site["/product/inbox"] = page(text=WORDS * 2)
    workspace.later()
    workspace.crawl()
    assert workspace.outcomes()["/product/inbox"] == "emptied"
    workspace.later()
    workspace.crawl()
    assert workspace.outcomes()["/product/inbox"] == "ok"
    assert len(workspace.text("/product/inbox")) < 600


def test_a_page_about_captchas_is_a_page(workspace, site) -> None:
    site["/"] = page("/pricing")
    site["/pricing"] = page(
        text="Plans with captcha, cookie consent, log in and password reset. " + WORDS * 12
    )
    workspace.crawl()
    assert workspace.outcomes()["/pricing"] == "ok"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("deflate", zlib.compress),
    ],
)
def test_bodies_are_unpacked_and_kept_in_utf8(workspace, site, encoding, pack) -> None:
    body = page(text="Für 49 € im Monat. " + WORDS * 9).replace(
        "<head>", '<head><meta charset="windows-1252">'
    )
    site["/"] = give(pack(body.encode("cp1252")), Content_Type="text/html", Content_Encoding=encoding)
    workspace.crawl()
    assert "Für 49 € im Monat" in workspace.text("/")
    assert 'charset="utf-8"' in workspace.text("/")


def test_feeds_are_followed_and_kept(workspace, site) -> None:
    entry = f"<entry><title>{WORDS}</title></entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Changelog</title>{entry}</feed>"
    head = '<link rel="alternate" type="application/atom+xml" title="Changelog" href="/changelog.xml">'
    site["/"] = page().replace("<head>", f"<head>{head}")
    site["/changelog.xml"] = give(feed, Content_Type="application/xml")
    workspace.crawl()
    assert workspace.outcomes() == {"/": "ok", "/changelog.xml": "ok"}
    assert {p.kind for p in workspace.store.pages()} == {"home", "release_notes"}
    assert workspace.captures("/changelog.xml")[0].content_type == "application/atom+xml"


def test_private_addresses_are_refused_unless_named(workspace, site) -> None:
    site["/"] = page()
    record = workspace.crawl({"allow_private_hosts": []})
    assert record.status == "failed"
    assert workspace.outcomes() == {"/": "forbidden_address"}
    assert site.hits.total() == 0


def test_a_local_name_is_refused(workspace, site) -> None:
    record = workspace.crawl({"allow_private_hosts": []}, site=f"http://localhost:{site.port}")
    assert [c.outcome.value for c in workspace.store.captures()] == ["forbidden_address"]
    assert "local network" in record.messages[0]
    site["/"] = page()
    workspace.later()
    record = workspace.crawl({"allow_private_hosts": ["localhost"]}, site=f"http://localhost:{site.port}")
    assert record.counts["ok"] == 1


def test_a_proxy_of_the_users_choice_may_be_local(workspace, site) -> None:
    site["http://deskly.example/"] = page("/pricing", "http://127.0.0.1/admin")
    site["http://deskly.example/pricing"] = page()
    record = workspace.crawl({"proxy": site.url, "allow_private_hosts": []}, site="http://deskly.example")
    assert record.status == "ok"
    assert workspace.outcomes() == {"http://deskly.example/": "ok", "http://deskly.example/pricing": "ok"}
    assert {h["host"] for _, h in site.headers} == {"deskly.example"}


def test_retry_after_is_honoured(workspace, site) -> None:
    answers = [give("later", 503, Retry_After="1"), give(page())]

    def one_by_one(handler: BaseHTTPRequestHandler) -> None:
        answers.pop(0)(handler)

    site["/"] = one_by_one
    record = workspace.crawl()
    assert record.counts["ok"] == 1
    assert (record.finished - record.started).total_seconds() >= 1


def test_a_dead_host_is_given_up_and_told_once(workspace, site) -> None:
    paths = [f"/product/p{n}" for n in range(12)]
    site["/"] = page(*paths)
    for path in paths:
        site[path] = page(text=path + WORDS * 9)
    workspace.crawl()
    for path in ("/", "/robots.txt", *paths):
        site[path] = lambda _: sleep(1)
    workspace.later()
    record = workspace.crawl({"timeout": 0.3})
    assert record.status == "failed"
    assert len(record.messages) == 2
    assert "were not tried" in " ".join(record.messages)
    assert site.hits.total() < 30


def test_who_we_are_is_said(workspace, site) -> None:
    site["/"] = page()
    workspace.crawl({"contact": "crawl@larkdesk.example"})
    agents = {headers["user-agent"] for _, headers in site.headers}
    assert len(agents) == 1
    assert "crawl@larkdesk.example" in agents.pop()


def test_one_company_alone_and_unknown_ones(workspace, site) -> None:
    site["/"] = page()
    config = workspace.config()
    assert run(config, workspace.store, workspace.now, companies=["deskly"]).counts["ok"] == 1
    with pytest.raises(ConfigError, match="Nobody"):
        run(config, workspace.store, workspace.now, companies=["Nobody"])
    with pytest.raises(PluginError, match="odd"):
        workspace.crawl(adapter="odd")


def test_one_page_and_all_homes_without_a_store(workspace, site) -> None:
    site["/"] = page("/pricing")
    site["/pricing"] = page()
    config = workspace.config(sources=[{"url": f"{site.url}/x"}])
    found = fetch(f"{site.url}/pricing", config.crawl, workspace.now)
    assert (found.outcome, found.kind, found.content_type) == ("ok", "pricing", "text/html")
    assert fetch(f"{site.url}/none", config.crawl, workspace.now).outcome == "gone"
    assert [(f.company, f.kind, f.outcome.value) for f in probe(config)] == [
        ("Deskly", "home", "ok"),
        ("Deskly", "other", "gone"),
    ]
    assert (site.hits["/"], site.hits["/x"], site.hits["/sitemap.xml"]) == (1, 1, 0)
    assert workspace.store.pages() == []


def test_a_store_that_cannot_be_written_ends_the_run(workspace, site, tmp_path: Path) -> None:
    site["/"] = page()
    with Store(tmp_path / "turfwatch.db", patience=0.1) as other, other.transaction():
        impatient = Store(tmp_path / "turfwatch.db", patience=0.1)
        with pytest.raises(StoreError), impatient:
            run(workspace.config(), impatient, workspace.now)


def test_it_runs_in_a_thread_and_prints_nothing(workspace, site, tmp_path: Path, capfd) -> None:
    site["/"] = page("/missing")

    def work() -> None:
        with Store(tmp_path / "thread.db") as store:
            run(workspace.config(), store, workspace.now)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert capfd.readouterr() == ("", "")
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
