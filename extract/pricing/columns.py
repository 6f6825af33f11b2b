"""Pricing tables with a plan in each column and a feature in each row."""

from __future__ import annotations

import re

from extract.pricing import gates, spots, terms
from extract.pricing.cells import Cell
from extract.pricing.layout import lay_out
from extract.pricing.lines import Layout
from extract.pricing.money import Locale
from extract.pricing.names import clean_name
from extract.pricing.priced_cells import ADD_ON, PRICE_LABEL, Comparison, cell_points, cell_spots, row_name


def by_column(rows: list[list[Cell]], locale: Locale) -> Comparison:
    """The plans of a table that has one a column, with the features in its rows."""
    head, columns = _head(rows, locale)
    if not columns:
        return Comparison()
    result = Comparison()
    price_rows = _price_rows(rows[head + 1 :], list(columns), locale)
    for column, name in columns.items():
        result.points += cell_points(rows[head][column], name, "", locale, offers_only=True)
        for row in price_rows:
            if column < len(row) and row[column] is not rows[head][column]:
                result.points += cell_points(row[column], name, _label(row), locale)
    for row in rows[head + 1 :]:
        if row not in price_rows:
            _add_gates(result, row, columns)
    return result


def _head(rows: list[list[Cell]], locale: Locale) -> tuple[int, dict[int, str]]:
    """The row that names the plans, and the name of each column after the first."""
    for number, row in enumerate(rows[:3]):
        names = {c: name for c, cell in enumerate(row) if c and (name := _column_name(cell, locale))}
        if any(PRICE_LABEL.search(rows[0][c].text) for c in names if number and c < len(rows[0])):
            continue  # the first row says that the column holds prices: the plans stand in the rows
        plain = [n for n in names.values() if not PRICE_LABEL.search(n)]
        if (
            len(names) >= 1
            and len(plain) == len(names)
            and len(names) >= (len(set(map(id, row))) - 1) * 0.6
            and len(set(names.values())) == len(names)
        ):
            return number, names
    return 0, {}


def _column_name(cell: Cell, locale: Locale) -> str | None:
    layout = lay_out(cell.tag)
    named = _names(layout, locale)
    return named[0] if named else None


def _names(layout: Layout, locale: Locale) -> list[str]:
    lines = sorted(layout.lines, key=lambda line: line.level or 9)
    names = []
    for line in lines:
        found = spots.on_line(0, line, locale)
        money = next((s.money for s in found if s.money is not None), None)
        beside = spots.name_beside_free(line.text) if found and found[0].kind == "free" else None
        parts = (
            [beside or line.text]
            if money is None
            else [line.text[: money.start], *re.split(r"[|–—·]", line.text[money.end :])]
        )
        parts = parts if money is None else [terms.strip(p) for p in parts]
        if line.button or (found and money is None and found[0].kind != "free"):
            continue
        names += [name for part in parts if (name := clean_name(part))]
    return names


def _price_rows(rows: list[list[Cell]], columns: list[int], locale: Locale) -> list[list[Cell]]:
    """Rows that hold the plans' prices, not those of extras."""
    labelled = [
        row
        for row in rows
        if PRICE_LABEL.search(_label(row))
        and not ADD_ON.search(_label(row))
        and _priced_cells(row, columns, locale)
    ]
    if labelled:
        return labelled
    unnamed = [
        row for row in rows[:3] if not _label(row) and _priced_cells(row, columns, locale) * 2 >= len(columns)
    ]
    if unnamed:
        return unnamed[:1]
    tiers = [
        row
        for row in rows
        if re.match(r"[\d.,]+", _label(row)) and _priced_cells(row, columns, locale) == len(columns)
    ]
    return tiers if len(tiers) * 2 >= len(rows) else []


def _priced_cells(row: list[Cell], columns: list[int], locale: Locale) -> int:
    return sum(1 for c in columns if c < len(row) and cell_spots(row[c], locale))


def _label(row: list[Cell]) -> str:
    return row[0].text


def _add_gates(result: Comparison, row: list[Cell], columns: dict[int, str]) -> None:
    name = gates.tidy(row_name(row[0].tag))
    cells = [row[c] if c < len(row) else None for c in columns]
    if not name or len(name) > 80 or any(cell is row[0] for cell in cells):
        return
    values = [gates.cell(cell.tag, cell.text, name) if cell is not None else None for cell in cells]
    icons = [cell is not None and cell.tag.find(["i", "svg", "img"]) is not None for cell in cells]
    for plan, gate in zip(columns.values(), gates.row(name, values, icons), strict=True):
        if gate is not None:
            result.gates.setdefault(plan, []).append(gate)
