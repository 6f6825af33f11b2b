"""`claim_match`: a rival now says what one of our own claims says, not merely speaks of the topic."""

from __future__ import annotations

from collections.abc import Iterator

from extract.canonical import canonical
from signals.compare.labels import alike, label
from signals.footing import reach
from signals.moment import NEWS, Draft, Moment, span_of
from signals.places import where
from turfwatch.types import Claim

QUIET_DAYS = 180  # within these, saying it once more is an update
SAYS_IT = frozenset({"same_claim", "reworded_same", "stronger"})


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft for each of our claims that a rival's new or changed claim now makes."""
    if moment.is_us or moment.baseline:
        return
    news = [c for c in moment.reported if c.change in NEWS and c.claim and c.after and c.standing]
    for segment in moment.config.segments:
        for own in segment.claims:
            ours = Claim("capability", own.text, 0, len(own.text))
            for change in news:
                theirs = change.claim
                if theirs is None or change.standing is None or not alike(ours, theirs):
                    continue
                if label(ours, theirs) not in SAYS_IT:
                    continue
                yield Draft(
                    kind="claim_match",
                    segment=segment.id,
                    summary=f"{moment.company} now says what we claim in {segment.name}, "
                    f"{where(change.standing)}: “{change.after}”{_ours(own.text, change.after)}",
                    url=change.url,
                    evidence=(span_of(change),),
                    parts={
                        "stage": 1.0,
                        "prominence": reach(change.standing),
                        "strength": 0.7,
                        "novelty": 1.0,
                    },
                    about=canonical(own.text),
                    update_of=moment.story(
                        QUIET_DAYS, kinds=("claim_match",), segment=segment.id, about=canonical(own.text)
                    ),
                )
                break


def _ours(own: str, theirs: str | None) -> str:
    return "" if canonical(own) == canonical(theirs or "") else f"; ours: “{own}”"
