"""Pricing tables with a plan, or a step of a price, in each row."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.pricing import gates
from extract.pricing.cells import Cell
from extract.pricing.money import Locale
from extract.pricing.names import clean_name
from extract.pricing.points import Point
from extract.pricing.priced_cells import ADD_ON, Comparison, cell_points, cell_spots, row_name
from extract.pricing.products import product_of
from turfwatch.types import Gate


def has_price_column(rows: list[list[Cell]], locale: Locale) -> bool:
    """Whether a column after the first holds prices."""
    return any(_is_price_column(rows, c, locale) for c in range(1, max(map(len, rows))))


def _is_price_column(rows: list[list[Cell]], column: int, locale: Locale) -> bool:
    body = [row for row in rows[1:] if column < len(row) and not _is_group(row)]
    priced = [row for row in body if cell_spots(row[column], locale)]
    head = rows[0][column].text if column < len(rows[0]) else ""
    enough = len(priced) * 2 > len(body) and any(
        s.kind in {"price", "free"} for row in priced for s in cell_spots(row[column], locale)
    )
    return enough and not ADD_ON.search(head)


def by_row(rows: list[list[Cell]], locale: Locale) -> Comparison:
    """The plans of a table that has one a row."""
    width = max(map(len, rows))
    priced = [c for c in range(1, width) if _is_price_column(rows, c, locale)]
    has_head = not any(cell_spots(cell, locale) for cell in rows[0][1:])
    result = Comparison()
    grouped = sum(_is_group(row) for row in rows) > 1
    product: str | None = None
    for row in rows[1:] if has_head else rows:
        if grouped and _is_group(row):
            product = product_of(row[0].text)
        name = clean_name(row_name(row[0].tag))
        if not priced or len(row) <= priced[0] or (name is None and not re.search(r"\d", row[0].text)):
            continue
        tier = row[0].text if name is None else None
        for column in priced:
            label = rows[0][column].text if has_head and column < len(rows[0]) else ""
            found = cell_points(row[column], name or "", label, locale) if column < len(row) else []
            found = [_tier(point, name, tier) for point in found if name or not point.plan.custom]
            result.points += [replace(p, plan=replace(p.plan, product=product)) for p in found]
        if name is not None and has_head:
            others = {c: cell for c, cell in enumerate(row) if c and c not in priced and c < len(rows[0])}
            found_gates = [_row_gate(rows[0][c].text, cell) for c, cell in others.items()]
            result.gates[name] = [gate for gate in found_gates if gate is not None]
    return result


def _is_group(row: list[Cell]) -> bool:
    """A row of one cell across the table: the product of the rows below it."""
    return len(row) > 1 and len({id(cell) for cell in row}) == 1 and product_of(row[0].text) is not None


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
