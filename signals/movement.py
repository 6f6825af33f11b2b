"""What entry, escalation and launch share: how much a movement weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from signals.footing import Foothold, Footing, reach
from signals.score import stage_part

_STRENGTH = {"hedged": 0.1, "plain": 0.4, "strong": 0.7, "absolute": 1.0}


def parts(movers: Sequence[Foothold], after: Footing, *, novelty: float) -> Mapping[str, float]:
    """The score's parts, each in 0…1, from the sentences that moved."""
    return {
        "stage": stage_part(after.stage),
        "prominence": max(reach(m.standing) for m in movers),
        "strength": max(_STRENGTH[m.life.claim.strength] for m in movers),
        "novelty": novelty,
    }
