"""What rivals' plans have cost, for the review: one chart for what can be compared, and every move. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from reports import charts
from reports.formatting import change, clean, count, day, link_to, price
from reports.sections import CHARTS, ROWS, Cell, Records, Section, Table
from signals.price_series import PricePoint, series
from turfwatch.config import Config
from turfwatch.types import PlanEvent

LINES = 7  # plans in one chart
_PERIODS = {"month": "a month", "year": "a year", "once": "once", "usage": "by use"}

Terms = tuple[str, str, str]  # currency, period, and the unit of what is paid by use
Name = tuple[str, str]  # of a line: the plan, and how it is billed
Lines = dict[Name, list[tuple[date, float]]]


def prices(config: Config, records: Records, since: date, until: date) -> Section | None:
    """What each rival's plans have cost, and every move since `since`."""
    moves = [e for e in records.plan_events if e.event and e.date >= since]
    moved = Counter(e.company for e in moves)
    drawn: list[tuple[str, str]] = []
    by_company: dict[str, list[PricePoint]] = {}
    for point in series(records.plan_events):
        by_company.setdefault(point.company, []).append(point)
    for name in sorted((c.name for c in config.competitors), key=lambda name: -moved[name]):
        points = by_company.get(name, ())
        drawn += list(islice(_charts(name, points, until, len(drawn)), CHARTS - len(drawn)))
    if not drawn and not moves:
        return None
    rows = tuple(_row(e) for e in sorted(moves, key=lambda e: e.date, reverse=True)[:ROWS])
    table = Table(("Date", "Company", "Plan", "Event", "Was", "Now", "Change"), rows) if rows else None
    return Section("prices", "Price history", _sentence(moves, drawn), tuple(drawn), table)


def _sentence(moves: Sequence[PlanEvent], drawn: Sequence[tuple[str, str]]) -> str:
    raised = sum((e.change_pct or 0) > 0 for e in moves)
    cut = sum((e.change_pct or 0) < 0 for e in moves)
    kinds = Counter(e.event for e in moves)
    thin = " Thin lines are the same plan billed otherwise, as the table says." if drawn else ""
    return (
        f"{count(raised, 'price')} went up, {cut} went down; "
        f"{count(kinds['added'], 'plan')} came and {kinds['removed']} went.{thin}"
    )


def _charts(company: str, points: Iterable[PricePoint], until: date, drawn: int) -> Iterator[tuple[str, str]]:
    """A chart for each kind of price: a month's and a year's do not share an axis."""
    for place, (terms, lines) in enumerate(price_lines(points).items()):
        shown = dict(list(lines.items())[:LINES])
        currency, period, unit = terms
        what = " ".join(filter(None, (currency, _PERIODS.get(period, ""), f"for a {unit}" if unit else "")))
        caption = f"{clean(company, 40)}, {what}" if what else clean(company, 40)
        named = {", ".join(filter(None, name)): line for name, line in shown.items()}
        title = f"Price of each plan of {caption}"
        svg = charts.steps(f"price{drawn + place}", title, named, _styles(shown), until)
        yield caption, svg


def price_lines(points: Iterable[PricePoint]) -> dict[Terms, Lines]:
    """Amounts by terms and plan, under the plan's latest name; one that is over ends with NaN.

    A year's prices are left out where the same plans have a price a month: they tell the same.
    """
    priced = sorted((p for p in points if p.amount is not None), key=lambda p: p.since)
    latest = {p.series: p.plan for p in priced}
    found: dict[Terms, Lines] = {}
    for point in priced:
        plan = ", ".join(
            filter(None, (clean(point.product, 12), clean(latest[point.series], 18) or "one price"))
        )
        note = clean(point.billing_note, 16)
        line = found.setdefault(_terms(point), {}).setdefault((plan, note), [])
        if line and math.isnan(line[-1][1]) and line[-1][0] == point.since:
            line.pop()  # it only moved
        line.append((point.since, float(point.amount or 0)))
        if point.until is not None:
            line.append((point.until, math.nan))
    return {terms: lines for terms, lines in found.items() if not _told_monthly(terms, lines, found)}


def _terms(point: PricePoint) -> Terms:
    by_use = clean(point.unit, 20) if point.period == "usage" else ""
    return clean(point.currency, 8), point.period or "", by_use


def _told_monthly(terms: Terms, lines: Lines, found: Mapping[Terms, Lines]) -> bool:
    monthly = {plan for plan, _ in found.get((terms[0], "month", ""), {})}
    return terms[1] == "year" and {plan for plan, _ in lines} <= monthly


def _styles(lines: Lines) -> dict[str, charts.Style]:
    """A colour a plan; billed otherwise, the same colour thin and dotted, and named only when alone."""
    colours = charts.styles("", list(dict.fromkeys(plan for plan, _ in lines)))
    alone = Counter(plan for plan, _ in lines)
    styled = {}
    for plan, note in lines:
        style = colours[plan]
        if note and alone[plan] > 1:
            style = charts.Style(style.colour, (0, (1, 1.4)), 1.0, named=False)
        styled[", ".join(filter(None, (plan, note)))] = style
    return styled


def _row(event: PlanEvent) -> tuple[Cell, ...]:
    moved, told = event.change_pct, event.event == "price"
    now = "" if event.event in {"removed", "ended"} else price(event.plan)
    was = price(event.previous) or (price(event.plan) if event.event in {"removed", "ended"} else "")
    words = clean(event.detail, 120) if event.event == "packaging" else ""
    return (
        Cell(day(event.date)), Cell(clean(event.company, 40)),
        Cell(clean(event.plan.name, 60) or "(unnamed)", link_to(event.url, event.plan.name)),
        Cell(event.event), Cell(was, numeric=True), Cell(now, numeric=True),
        Cell(change(moved), tone="up" if moved > 0 else "down", numeric=True) if told and moved
        else Cell(words),
    )  # fmt: skip
