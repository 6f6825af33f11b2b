"""Presence over time: a row where it changed, with momentum and consistency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from signals.footing import Footing
from turfwatch.types import Presence, Stage

MOMENTUM_WEEKS, CONSISTENCY_WEEKS = 8, 26
_LEAST = 0.005  # a smaller change of presence is none


def rows(
    company: str, day: date, after: Mapping[str, Footing], before: Sequence[Presence]
) -> Iterator[Presence]:
    """One row for each segment whose presence or stage is another than in its last row."""
    for name, now in after.items():
        past = [p for p in before if p.segment == name]
        if past and now.stage is past[-1].stage and abs(now.presence - past[-1].presence) < _LEAST:
            continue
        rose = now.presence - _at(past, day - timedelta(weeks=MOMENTUM_WEEKS)) if past else 0.0
        yield Presence(
            day, company, name, round(now.presence, 4), now.stage,
            momentum=round(rose, 4), consistency=round(held(past, now, day), 4),
            claims=len(now.footholds),
        )  # fmt: skip


def _at(past: Sequence[Presence], day: date) -> float:
    """Presence as of a day; before the first row, the first row's."""
    earlier = [p for p in past if p.date <= day]
    return (earlier[-1] if earlier else past[0]).presence


def held(past: Sequence[Presence], now: Footing, day: date) -> float:
    """The share of the last CONSISTENCY_WEEKS in which the segment was claimed or contested."""
    start = day - timedelta(weeks=CONSISTENCY_WEEKS)
    standing = [*past, Presence(day, "", now.segment, now.presence, now.stage)]
    held = timedelta(0)
    for row, following in pairwise(standing):
        if row.stage.rank >= Stage.CLAIMING.rank:
            held += max(timedelta(0), following.date - max(row.date, start))
    return held / timedelta(weeks=CONSISTENCY_WEEKS)
