"""Pages of real shapes, beside each what a person saw on it, written down before the extractor was run.

A `.txt` file lists a page's lines in reading order, `kind: text`. Kinds of content: title, meta, h1 … h6,
p, li, quote, cell, code. Furniture: nav, footer, banner, aside, button, form. `hidden` is on nobody's screen.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from extract.blocks import walk
from turfwatch.types import Block

PAGES = sorted((Path(__file__).parent / "pages_blocks").glob("*.html"))
FURNITURE = {"nav", "footer", "banner", "aside", "button", "form"}
NOT_YET = {
    "compare_page": "a note's number behind a number in a cell; a line of stars has no word in it",
    "hugo_docs": "an answer in a style that only a script takes away",
    "shopify_product": "a sale's price and a badge that the page's styles keep for later; a menu in a drawer",
    "spanish_shop": "a footer without a copyright line whose last line is no link",
}
PROSE = {"p", "li", "quote"}  # a card's text may be any of them


def _case(page: Path) -> ParameterSet:
    known = [pytest.mark.xfail(reason=NOT_YET[page.stem], strict=True)] if page.stem in NOT_YET else []
    return pytest.param(page, id=page.stem, marks=known)


def kind(block: Block) -> str:
    """What a block is marked as, in the words of the `.txt` files."""
    if block.marks & {"cta", "tab"} or block.role == "button":
        return "button"
    if "form" in block.marks:
        return "form"
    if block.region in FURNITURE:
        return block.region
    return "code" if "code" in block.marks else block.role


def seen(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Content line by line; furniture that stands together as one run of words, however it was cut."""
    kinds = [("furniture" if k in FURNITURE else "prose" if k in PROSE else k, t) for k, t in lines]
    runs: list[tuple[str, str]] = []
    for name, group in groupby(kinds, key=lambda x: x[0]):
        texts = [text for _, text in group]
        runs += [(name, " ".join(texts))] if name == "furniture" else [(name, text) for text in texts]
    return runs


@pytest.mark.parametrize("page", [_case(p) for p in PAGES])
def test_page_reads_as_a_person_reads_it(page: Path) -> None:
    wanted = [
        (k, t)
        for k, _, t in (x.partition(": ") for x in page.with_suffix(".txt").read_text("utf-8").splitlines())
    ]
    blocks = [b for b in walk(page.read_text("utf-8")) if "hidden_variant" not in b.marks]
    assert seen([(kind(b), b.text) for b in blocks]) == seen([x for x in wanted if x[0] != "hidden"])
    for text in (t for k, t in wanted if k == "hidden"):
        assert not any(text in block.text for block in blocks), text


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 45
