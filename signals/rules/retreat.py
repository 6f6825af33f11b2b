"""`retreat`: a rival leaves a segment, or falls back in it, or takes its page down: an opening."""

from __future__ import annotations

from collections.abc import Iterator

from signals.footing import Footing, reach
from signals.moment import Draft, Moment, span_of
from signals.score import stage_part
from turfwatch.types import Stage

FALLING = frozenset({"dropped", "weakened", "retargeted", "demoted"})


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for each segment where the company's stage fell with claims dropped today."""
    if moment.is_us or moment.baseline:
        return
    for name, after in moment.after.items():
        before = moment.before[name]
        fell = after.stage.rank < before.stage.rank
        if before.stage.rank < Stage.CLAIMING.rank or not (fell or _pages(before) - _pages(after)):
            continue
        held = {f.life.id for f in before.footholds}
        lost = [c for c in moment.reported if c.change in FALLING and c.lifetime_id in held]
        if not lost:
            continue
        yield Draft(
            kind="retreat",
            segment=name,
            summary=f"{moment.company} {_what(before, after)} {moment.segment(name).name}: it no longer says "
            f"“{lost[0].before}”",
            url=lost[0].url,
            evidence=tuple(span_of(c) for c in lost[:8]),
            parts={
                "stage": stage_part(before.stage), "novelty": 0.6, "strength": 0.4,
                "prominence": reach(lost[0].standing) if lost[0].standing else 0.5,
            },
            stage_from=before.stage,
            stage_to=after.stage,
        )  # fmt: skip


def _pages(footing: Footing) -> frozenset[str]:
    return frozenset(surface for surface in footing.surfaces if surface.startswith("own page "))


def _what(before: Footing, after: Footing) -> str:
    if after.stage.rank < before.stage.rank:
        return f"falls back from {before.stage} to {after.stage} in"
    return "takes down its page for"
