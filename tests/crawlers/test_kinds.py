"""Page kinds of addresses as sites have them."""

from __future__ import annotations

import pytest

from crawlers.kinds import kind_of, locale_of

KINDS = {
    "home": ["https://deskly.example/", "https://www.deskly.example", "https://deskly.example/en-gb/",
             "https://deskly.github.io/", "https://deskly.co.uk/index.html"],
    "pricing": ["/pricing", "/pricing/enterprise", "/plans-and-pricing", "/en/plans", "/preise",
                "/product/pricing.html"],
    "product": ["/product/inbox", "/features", "/platform/reports", "/integrations/slack", "/shared-inbox",
                "/time-tracking", "/help-desk-software", "/why-deskly", "/products"],
    "solution": ["/solutions/mid-market", "/for/agencies", "/for-hospitals", "/use-cases/returns",
                 "/industries/retail",
                 "/enterprise", "/loesungen/handel", "/use-case/startups"],
    "compare": ["/compare/brindle", "/vs/brindle", "/brindle-alternative", "/alternatives/brindle",
                "/deskly-vs-brindle", "/switch-from-brindle", "/alternative/to-brindle"],
    "customers": ["/customers/northwind", "/case-studies", "/customer-stories/a", "/success-stories/b"],
    "release_notes": ["/changelog", "/changelog/2026-01", "/whats-new/dark-mode", "/release-notes.xml",
                      "/updates",
                      "/docs/release-notes", "https://changelog.deskly.example/", "/changelog/feed.xml",
                      "https://help.deskly.example/en/product-updates", "/releases"],
    "blog": ["/blog/pricing-a-help-desk", "/news/2026/funding", "/resources/guide", "/feed.xml", "/rss",
             "https://blog.deskly.example/deskly-vs-brindle", "/press/award", "/blog/category/product"],
    "docs": ["/docs/api", "https://help.deskly.example/article/1", "/api", "/developers", "/support/contact"],
    "careers": ["/careers/engineer", "/jobs", "https://jobs.deskly.example/", "/about/careers"],
    "legal": ["/privacy", "/terms-of-service", "/legal/dpa", "/security", "/cookie-policy", "/impressum"],
    "other": ["/about", "/contact", "/partners", "/landing-page-thank-you", "/book-a-call"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "address"), [(k, a) for k, addresses in KINDS.items() for a in addresses]
)
def test_the_address_tells_the_kind(expected: str, address: str) -> None:
    url = address if address.startswith("http") else f"https://deskly.example{address}"
    assert kind_of(url, site="https://deskly.example") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pricing", "pricing"),
        ("What’s new", "release_notes"),
        ("Deskly vs Brindle: which help desk fits?", "compare"),
        ("Customer stories", "customers"),
        ("For agencies", "solution"),
        ("Features", "product"),
        ("Read more", "other"),
        ("Our thoughts on pricing and why the careers of support people matter so much to everybody,"
         " told at length for once and with a good many words", "other"),
    ],
)  # fmt: skip
def test_words_tell_where_the_address_does_not(text: str, expected: str) -> None:
    url = "https://deskly.example/x7"
    assert kind_of(url, link_texts=[text]) == expected
    assert kind_of(url, title=text) == expected
    assert kind_of("https://deskly.example/blog/x7", link_texts=[text]) == "blog"


def test_feeds_are_told_by_their_type() -> None:
    atom = "application/atom+xml"
    assert kind_of("https://deskly.example/x.xml", content_type=atom) == "blog"
    assert (
        kind_of("https://deskly.example/x.xml", content_type=atom, link_texts=["Changelog"])
        == "release_notes"
    )


def test_a_site_on_a_subdomain_has_its_home_there() -> None:
    assert kind_of("https://desk.deskly.example/", site="https://desk.deskly.example") == "home"
    assert kind_of("https://desk.deskly.example/", site="https://deskly.example") == "other"


def test_locales() -> None:
    assert [locale_of(f"https://d.example/{p}") for p in ("de/preise", "en-gb", "pricing", "product/de")] == [
        "de", "en-gb", "", "",
    ]  # fmt: skip
