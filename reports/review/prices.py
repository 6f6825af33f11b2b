"""What rivals' plans have cost, for the review: a chart for what can be compared, and every move. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, islice, pairwise
from math import isnan

from reports import charts, wording
from reports.charts import Course
from reports.formatting import capital, change, clean, count, day, link_to, listed, money, place, price
from reports.looks import STALE
from reports.price_courses import Courses, Terms, courses
from reports.sections import CHARTS, ROWS, Cell, Figure, Records, Section, Table
from signals.offers import terms
from signals.price_series import PricePoint, series
from turfwatch.config import Config
from turfwatch.types import Plan, PlanEvent, Signal

LINES = 7  # plans in one chart
MOVES = 3  # told in the sentence under one
_PERIODS = {"month": "a month", "year": "a year", "once": "once", "usage": "by use"}
_OVER = {
    "contact sales": "went to contact sales on", "free": "became free on", "gone": "was gone by",
    "ended": "ended on",
}  # fmt: skip


def moves_of(signals: Iterable[Signal]) -> list[Signal]:
    """The signals that tell of prices and plans: a move is what one of these tells, however it is billed."""
    return [s for s in signals if s.kind in wording.PRICE_EVENTS]


def prices(config: Config, records: Records, since: date, until: date) -> Section | None:
    """What each rival's plans have cost, and every move since `since`."""
    rivals = [c.name for c in config.competitors]
    told = moves_of(s for s in records.signals if s.date >= since and s.status != "noise")
    moves = [e for e in records.plan_events if e.event and e.date >= since and e.company in rivals]
    moved = Counter(e.company for e in moves)
    points = [p for p in series(records.plan_events) if p.company in rivals]
    by_company: dict[str, list[PricePoint]] = {}
    for point in points:
        by_company.setdefault(point.company, []).append(point)
    drawn: list[Figure] = []
    for name in sorted(rivals, key=lambda name: -moved[name]):
        found = courses(by_company.get(name, ()), records.looks, since, until)
        drawn += list(islice(_figures(name, found, since, until, len(drawn)), CHARTS - len(drawn)))
    if not drawn and not moves:
        return None

    def stands(point: PricePoint) -> str:
        return records.looks.stale(point.company, until, point.url) or "stands"

    return Section(
        "prices", "Price history", _sentence(told), tuple(drawn),
        behind=tuple(_tables(moves, [p for p in points if p.until is None or p.until >= since], stands)),
    )  # fmt: skip


def _sentence(told: Sequence[Signal]) -> str:
    if not told:
        return "No price and no plan moved in this time."
    kinds = ", ".join(words for words, _ in wording.moved_prices(told))
    return f"{count(len(told), 'price and plan move')}: {kinds}."


def _figures(
    company: str, found: Mapping[Terms, Courses], since: date, until: date, drawn: int
) -> Iterator[Figure]:
    for number, (what, lines) in enumerate(found.items()):
        # Those that moved are what the chart is for.
        foremost = sorted(lines, key=lambda name: -len(lines[name].points) - bool(lines[name].ending))[:LINES]
        shown = {name: line for name, line in lines.items() if name in foremost}
        title = f"{clean(company, 40)}, {_in_words(what)}".removesuffix(", ")
        svg = charts.steps(
            f"price{drawn + number}", f"Price of each plan of {title}", shown,
            charts.styles("", list(shown)), until, since=since,
        )  # fmt: skip
        yield Figure(title, svg, _told(lines, what.currency, until, len(lines) - len(shown)))


def _in_words(what: Terms) -> str:
    billed = ", billed yearly" if what.yearly and what.period != "year" else ""
    unit = f"for a {what.unit}" if what.unit else ""
    return " ".join(filter(None, (what.currency, _PERIODS.get(what.period, ""), unit))) + billed


def _told(lines: Courses, currency: str, until: date, more: int) -> str:
    """The latest moves in one sentence: `Crate fell from $35 to $27 on 16 Feb 2026`."""
    moves = [move for name, line in lines.items() for move in _moves(name, line, currency)]
    latest = [words for _, words in sorted(moves, key=lambda move: move[0], reverse=True)]
    parts = latest[:MOVES] + ([f"{len(latest) - MOVES} more moves before"] if len(latest) > MOVES else [])
    late = [v.until for v in lines.values() if not v.ending and until - v.until > STALE]
    parts = parts or ["no price moved in this time"]
    parts += [f"the page was last read on {day(max(late))}"] if late else []
    parts += [f"{count(more, 'further plan')} in the table"] if more else []
    return capital("; ".join(parts)) + "."


def _moves(name: str, line: Course, currency: str) -> Iterator[tuple[date, str]]:
    for (_, before), (when, after) in pairwise(line.points):
        if isnan(after):
            yield when, f"{name} was not offered from {day(when)}"
        elif isnan(before):
            yield when, f"{name} came back at {_money(after, currency)} on {day(when)}"
        elif after != before:
            went = "rose" if after > before else "fell"
            yield (
                when,
                f"{name} {went} from {_money(before, currency)} to {_money(after, currency)} on {day(when)}",
            )
    if line.ending in _OVER:
        yield line.until, f"{name} {_OVER[line.ending]} {day(line.until)}"


def _money(amount: float, currency: str) -> str:
    return money(Decimal(str(amount)), currency or None)


# --- the tables ---------------------------------------------------------------------------------


def _tables(
    moves: Sequence[PlanEvent], points: Sequence[PricePoint], stands: Callable[[PricePoint], str]
) -> Iterator[tuple[str, Table]]:
    if moves:
        columns = ("Date", "Company", "Plan", "What", "Was", "Now", "Change")
        ordered = sorted(moves, key=lambda e: (-e.date.toordinal(), e.company, _key(e)))
        together = groupby(ordered, key=lambda e: (e.date, e.company, _key(e)))
        rows = tuple(_row(list(events)) for _, events in islice(together, ROWS))
        yield "The plans that moved, a row for all the ways one is billed", Table(columns, rows)
    if points:
        more = f", the first {2 * ROWS}" if len(points) > 2 * ROWS else ""
        rows = tuple(_point_row(p, stands(p)) for p in points[: 2 * ROWS])
        yield f"Every price as it stood{more}", Table(("Company", "Plan", "Price", "From", "Until"), rows)


def _key(event: PlanEvent) -> tuple[str, str, str]:
    return event.plan.product or "", event.plan.name or "", event.event


def _row(events: Sequence[PlanEvent]) -> tuple[Cell, ...]:
    """One plan's move on one day, all the ways it is billed in one row."""
    event, over = events[0], events[0].event in {"removed", "ended"}
    now = "" if over else listed([_price(e.plan) for e in events])
    was = listed([text for e in events if (text := _price(e.plan if over else e.previous))])
    moved = [e.change_pct for e in events if e.event == "price" and e.change_pct]
    tone = "up" if moved and moved[0] > 0 else "down" if moved else ""
    words = listed([change(m) for m in moved]) or clean(event.detail, 120)
    return (
        Cell(day(event.date)), Cell(clean(event.company, 40)),
        Cell(clean(event.plan.name, 60) or "(unnamed)", link_to(event.url, event.plan.name),
             place=place(event.url)),
        Cell(event.event), Cell(was), Cell(now), Cell(words, tone=tone),
    )  # fmt: skip


def _point_row(point: PricePoint, stands: str) -> tuple[Cell, ...]:
    name = ", ".join(filter(None, (clean(point.product, 30), clean(point.plan, 60) or "(unnamed)")))
    until = day(point.until) if point.until else stands
    return (
        Cell(clean(point.company, 40)), Cell(name), Cell(_price(point.as_plan)), Cell(day(point.since)),
        Cell(until),
    )  # fmt: skip


def _price(plan: Plan | None) -> str:
    if plan is None:
        return ""
    return price(plan) + (" billed yearly" if terms(plan)[3] and plan.period != "year" else "")
