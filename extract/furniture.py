"""After the walk: furniture that no tag or class names, known by where it stands and what it holds.

Pages built from nameless boxes have a list of links on top, a box of links and a copyright line at
the end, and a box that asks for consent. Each is found from one telling line by widening to the
box around it for as long as everything in the box is furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extract import markup
from extract.lines import Box, Line

COPYRIGHT = re.compile(
    r"^\W*(?:©|\(c\)\s+\d{4}|copyright\s*(?:©|\(c\)|\d{4}))|©.{0,40}\b\d{4}\b|\ball rights reserved\b", re.I
)
_COOKIES = re.compile(r"cookie|\bGDPR\b|\bconsent\b|tracking technolog|local storage", re.I)
_FEW_LINKS = 3
_LABEL, _LINK, _TAGLINE = 5, 8, 40  # words of a column's head, of a link, of an address or tagline
_FOOTER_LINES = 250
_ENDINGS = 12  # copyright lines of a page that are looked at, from the end
_LONG_LINES = 2  # of those in one footer
_CONSENT_LINES, _CONSENT_WORDS = 14, 160
_MARKED = frozenset({"nav", "footer", "banner"})


def mark(lines: Sequence[Line]) -> list[Line]:
    """The lines, with nameless menus, footers and consent boxes marked as what they are."""
    marked = list(lines)
    _mark_consent(marked)
    _mark_menu(marked)
    _mark_footer(marked)
    _mark_trailing(marked)
    return marked


def _mark_menu(lines: list[Line]) -> None:
    """Three or more links before anything else on the page are its menu."""
    found = list[int]()
    for i, line in enumerate(lines):
        if line.region in _MARKED or "hidden_variant" in line.marks or line.role in {"title", "meta"}:
            continue
        if line.level or not (line.role == "button" or _is_link(line)):
            break
        found.append(i)
    if sum(_is_link(lines[i]) for i in found) >= _FEW_LINKS:
        _set(lines, found, "nav")


def _mark_footer(lines: list[Line]) -> None:
    """The box around a copyright line, or around the links the page ends with."""
    for i in _endings(lines):
        if lines[i].region == "footer":
            continue
        best: range | None = None
        for box in _around(lines[i].box):
            covered = range(box.start, box.stop)
            if (
                i not in covered
                or len(covered) > _FOOTER_LINES
                or not _footer_like([lines[k] for k in covered])
            ):
                break
            best = covered
        if best is not None:
            _set(lines, [k for k in best if lines[k].region not in _MARKED], "footer")
        elif _reserves_rights(lines[i].text):
            _set(lines, [i], "footer")


def _mark_trailing(lines: list[Line]) -> None:
    """Links behind the footer, such as the one to the top, are part of it."""
    trailing = list[int]()
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].region == "footer":
            _set(lines, trailing, "footer")
            return
        if lines[i].region not in _MARKED and not _is_link(lines[i]):
            return
        trailing += [i] if lines[i].region not in _MARKED else []


def _endings(lines: Sequence[Line]) -> list[int]:
    """Lines that tell of a footer: the last short copyright lines, and a link that ends the page."""
    free = [i for i, x in enumerate(lines) if x.region not in _MARKED and x.role != "cell"]
    found = [i for i in free if not lines[i].level and _reserves_rights(lines[i].text)][-_ENDINGS:]
    return [*found, free[-1]] if free and _is_link(lines[free[-1]]) else found


def _reserves_rights(text: str) -> bool:
    return len(text) < _TAGLINE * 8 and bool(COPYRIGHT.search(text))


def _footer_like(lines: Sequence[Line]) -> bool:
    """Links, heads of columns and hardly a sentence."""
    long_lines = links = 0
    for line in lines:
        words = len(line.text.split())
        if line.region == "footer":
            continue
        if line.role in {"cell", "quote", "button"} or line.level in {1, 2} or words > _TAGLINE:
            return False
        links += _is_link(line)
        long_lines += words > _LABEL and not _is_link(line) and not COPYRIGHT.search(line.text)
    said = any(COPYRIGHT.search(line.text) for line in lines)
    return long_lines <= _LONG_LINES and (said if links < _FEW_LINKS else said or links > len(lines) / 2)


def _mark_consent(lines: list[Line]) -> None:
    """The box around a button that agrees to cookies."""
    for i, line in enumerate(lines):
        if line.role != "button" or line.region == "banner" or not markup.agrees(line.text):
            continue
        for box in islice(_around(line.box), 6):
            covered = range(box.start, box.stop)
            if i not in covered or len(covered) > _CONSENT_LINES:
                break
            held = [lines[k] for k in covered]
            if any(x.role == "h1" for x in held) or sum(len(x.text.split()) for x in held) > _CONSENT_WORDS:
                break
            if any(_COOKIES.search(x.text) for x in held):
                _set(lines, covered, "banner", frozenset({"consent"}))
                break


def _around(box: Box | None) -> Iterator[Box]:
    while box is not None:
        yield box
        box = box.parent


def _is_link(line: Line) -> bool:
    return line.href is not None and line.linked and len(line.text.split()) <= _LINK


def _set(lines: list[Line], which: Sequence[int], region: str, marks: frozenset[str] = frozenset()) -> None:
    for i in which:
        line = lines[i]
        plain = region in {"nav", "footer"} and line.role != "button"
        lines[i] = replace(line, region=region, role=region if plain else line.role, marks=line.marks | marks)
