"""How far our goals have come, for the review, beside our presence in the segments that serve them. Pure."""

from __future__ import annotations

from datetime import date

from reports import charts
from reports.canvas import INK
from reports.charts import Course
from reports.formatting import clean, count, day, number, percent
from reports.goals import notice, way
from reports.sections import CHARTS, Cell, Figure, Records, Section, Table
from turfwatch.config import Config, Goal

GOAL = "the goal"


def goals(config: Config, records: Records, until: date) -> Section | None:
    """How far each goal has come, beside how much of its time is gone and our presence in its segments."""
    if not config.goals:
        return None
    known = {goal.id: _values(goal, records, until) for goal in config.goals}
    unread = [clean(goal.metric, 60) for goal in config.goals if not known[goal.id]]
    followed = f"{len(unread)} without a recorded value (`turfwatch goal record`)" if unread else ""
    sentence = f"{count(len(config.goals), 'goal')} agreed, {followed or 'all with recorded values'}"
    drawn = tuple(filter(None, (_figure(config, goal, records, until) for goal in config.goals)))[:CHARTS]
    if drawn:
        sentence += "; the curves show what came before what, not what was caused by what"
    columns = ("Goal", "Owner", "Due", "Baseline", "Latest", "Target", "Of the way", "Time gone")
    rows = tuple(_row(goal, known[goal.id], until) for goal in config.goals)
    table = Table(columns, rows)
    return Section("goals", "Goals", f"{sentence}.", drawn, table, notes=_notes(config, records, until))


def _notes(config: Config, records: Records, until: date) -> tuple[str, ...]:
    """The edits of agreed definitions that nobody had accepted by then."""
    metrics = {goal.id: goal.metric for goal in config.goals}
    return tuple(
        notice(edit, metrics[edit.goal]) for edit in records.edits
        if edit.goal in metrics and edit.seen <= until and edit.after_the_fact
        and (edit.acknowledged is None or edit.acknowledged.date() > until)
    )  # fmt: skip


def _values(goal: Goal, records: Records, until: date) -> list[tuple[date, float]]:
    return [(when, value) for when, value in records.goal_values.get(goal.id, ()) if when <= until]


def _figure(config: Config, goal: Goal, records: Records, until: date) -> Figure | None:
    """The goal's way and our presence in its segments, in per cent of the way and of presence."""
    gone = [(when, way(goal, value)) for when, value in _values(goal, records, until)]
    line = [(when, share) for when, share in gone if share is not None]
    if len(line) < 2:
        return None
    courses = {GOAL: Course(line, line[-1][0])}
    served = [s for s in config.segments if s.goal == goal.id]
    for segment in served:
        ours = [
            (p.date, p.presence) for p in records.presence
            if p.segment == segment.id and p.company == config.company.name
        ]  # fmt: skip
        if ours:
            name = "our presence" if len(served) == 1 else f"in {clean(segment.name, 19)}"
            courses[name] = Course(ours, records.looks.last_read(config.company.name, today=until))
    styled = {**charts.styles("", list(courses)), GOAL: charts.Style(INK, "-", 2.2)}
    if len(served) == 1:
        styled["our presence"] = charts.styles("our presence", [])["our presence"]
    title = f"Way to the goal {clean(goal.metric, 80)} and our presence"
    svg = charts.steps(f"goal-{goal.id}", title, courses, styled, until, shares=True)
    return Figure(clean(goal.metric, 60), svg, _told(line, courses, until))


def _told(line: list[tuple[date, float]], courses: dict[str, Course], until: date) -> str:
    """`35 % of the way on 20 Jun 2026; our presence fell from 97 % to 92 %.`"""
    when, share = line[-1]
    parts = [f"{percent(share)} of the way on {day(when)}" + (", behind the baseline" if share < 0 else "")]
    for name, course in list(courses.items())[1:]:
        first, last = course.points[0][1], course.points[-1][1]
        went = "rose" if last > first else "fell"
        stood = f"stood at {percent(last)}" if percent(first) == percent(last) else ""
        subject = name if name == "our presence" else f"our presence {name}"
        parts.append(f"{subject} {stood or f'{went} from {percent(first)} to {percent(last)}'}")
    return "; ".join(parts) + "."


def _row(goal: Goal, values: list[tuple[date, float]], until: date) -> tuple[Cell, ...]:
    latest, gone = (values[-1][1] if values else None), ""
    share = way(goal, latest)
    if goal.agreed and goal.due and goal.due > goal.agreed:
        gone = percent(min(1.0, max(0.0, (until - goal.agreed) / (goal.due - goal.agreed))))
    amounts = [f"{number(v)} {clean(goal.unit, 12)}".rstrip() if v is not None else "" for v in
               (goal.baseline, latest, goal.target)]  # fmt: skip
    tone = "bad" if share is not None and share < 0 else ""
    return (
        Cell(clean(goal.metric, 120)), Cell(clean(goal.owner, 60), tone="whole"), Cell(day(goal.due)),
        *(Cell(a, numeric=True) for a in amounts),
        Cell(percent(share) if share is not None else "", tone=tone, numeric=True), Cell(gone, numeric=True),
    )  # fmt: skip
