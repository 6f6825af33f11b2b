"""Where that leaves us, for the review: our positions, our goals, and the signals behind it all. Pure."""

from __future__ import annotations

from datetime import date

from reports import wording
from reports.formatting import clean, count, day, link_to, number, percent
from reports.sections import ROWS, Cell, Records, Section, Table
from turfwatch.config import Config, Goal


def positions(config: Config, records: Records) -> Section | None:
    """Our claims and the three tests."""
    if not records.positions:
        return None
    names = {s.id: clean(s.name, 60) for s in config.segments}
    shared = [p for p in records.positions if p.defensible is False]
    sentence = (
        f"{count(len(shared), 'claim')} of our {len(records.positions)} can be said by a rival as well."
        if shared
        else "No rival says today what we claim."
    )
    rows = tuple(
        (Cell(names.get(p.segment, clean(p.segment))), Cell(clean(p.claim, 200)), _mark(p.true),
         _mark(p.relevant), _mark(p.defensible), Cell(clean(p.evidence, 400)))
        for p in records.positions
    )  # fmt: skip
    table = Table(("Segment", "Our claim", "True", "Relevant", "Defensible", "Evidence"), rows)
    return Section("positions", "Our positions", sentence, (), table, open=True)


def _mark(passed: bool | None) -> Cell:
    words = {True: ("yes", "good"), False: ("no", "bad"), None: ("unknown", "soft")}
    return Cell(words[passed][0], tone=words[passed][1])


def goals(config: Config, records: Records, until: date) -> Section | None:
    """How far each goal has come, beside how much of its time is gone."""
    if not config.goals:
        return None
    rows = tuple(_goal_row(goal, records, until) for goal in config.goals)
    unread = sum(not records.goal_values.get(goal.id) for goal in config.goals)
    sentence = f"{count(len(config.goals), 'goal')} agreed" + (
        f"; {unread} without a recorded value (turfwatch goal record)."
        if unread
        else ", all with recorded values."
    )
    columns = ("Goal", "Owner", "Due", "Baseline", "Latest", "Target", "Of the way", "Time gone")
    return Section("goals", "Goals", sentence, (), Table(columns, rows), open=True)


def _goal_row(goal: Goal, records: Records, until: date) -> tuple[Cell, ...]:
    values = [(when, v) for when, v in records.goal_values.get(goal.id, ()) if when <= until]
    latest = values[-1][1] if values else None
    way = gone = ""
    if latest is not None and goal.baseline is not None and goal.target not in {None, goal.baseline}:
        assert goal.target is not None
        way = percent((latest - goal.baseline) / (goal.target - goal.baseline))
    if goal.agreed and goal.due and goal.due > goal.agreed:
        gone = percent(min(1.0, (until - goal.agreed) / (goal.due - goal.agreed)))
    amounts = [f"{number(v)} {clean(goal.unit, 12)}".rstrip() if v is not None else "" for v in
               (goal.baseline, latest, goal.target)]  # fmt: skip
    return (
        Cell(clean(goal.metric, 120)), Cell(clean(goal.owner, 60)), Cell(day(goal.due)),
        *(Cell(a, numeric=True) for a in amounts), Cell(way, numeric=True), Cell(gone, numeric=True),
    )  # fmt: skip


def signals(config: Config, records: Records, since: date) -> Section | None:
    """The signals of the time, the weightiest first."""
    told = wording.by_weight([s for s in records.signals if s.date >= since and s.status != "noise"])
    if not told:
        return None
    names = {s.id: clean(s.name, 60) for s in config.segments}
    rows = tuple(
        (Cell(day(s.date)), Cell(s.severity, tone=f"tag {s.severity}"), Cell(wording.kind_label(s.kind)),
         Cell(clean(s.summary, 160), link_to(s.url, s.evidence[0].text if s.evidence else None)),
         Cell(names.get(s.segment or "", "")))
        for s in told[:ROWS]
    )  # fmt: skip
    more = f", the {ROWS} weightiest below" if len(told) > ROWS else ""
    sentence = f"{count(len(told), 'signal')} in this time{more}."
    return Section(
        "signals",
        "Signals",
        sentence,
        (),
        Table(("Date", "Severity", "Kind", "What", "Segment"), rows),
        open=True,
    )
