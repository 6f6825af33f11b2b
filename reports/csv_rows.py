"""Rows of a CSV as people make them: one that is broken costs no other. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence

LINES = 200  # of one row: a longer quotation was not closed


class Broken(str):
    """Why a row has no cells."""

    __slots__ = ()


def delimiter_of(text: str) -> str:
    """Comma, semicolon or tab: what the first line has most of."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def records(
    text: str, delimiter: str, is_row: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[int, list[str] | Broken]]:
    """Rows, each with the line it begins on: its cells, or why they cannot be taken apart.

    A cell in quotation marks may hold line breaks. A quotation mark that is never closed, or closed
    only by one that opens a cell of a later row, would swallow the rows between: its line is told,
    and reading goes on with the next one. `is_row` knows a row that makes sense by itself.
    """
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    at = 0
    while at < len(lines):
        first, end, inside = at, at + 1, _open_after(lines[at], delimiter, inside=False)
        while (
            inside and end < len(lines) and end - first < LINES and not _alone(lines[end], delimiter, is_row)
        ):
            inside = _open_after(lines[end], delimiter, inside=True)
            end += 1
        if inside:
            yield first + 1, Broken("a quotation mark is opened here and not closed")
            at = first + 1
            continue
        at = end
        try:
            cells = next(csv.reader([*lines[first:end]], delimiter=delimiter))
        except csv.Error as error:
            yield first + 1, Broken(f"is not CSV: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield first + 1, cells


def _open_after(line: str, delimiter: str, *, inside: bool) -> bool:
    """Whether the line ends within a cell in quotation marks; one in the middle of a cell is a character."""
    if '"' not in line:
        return inside
    starts, i = not inside, 0
    while i < len(line):
        char = line[i]
        if inside and line.startswith('""', i):
            i += 1
        elif char == '"' and (inside or starts):
            inside = not inside
        starts = not inside and char == delimiter
        i += 1
    return inside


def _alone(line: str, delimiter: str, is_row: Callable[[Sequence[str]], bool]) -> bool:
    """Whether a line within an open quotation is a row by itself."""
    try:
        return is_row(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return False
