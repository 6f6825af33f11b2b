"""`head_on`: a rival names us."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signals.moment import NEWS, Draft, Moment, span_of
from signals.places import where

QUIET_DAYS = 60  # within these, more small print on the same page is an update
LOUD = 0.6


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a day for the sentences that newly name us or an alias of ours."""
    if moment.is_us or moment.baseline:
        return
    us = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in moment.names), re.I)
    found = [
        c
        for c in moment.reported
        if c.change in NEWS and c.after and us.search(c.after) and not (c.before and us.search(c.before))
    ]
    found = [c for c in found if c.standing is not None]
    if not found:
        return
    lead = max(found, key=lambda c: (c.standing.prominence if c.standing else 0.0, c.url))
    prominence = lead.standing.prominence if lead.standing else 0.5
    again = moment.story(QUIET_DAYS, kinds=("head_on",), about=lead.url) if prominence < LOUD else None
    place = where(lead.standing) if lead.standing else "on a page"
    segment = next((c.segments[0][0] for c in (lead, *found) if c.segments), None)
    yield Draft(
        kind="head_on",
        segment=segment,
        summary=f"{moment.company} names us {place}: “{lead.after}”",
        url=lead.url,
        evidence=tuple(span_of(c) for c in [lead, *(c for c in found if c is not lead)][:8]),
        parts={
            "stage": 1.0, "strength": 1.0, "novelty": 1.0,
            "prominence": prominence,
        },
        about=lead.url,
        update_of=again,
    )  # fmt: skip
