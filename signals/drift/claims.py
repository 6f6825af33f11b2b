"""Our own drift: how what our site says parts from what we said we claim. Pure.

Each finding is one observation with its sentence before and after. They are gathered by segment:
one day's drift in a segment is one signal, told by its gravest finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from extract.canonical import canonical
from signals.drift.finding import FALLING, LOUD, Finding, sides
from signals.drift.site import contradictions, falls, generic_pages
from signals.drift.stated import FRAME, Holding, Stance, best_of, generalised, holdings, shared
from signals.moment import Moment
from signals.places import where
from signals.views import PageView
from turfwatch.config import OwnClaim, Segment
from turfwatch.types import Change, Span


@dataclass(frozen=True)
class _Told:
    """What became of yesterday's sentences and pages."""

    became: Mapping[str, Change]  # by lifetime
    gone: Set[str]  # addresses


def findings(moment: Moment) -> list[Finding]:
    """All of the day, the gravest first."""
    if moment.was is None or moment.now is None:
        return []
    found = [*_stated(moment), *_proofs(moment), *contradictions(moment), *falls(moment)]
    found += generic_pages(moment)
    if home := next((f.page for f in found if f.page and _is_home(moment.was.pages[f.page])), ""):
        found = [_no_home(moment.was.pages[home]), *(f for f in found if f.page != home)]
    return sorted(found, key=lambda f: (f.rank, -f.prominence, f.url, f.about))


def _is_home(page: PageView) -> bool:
    return page.kind == "home"


def _no_home(page: PageView) -> Finding:
    """Without a home page the site is out of order: it is no matter of this claim or that."""
    named = _named(page)
    return Finding(
        rank=0,
        segment=None,
        what="Our own home page is gone: who comes finds nothing of what we claim there",
        url=page.url,
        evidence=(Span(page.url, named, page.capture_id, "title", named),),
        prominence=1.0,
        about=page.url,
        page=page.url,
    )


# --- the claims we stated ---------------------------------------------------------------------------


def _stated(moment: Moment) -> Iterator[Finding]:
    """A stated claim that the site held yesterday and holds no more, or holds less of."""
    before, after = sides(moment)
    assert moment.was is not None
    assert moment.now is not None
    told = _Told(
        {c.lifetime_id: c for c in moment.reported if c.before and c.change in FALLING},
        moment.was.pages.keys() - moment.now.pages.keys(),
    )
    for segment in moment.config.segments:
        for own in segment.claims:
            held, holds = holdings(own.text, before), holdings(own.text, after)
            best, now = best_of(held), best_of(holds)
            if best is None or not _was_held(best):
                continue
            if now is None and _reworded(best, told):
                continue
            if now is None or now.stance < best.stance:
                yield _lost(segment, own, best, holds.get(best.standing.url) or now, told)
            elif left := _left(own, held, holds):
                yield _moved_out(segment, own, left, now)


def _was_held(best: Holding) -> bool:
    """Whether the claim was made, or at least said loudly in softer words: less cannot be lost."""
    loud = best.stance is Stance.SOFTENS and best.standing.prominence >= LOUD
    return best.stance > Stance.SOFTENS or loud


def _lost(segment: Segment, own: OwnClaim, was: Holding, now: Holding | None, told: _Told) -> Finding:
    """The whole site says less of the claim than it did."""
    said, url = was.life.claim.text, was.standing.url
    after = now.life.claim.text if now else _became(was, told)
    spot = now.standing if now else was.standing
    if after is None and url in told.gone:
        tail = f": the page {urlsplit(url).path or '/'} is gone"
    else:
        tail = f" {where(was.standing)}" + (f", now: “{after}”" if after else "")
    return Finding(
        rank=0 if after is None else 1,
        segment=segment.id,
        what=f"Our own site {_verb(now, said, after)} “{said}”{tail}{_stated_as(own, said)}",
        url=url,
        evidence=(Span(spot.url, after or said, spot.capture_id, spot.role, said),),
        prominence=was.standing.prominence,
        about=own.text,
        page=url if after is None and url in told.gone else "",
    )


def _reworded(was: Holding, told: _Told) -> bool:
    """Whether much the same is said in words too far from ours to be compared with them."""
    change, said = told.became.get(was.life.id), _became(was, told)
    kept = change is not None and change.change == "reworded"
    return kept and said is not None and not generalised(was.life.claim.text, said)


def _became(was: Holding, told: _Told) -> str | None:
    """What stands in the sentence's place, if it still speaks of the same."""
    change = told.became.get(was.life.id)
    if change is None or change.after is None or shared(change.after, was.life.claim.text) < FRAME:
        return None
    return change.after


def _stated_as(own: OwnClaim, said: str) -> str:
    """What we claim, where the site said it in other words."""
    inside = canonical(own.text) in canonical(said)
    return "" if inside else f"; we claim: “{own.text}”"


def _verb(now: Holding | None, said: str, after: str | None) -> str:
    if after is None:
        return "no longer says"
    if (now and now.stance is Stance.WIDENS) or generalised(said, after):
        return "has widened"
    if now is None:
        return "no longer says"
    return {
        Stance.SOFTENS: "has softened",
        Stance.REDIRECTS: "has another audience for",
        Stance.RENUMBERS: "has another number in",
    }.get(now.stance, "no longer says")


def _left(own: OwnClaim, held: dict[str, Holding], holds: dict[str, Holding]) -> Holding | None:
    """A place that counts from which the claim is gone, though it is still made elsewhere."""
    best = max(h.stance for h in held.values())
    if any(h.stance >= best and url not in held for url, h in holds.items()):
        return None  # it moved: an address was renamed, a page was split
    gone = [
        h for url, h in held.items() if h.stance == best and (url not in holds or holds[url].stance < best)
    ]
    counts = [h for h in gone if h.standing.url in own.proof or h.standing.prominence >= LOUD]
    return max(counts, key=lambda h: (h.standing.prominence, h.standing.url), default=None)


def _moved_out(segment: Segment, own: OwnClaim, left: Holding, now: Holding) -> Finding:
    text = left.life.claim.text
    return Finding(
        rank=3,
        segment=segment.id,
        what=f"Our own site no longer says “{text}” {where(left.standing)}; "
        f"it still does {where(now.standing)}",
        url=left.standing.url,
        evidence=(Span(left.standing.url, text, left.standing.capture_id, left.standing.role, text),),
        prominence=left.standing.prominence,
        about=own.text,
        strength=0.5,
    )


def _proofs(moment: Moment) -> Iterator[Finding]:
    """A proof page of a stated claim was taken down."""
    assert moment.was is not None
    assert moment.now is not None
    gone = moment.was.pages.keys() - moment.now.pages.keys()
    for segment in moment.config.segments:
        for own in segment.claims:
            for url in own.proof:
                if url not in gone:
                    continue
                page = moment.was.pages[url]
                left = [u for u in own.proof if u != url and u in moment.now.pages]
                rest = "" if left else "; nothing else is named that proves it"
                yield Finding(
                    rank=1,
                    segment=segment.id,
                    what=f"The proof page of “{own.text}” is gone{rest}",
                    url=url,
                    evidence=(Span(url, _named(page), page.capture_id, "title", _named(page)),),
                    prominence=0.9,
                    about=url,
                    strength=1.0,
                    page=url,
                )


# --- one movement, one signal -----------------------------------------------------------------------


def gathered(found: Sequence[Finding], names: Mapping[str, str]) -> list[Finding]:
    """One finding a segment and day: the gravest, with the sentences of the others behind it.

    A page that vanished is one movement, whatever it bore: its findings in several segments are told
    in the segment of the gravest, with the others by their `names`. What concerns no segment is a
    story of its own.
    """
    home: dict[str, str | None] = {}  # of a page that vanished
    for finding in found:
        if finding.page:
            home.setdefault(finding.page, finding.segment)
    stories: dict[str, list[Finding]] = {}
    for finding in found:
        segment = home.get(finding.page, finding.segment)
        stories.setdefault(segment or f"\x1f{finding.about}", []).append(finding)
    return [_story(told, names) for told in stories.values()]


def _story(told: Sequence[Finding], names: Mapping[str, str]) -> Finding:
    """Findings of one story, the gravest first, as one."""
    first = told[0]
    others = list(dict.fromkeys(f.segment for f in told if f.segment and f.segment != first.segment))
    also = f"; it bore what we claim in {' and '.join(names[s] for s in others)}, too" if others else ""
    spans: dict[tuple[str, str, str | None], Span] = {}
    for span in (span for finding in told for span in finding.evidence):
        spans.setdefault((span.url, span.text, span.before), span)
    return replace(
        first,
        what=first.what + also,
        evidence=tuple(spans.values())[:8],
        prominence=max(f.prominence for f in told),
        strength=max(f.strength for f in told),
    )


def _named(page: PageView) -> str:
    """A page by words that stand on it: its title, else its first line."""
    blocks = page.facts.blocks
    return next((b.text for b in blocks if b.role == "title"), blocks[0].text if blocks else page.url)
