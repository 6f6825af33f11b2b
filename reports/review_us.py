"""Where that leaves us, for the review: our positions, our goals, and the signals behind it all. Pure."""

from __future__ import annotations

from datetime import date

from reports import charts, wording
from reports.formatting import clean, count, day, link_to, listed, number, percent
from reports.goals import notice, way
from reports.positions_space import GROUNDS, standing
from reports.sections import ROWS, Cell, Records, Section, Table
from turfwatch.config import Config, Goal

_GROUND_TONES = {"alone": "good", "crowded": "bad"}


def ground(config: Config, records: Records) -> Section | None:
    """Where and how we can win: each segment's ground, and what nobody else says."""
    if not records.presence or not records.fields:
        return None
    kinds = {kind: [f.name for f in records.fields if f.ground == kind] for kind in GROUNDS}
    told = [f"{kind}: {listed(names)}" for kind, names in kinds.items() if names]
    rows = tuple(
        (Cell(f.name), Cell(f.ground, tone=_GROUND_TONES.get(f.ground, "soft")), Cell(standing(f.ours)),
         Cell(percent(f.ours.share) if f.ours and f.ours.share else "–", numeric=True),
         Cell(", ".join(f"{clean(p.company, 24)} {standing(p)}" for p in f.rivals) or "none"), Cell(f.move))
        for f in records.fields
    )  # fmt: skip
    table = Table(("Segment", "Ground", "We", "Our share", "Rivals that claim it", "What it asks for"), rows)
    sentence = "; ".join(told) + "." + _unsaid(config, records)
    return Section(
        "ground", "Where and how we can win", sentence[0].upper() + sentence[1:], (), table, open=True
    )


def _unsaid(config: Config, records: Records) -> str:
    """What no rival says, in a sentence or two."""
    names, free = {s.id: clean(s.name, 60) for s in config.segments}, records.space
    parts = []
    if free.claims:
        claims = listed([f"“{clean(text, 100)}”" for _, text in free.claims])
        parts.append(f" No rival comes near {claims}.")
    if free.pairs:
        pairs = [f"{names[one]} with {names[other]}" for one, other in free.pairs]
        parts.append(f" Nobody joins {listed(pairs)} in one sentence.")
    if free.missing:
        parts.append(f" Nobody brings {listed([f'{what} for {names[s]}' for s, what in free.missing])}.")
    return "".join(parts)


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
         _mark(p.relevant), _mark(p.defensible), Cell(clean(p.evidence, 600)))
        for p in records.positions
    )  # fmt: skip
    table = Table(("Segment", "Our claim", "True", "Relevant", "Defensible", "Evidence"), rows)
    return Section("positions", "Our positions", sentence, (), table, open=True)


def _mark(passed: bool | None) -> Cell:
    words = {True: ("yes", "good"), False: ("no", "bad"), None: ("unknown", "soft")}
    return Cell(words[passed][0], tone=words[passed][1])


def goals(config: Config, records: Records, until: date) -> Section | None:
    """How far each goal has come, beside how much of its time is gone and our presence in its segments."""
    if not config.goals:
        return None
    rows = tuple(_goal_row(goal, records, until) for goal in config.goals)
    unread = sum(not records.goal_values.get(goal.id) for goal in config.goals)
    sentence = f"{count(len(config.goals), 'goal')} agreed" + (
        f"; {unread} without a recorded value (turfwatch goal record)."
        if unread
        else ", all with recorded values."
    )
    drawn = tuple(filter(None, (_beside(config, goal, records, until) for goal in config.goals)))
    if drawn:
        sentence += " The curves show an order in time; that one thing led to the other they do not show."
    metrics = {goal.id: goal.metric for goal in config.goals}
    sentence += "".join(
        f" {notice(edit, metrics[edit.goal])}" for edit in records.edits if edit.open and edit.seen <= until
    )
    columns = ("Goal", "Owner", "Due", "Baseline", "Latest", "Target", "Of the way", "Time gone")
    return Section("goals", "Goals", sentence, drawn, Table(columns, rows), open=True)


def _beside(config: Config, goal: Goal, records: Records, until: date) -> tuple[str, str] | None:
    """The goal's way and our presence in its segments, on one axis of 0 to 100 per cent."""
    gone = [(when, way(goal, v)) for when, v in records.goal_values.get(goal.id, ()) if when <= until]
    line = [(when, min(1.0, max(0.0, share))) for when, share in gone if share is not None]
    if len(line) < 2:
        return None
    lines = {"the goal": line}
    served = [s for s in config.segments if s.goal == goal.id]
    for segment in served:
        ours = [
            (p.date, p.presence) for p in records.presence
            if p.segment == segment.id and p.company == config.company.name
        ]  # fmt: skip
        if ours:
            lines["our presence" if len(served) == 1 else f"in {clean(segment.name, 24)}"] = ours
    title = f"Way to the goal {clean(goal.metric, 80)} and our presence"
    drawn = charts.steps(f"goal-{goal.id}", title, lines, charts.styles("", list(lines)), until, top=1)
    return clean(goal.metric, 60), drawn


def _goal_row(goal: Goal, records: Records, until: date) -> tuple[Cell, ...]:
    values = [(when, v) for when, v in records.goal_values.get(goal.id, ()) if when <= until]
    latest = values[-1][1] if values else None
    share, gone = way(goal, latest), ""
    if goal.agreed and goal.due and goal.due > goal.agreed:
        gone = percent(min(1.0, max(0.0, (until - goal.agreed) / (goal.due - goal.agreed))))
    amounts = [f"{number(v)} {clean(goal.unit, 12)}".rstrip() if v is not None else "" for v in
               (goal.baseline, latest, goal.target)]  # fmt: skip
    done = percent(share) if share is not None else ""
    return (
        Cell(clean(goal.metric, 120)), Cell(clean(goal.owner, 60)), Cell(day(goal.due)),
        *(Cell(a, numeric=True) for a in amounts), Cell(done, numeric=True), Cell(gone, numeric=True),
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
