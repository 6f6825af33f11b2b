"""A page's own style sheets: what they keep for telephones and for screen readers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.blocks import walk
from extract.styles import Styles, read

NO_ROOTS = frozenset[str]()

SMALL = {
    "shown below a width": ".a{display:none} @media (max-width:700px){.a{display:block}}",
    "hidden from a width on": "@media screen and (min-width: 64em) { .x .y, .a { display: none!important } }",
    "a range": "@media (width >= 900px){.a{display:none}}",
    "nested in a layer": "@layer base { @media (min-width:800px) { .a { color: red; display: none } } }",
    "below the page's root": "@media (min-width:800px){body .a{display:none}}",
    "behind a comment": "/* .a{display:block} */ @media (min-width:800px){.a{display:none}} /* ",
}
LEFT_ALONE = {
    "hidden everywhere": ".a{display:none}",
    "hidden on telephones": "@media (max-width:700px){.a{display:none}}",
    "on paper": "@media print{.a{display:none}}",
    "for some visitors": "@media (min-width:800px) and (prefers-reduced-motion){.a{display:none}}",
    "for wider screens": "@media (min-width:1920px){.a{display:none}}",
    "shown again": "@media (min-width:800px){.a{display:none}} .a{display:flex}",
    "in another element": "@media (min-width:800px){.card .a{display:none}}",
    "when pointed at": "@media (min-width:800px){.a:hover{display:none}}",
    "in a container": "@container (min-width:800px){.a{display:none}}",
    "never closed": "@media (min-width:800px){.a{display:none",
}
CLIPPED = {
    "off the screen": ".a{position:absolute;left:-10000px}",
    "clipped": ".a { position: absolute !important; clip: rect(1px, 1px, 1px, 1px) }",
    "far off": ".a{top:-999em}",
}


@pytest.mark.parametrize("name", SMALL)
def test_what_only_telephones_show_is_known(name: str) -> None:
    assert read(SMALL[name], NO_ROOTS) == Styles(small=frozenset("a"))


@pytest.mark.parametrize("name", CLIPPED)
def test_what_only_screen_readers_say_is_known(name: str) -> None:
    assert read(CLIPPED[name], NO_ROOTS) == Styles(clipped=frozenset("a"))


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_a_desktop_may_show_is_left_alone(name: str) -> None:
    assert not read(LEFT_ALONE[name], NO_ROOTS).small


def test_a_page_is_read_as_its_styles_show_it() -> None:
    page = """<html class="theme"><style>.r{left:-9999px} .theme .m{display:none}</style>
    <style media="(max-width: 600px)">.theme .m{display:block}</style><body><p class="r">Menu opened</p>
    <p>Seven knots</p><p class="m">Seven knots</p>
    <table><tr><td>Tide</td><td><span class="r">Yes</span></td></tr>
    <tr><td>Wind</td><td>No</td></tr></table>"""
    assert [b.text for b in walk(page)] == ["Seven knots", "Tide | Yes", "Wind | No"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=".a{};:@media()<>=-0123456789 npxdislyoe/*,", max_size=200))
def test_any_text_is_a_sheet(css: str) -> None:
    assert all(read(css, NO_ROOTS).small)


@pytest.mark.parametrize(
    "piece",
    ["{", "}", "/*", "@media ", ".a,", "a ", "@media(min-width:1px){", "display ", "clip:rect( ", "-9"],
)
def test_hostile_sheets_end_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    read(".a{display:none}" + piece * (400_000 // len(piece)), NO_ROOTS)
    assert time.process_time() - start < 3
