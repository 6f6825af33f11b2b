"""`drift`: our own site parts from what we said we claim."""

from __future__ import annotations

from collections.abc import Iterator

from signals.drift.claims import findings, gathered
from signals.moment import Draft, Moment

_PARTS = {"stage": 0.6, "novelty": 0.6}


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for each segment our site says less of today, and one for each page that is anyone's."""
    if not moment.is_us or moment.baseline:
        return
    names = {segment.id: segment.name for segment in moment.config.segments}
    for story in gathered(findings(moment), names):
        yield Draft(
            kind="drift",
            segment=story.segment,
            summary=story.what,
            url=story.url,
            evidence=story.evidence,
            parts={**_PARTS, "strength": story.strength, "prominence": story.prominence},
            about=story.about,
        )
