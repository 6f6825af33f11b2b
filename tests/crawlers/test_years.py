"""What happens over many runs: flips, recoveries, newcomers, limits for each host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from http.server import BaseHTTPRequestHandler
from zoneinfo import ZoneInfo

from crawlers.window import length, seconds_left

WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. " * 12
UTC_ZONE = ZoneInfo("UTC")


def page(*links: str, text: str = WORDS) -> str:
    anchors = "".join(f'<a href="{link}">{link}</a>' for link in links)
    return f"<!doctype html><title>Deskly</title><nav>{anchors}</nav><h1>Deskly</h1><p>{text}</p>"


def refuse(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": "0", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return answer


def test_a_page_that_flips_is_unstable_until_one_version_stays(workspace, site) -> None:
    site["/"] = page("/pricing")
    versions = {name: page(text=f"Version {name}. {WORDS}") for name in "ABC"}
    outcomes = []
    for name in "ABABABBB":
        site["/pricing"] = versions[name]
        workspace.crawl()
        workspace.extract()
        outcomes.append(workspace.captures("/pricing")[-1].outcome.value)
        workspace.later()
    assert outcomes == ["ok", "ok", "ok", "unstable", "ok", "unstable", "unstable", "ok"]
    assert "Version B" in workspace.text("/pricing")
    site["/pricing"] = versions["C"]  # a version never seen is news at once
    workspace.crawl()
    assert "Version C" in workspace.text("/pricing")


def test_a_change_taken_back_once_is_no_flip(workspace, site) -> None:
    site["/"] = page("/pricing")
    for text in ("old", "new", "old"):
        site["/pricing"] = page(text=text + WORDS)
        workspace.crawl()
        workspace.extract()
        workspace.later()
    assert [c.outcome.value for c in workspace.captures("/pricing")] == ["ok"] * 3


def test_trouble_says_since_when_and_that_it_is_over(workspace, site) -> None:
    site["/"] = page("/pricing")
    site["/pricing"] = page()
    workspace.crawl()
    site["/pricing"] = refuse(403)
    workspace.later()
    (first,) = workspace.crawl().messages
    workspace.later()
    (second,) = workspace.crawl().messages
    assert "since" not in first
    assert "since 2026-03-03" in second
    assert len(workspace.captures("/pricing")) == 2  # one row, however long it lasts
    site["/pricing"] = page()
    workspace.later()
    record = workspace.crawl()
    assert record.status == "ok"
    assert record.messages == (f"Deskly: no longer blocked (since 2026-03-03): {site.url}/pricing",)
    (health,) = workspace.store.recovered(workspace.now)
    assert (health.since.day, health.until and health.until.day) == (3, 5)
    assert workspace.store.health() == []


def test_a_new_page_finds_room_on_a_site_larger_than_its_budget_and_is_told(workspace, site) -> None:
    many = [f"/product/p{n}" for n in range(30)]
    site["/"] = page(*many)
    for path in (*many, "/solutions/hospitals"):
        site[path] = page(text=path + WORDS)
    workspace.crawl(max_pages=10)
    assert len(workspace.outcomes()) == 10
    workspace.later()
    assert workspace.crawl(max_pages=10).messages == ()
    assert len(workspace.outcomes()) == 10  # what was left out before is not new now
    site["/"] = page(*many, "/solutions/hospitals")
    workspace.later()
    record = workspace.crawl(max_pages=10)
    assert record.messages == (f"Deskly: new page: {site.url}/solutions/hospitals (solution)",)
    assert workspace.outcomes()["/solutions/hospitals"] == "ok"
    del site["/solutions/hospitals"]
    workspace.later()
    assert "Deskly: gone page" in workspace.crawl(max_pages=10).messages[0]


def test_feeds_at_well_known_addresses_are_found_and_nothing_else_there_is_kept(workspace, site) -> None:
    entry = f"<item><title>{WORDS}</title></item>"
    site["/"] = page()
    site["/rss.xml"] = f"<rss><channel><title>News</title>{entry}</channel></rss>"
    site["/feed"] = page()  # what sites say to any address
    site["/atom.xml"] = refuse(403)
    assert workspace.crawl().status == "ok"
    assert workspace.outcomes() == {"/": "ok", "/rss.xml": "ok"}
    hits = site.hits["/feed"]
    workspace.crawl()
    assert site.hits["/feed"] == hits


def test_a_hosted_changelog_and_its_feed_are_followed(workspace, site) -> None:
    elsewhere = f"http://localhost:{site.port}"
    releases = f"{elsewhere}/deskly/desk/releases"
    site["/"] = page().replace("<nav>", f'<nav><a href="{releases}">Changelog</a>')
    head = '<link rel="alternate" type="application/atom+xml" href="/deskly/desk/releases.atom">'
    site["/deskly/desk/releases"] = page().replace("<title>", f"{head}<title>")
    site["/deskly/desk/releases.atom"] = f"<feed><title>Releases</title><entry>{WORDS}</entry></feed>"
    workspace.crawl({"allow_private_hosts": ["127.0.0.1", "localhost"]})
    assert {(p.url, p.kind) for p in workspace.store.pages() if "localhost" in p.url} == {
        (releases, "release_notes"), (f"{releases}.atom", "release_notes"),
    }  # fmt: skip


def test_retry_after_closes_the_whole_host_for_the_run(workspace, site) -> None:
    paths = [f"/product/p{n}" for n in range(9)]
    site["/"] = page(*paths)
    for path in paths:
        site[path] = refuse(429, Retry_After="3600")
    record = workspace.crawl()
    assert sum(site.hits[path] for path in paths) <= 4  # those that were under way already
    assert "asks to be left alone for 3600 seconds" in record.messages[0]


def test_a_host_sends_no_more_than_its_limit(workspace, site) -> None:
    paths = [f"/product/p{n}" for n in range(30)]
    site["/"] = page(*paths)
    for path in paths:
        site[path] = page(text=path + WORDS)
    record = workspace.crawl({"max_bytes_per_host": 10_000})
    assert record.status == "partial"
    assert sum(site.hits[path] for path in paths) < 15
    assert "has sent crawl.max_bytes_per_host" in record.messages[0]


def test_nothing_is_asked_for_after_the_window_closed(workspace, site) -> None:
    site["/"] = page()
    workspace.now = datetime(2026, 3, 2, 4, 59, 59, 999_000, tzinfo=UTC)
    site["/robots.txt"] = lambda handler: (__import__("time").sleep(1.2), refuse(404)(handler))
    record = workspace.crawl({"window": "01:00-05:00", "timeout": 5})
    assert site.hits["/"] == 0
    assert "when crawl.window closed" in record.messages[0]
    workspace.now = datetime(2026, 3, 2, 12, tzinfo=UTC)  # at noon a person asked for it
    del site["/robots.txt"]
    assert workspace.crawl({"window": "01:00-05:00"}).counts["ok"] == 1


def test_windows_round_midnight() -> None:
    night = (time(23), time(2))
    assert length(night).total_seconds() == 3 * 3600
    assert seconds_left(night, UTC_ZONE, datetime(2026, 3, 2, 1, tzinfo=UTC)) == 3600
    assert seconds_left(night, UTC_ZONE, datetime(2026, 3, 2, 2, tzinfo=UTC)) is None
    assert seconds_left(night, ZoneInfo("Europe/Berlin"), datetime(2026, 3, 2, 22, tzinfo=UTC)) == 3 * 3600
    assert seconds_left(None, UTC_ZONE, datetime(2026, 3, 2, tzinfo=UTC)) is None
