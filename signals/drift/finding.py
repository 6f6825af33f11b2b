"""One way in which our site parts from our positioning, as every look at it reports it."""

from __future__ import annotations

from dataclasses import dataclass

from signals.moment import Moment
from turfwatch.types import Lifetime, Span

LOUD = 0.75  # prominence of a place that nobody overlooks
FALLING = frozenset({"dropped", "weakened", "retargeted", "demoted", "requantified", "reworded"})


@dataclass(frozen=True)
class Finding:
    """One way in which our site parts from our positioning; the lower the rank, the graver."""

    rank: int
    segment: str | None
    what: str
    url: str
    evidence: tuple[Span, ...]
    prominence: float
    about: str
    strength: float = 0.8
    page: str = ""  # the address of the page whose vanishing is behind it


def sides(moment: Moment) -> tuple[tuple[Lifetime, ...], tuple[Lifetime, ...]]:
    """What our site claimed yesterday, and what it claims today."""
    assert moment.was is not None
    assert moment.now is not None
    return moment.was.active, moment.now.active
