"""`entry`: a rival is found for the first time in a segment we claim."""

from __future__ import annotations

from collections.abc import Iterator

from signals.moment import Draft, Moment, spans
from signals.movement import parts
from signals.places import where
from turfwatch.types import Stage


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for each segment where the company was absent yesterday and is not today."""
    if moment.is_us or moment.baseline:
        return
    for name, after in moment.after.items():
        movers = moment.movers(name)
        if moment.before[name].stage is not Stage.ABSENT or not movers:
            continue
        best = movers[0]
        yield Draft(
            kind="entry",
            segment=name,
            summary=f"{moment.company} enters {moment.segment(name).name}: {where(best.standing)} it says "
            f"“{best.life.claim.text}”",
            url=best.standing.url,
            evidence=spans(movers, moment.changes),
            parts=parts(movers, after, novelty=1.0),
            stage_from=Stage.ABSENT,
            stage_to=after.stage,
        )
