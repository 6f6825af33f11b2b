"""`momentum`: presence in a segment has climbed for weeks though no single day stood out."""

from __future__ import annotations

from collections.abc import Iterator

from signals.moment import Draft, Moment, spans
from signals.movement import parts
from turfwatch.types import Stage

CLIMB = 0.25  # presence gained since the last signal about the segment
QUIET_DAYS = 90


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for a segment whose presence rose past CLIMB since the company was last signalled."""
    if moment.is_us or moment.baseline:
        return
    for name, after in moment.after.items():
        gained = after.presence - moment.floor.get(name, after.presence)
        movers = moment.movers(name)
        if after.stage is Stage.ABSENT or not movers or gained < CLIMB:
            continue
        if moment.told_within(QUIET_DAYS, kinds=("entry", "escalation", "momentum"), segment=name):
            continue
        yield Draft(
            kind="momentum",
            segment=name,
            summary=f"{moment.company} keeps building in {moment.segment(name).name}: presence up by "
            f"{gained:.2f} to {after.presence:.2f}, {len(after.footholds)} claims",
            url=movers[0].standing.url,
            evidence=spans(movers, moment.changes),
            parts=parts(movers, after, novelty=0.3),
            stage_from=after.stage,
            stage_to=after.stage,
        )
