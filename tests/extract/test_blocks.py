"""Blocks: saved pages with what a reader sees on them, and pages no reader should ever meet."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.blocks import declared_language, is_feed, walk
from extract.nesting import shallow
from extract.pages import decode

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
ROLES = {
    "title",
    "meta",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "li",
    "cell",
    "button",
    "quote",
    "nav",
    "footer",
}
REGIONS = {"main", "hero", "nav", "footer", "banner", "testimonial", "aside"}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_saved_page(page: Path) -> None:
    blocks = walk(page.read_text(encoding="utf-8"))
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert [[b.role, b.region, b.text] for b in blocks] == [row[:3] for row in expected]
    for block, row in zip(blocks, expected, strict=True):
        if len(row) > 3:
            assert list(block.headings) == row[3]


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 12


def test_positions_count_up_and_prominence_falls_from_title_to_footer() -> None:
    blocks = walk("<title>T</title><body><h1>A</h1><h2>B</h2><p>c</p><footer>d</footer></body>")
    assert [b.position for b in blocks] == list(range(len(blocks)))
    shares = [b.prominence for b in blocks]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, 0.1)


def test_links_and_marks() -> None:
    blocks = walk('<main><p><a class="btn" href="/try">Try</a></p><pre>x = 1</pre><p>t</p></main>')
    assert [(b.href, sorted(b.marks)) for b in blocks] == [("/try", ["cta"]), (None, ["code"]), (None, [])]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words",
        '{"a": "<p>not a page</p>"}'.replace("<p>", "").replace("</p>", ""),
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
        '<rss version="2.0"><channel><title>x</title></channel></rss>',
    ],
)
def test_what_is_no_page_has_no_blocks(text: str) -> None:
    assert walk(text) == ()


def test_feeds_and_languages_are_recognised() -> None:
    assert is_feed("\ufeff<?xml version='1.0'?>\n<rss></rss>")
    assert not is_feed("<html><body>rss</body></html>")
    assert declared_language('<!doctype html><html class="x" lang="de-AT">') == "de-AT"


HOSTILE = {
    "deep divs": "<div>" * 100_000 + "end",
    "deep lists": "<ul><li>" * 50_000 + "end",
    "deep inline": "<b><i><u>" * 33_000 + "end",
    "deep tables": "<table><tr><td>" * 33_000 + "end",
    "open brackets": "<" * 1_000_000,
    "long class": "<div class='" + "nav-" * 100_000 + "'>end</div>",
    "many nav classes": "<div class=nav></div>" * 20_000,
    "deep json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "nested superscripts": "<sup>" * 20_000 + "a",
    "endless name": "<" + "a" * 2_000_000,
    "endless attribute": "<div " + "x" * 2_000_000,
    "names and no end": "<aaaa" * 200_000,
    "unclosed scripts": "<script>" * 50_000,
    "unclosed comments": "<!-- " * 100_000,
    "open paragraphs": "<p>word" * 100_000,
    "footer names": "<div class='" + "row-" * 50_000 + "footer" + "'>end</div>",
    "underscores": "<div class='" + "_" * 100_000 + "'>end</div>",
    "all capitals": "<div class='" + "aB" * 50_000 + "'>end</div>",
    "many attributes": "<div " + " ".join(f"a{i}=b" for i in range(50_000)) + ">end</div>",
    "copyright lines": "<div><p>© 2026</p></div>" * 10_000,
    "copyright in boxes": "<div>" * 390 + "<p>© 2026</p>" * 3_000,
    "agreeing buttons": "<div>" * 390 + "<button>Accept</button>" * 3_000,
    "links": "<a href=/x>Go</a>" * 20_000,
    "line breaks": "word<br> <br>" * 30_000,
    "breaks alone": "<br>" * 100_000,
    "shadow roots": "<template shadowrootmode=open>" * 20_000,
    "labels": "<label>" * 390 + "<label for=a>a</label>" * 5_000,
    "rows of rows": "<table><tr><td>" * 390 + "<tr><td>a" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_bounded_time(name: str) -> None:
    start = time.process_time()
    walk(f"<html><body><h1>Start</h1>{HOSTILE[name]}")
    assert time.process_time() - start < 6  # quadratic behaviour takes minutes


@pytest.mark.slow
def test_five_megabytes_with_a_hundred_thousand_tags() -> None:
    start = time.process_time()
    blocks = walk(
        "<body>" + "<div><p>Some words of text that fill the page up.</p></div>" * 50_000 + "<div>" * 100_000
    )
    assert len(blocks) == 50_000
    assert time.process_time() - start < 30


TAGS = st.sampled_from(
    """div p span a b h1 h2 li ul table tr td th nav footer button blockquote dl dt dd details summary br sup
    pre""".split()  # noqa: SIM905
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        " class=nav",
        " hidden",
        " class='btn'",
        " role=row",
        " role=cell",
        " aria-hidden=true",
        " class='flex'",
        " href=/x",
        " id=a",
        " aria-controls=a",
    ]
)
PIECES = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES), st.builds("</{}>".format, TAGS), st.text(max_size=12)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_markup_gives_well_formed_blocks(pieces: list[str]) -> None:
    for block in walk("<body>" + "".join(pieces)):
        assert block.role in ROLES
        assert block.region in REGIONS
        assert 0.0 <= block.prominence <= 1.0
        assert block.text == " ".join(block.text.split()) != ""


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=120).map(lambda b: b"<html><body><p>" + b)))
def test_any_bytes_give_blocks(body: bytes) -> None:
    for block in walk(decode(body)):
        assert block.text == " ".join(block.text.split()) != ""


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.data())
def test_a_feed_is_known_behind_any_prologue(comments: int, data: st.DataObject) -> None:
    said = "".join(
        f"<!--{data.draw(st.text('ab -<>', max_size=5)).replace('--', '')}-->" for _ in range(comments)
    )
    assert is_feed(f"<?xml version='1.0'?>{said}<rss></rss>")
    assert not is_feed(f"{said}<html></html>")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["p", "li", "dd", "dt"]), min_size=1, max_size=900))
def test_end_tags_that_may_be_left_out_cost_no_text(tags: list[str]) -> None:
    words = [f"word{i}" for i in range(len(tags))]
    said = [
        w
        for b in walk("<body>" + "".join(f"<{t}>{w}" for t, w in zip(tags, words, strict=True)))
        for w in b.text.split()
    ]
    assert [w for w in said if w != "|"] == words


def test_deep_pages_keep_their_text_and_scripts_do_not_count() -> None:
    deep = "<div>" * 3_000 + "<p>the bottom</p>" + "</div>" * 3_000 + "<p>behind it</p>"
    assert [b.text for b in walk(f"<body>{deep}")] == ["the bottom", "behind it"]
    script = f"<script>x = '{'<div>' * 500}'</script><!-- {'<div>' * 500} -->"
    page = f"<body>{script}<p>one</p><p>two</p></body>"
    assert shallow(page) == page


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(alphabet="abc xyz.,", min_size=1, max_size=20).filter(lambda t: t.strip(" .,")),
        min_size=1,
        max_size=8,
    )
)
def test_every_paragraph_is_kept_in_order(texts: list[str]) -> None:
    page = "".join(f"<div><p>{t}</p></div>" for t in texts)
    assert [b.text for b in walk(f"<body>{page}")] == [" ".join(t.split()) for t in texts]
