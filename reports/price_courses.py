"""Prices as courses to draw: plans that can be compared beside one another, each as far as it is known. Pure.

What is asked by the month, by the year, by use, or by the month when paid for a year, shares no axis. A
course ends where its price does: the plan is gone, is told on contact, or its page was not read again.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reports.charts import Course
from reports.formatting import clean
from reports.looks import Looks
from signals.offers import terms
from signals.price_series import PricePoint

Courses = dict[str, Course]  # by plan


@dataclass(frozen=True, slots=True)
class Terms:
    """What two prices have in common that stand on one axis."""

    currency: str
    period: str
    unit: str  # of what is paid by use
    yearly: bool  # paid for a year at once


def courses(points: Iterable[PricePoint], looks: Looks, since: date, until: date) -> dict[Terms, Courses]:
    """One company's prices by terms and plan, under the plan's latest name, from `since` to `until`.

    Terms are left out where they tell nothing new: the same plans, moved on the same days.
    """
    known = sorted(points, key=lambda p: p.since)
    names = {p.series: p.plan for p in known}
    found: dict[Terms, dict[str, list[PricePoint]]] = {}
    for point in _one_page_each([p for p in known if p.amount is not None]):
        name = ", ".join(filter(None, (clean(point.product, 20), clean(names[point.series], 40))))
        found.setdefault(_terms(point), {}).setdefault(name or "one price", []).append(point)
    drawn: dict[Terms, Courses] = {}
    for what, plans in found.items():
        lines = {key: line for name, points in plans.items() for key, line in _lines(name, points)}
        made = {key: _course(points, known, looks, since, until) for key, points in lines.items()}
        drawn[what] = {key: course for key, course in made.items() if course is not None}
    return {what: lines for what, lines in drawn.items() if lines and not _told(what, lines, drawn)}


def _terms(point: PricePoint) -> Terms:
    by_use = clean(point.unit, 20) if point.period == "usage" else ""
    return Terms(clean(point.currency, 8), point.period or "", by_use, terms(point.as_plan)[3])


def _one_page_each(points: Sequence[PricePoint]) -> list[PricePoint]:
    """A price that several pages state, from the one that states the most."""
    said = Counter(p.url for p in points)
    best: dict[tuple[str, Terms], str] = {}
    for p in points:
        held = best.setdefault((p.series, _terms(p)), p.url)
        if (said[p.url], p.url) > (said[held], held):
            best[p.series, _terms(p)] = p.url
    return [p for p in points if best[p.series, _terms(p)] == p.url]


def _lines(name: str, points: Sequence[PricePoint]) -> Iterator[tuple[str, list[PricePoint]]]:
    """A plan's prices one after another; those that stand at one time are lines of their own."""
    if all(a.until is not None and a.until <= b.since for a, b in pairwise(points)):
        yield name, list(points)
        return
    kinds: dict[str, list[PricePoint]] = {}
    for point in points:
        words = (name, clean(point.unit, 16), clean(point.billing_note, 24))
        kinds.setdefault(", ".join(filter(None, words)), []).append(point)
    yield from kinds.items()


def _course(
    points: Sequence[PricePoint], known: Sequence[PricePoint], looks: Looks, since: date, until: date
) -> Course | None:
    line: list[tuple[date, float]] = []
    for point in points:
        if line and math.isnan(line[-1][1]) and line[-1][0] >= point.since:
            line.pop()  # it only moved
        line.append((point.since, float(point.amount or 0)))
        if point.until is not None:
            line.append((point.until, math.nan))
    last, ending = points[-1], ""
    end = looks.last_read(last.company, last.url, today=until)
    if last.until is not None and last.until <= until:
        end, ending = line.pop()[0], _ending(last, known)
    before = [value for when, value in line if when <= since]
    shown = [(when, value) for when, value in line if when > since]
    if before and not math.isnan(before[-1]) and end >= since:
        shown.insert(0, (since, before[-1]))
    return Course(shown, max(end, shown[-1][0]), ending) if shown else None


def _ending(point: PricePoint, known: Iterable[PricePoint]) -> str:
    """What became of the plan on the day this price ended."""
    then = [
        p for p in known
        if (p.url, p.series) == (point.url, point.series) and point.until is not None
        and p.since <= point.until and (p.until is None or p.until > point.until)
    ]  # fmt: skip
    if any(p.custom for p in then):
        return "contact sales"
    if any(p.free for p in then):
        return "free"
    return "ended" if then else "gone"


def _told(what: Terms, lines: Courses, drawn: Mapping[Terms, Courses]) -> bool:
    """Whether what is asked by the month tells all that these yearly prices tell."""
    if not (what.yearly or what.period == "year"):
        return False
    monthly = drawn.get(Terms(what.currency, "month", what.unit, yearly=False), {})
    return all(name in monthly and _days(line) <= _days(monthly[name]) for name, line in lines.items())


def _days(course: Course) -> set[date]:
    return {when for when, _ in course.points[1:]} | ({course.until} if course.ending else set())
