"""Addresses: one page, one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.urls import identity, is_asset, is_trap, normalise, registered_domain, site_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://WWW.Deskly.Example:443/Pricing#faq", "https://www.deskly.example/Pricing"),
        ("http://deskly.example", "http://deskly.example/"),
        ("http://deskly.example:8080/", "http://deskly.example:8080/"),
        ("/a/../b//c?utm_source=x&plan=pro&fbclid=1", "https://deskly.example/b/c?plan=pro"),
        ("/cart;jsessionid=A1?PHPSESSID=9", "https://deskly.example/cart"),
        ("?b=2&a=1", "https://deskly.example/x?a=1&b=2"),
        ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
        ("//other.example/x", "https://other.example/x"),
        ("mailto:a@deskly.example", None),
        ("javascript:void(0)", None),
        ("http://[broken/", None),
        ("http://deskly.example:99999/", None),
    ],
)
def test_one_spelling(url: str, expected: str | None) -> None:
    assert normalise(url, "https://deskly.example/x") == expected


@given(st.text(max_size=60))
def test_a_spelling_is_final_and_nothing_raises(text: str) -> None:
    once = normalise("https://deskly.example/" + text)
    assert once is None or normalise(once) == once
    assert normalise(text) is None or normalise(normalise(text) or "") == normalise(text)


def test_identity_joins_what_is_one_page() -> None:
    same = [
        "https://deskly.example/pricing",
        "http://www.deskly.example/pricing/",
        "https://deskly.example/pricing?ref=x",
    ]
    assert len({identity(url) for url in same}) == 1
    assert identity("https://deskly.example/index.html") == identity("https://deskly.example")
    assert identity("https://deskly.example/a") != identity("https://help.deskly.example/a")


@pytest.mark.parametrize(
    ("host", "domain"),
    [("help.deskly.co.uk", "deskly.co.uk"), ("deskly.github.io", "deskly.github.io"),
     ("www.deskly.example", "deskly.example"),
     ("deskly.com", "deskly.com"), ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost")],
)  # fmt: skip
def test_what_somebody_registered(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_sites_on_addresses_differ_by_port() -> None:
    assert site_of("http://127.0.0.1:1/") != site_of("http://127.0.0.1:2/")
    assert site_of("http://deskly.example:81/") == site_of("https://help.deskly.example/")


@pytest.mark.parametrize(
    "url", ["/calendar/2026/03/02", "/events/2026-03", "/a/b/a/b/a/b", "/p?sort=price", "/p?page=3",
            "/x?a=1&b=2&c=3",
            "/" + "x" * 400, "/a/b/c/d/e/f/g/h"]
)  # fmt: skip
def test_traps(url: str) -> None:
    assert is_trap("https://deskly.example" + url)


@pytest.mark.parametrize(
    "url", ["/changelog/2026-03-02-sso", "/blog/2026/03/a-post", "/pricing?plan=pro", "/for/a-b-c"]
)
def test_no_traps(url: str) -> None:
    assert not is_trap("https://deskly.example" + url)


def test_assets() -> None:
    assert is_asset("https://d.example/a/deck.PDF")
    assert not is_asset("https://d.example/v2.0")
    assert not is_asset("https://d.example/feed.xml")
