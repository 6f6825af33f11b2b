"""`launch`: something new that bears on a segment of ours, from release notes or a launch claim."""

from __future__ import annotations

from collections.abc import Iterator

from signals.moment import Draft, Moment, span_of
from signals.score import stage_part
from turfwatch.types import Change, ReleaseSeen, Span

QUIET_DAYS = 60
_KINDS = frozenset({"feature", "improvement", "pricing"})
_IMPROVED = 0.65  # what only improves something must speak to the segment by more than one word


def detect(moment: Moment) -> Iterator[Draft]:
    """At most one draft a segment; launches of one day are its evidence."""
    if moment.is_us or moment.baseline:
        return
    for name, after in moment.after.items():
        released = [r for r in moment.releases if not r.baseline and _bears(r, name)]
        claimed = [
            c
            for c in moment.reported
            if c.change == "new" and c.claim and c.claim.type == "launch" and _announced(c, name)
        ]
        evidence = tuple(_span(r) for r in released) + tuple(span_of(c) for c in claimed)
        if not evidence:
            continue
        what = released[0].release.title if released else claimed[0].after
        yield Draft(
            kind="launch",
            segment=name,
            summary=f"{moment.company} launches for {moment.segment(name).name}: “{what}”",
            url=evidence[0].url,
            evidence=evidence[:8],
            parts={"stage": stage_part(after.stage), "prominence": 0.4, "strength": 0.4, "novelty": 0.6},
            stage_from=moment.before[name].stage,
            stage_to=after.stage,
            update_of=moment.story(QUIET_DAYS, kinds=("launch", "entry", "escalation"), segment=name),
        )


def _announced(change: Change, segment: str) -> bool:
    """A launch told outside the release notes; those are read entry by entry."""
    standing = change.standing
    return standing is not None and standing.page_kind != "release_notes" and segment in dict(change.segments)


def _bears(seen: ReleaseSeen, segment: str) -> bool:
    sure = dict(seen.segments).get(segment, 0.0)
    return seen.release.kind in _KINDS and sure > (_IMPROVED if seen.release.kind == "improvement" else 0.0)


def _span(seen: ReleaseSeen) -> Span:
    return Span(seen.url, seen.release.title, seen.capture_id, "release")
