"""What a walk over a page gives: lines of text, each with what its surroundings say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Zero-width characters, soft hyphens and direction marks: they shape text and are no part of it.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # among them what moves a cursor or colours a terminal
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u061c\u202a-\u202e\u2066-\u2069]")
# Scripts that put no space between words, with their punctuation.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f]"
)
CELL = "\x1f"  # between the cells of a row while its text is gathered


@dataclass(slots=True, eq=False)
class Box:
    """A block element: the lines from `start` up to `stop` are in it."""

    parent: Box | None
    start: int
    stop: int = -1


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text with what its surroundings say of it."""

    text: str
    role: str
    region: str
    section: int  # number of the innermost section element
    level: int  # 1-6 heading, 7 heading in all but its tag, 0 text
    href: str | None
    marks: frozenset[str]
    linked: bool = False  # all of it is one link
    box: Box | None = None  # the innermost block element around


def clean_text(text: str) -> str:
    """Text with white space collapsed; invisible characters and terminal controls are gone."""
    text = text if text.isascii() else _INVISIBLE.sub("", text)
    return " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())


def row_text(text: str) -> str:
    """A row's cells with bars between them; empty cells are left out."""
    return " | ".join(filter(None, map(clean_text, text.split(CELL))))


def words_meet(before: str, text: str, *, ended: str, begun: str) -> bool:
    """Whether text in the inline element `begun`, right behind one that `ended`, would glue two words.

    Two spans are two pieces; of other elements only a change of case tells, as parts of one word
    may be set in bold or italics. Pieces of a letter are an animated word.
    """
    if len(before) < 2 or len(text) < 2 or not text[0].isalnum():
        return False
    if not text[0].isascii() and _UNSPACED.match(before[-1]) and _UNSPACED.match(text[0]):
        return False
    if ended == begun and ended in {"span", "a"}:
        return before[-1].isalnum() or (before[-1] in ".!?)" and text[0].isupper())
    return before[-1].islower() and text[0].isupper()
