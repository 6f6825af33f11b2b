"""Lines of visible text, and the page they make up.

Prices are found in lines, cards in the tree above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

_BADGE = re.compile(
    r"(?<![a-z])(?:badge|ribbon|tag|label-popular|pill|chip|flag|save|savings?|discount)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(eq=False, slots=True)
class Line:
    """One visible line: its text, the block it stands in, and where each piece of it came from."""

    text: str
    element: Tag
    pieces: tuple[tuple[int, int, Tag], ...] = ()
    level: int = 0  # 1...6 in a heading, else 0
    item: Tag | None = None  # the list item it stands in
    button: bool = False
    struck: tuple[tuple[int, int], ...] = ()
    badge: bool = False
    question: bool = False  # stands under a question: an answer, not an offer

    def element_at(self, position: int) -> Tag:
        """The innermost element of the character at a position."""
        return next((tag for start, end, tag in self.pieces if start <= position < end), self.element)

    def is_struck(self, start: int) -> bool:
        """Whether the text that begins here is crossed out."""
        return any(a <= start < b for a, b in self.struck)


@dataclass(eq=False, slots=True)
class Layout:
    """All lines of a page and, for every element, the range of lines inside it."""

    root: Tag
    lines: list[Line]
    ranges: dict[int, tuple[int, int]] = field(default_factory=dict)

    def range(self, element: Tag) -> tuple[int, int]:
        """First and past-the-last line of an element; empty when it shows nothing."""
        return self.ranges.get(id(element), (0, 0))

    def units(self, element: Tag) -> list[tuple[int, int, Tag | None]]:
        """The parts of an element in order: its children's ranges, and the lines it holds itself."""
        low, high = self.range(element)
        units: list[tuple[int, int, Tag | None]] = []
        position = low
        for child in element.find_all(True, recursive=False):
            start, end = self.range(child)
            if start == end:
                continue
            units += [(own, own + 1, None) for own in range(position, start)]
            units.append((start, end, child))
            position = end
        return units + [(own, own + 1, None) for own in range(position, high)]


def words_of(tag: Tag) -> str:
    """What an element calls itself, as one string: class, id, role, slot, and a custom element's name."""
    classes: object = tag.get("class") or []
    joined = " ".join(classes) if isinstance(classes, list) else str(classes)
    own = tag.name if "-" in tag.name else ""
    return " ".join([joined, *(str(tag.get(key) or "") for key in ("id", "role", "slot", "itemprop")), own])


def is_badge(tag: Tag) -> bool:
    """Whether an element is a sticker on a card rather than part of its text."""
    return bool(_BADGE.search(words_of(tag)))


def with_parents(tag: Tag) -> Iterator[Tag]:
    """An element and those around it, innermost first, short of the body."""
    yield tag
    for parent in tag.parents:
        if parent.name in {"body", "html", "[document]"}:
            return
        yield parent
