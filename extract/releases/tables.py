"""Release notes kept in a table: one row an entry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup

from extract.pricing.cells import Cell, grid_of
from extract.releases.capabilities import capability
from extract.releases.dates import Reader
from extract.releases.kinds import category, kind_of
from turfwatch.types import Release

_KIND_WORDS = 3
_VERSION = re.compile(r"^\s*(?:v|version )?(\d+(?:\.\d+){1,3}[\w.-]*)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; -1 where there is none."""

    date: int = -1
    version: int = -1
    kind: int = -1
    text: int = -1


def read(html: str, url: str, reader: Reader) -> tuple[Release, ...]:
    """The entries of the tables whose rows are dated or versioned."""
    if "<table" not in html.lower():
        return ()
    found: list[Release] = []
    for table in BeautifulSoup(html, "lxml").find_all("table"):
        rows = [row for row in grid_of(table) if not all(cell.head for cell in row)]
        columns = _columns(rows, reader)
        if columns is not None:
            if _is_header(rows[0], columns, reader):
                rows = rows[1:]
            found += [release for row in rows if (release := _release(row, columns, url, reader)) is not None]
    return tuple(found)


def unroll(soup: BeautifulSoup) -> None:
    """Make a list of each table of kinds and summaries, whose date stands in the heading above it."""
    for table in soup.find_all("table"):
        rows = [row for row in grid_of(table) if not all(cell.head for cell in row)]
        width = min(map(len, rows), default=0)
        kinds = next((c for c in range(width) if all(_is_kind(row[c].text) for row in rows)), None)
        rest = [c for c in range(width) if c != kinds]
        if kinds is None or not rest:
            continue
        text = max(rest, key=lambda c: sum(len(row[c].text) for row in rows))
        items = soup.new_tag("ul")
        for row in rows:
            items.append(item := soup.new_tag("li"))
            item.string = f"[{row[kinds].text}] {row[text].text}"
        table.replace_with(items)


def _is_kind(text: str) -> bool:
    return len(text.split()) <= _KIND_WORDS and category(text) is not None


def _columns(rows: list[list[Cell]], reader: Reader) -> _Columns | None:
    if len(rows) < 2:
        return None
    width = min(map(len, rows))
    dated = _mostly(rows, width, lambda text: reader.whole(text) is not None)
    versioned = _mostly(rows, width, lambda text: bool(_VERSION.match(text)))
    kinds = _mostly(rows, width, lambda text: category(text) is not None)
    rest = [c for c in range(width) if c not in {dated, versioned, kinds}]
    if (dated < 0 and versioned < 0) or not rest:
        return None
    text = max(rest, key=lambda c: sum(len(row[c].text) for row in rows))
    return _Columns(dated, versioned, kinds, text)


def _is_header(row: list[Cell], columns: _Columns, reader: Reader) -> bool:
    """A first row of plain cells that only names the columns."""
    marked = [row[c].text for c in (columns.date, columns.version) if c >= 0]
    return all(text.strip() and not re.search(r"\d", text) and reader.whole(text) is None for text in marked)


def _mostly(rows: list[list[Cell]], width: int, test: Callable[[str], bool]) -> int:
    counts = [sum(test(row[c].text) for row in rows) for c in range(width)]
    best = max(range(width), key=counts.__getitem__, default=-1)
    return best if best >= 0 and counts[best] * 3 >= len(rows) * 2 else -1


def _release(row: list[Cell], columns: _Columns, url: str, reader: Reader) -> Release | None:
    lines = row[columns.text].text.split(" | ")
    title = lines[0].strip()
    if not title:
        return None
    when: date | None = reader.whole(row[columns.date].text) if columns.date >= 0 else None
    match = _VERSION.match(row[columns.version].text) if columns.version >= 0 else None
    said = category(row[columns.kind].text) if columns.kind >= 0 else None
    kind = kind_of(title, " ".join(lines[1:]), said)
    return Release(
        title, kind, when, match[1] if match else None, capability(title, kind), url or None, " ".join(lines)
    )
