import unicodedata
from datetime import date
from decimal import Decimal
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import formatting as f
from turfwatch.types import Plan


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan("Team", Decimal(49), "USD", "month", "seat"), "$49 / seat / month"),
        (Plan("Team", Decimal("49.90"), "EUR", "year"), "€49.90 / year"),
        (Plan("Team", Decimal(1299), "CHF", "once"), "CHF 1,299 once"),
        (Plan("Team", Decimal("0.004"), "USD", "usage", "event"), "$0.004 / event"),
        (Plan("Team", Decimal(12)), "12"),
        (Plan("Enterprise", custom=True), "contact sales"),
        (Plan("Free", Decimal(0), "USD", free=True), "free"),
        (Plan("Free", free=True), "free"),
        (Plan("Hidden"), "not stated"),
        (None, ""),
    ],
)
def test_a_price_is_written_as_short_as_it_is_true(plan, words):
    assert f.price(plan) == words


def test_changes_carry_their_sign_and_do_not_break():
    assert f.change(20.68) == "+20.7\u00a0%"
    assert f.change(-18.5) == "−18.5\u00a0%"
    assert f.percent(0.714) == "71\u00a0%"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 5, 12), date(2026, 5, 12), "12 May 2026"),
        (date(2026, 5, 9), date(2026, 5, 12), "9 – 12 May 2026"),
        (date(2026, 4, 28), date(2026, 5, 12), "28 Apr – 12 May 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025 – 2 Jan 2026"),
    ],
)
def test_spans_of_days(since, until, words):
    assert f.span_of_days(since, until) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C", "D", "E"], "A, B, C and 2 more")],
)
def test_lists(names, words):
    assert f.listed(names) == words


@settings(deadline=None)
@given(st.text())
def test_cleaned_text_is_one_harmless_line_and_stays_so(text):
    cleaned = f.clean(text)
    assert f.clean(cleaned) == cleaned
    assert "\n" not in cleaned
    assert "\r" not in cleaned
    kinds = {unicodedata.category(c) for c in cleaned if c not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@settings(deadline=None)
@given(st.text(min_size=1), st.integers(2, 60))
def test_cut_text_keeps_its_limit_and_its_beginning(text, limit):
    cut = f.clean(text, limit)
    assert len(cut) <= limit
    assert f.clean(text).startswith(cut.removesuffix("…”").removesuffix("…"))


def test_a_quotation_cut_short_is_closed():
    assert f.shorten("Said: “Support for every team of yours” today", 24) == "Said: “Support for…”"
    assert f.shorten("We say that “supercalifragilistic things” and more", 20) == "We say that…"
    assert f.shorten("Said: “Short” and then a lot more of it", 24) == "Said: “Short” and then…"


def test_emoji_families_and_persian_survive_cleaning():
    assert f.clean("👩‍🚀 می‌خواهم") == "👩‍🚀 می‌خواهم"


def test_a_link_opens_the_page_at_the_sentence():
    link = f.link_to("https://deskly.example/x?a=1#top", "Mid-market, and more")
    assert link == "https://deskly.example/x?a=1#:~:text=Mid%2Dmarket%2C%20and%20more"


def test_a_long_sentence_is_quoted_by_its_ends():
    words = [f"w{i}" for i in range(40)]
    start, end = f.link_to("https://deskly.example", " ".join(words)).split("text=")[1].split(",")
    assert unquote(start).split() == words[:8]
    assert unquote(end).split() == words[-8:]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "java\nscript:alert(1)", "//x", "http://[bad", "", "x"]
)
def test_only_web_addresses_become_links(url):
    assert f.web_link(url) == ""
    assert f.link_to(url, "words") == ""


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400))
def test_a_text_fragment_never_breaks_its_address(sentence):
    link = f.link_to("https://deskly.example/a", sentence)
    assert urlsplit(link)[:3] == ("https", "deskly.example", "/a")
    assert not set(link) & set(" \"'<>\n")


def test_markdown_is_shown_as_it_is():
    assert f.markdown("[x](javascript:y) <b>*") == r"\[x\](javascript:y) \<b\>\*"
    assert f.markdown_link("https://a.example/(x)") == "https://a.example/%28x%29"


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Helpdesk | Deskly", "Helpdesk"),
        ("Deskly — Helpdesk for teams", "Helpdesk for teams"),
        ("Pricing - Plans | Deskly Inc.", "Pricing - Plans"),
        ("Deskly", "Deskly"),
        ("Deskly | Deskly", "Deskly"),
        ("Deskly-like tools", "Deskly-like tools"),
        ("Fast | Deskly is the helpdesk for teams", "Fast | Deskly is the helpdesk for teams"),
        ("Sprint - 4 weeks", "Sprint - 4 weeks"),
        ("", ""),
    ],
)
def test_a_title_without_the_name(title, without):
    assert f.without_name(title, ["Deskly"]) == without
    assert f.without_name(title, []) == title


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_what_is_left_of_a_title_is_part_of_it(title, names):
    left = f.without_name(title, names)
    assert left in title
    assert bool(left.strip()) == bool(title.strip())


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <!-- x -->", "[a](https://evil.example) ![b](c.png)", "a | b --- | --- c | d",
        "- a list", "1. a list", "12) a list", "+ a", "# a heading", "```code```", "*a* _b_ ~~c~~",
        "https://evil.example and www.evil.example", "<https://evil.example>", "&lt;b&gt; &copy;", "a\\*b*",
        "[a]: https://evil.example", "***", "===", "> a quote", "-", "1.",
    ],
)  # fmt: skip
def test_markdown_shows_text_as_it_is(text):
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for before in ("", "- ", "Words: "):
        page = lxml.html.fromstring(f"<div>{reader.render(before + f.markdown(text))}</div>")
        assert {e.tag for e in page.iter()} <= {"div", "p", "ul", "li"}, before
        assert page.text_content().split() == (before.replace("- ", "") + text).split()


def test_bare_addresses_are_no_links_in_markdown():
    assert f.markdown("https://evil.example") == r"https\://evil.example"
    assert f.markdown("See WWW.evil.example: now") == r"See WWW\.evil.example: now"
