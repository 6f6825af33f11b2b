"""`drift`: our own site no longer says what we said we claim."""

from __future__ import annotations

from collections.abc import Iterator

from signals.compare import alike
from signals.moment import Draft, Moment, span_of
from turfwatch.config import OwnClaim, Segment
from turfwatch.types import Change, Claim

_SOFTER = {"dropped": "no longer says", "weakened": "has softened", "retargeted": "has another audience for"}


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for each change of our own site that takes from a claim we stated, or from a segment."""
    if not moment.is_us or moment.baseline:
        return
    for change in moment.reported:
        if change.change not in _SOFTER or not change.before:
            continue
        own = _stated(change, moment)
        segment = own[0].id if own else change.segments[0][0] if change.segments else None
        prominent = change.standing is not None and change.standing.prominence >= 0.6
        if own is None and (segment is None or not prominent):
            continue
        yield Draft(
            kind="drift",
            segment=segment,
            summary=f"our own site {_SOFTER[change.change]} “{change.before}”"
            + (f", now: “{change.after}”" if change.after else ""),
            url=change.url,
            evidence=(span_of(change),),
            parts={
                "stage": 0.6, "novelty": 0.6, "strength": 0.8 if own else 0.4,
                "prominence": change.standing.prominence if change.standing else 0.5,
            },
            about=change.lifetime_id,
        )  # fmt: skip


def _stated(change: Change, moment: Moment) -> tuple[Segment, OwnClaim] | None:
    """The claim of our configuration that the changed sentence made."""
    was = Claim("capability", change.before or "", 0, len(change.before or ""))
    for segment in moment.config.segments:
        for own in segment.claims:
            if alike(Claim("capability", own.text, 0, len(own.text)), was):
                return segment, own
    return None
