"""`comparison`: a new page, or a prominent new claim, that sets a rival against another company."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from signals.footing import reach
from signals.moment import NEWS, Draft, Moment, span_of
from signals.own_names import is_own, mentions, names_of
from signals.score import stage_part
from turfwatch.types import Change

QUIET_DAYS = 60  # within these, more of it on the same page is an update
_HEADLINE, _SURE = 0.8, 0.6
_ELSEWHERE = 0.4  # the stage part of a comparison with others in no segment of ours
_LOUD = 0.6  # prominence from which a comparison outside comparison pages is news by itself


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a page."""
    if moment.is_us or moment.baseline:
        return
    found = sorted((c for c in moment.reported if _compares(c, moment)), key=lambda c: c.url)
    for url, group in groupby(found, key=lambda c: c.url):
        changes = sorted(group, key=lambda c: -(c.standing.prominence if c.standing else 0.0))
        lead = changes[0]
        rivals = _rivals(changes, moment)
        against = f" against {', '.join(rivals[:3])}" if rivals else ""
        segment = _segment(changes)
        what = "opens a comparison page" if url not in moment.known_pages else "compares itself"
        yield Draft(
            kind="comparison",
            segment=segment,
            summary=f"{moment.company} {what}{against}: “{lead.after}”",
            url=url,
            evidence=tuple(span_of(c) for c in changes[:8]),
            parts={
                "stage": max(_ELSEWHERE, stage_part(moment.after[segment].stage) if segment else 0.0),
                "novelty": 0.6 if url in moment.known_pages else 1.0, "strength": 0.5,
                "prominence": reach(lead.standing) if lead.standing else 0.5,
            },
            about=url,
            update_of=moment.story(QUIET_DAYS, kinds=("comparison", "head_on"), about=url),
        )  # fmt: skip


def _compares(change: Change, moment: Moment) -> bool:
    standing, claim = change.standing, change.claim
    if change.change not in NEWS or standing is None or claim is None or not change.after:
        return False
    if standing.page_kind == "compare":
        return change.url not in moment.known_pages
    with_another = bool(claim.compared_to) and not is_own(claim.compared_to or "", moment.own_names)
    return claim.type == "comparison" and with_another and standing.prominence >= _LOUD


def _segment(changes: Sequence[Change]) -> str | None:
    """The segment the page's headlines are about; what its small print mentions does not count."""
    loud = (c for c in changes if c.standing and c.standing.prominence >= _HEADLINE)
    surest = max((s for c in loud for s in c.segments), key=lambda s: (s[1], s[0]), default=None)
    return surest[0] if surest and surest[1] >= _SURE else None


def _rivals(changes: Sequence[Change], moment: Moment) -> list[str]:
    """Whom the page compares with: companies we know by their name, others as they are called there.

    What the company sells itself is not among them, nor is the company.
    """
    named = (c.claim.compared_to for c in changes if c.claim and c.claim.compared_to)
    said = [text for text in named if not is_own(text, moment.own_names)]
    companies = (moment.config.company.name, *(c.name for c in moment.config.competitors))
    known = {name: names_of(moment.config, name) for name in companies if name != moment.company}
    found = [name for name, called in known.items() if any(mentions(text, called) for text in said)]
    others = [t for t in said if t[:1].isupper() and not any(mentions(t, n) for n in known.values())]
    return list(dict.fromkeys((*found, *others)))
