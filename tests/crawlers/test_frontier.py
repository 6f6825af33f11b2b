"""Discovery and the choice of what to visit, without a network."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

from crawlers.choice import GUESSED, Visit
from crawlers.conditional import full_fetch, honest_places, relies_on, unchanged, validators
from crawlers.discovery import Link, Sitemap, SitemapEntry, links, sitemap
from crawlers.frontier import Frontier
from crawlers.retries import retry_after
from crawlers.settings import scrapy_settings
from crawlers.targets import Target, owner_of, targets
from turfwatch.config import Config, Crawl, Source
from turfwatch.types import Page

SITE = "https://deskly.example"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def frontier(*pages: Page, **target: object) -> Frontier:
    made = Target("Deskly", f"{SITE}/", ("deskly.example",), **target)  # type: ignore[arg-type]
    return Frontier(made, pages)


def crawl(plan: Frontier, site: dict[str, list[str]], maps: Sitemap | None = None) -> list[str]:
    """Visit a site that is a table of paths and the paths they link to."""
    visited, wave = [], plan.first()
    while wave:
        for visit in wave:
            if visit.purpose == "sitemap":
                if maps is not None:
                    plan.found_sitemap(visit, maps)
                continue
            if visit.via == GUESSED:
                continue
            path = visit.url.removeprefix(SITE)
            visited.append(path)
            plan.found_links(visit, [Link(to if "//" in to else SITE + to) for to in site.get(path, [])])
        wave = plan.next()
    return visited


def test_best_kinds_first_and_never_twice() -> None:
    site = {
        "/": ["/blog", "/about", "/pricing", "/product", "/", "/pricing/"],
        "/product": ["/pricing", "/product/x"],
    }
    assert crawl(frontier(), site) == ["/", "/pricing", "/product", "/about", "/blog", "/product/x"]


def test_depth_and_budget_end_it() -> None:
    site = {f"/product/{n}": [f"/product/{n + 1}"] for n in range(20)} | {"/": ["/product/0"]}
    assert crawl(frontier(max_depth=3), site) == ["/", "/product/0", "/product/1", "/product/2"]
    assert len(crawl(frontier(max_pages=5), {"/": [f"/product/{n}" for n in range(99)]})) == 5


def test_the_order_of_answers_does_not_change_the_choice() -> None:
    paths = [f"/product/{n}" for n in range(30)]
    assert crawl(frontier(max_pages=9), {"/": paths}) == crawl(frontier(max_pages=9), {"/": paths[::-1]})


def test_strangers_and_translations_are_left_out_and_subdomains_are_in() -> None:
    site = {
        "/": ["https://stranger.example/pricing", "/de/pricing", "https://learn.deskly.example/changelog"]
    }
    assert crawl(frontier(), site) == ["/", "https://learn.deskly.example/changelog"]


def test_a_changelog_hosted_elsewhere_is_followed_when_home_links_it() -> None:
    plan = frontier()
    wave = plan.first()
    plan.found_links(wave[0], [Link("https://code.example/deskly/desk/releases", "Changelog"),
                               Link("https://code.example/deskly", "Code"),
                               Link("https://social.example/updates", "Like us")])  # fmt: skip
    plan.next()
    assert {v.via for v in plan.next()} == {GUESSED}
    assert [(v.url, v.kind) for v in plan.next()] == [
        ("https://code.example/deskly/desk/releases", "release_notes")
    ]


def test_what_the_config_asks_for_is_visited_and_what_it_excludes_is_not() -> None:
    site = {"/": ["/docs/limits", "/pricing", "/product/old"]}
    source = Source(url=f"{SITE}/security", kind="product")
    plan = frontier(include=("/docs/limits",), exclude=("/old$",), sources=(source,))
    assert crawl(plan, site) == ["/", "/security", "/docs/limits", "/pricing"]


def test_known_pages_are_visited_again_unless_gone() -> None:
    there = Page(f"{SITE}/solutions/x/", "Deskly", "solution", id=1)
    gone = Page(f"{SITE}/product/y", "Deskly", "product", id=2, gone_since=NOW)
    assert crawl(frontier(there, gone), {"/": ["/solutions/x"]}) == ["/", "/solutions/x/"]
    assert crawl(frontier(there, gone), {"/": ["/product/y"]}) == ["/", "/solutions/x/", "/product/y"]


def test_the_newest_posts_of_a_sitemap_are_chosen() -> None:
    entries = tuple(SitemapEntry(f"{SITE}/blog/{n}", datetime(2026, 1, n, tzinfo=UTC)) for n in range(1, 21))
    assert crawl(frontier(max_pages=30), {}, Sitemap(entries)) == ["/", "/blog/20", "/blog/19", "/blog/18"]


def test_links_have_words_region_and_type() -> None:
    markup = """<head><base href="/en/">
        <link rel="alternate" type="application/rss+xml" href="/feed" title="News">
        <link rel="alternate" hreflang="de" href="/de/"></head>
        <nav><a href="pricing">Pricing</a></nav><a href="pricing#x">See plans</a>
        <a href="mailto:a@b.example">Mail</a><a href="deck.pdf">Deck</a><a href="http://[x">?</a>
        <footer><a href="/terms" aria-label="Terms"></a></footer>"""
    assert links(markup, f"{SITE}/") == (
        Link(f"{SITE}/feed", "News", "feed", "application/rss+xml"),
        Link(f"{SITE}/en/pricing", "Pricing\nSee plans", "nav"),
        Link(f"{SITE}/terms", "Terms", "footer"),
    )


def test_sitemaps_of_all_sorts() -> None:
    xml = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc> https://deskly.example/a </loc><lastmod>2026-03</lastmod></url>
        <url><loc>/b</loc></url></urlset>"""
    pages = (SitemapEntry(f"{SITE}/a", datetime(2026, 3, 1, tzinfo=UTC)), SitemapEntry(f"{SITE}/b"))
    assert sitemap(xml, f"{SITE}/sitemap.xml").pages == pages
    assert sitemap(gzip.compress(xml), f"{SITE}/sitemap.xml").pages == pages
    assert sitemap(b"https://deskly.example/a\nnot one\n", SITE).pages == (SitemapEntry(f"{SITE}/a"),)
    index = b"<sitemapindex><sitemap><loc>https://deskly.example/s.xml</loc></sitemap></sitemapindex>"
    assert sitemap(index, SITE) == Sitemap((), (SitemapEntry(f"{SITE}/s.xml"),))
    for junk in (b"", b"<", b"<html>nothing here", b"\x1f\x8bbroken", b"\xff\xfe\x00", xml[:200]):
        sitemap(junk, SITE)


def test_a_long_sitemap_is_cut() -> None:
    body = b"<urlset>" + b"<url><loc>https://deskly.example/p</loc></url>" * 100_000 + b"</urlset>"
    assert len(sitemap(body, SITE).pages) == 50_000


def test_targets_and_owners() -> None:
    config = Config.model_validate(
        {
            "company": {"name": "Larkdesk", "site": "https://larkdesk.example"},
            "segments": [{"id": "s", "name": "S"}],
            "competitors": [
                {"name": "Deskly", "site": "https://www.deskly.co.uk", "max_pages": 7,
                 "sources": [{"url": "https://code.example/deskly/desk"}]},
                {"name": "Brindle", "site": "https://brindle.example"},
            ],
        }
    )  # fmt: skip
    among = targets(config)
    assert [(t.name, t.is_us, t.max_pages) for t in among] == [
        ("Deskly", False, 7), ("Brindle", False, 60), ("Larkdesk", True, 60),
    ]  # fmt: skip
    owners = {
        "https://help.deskly.co.uk/x": "Deskly",
        "https://code.example/deskly/desk/releases": "Deskly",
        "https://code.example/deskly/desktop": None,
        "https://other.co.uk/": None,
        "http://blog.brindle.example/": "Brindle",
        "https://larkdesk.example/": "Larkdesk",
    }
    found = {url: (owner.name if (owner := owner_of(url, among)) else None) for url in owners}
    assert found == owners


def test_validators_are_sent_for_what_was_read() -> None:
    page = Page(
        f"{SITE}/a", "Deskly", "product", etag='"x"', last_modified="Mon, 02 Mar 2026", body_hash="0" * 64
    )
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in range(1, 8)]
    sent = [validators(page, day, trusted=True) for day in days]
    assert sent.count({"If-None-Match": '"x"', "If-Modified-Since": "Mon, 02 Mar 2026"}) == 6
    assert sum(full_fetch(page.url, day) for day in days) == 1
    assert validators(None, NOW, trusted=True) == {}
    assert not unchanged(page, b"other")


def test_trust_is_lost_by_a_host_and_kept_by_its_honest_sections() -> None:
    site = "https://deskly.example"
    honest = honest_places([(f"{site}/product/inbox", True), (f"{site}/pricing", True)])
    assert relies_on(f"{site}/solutions/clinics", honest)
    mixed = honest_places(
        [
            (f"{site}/product/inbox", True),
            (f"{site}/pricing", False),
            (f"{site}/blog/a", True),
            (f"{site}/blog/b", False),
        ]
    )
    assert relies_on(f"{site}/product/reports", mixed)
    for path in ("/", "/pricing", "/pricing?a=1", "/blog/a", "/solutions/clinics"):
        assert not relies_on(site + path, mixed)
    assert not relies_on("https://help.deskly.example/product", mixed)
    assert honest_places([]) == frozenset()


def test_retry_after_in_seconds_or_as_a_date() -> None:
    assert retry_after("120", NOW) == 120
    assert retry_after("Mon, 02 Mar 2026 00:01:00 GMT", NOW) == 60
    assert retry_after("Sun, 01 Mar 2026 00:00:00 GMT", NOW) == 0
    assert retry_after("", NOW) is None
    assert retry_after("soon", NOW) is None


def test_settings_are_polite_and_cache_nothing() -> None:
    polite = scrapy_settings(Crawl())
    assert polite["ROBOTSTXT_OBEY"]
    assert polite["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert polite["AUTOTHROTTLE_ENABLED"]
    assert not polite["HTTPCACHE_ENABLED"]
    assert not scrapy_settings(Crawl(delay=0))["AUTOTHROTTLE_ENABLED"]


def test_a_visit_knows_its_page() -> None:
    page = Page(f"{SITE}/", "Deskly", "home", id=4)
    assert frontier(page).first() == [Visit("Deskly", f"{SITE}/", "home", 0, "home", wanted=True, page=page)]
