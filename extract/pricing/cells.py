"""A table as a grid of cells: spans repeated, roles read as elements."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from extract.pricing.layout import lay_out


@dataclass(eq=False, slots=True)
class Cell:
    """One cell of the grid: its element, its text, and whether it heads a row or a column."""

    tag: Tag
    text: str
    head: bool = False


def grid_of(table: Tag) -> list[list[Cell]]:
    """Rows of cells, spans repeated, nested tables left alone."""
    rows: list[list[Cell]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for tr in _rows(table):
        row: list[Cell] = []
        for tag in _cells(tr):
            _take_hanging(row, hanging)
            cell = Cell(tag, _text(tag), tag.name == "th" or tag.get("role") in {"columnheader", "rowheader"})
            for _ in range(_span(tag, "colspan")):
                if _span(tag, "rowspan") > 1:
                    hanging[len(row)] = (_span(tag, "rowspan") - 1, cell)
                row.append(cell)
        _take_hanging(row, hanging)
        if row:
            rows.append(row)
    return rows


def _take_hanging(row: list[Cell], hanging: dict[int, tuple[int, Cell]]) -> None:
    while len(row) in hanging:
        left, cell = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, cell)
        row.append(cell)


def _rows(table: Tag) -> list[Tag]:
    if table.name == "table":
        return [tr for tr in table.find_all("tr") if tr.find_parent("table") is table]
    return [
        tr
        for tr in table.find_all(True, attrs={"role": "row"})
        if tr.find_parent(attrs={"role": re.compile("table|grid")}) is table
    ]


def _cells(tr: Tag) -> list[Tag]:
    if tr.name == "tr":
        return list(tr.find_all(["th", "td"], recursive=False))
    return list(tr.find_all(True, attrs={"role": re.compile("^(?:cell|gridcell|columnheader|rowheader)$")}))


def _span(tag: Tag, key: str) -> int:
    value = str(tag.get(key) or "1")
    return min(int(value), 20) if value.isdigit() and int(value) > 0 else 1


def _text(tag: Tag) -> str:
    layout = lay_out(tag)
    return " | ".join(line.text for line in layout.lines)
