"""How well pages are read into blocks, beside trafilatura and resiliparse, on the suite's saved pages.

The pages (`tests/extract/pages*`) are invented; beside each stands what a person saw on it. What
counts is the body: titles and descriptions are left out for everyone. Our output is the blocks that
are not marked as furniture (menus, footers, banners, sidebars, buttons, form labels, copies for
small screens); the others' output is the text they hand over, as they mark nothing. Words are
compared exactly, after white space, bars between cells and bullets are taken out.

recall   share of the content lines whose words stand in the output, all of them, one behind the other
whole    share of the content lines that are a line (for us: a block) of the output by themselves
noise    share of the output's words that no content line accounts for: furniture, hidden text, copies
order    share of the lines found that stand behind the line found before them
glued    words of the output that are two neighbouring words of the page, per 1,000 words
split    words of the page that the output has in two pieces, per 1,000 words
ms       CPU time a page

Figures are averages over pages. Exit code 1 when ours falls below a recall of 0.99 or rises above a
noise of 0.05.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from extract.blocks import walk
from turfwatch.types import Block

PAGES = Path(__file__).resolve().parent.parent / "tests" / "extract"
HEAD = {"title", "meta"}
FURNITURE = {"nav", "footer", "banner", "aside", "button", "form", "hidden"}
RECALL, NOISE = 0.99, 0.05
_MARKS = {"cta", "tab", "form", "consent", "hidden_variant", "chrome"}
_BULLETS = {"|", "•", "-", "*", "·", "–"}

Words = list[str]


@dataclass(frozen=True)
class Page:
    """A saved page with the lines a person saw, in order, by whether they are content."""

    name: str
    html: str
    content: tuple[str, ...]
    furniture: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """One page's figures, or their averages over pages."""

    recall: float
    whole: float
    noise: float
    order: float
    glued: float
    split: float
    seconds: float

    def row(self) -> str:
        """The figures, as the table's columns."""
        return (
            f"{self.recall:7.3f} {self.whole:7.3f} {self.noise:7.3f} {self.order:7.3f}"
            f" {self.glued:7.2f} {self.split:7.2f} {1000 * self.seconds:7.2f}"
        )


def average(figures: Sequence[Figures]) -> Figures:
    """Every page counts the same, however long it is."""
    return Figures(*(fmean(getattr(f, x.name) for f in figures) for x in fields(Figures)))


def pages() -> list[Page]:
    """The saved pages of both kinds of expectation, by name."""
    marked = [_marked(f) for f in (PAGES / "pages_blocks").glob("*.txt")]
    return sorted([*marked, *map(_listed, (PAGES / "pages").glob("*.json"))], key=lambda page: page.name)


def _marked(file: Path) -> Page:
    lines = [line.partition(": ") for line in file.read_text("utf-8").splitlines()]
    return Page(
        file.stem,
        file.with_suffix(".html").read_text("utf-8"),
        tuple(t for k, _, t in lines if k not in FURNITURE | HEAD),
        tuple(t for k, _, t in lines if k in FURNITURE),
    )


def _listed(file: Path) -> Page:
    rows = json.loads(file.read_text("utf-8"))
    body = [(role in FURNITURE or region in FURNITURE, t) for role, region, t, *_ in rows if role not in HEAD]
    return Page(
        file.stem,
        file.with_suffix(".html").read_text("utf-8"),
        tuple(t for furniture, t in body if not furniture),
        tuple(t for furniture, t in body if furniture),
    )


def ours(html: str) -> list[str]:
    """The blocks that are not marked as furniture."""
    return [b.text for b in walk(html) if _is_content(b)]


def _is_content(block: Block) -> bool:
    return not {block.role, block.region} & (FURNITURE | HEAD) and not block.marks & _MARKS


def others() -> dict[str, Callable[[str], list[str]]]:
    """The extractors that are installed, each from HTML to lines."""
    found: dict[str, Callable[[str], list[str]]] = {}
    try:
        extract = import_module("trafilatura").extract
        found["trafilatura"] = lambda h: (extract(h, include_comments=False) or "").splitlines()
        found["trafilatura, recall"] = lambda h: (
            extract(h, include_comments=False, favor_recall=True, include_tables=True) or ""
        ).splitlines()
    except ImportError:
        print("trafilatura is not installed: left out")
    try:
        plain = import_module("resiliparse.extract.html2text").extract_plain_text
        found["resiliparse, main content"] = lambda h: plain(
            h, main_content=True, alt_texts=False
        ).splitlines()
        found["resiliparse, all text"] = lambda h: plain(h, main_content=False, alt_texts=False).splitlines()
    except ImportError:
        print("resiliparse is not installed: left out")
    return found


def words(text: str) -> Words:
    """The words of a line, without bars and bullets."""
    return [w for w in text.split() if w not in _BULLETS]


def measure(page: Page, extractor: Callable[[str], list[str]]) -> tuple[Figures, list[str]]:
    """One page's figures, and the content lines that were not found."""
    start = time.process_time()
    lines = extractor(page.html)
    seconds = time.process_time() - start
    output = [w for line in lines for w in words(line)]
    wanted = [words(line) for line in page.content]
    places = [_places(line, output) for line in wanted]
    whole = {tuple(words(line)) for line in lines}
    expected = Counter(w for line in wanted for w in line)
    glued, split = _broken_words(page, output)
    count, found = len(output), sum(map(bool, places))
    figures = Figures(
        recall=found / len(wanted),
        whole=sum(tuple(line) in whole for line in wanted) / len(wanted),
        noise=sum((Counter(output) - expected).values()) / max(1, count),
        order=_in_order(places) / max(1, found),
        glued=1000 * glued / max(1, count),
        split=1000 * split / max(1, count),
        seconds=seconds,
    )
    return figures, [line for line, at in zip(page.content, places, strict=True) if not at]


def _places(line: Words, output: Words) -> list[int]:
    """Where in the output the line's words stand one behind the other."""
    return [i for i, w in enumerate(output) if w == line[0] and output[i : i + len(line)] == line]


def _in_order(places: Sequence[Sequence[int]]) -> int:
    """How many of the lines found stand behind the one found before them."""
    last, count = -1, 0
    for at in filter(None, places):
        after = next((i for i in at if i > last), None)
        if after is not None:
            last, count = after, count + 1
    return count


def _broken_words(page: Page, output: Words) -> tuple[int, int]:
    known = [w for line in (*page.content, *page.furniture) for w in words(line)]
    vocabulary = set(known)
    neighbours = {a + b for a, b in pairwise(known)} - vocabulary
    halves = ((a, b) for a, b in pairwise(output) if a + b in vocabulary)
    return sum(w in neighbours for w in output), sum(not {a, b} <= vocabulary for a, b in halves)


def main() -> int:
    """Print the table; exit code 1 when ours misses the aim."""
    saved = pages()
    print(f"{len(saved)} pages, {sum(len(p.content) for p in saved)} content lines")
    print(f"{'':<27}{'recall':>7} {'whole':>7} {'noise':>7} {'order':>7} {'glued':>7} {'split':>7} {'ms':>7}")
    own = _run("turfwatch", saved, ours, tell=True)
    for name, extractor in others().items():
        _run(name, saved, extractor)
    return 0 if own.recall >= RECALL and own.noise <= NOISE else 1


def _run(
    name: str, saved: Sequence[Page], extractor: Callable[[str], list[str]], *, tell: bool = False
) -> Figures:
    measured = {page.name: measure(page, extractor) for page in saved}
    figures = average([f for f, _ in measured.values()])
    print(f"{name:<27}{figures.row()}")
    for page, (_, missed) in measured.items() if tell else ():
        for line in missed:
            print(f"    {page}: not found: {line}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
