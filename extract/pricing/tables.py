"""Pricing tables: plans as columns or as rows, with the features beside them."""

from __future__ import annotations

from bs4 import Tag

from extract.pricing.cells import grid_of
from extract.pricing.columns import by_column
from extract.pricing.money import Locale
from extract.pricing.names import name_key
from extract.pricing.priced_cells import Comparison
from extract.pricing.rows import by_row, has_price_column
from turfwatch.types import Gate, Plan


def read(table: Tag, locale: Locale) -> Comparison:
    """The plans and gates of a table; empty when it is about something else."""
    rows = grid_of(table)
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return Comparison()
    columns = by_column(rows, locale)
    if columns.points or (columns.gates and not has_price_column(rows, locale)):
        return columns
    found = by_row(rows, locale)
    return found if found.points else columns


def merge(plan: Plan, comparison: list[Comparison]) -> list[Gate]:
    """The gates any table gives for a plan of this name."""
    return [
        gate
        for table in comparison
        for name, found in table.gates.items()
        if plan.name is not None and name_key(name) == name_key(plan.name)
        for gate in found
    ]
