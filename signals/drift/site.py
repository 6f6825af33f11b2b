"""Our drift as the site as a whole shows it: contradictions, presence that falls, pages anyone could have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from signals.drift.contradiction import clashes
from signals.drift.finding import FALLING, Finding, sides
from signals.drift.generic import interchangeable
from signals.footing import Foothold
from signals.moment import Moment, span_of
from signals.places import where
from signals.views import PageView
from turfwatch.types import Change, Claim, PageKind, PlacedClaim, Presence, Span, Stage

FALL, DEEP = 0.2, 0.3  # presence lost since its best, by itself and as a share of it
BEST_OF = timedelta(weeks=26)
QUIET = timedelta(days=60)  # within these, the same fall is told once
SENTENCES, ANYONES = 3, 0.6  # a page of so many sentences, so many of them anyone's, is generic
_SELLING: frozenset[PageKind] = frozenset({"home", "product", "solution", "compare", "pricing", "other"})


def contradictions(moment: Moment) -> Iterator[Finding]:
    """Since today, two of our pages say what cannot both be true."""
    _, after = sides(moment)
    news = {c.lifetime_id for c in moment.reported if c.after and c.change in {"new", "requantified"}}
    news |= {c.lifetime_id for c in moment.reported if c.change in {"weakened", "strengthened", "retargeted"}}
    for clash in clashes(after, news):
        one, other = clash.one, clash.other
        segment = _segment_of(moment, (one[0].id, other[0].id))
        spans = tuple(Span(s.url, x.claim.text, s.capture_id, s.role) for x, s in (one, other))
        yield Finding(
            rank=2,
            segment=segment,
            what=f"Two pages of ours contradict each other: {where(one[1])} “{one[0].claim.text}”, "
            f"{where(other[1])} “{other[0].claim.text}”",
            url=one[1].url,
            evidence=spans,
            prominence=max(one[1].prominence, other[1].prominence),
            about=" / ".join(sorted((one[0].id, other[0].id))),
            strength=0.5,
        )


def _segment_of(moment: Moment, ids: Sequence[str]) -> str | None:
    found = [
        (hold.relevance.probability, name)
        for name, footing in moment.after.items()
        for hold in footing.footholds
        if hold.life.id in ids
    ]
    return max(found)[1] if found else None


def falls(moment: Moment) -> Iterator[Finding]:
    """Our presence in a segment has fallen well below its best, or we no longer claim it."""
    for name, after in moment.after.items():
        before = moment.before[name]
        lost = _lost_today(moment, before.footholds)
        if not lost or after.presence >= before.presence or _told_lately(moment, name):
            continue
        best = max((p.presence for p in _recent(moment, name)), default=before.presence)
        claimed = before.stage.rank >= Stage.CLAIMING.rank
        sank = best - after.presence >= FALL and best - after.presence >= DEEP * best
        if not (claimed and sank):
            continue
        title = moment.segment(name).name
        how = (
            f"Our own site says far less of {title}: presence {round(100 * best)} → "
            f"{round(100 * after.presence)}"
            if after.stage.rank >= Stage.CLAIMING.rank
            else f"Our own site no longer claims {title}: {before.stage} → {after.stage}"
        )
        lead = max(lost, key=lambda c: (c.standing.prominence if c.standing else 0.0, c.url))
        yield Finding(
            rank=4,
            segment=name,
            what=f"{how}; gone: “{lead.before}”",
            url=lead.url,
            evidence=tuple(span_of(c) for c in lost[:5]),
            prominence=lead.standing.prominence if lead.standing else 0.5,
            about="presence",
            strength=0.6,
            page=_vanished(moment, lost),
        )


def _vanished(moment: Moment, lost: Sequence[Change]) -> str:
    """The one page all of it stood on, if that is gone."""
    pages = {change.url for change in lost}
    gone = moment.was.pages.keys() - moment.now.pages.keys() if moment.was and moment.now else set()
    return pages.pop() if len(pages) == 1 and pages <= gone else ""


def _recent(moment: Moment, name: str) -> Iterator[Presence]:
    """Presence in the last half year, from the value it came in with."""
    rows = [p for p in moment.past if p.segment == name]
    start = moment.day - BEST_OF
    first = next((i for i, p in enumerate(rows) if p.date > start), len(rows))
    yield from rows[max(0, first - 1) :]


def _lost_today(moment: Moment, holds: Iterable[Foothold]) -> list[Change]:
    held = {h.life.id for h in holds if not h.passing}
    lost = (c for c in moment.reported if c.before and c.change in FALLING and c.lifetime_id in held)
    return sorted(lost, key=lambda c: (-(c.standing.prominence if c.standing else 0.0), c.url, c.lifetime_id))


def _told_lately(moment: Moment, segment: str) -> bool:
    return any(t.kind == "drift" and t.segment == segment and moment.day - t.day < QUIET for t in moment.told)


def generic_pages(moment: Moment) -> Iterator[Finding]:
    """New pages that sell, most of whose sentences any company could say."""
    assert moment.now is not None
    ours = _our_words(moment)
    for url, page in sorted(moment.now.pages.items()):
        if url in moment.known_pages or page.kind not in _SELLING:
            continue
        said = list(_sentences(page))
        anyones = [
            p for p in said if interchangeable(p.claim, ours.get(p.claim.text, ()), moment.market, moment.day)
        ]
        head = [p for p in said if p.block.role == "h1"]
        if len(said) < SENTENCES or len(anyones) < ANYONES * len(said) or not set(head) <= set(anyones):
            continue
        lead = (*head, *anyones)[0]
        yield Finding(
            rank=5,
            segment=None,
            what=f"A new page of ours could be anyone's, {len(anyones)} of its {len(said)} sentences name no "
            f"capability, audience or proof of ours: “{lead.claim.text}”",
            url=url,
            evidence=tuple(Span(url, p.claim.text, page.capture_id, p.block.role) for p in anyones[:5]),
            prominence=lead.block.prominence,
            about=url,
            strength=0.4,
        )


def _sentences(page: PageView) -> Iterator[PlacedClaim]:
    """The page's claims, and its headlines even where they claim nothing."""
    claimed = {p.block.position for p in page.claims}
    yield from (p for p in page.claims if p.block.role not in {"cell", "quote", "title", "meta"})
    for block in page.facts.blocks:
        if block.role in {"h1", "h2"} and block.region in {"main", "hero"} and block.position not in claimed:
            yield PlacedClaim(Claim("benefit", block.text, 0, len(block.text)), block)


def _our_words(moment: Moment) -> dict[str, frozenset[str]]:
    """The words of our segments in each living sentence."""
    return {
        hold.life.claim.text: hold.relevance.own
        for footing in moment.after.values()
        for hold in footing.footholds
        if hold.relevance.own
    }
