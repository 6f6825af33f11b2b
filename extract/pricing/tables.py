"""Pricing tables: plans as columns or as rows, with the features beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bs4 import Tag

from extract.pricing import gates, points, spots, terms
from extract.pricing.cells import Cell, grid_of
from extract.pricing.layout import lay_out
from extract.pricing.lines import Layout, Line
from extract.pricing.money import Locale
from extract.pricing.names import clean_name, name_key
from extract.pricing.points import Point
from turfwatch.types import Gate, Plan

_PRICE_LABEL = re.compile(
    r"\b(?:price|prices|pricing|cost|costs|fee|rate|monthly|annual(?:ly)?|yearly|per month|per year"
    r"|/ ?mo(?:nth)?|billed|preis|prix|precio|prezzo|prijs|preço|pris|cena)\b",
    re.IGNORECASE,
)
_ADD_ON = re.compile(
    r"\b(?:extra|additional|add-?ons?|overage|set-?up|onboarding|discount|trial|each further)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Comparison:
    """What a table says: plan points with prices, and gates by plan name."""

    points: list[Point] = field(default_factory=list)
    gates: dict[str, list[Gate]] = field(default_factory=dict)
    heading: str | None = None  # of the section the table stands in


def read(table: Tag, locale: Locale) -> Comparison:
    """The plans and gates of a table; empty when it is about something else."""
    rows = grid_of(table)
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return Comparison()
    by_column = _by_column(rows, locale)
    if by_column.points or (by_column.gates and not _has_price_column(rows, locale)):
        return by_column
    by_row = _by_row(rows, locale)
    return by_row if by_row.points else by_column


# --- plans as columns ---------------------------------------------------------------------------


def _by_column(rows: list[list[Cell]], locale: Locale) -> Comparison:
    head, columns = _head(rows, locale)
    if not columns:
        return Comparison()
    result = Comparison()
    price_rows = _price_rows(rows[head + 1 :], list(columns), locale)
    for column, name in columns.items():
        result.points += _cell_points(rows[head][column], name, "", locale, offers_only=True)
        for row in price_rows:
            if column < len(row) and row[column] is not rows[head][column]:
                result.points += _cell_points(row[column], name, _label(row), locale)
    for row in rows[head + 1 :]:
        if row not in price_rows:
            _add_gates(result, row, columns)
    return result


def _head(rows: list[list[Cell]], locale: Locale) -> tuple[int, dict[int, str]]:
    """The row that names the plans, and the name of each column after the first."""
    for number, row in enumerate(rows[:3]):
        names = {c: name for c, cell in enumerate(row) if c and (name := _column_name(cell, locale))}
        plain = [n for n in names.values() if not _PRICE_LABEL.search(n)]
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
        if _PRICE_LABEL.search(_label(row))
        and not _ADD_ON.search(_label(row))
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
    return sum(1 for c in columns if c < len(row) and _cell_spots(row[c], locale))


def _cell_spots(cell: Cell, locale: Locale) -> list[spots.Spot]:
    layout = lay_out(cell.tag)
    return [
        s for n, line in enumerate(layout.lines) for s in spots.on_line(n, line, locale) if s.kind != "bare"
    ]


def _label(row: list[Cell]) -> str:
    return row[0].text


def _cell_points(
    cell: Cell, name: str, label: str, locale: Locale, *, offers_only: bool = False
) -> list[Point]:
    layout = lay_out(cell.tag)
    found = [s for n, line in enumerate(layout.lines) for s in spots.on_line(n, line, locale)]
    found = [
        s
        for s in found
        if s.kind != "bare"
        and not (
            offers_only
            and s.kind in {"sales", "demo", "free", "custom"}
            and _is_name(layout.lines[s.line], name)
        )
    ]
    if not found or (offers_only and not any(s.kind in {"price", "custom", "free"} for s in found)):
        return []
    read = points.read(layout.lines, found, 0, len(layout.lines), name, cell.tag)
    return [_labelled(point, label) for point in read]


def _is_name(line: Line, name: str) -> bool:
    return name_key(line.text) == name_key(name)


def _labelled(point: Point, label: str) -> Point:
    """Terms the row's or the column's label states hold where the cell says nothing else."""
    plan = point.plan
    said = terms.read("", label)
    if plan.amount is None or not label:
        return point
    notes = [n for n in [plan.billing_note, *said.notes] if n]
    if re.match(r"[\d.,]+", label):
        notes.append(label)
    period = plan.period or said.period or (terms.span_word(label) if not said.notes else None)
    unit = plan.unit or (said.unit if said.unit and not _PRICE_LABEL.search(said.unit) else None)
    return replace(
        point,
        plan=replace(plan, period=period, unit=unit, billing_note="; ".join(dict.fromkeys(notes)) or None),
    )


def _add_gates(result: Comparison, row: list[Cell], columns: dict[int, str]) -> None:
    name = gates.tidy(_row_name(row[0].tag))
    cells = [row[c] if c < len(row) else None for c in columns]
    if not name or len(name) > 80 or any(cell is row[0] for cell in cells):
        return
    values = [gates.cell(cell.tag, cell.text, name) if cell is not None else None for cell in cells]
    icons = [cell is not None and cell.tag.find(["i", "svg", "img"]) is not None for cell in cells]
    for plan, gate in zip(columns.values(), gates.row(name, values, icons), strict=True):
        if gate is not None:
            result.gates.setdefault(plan, []).append(gate)


def _row_name(tag: Tag) -> str:
    """A row's name without the explanation under it."""
    layout = lay_out(tag)
    return layout.lines[0].text if layout.lines else ""


# --- plans as rows ------------------------------------------------------------------------------


def _has_price_column(rows: list[list[Cell]], locale: Locale) -> bool:
    return any(_is_price_column(rows, c, locale) for c in range(1, max(map(len, rows))))


def _is_price_column(rows: list[list[Cell]], column: int, locale: Locale) -> bool:
    body = [row for row in rows[1:] if column < len(row)]
    priced = [row for row in body if _cell_spots(row[column], locale)]
    head = rows[0][column].text if column < len(rows[0]) else ""
    enough = len(priced) * 2 > len(body) and any(
        s.kind in {"price", "free"} for row in priced for s in _cell_spots(row[column], locale)
    )
    return enough and not _ADD_ON.search(head)


def _by_row(rows: list[list[Cell]], locale: Locale) -> Comparison:
    width = max(map(len, rows))
    priced = [c for c in range(1, width) if _is_price_column(rows, c, locale)]
    has_head = not any(_cell_spots(cell, locale) for cell in rows[0][1:])
    result = Comparison()
    for row in rows[1:] if has_head else rows:
        name = clean_name(_row_name(row[0].tag))
        if not priced or len(row) <= priced[0] or (name is None and not re.search(r"\d", row[0].text)):
            continue
        tier = row[0].text if name is None else None
        for column in priced:
            label = rows[0][column].text if has_head and column < len(rows[0]) else ""
            found = _cell_points(row[column], name or "", label, locale) if column < len(row) else []
            result.points += [_tier(point, name, tier) for point in found if name or not point.plan.custom]
        if name is not None and has_head:
            others = {c: cell for c, cell in enumerate(row) if c and c not in priced and c < len(rows[0])}
            found_gates = [_row_gate(rows[0][c].text, cell) for c, cell in others.items()]
            result.gates[name] = [gate for gate in found_gates if gate is not None]
    return result


def _tier(point: Point, name: str | None, tier: str | None) -> Point:
    if tier is None:
        return point
    note = "; ".join(filter(None, [tier, point.plan.billing_note]))
    return replace(point, plan=replace(point.plan, name=name, billing_note=note))


def _row_gate(head: str, cell: Cell) -> Gate | None:
    name = gates.tidy(head)
    value = gates.cell(cell.tag, cell.text, name)
    if not name or value is None or cell.tag.find(["button", "a"]) is not None:
        return None
    return Gate(name, value)


def merge(plan: Plan, comparison: list[Comparison]) -> list[Gate]:
    """The gates any table gives for a plan of this name."""
    return [
        gate
        for table in comparison
        for name, found in table.gates.items()
        if plan.name is not None and name_key(name) == name_key(plan.name)
        for gate in found
    ]
