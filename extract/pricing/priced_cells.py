"""What a table's cells say of prices, wherever the plans stand: down the side or along the top."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bs4 import Tag

from extract.pricing import points, spots, terms
from extract.pricing.cells import Cell
from extract.pricing.layout import lay_out
from extract.pricing.lines import Line
from extract.pricing.money import Locale
from extract.pricing.names import name_key
from extract.pricing.points import Point
from turfwatch.types import Gate

ADD_ON = re.compile(
    r"\b(?:extra|additional|add-?ons?|overage|set-?up|onboarding|discount|trial|each further)\b",
    re.IGNORECASE,
)


PRICE_LABEL = re.compile(
    r"\b(?:price|prices|pricing|cost|costs|fee|rate|monthly|annual(?:ly)?|yearly|per month|per year"
    r"|/ ?mo(?:nth)?|billed|preis|prix|precio|prezzo|prijs|preço|pris|cena)\b"
    r"|料金|価格|月額|年額|요금|가격|价格|價格",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Comparison:
    """What a table says: plan points with prices, and gates by plan name."""

    points: list[Point] = field(default_factory=list)
    gates: dict[str, list[Gate]] = field(default_factory=dict)
    heading: str | None = None  # of the section the table stands in


def cell_spots(cell: Cell, locale: Locale) -> list[spots.Spot]:
    """The statements of cost in a cell."""
    layout = lay_out(cell.tag)
    return [
        s for n, line in enumerate(layout.lines) for s in spots.on_line(n, line, locale) if s.kind != "bare"
    ]


def cell_points(
    cell: Cell, name: str, label: str, locale: Locale, *, offers_only: bool = False
) -> list[Point]:
    """The price points of a cell under its row's or column's label; `offers_only` where a plan is named."""
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
    unit = plan.unit or (said.unit if said.unit and not PRICE_LABEL.search(said.unit) else None)
    return replace(
        point,
        plan=replace(plan, period=period, unit=unit, billing_note="; ".join(dict.fromkeys(notes)) or None),
    )


def row_name(tag: Tag) -> str:
    """A row's name without the explanation under it."""
    layout = lay_out(tag)
    return layout.lines[0].text if layout.lines else ""
