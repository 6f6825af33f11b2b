"""Presence over time by segment, for the review: who stands how high, drawn as far as it is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from reports import charts
from reports.charts import Course
from reports.formatting import clean, day, percent
from reports.looks import STALE, Looks
from reports.sections import BEHIND, CHARTS, ROWS, Cell, Figure, Records, Section, Table
from turfwatch.config import Config
from turfwatch.types import Presence

LINES = 6  # rivals in one chart
TOLD = 0.1  # of presence gained or lost that is worth a clause

Courses = dict[str, Course]


def movement(
    config: Config, records: Records, styled: Mapping[str, charts.Style], since: date, until: date
) -> Section | None:
    """A chart for each segment anybody is present in."""
    drawn, rows, climbs = list[Figure](), list[tuple[Cell, ...]](), list[tuple[float, str]]()
    for place, segment in enumerate(config.segments):
        name = clean(segment.name, 60)
        courses = _courses(records.presence, records.looks, segment.id, since, until)
        if not courses:
            continue
        if len(drawn) < CHARTS:
            drawn.append(_figure(config, place, name, courses, styled, (since, until)))
        for company, course in courses.items():
            rows.append(_row(name, company, course))
            if company != config.company.name:
                climbs.append((_gain(course), f"{clean(company)} in {name}"))
    if not drawn:
        return None
    gain, who = max(climbs, default=(0.0, ""))
    sentence = f"The steepest climb is {who}: {_points(gain).text}." if gain > 0 else "No rival has climbed."
    table = Table(("Segment", "Company", "From", "At first", "Up to", "Last", "Change"), tuple(rows[:ROWS]))
    return Section("movement", "Presence over time", sentence, tuple(drawn), behind=((BEHIND, table),))


def _figure(
    config: Config,
    place: int,
    name: str,
    courses: Courses,
    styled: Mapping[str, charts.Style],
    days: tuple[date, date],
) -> Figure:
    ours = config.company.name
    highest = sorted((c for c in courses if c != ours), key=lambda c: -_last(courses[c]))[:LINES]
    shown = {company: course for company, course in courses.items() if company in {ours, *highest}}
    svg = charts.steps(
        f"presence{place}",
        f"Presence in {name} by company",
        shown,
        styled,
        days[1],
        since=days[0],
        shares=True,
    )
    return Figure(name, svg, _sentence(ours, shown))


def _sentence(ours: str, courses: Courses) -> str:
    """Who leads, where we stand, who else moved much, and who has not been read lately."""
    lead = max(courses, key=lambda company: (_last(courses[company]), company == ours))
    told = [lead, *([ours] if ours in courses and ours != lead else [])]
    if _last(courses[lead]) == 0:
        told, words = [], ["Nobody stands here any more"]
    else:
        who = "We lead" if lead == ours else f"{clean(lead, 40)} leads"
        words = [f"{who} with {_standing(courses[lead])}"]
        words += [f"we stand at {_standing(courses[ours])}" for _ in told[1:]]
    others = sorted((c for c in courses if c not in told), key=lambda c: -abs(_gain(courses[c])))
    words += [
        f"{'we' if c == ours else clean(c, 40)} {'rose' if _gain(courses[c]) > 0 else 'fell'} from "
        f"{percent(_first(courses[c]))} to {percent(_last(courses[c]))}"
        for c in others[:1]
        if abs(_gain(courses[c])) >= TOLD
    ]
    late = [f"{clean(c, 40)} was last read on {day(v.until)}" for c, v in courses.items() if v.ending]
    return "; ".join(words + late[:2]) + "."


def _standing(course: Course) -> str:
    gain = round(100 * _gain(course))
    moved = f", {'up' if gain > 0 else 'down'} {abs(gain)}" if gain else ""
    return percent(_last(course)) + moved


def _courses(presence: Iterable[Presence], looks: Looks, segment: str, since: date, until: date) -> Courses:
    """Each company's presence in a segment from `since`, or its first look, to its last."""
    lines: dict[str, list[tuple[date, float]]] = {}
    for p in presence:  # oldest first
        if p.segment != segment:
            continue
        start = max(since, min(looks.first.get(p.company, p.date), p.date))
        line = lines.setdefault(p.company, [(start, 0.0)])
        if p.date <= line[0][0]:
            line[0] = (line[0][0], p.presence)
        else:
            line.append((p.date, p.presence))
    seen = {company: line for company, line in lines.items() if any(value for _, value in line)}
    ends = {c: max(line[-1][0], looks.last_read(c, today=until)) for c, line in seen.items()}
    newest = max(ends.values(), default=until)
    return {c: Course(line, ends[c], _late(ends[c], newest)) for c, line in seen.items()}


def _late(last: date, newest: date) -> str:
    return f"read {day(last, year=False)}" if newest - last > STALE else ""


def _row(segment: str, company: str, course: Course) -> tuple[Cell, ...]:
    return (
        Cell(segment), Cell(clean(company, 40)), Cell(day(course.points[0][0])),
        Cell(percent(_first(course)), numeric=True), Cell(day(course.until)),
        Cell(percent(_last(course)), numeric=True), _points(_gain(course)),
    )  # fmt: skip


def _first(course: Course) -> float:
    return course.points[0][1]


def _last(course: Course) -> float:
    return course.points[-1][1]


def _gain(course: Course) -> float:
    """What is between the two values as they are shown."""
    return (round(100 * _last(course)) - round(100 * _first(course))) / 100


def _points(gain: float) -> Cell:
    points = round(100 * gain)
    tone = "up" if points > 0 else "down" if points < 0 else ""
    sign = "−" if points < 0 else "+" if points else ""
    return Cell(f"{sign}{abs(points)} points", tone=tone, numeric=True)
