"""`momentum`: presence in a segment has climbed for weeks though no single day stood out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from signals.moment import Draft, Moment, spans
from signals.momentum import climb, weekly
from signals.movement import parts
from turfwatch.types import Stage

QUIET_DAYS = 90  # within these after a move of its own, a climb is what was told
CLIMBING_DAYS = 180  # within these, a climb that goes on was told
_KINDS = ("entry", "escalation", "momentum", "retreat")


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for a segment whose presence is found to climb, counted from the last signal about it."""
    if moment.is_us or moment.baseline:
        return
    for name, after in moment.after.items():
        movers = moment.movers(name)
        if after.stage is Stage.ABSENT or not movers:
            continue
        said = moment.story(QUIET_DAYS, kinds=("entry", "escalation"), segment=name)
        if said or moment.story(CLIMBING_DAYS, kinds=("momentum",), segment=name):
            continue
        rows = [p for p in moment.past if p.segment == name]
        found = climb(weekly(rows, moment.day, after.presence, _last_told(moment, name)))
        if found is None:
            continue
        yield Draft(
            kind="momentum",
            segment=name,
            summary=f"{moment.company} keeps building in {moment.segment(name).name}: presence up by "
            f"{found.gained:.2f} to {after.presence:.2f} in {found.weeks} weeks, step by step",
            url=movers[0].standing.url,
            evidence=spans(movers, moment.changes),
            parts=parts(movers, after, novelty=0.3),
            stage_from=after.stage,
            stage_to=after.stage,
        )


def _last_told(moment: Moment, segment: str) -> date:
    """From when on a climb is news: a week after the company was last signalled there."""
    told = moment.story(100_000, kinds=_KINDS, segment=segment)
    return told.day + timedelta(weeks=1) if told else date.min
