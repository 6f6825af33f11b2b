"""How a company stands in a segment on a day: presence, stage, the surfaces and words it uses.

Presence is bounded and saturates in repetition: 1 - exp(-sum of the claims' weights). A claim
weighs by how surely it speaks to the segment, how prominently and how strongly it is said, and on
what kind of page. The stage follows from the surfaces alone (DESIGN.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from signals.lessons import NOTHING, Taught
from signals.phrases import Lexicon
from signals.segments import Place, Relevance, Usage, heard, place, speaks
from turfwatch.types import Claim, Lifetime, PageKind, Stage, Standing, Strength

_STRENGTH: Mapping[Strength, float] = {"hedged": 0.5, "plain": 1.0, "strong": 1.2, "absolute": 1.3}
_PAGE: Mapping[PageKind, float] = {
    "home": 1.0, "pricing": 0.8, "product": 0.7, "solution": 0.9, "compare": 0.8,
    "customers": 0.5, "release_notes": 0.3, "blog": 0.3, "docs": 0.2, "careers": 0.1,
    "legal": 0.1, "other": 0.3,
}  # fmt: skip
_SATURATION = 0.45  # presence of one plain, prominent claim on the home page: 1 - exp(-0.45)
_AIMED = frozenset({"home", "product", "pricing"})  # surfaces on which a segment is claimed only on purpose
_SILENT = frozenset({"careers", "legal"})  # pages that hire and bind say nothing of a position
_POINTED = 0.6  # headings and heroes are pointed; a paragraph needs more than one word of ours
_SELLING = frozenset({"home", "pricing", "solution"})
_LOUD = 0.75
_HEADLINES = frozenset({"title", "meta", "h1", "h2", "h3"})
_LOW = 0.35  # below this prominence a claim only probes

SURFACE_STAGE: Mapping[str, Stage] = {
    "release": Stage.BUILDING,
    "docs": Stage.BUILDING,
    "blog": Stage.PROBING,
    "low": Stage.PROBING,
    "product": Stage.CLAIMING,
    "pricing": Stage.CLAIMING,
    "home": Stage.CLAIMING,
    "own page": Stage.CLAIMING,
    "compare": Stage.CLAIMING,
    "hero": Stage.CONTESTING,
    "home title": Stage.CONTESTING,
    "names us": Stage.CONTESTING,
}
_KIND_SURFACE: Mapping[PageKind, str] = {
    "home": "home", "pricing": "pricing", "product": "product", "solution": "own page",
    "compare": "compare", "customers": "product", "release_notes": "release", "blog": "blog",
    "docs": "docs",
}  # fmt: skip


@dataclass(frozen=True)
class Foothold:
    """One living claim that speaks to the segment, where it does so best."""

    life: Lifetime
    standing: Standing
    relevance: Relevance
    surface: str
    weight: float
    passing: bool  # mentioned on the way: counts for presence, not for the stage

    @property
    def at_home(self) -> bool:
        """Whether the home page says it in plain sight, in a line that is about the segment."""
        seen = self.standing.page_kind == "home" and self.standing.prominence >= _LOW
        return self.surface == "home" or (seen and self.relevance.leads)

    @property
    def loud(self) -> bool:
        """Whether it stands in a headline or hero of a page that sells."""
        return self.standing.page_kind in _SELLING and self.standing.prominence >= _LOUD


@dataclass(frozen=True)
class Footing:
    """A company's footing in one segment on one day."""

    segment: str
    presence: float = 0.0
    stage: Stage = Stage.ABSENT
    footholds: tuple[Foothold, ...] = ()  # heaviest first

    @property
    def surfaces(self) -> frozenset[str]:
        """The surfaces the company uses for the segment; a page of its own by its address."""
        return frozenset(
            f"own page {f.standing.url}" if f.surface == "own page" else f.surface
            for f in self.footholds
            if not f.passing
        )

    @property
    def loud_words(self) -> frozenset[str]:
        """The segment's phrases said where nobody overlooks them."""
        return frozenset(word for hold in self.footholds if hold.loud for word in hold.relevance.own)


def footings(
    lives: Iterable[Lifetime],
    lexicons: tuple[Lexicon, ...],
    *,
    usage: Usage,
    threshold: float,
    own_names: Sequence[str] = (),
    taught: Taught = NOTHING,
) -> dict[str, Footing]:
    """The footing that a company's living claims give it in each segment, by what was taught of it."""
    found: dict[Lexicon, list[Foothold]] = {lexicon: [] for lexicon in lexicons}
    for life in lives:
        if not life.active:
            continue
        stood = [(s, _place(s)) for s in life.standings if s.page_kind not in _SILENT]
        said = (heard(life.claim.text, at, lexicons, threshold) for _, at in stood)
        for lexicon in frozenset[Lexicon]().union(*said):
            holds = _footholds(life, stood, lexicon, usage, threshold, own_names)
            counted = (h for h in holds if not (taught and _muted(h, taught, threshold)))
            if best := max(counted, key=_order, default=None):
                found[lexicon].append(best)
    return {lexicon.segment: _footing(lexicon.segment, holds) for lexicon, holds in found.items()}


def _footing(segment: str, holds: list[Foothold]) -> Footing:
    if not holds:
        return Footing(segment)
    holds.sort(key=lambda h: (-h.weight, h.life.id))
    presence = 1.0 - math.exp(-_SATURATION * _saturated(holds))
    aimed = [SURFACE_STAGE[h.surface] for h in holds if not h.passing]
    stage = max(aimed, key=lambda s: s.rank, default=Stage.ABSENT)
    return Footing(segment, presence, stage, tuple(holds))


def _saturated(holds: Sequence[Foothold]) -> float:
    """The k-th claim of a page counts 1/k: saying it ten times on a page is not ten pages."""
    total = 0.0
    ordered = sorted(holds, key=lambda h: (h.standing.url, -h.weight))
    for _, group in groupby(ordered, key=lambda h: h.standing.url):
        total += sum(hold.weight / k for k, hold in enumerate(group, start=1))
    return total


def _footholds(
    life: Lifetime,
    stood: Sequence[tuple[Standing, Place]],
    lexicon: Lexicon,
    usage: Usage,
    threshold: float,
    own_names: Sequence[str],
) -> Iterator[Foothold]:
    """The places where the claim speaks to the segment."""
    for standing, at in stood:
        found = speaks(life.claim.text, lexicon, at, usage)
        if found.probability < threshold:
            continue
        weight = (
            found.probability
            * standing.prominence
            * _STRENGTH[life.claim.strength]
            * _PAGE[standing.page_kind]
        )
        passing = _passing(standing, found)
        surface = _surface(life, standing, found, own_names)
        yield Foothold(life, standing, found, surface, weight * (0.5 if passing else 1.0), passing)


def _place(standing: Standing) -> Place:
    return place(standing.headings[-2:], page_title=_topic(standing), url=_address(standing))


def _muted(hold: Foothold, taught: Taught, threshold: float) -> bool:
    """Whether people's verdicts take it out; what contests a segment is never taken out."""
    if SURFACE_STAGE[hold.surface] is Stage.CONTESTING:
        return False
    segment = hold.relevance.segment
    if hold.relevance.probability < threshold + taught.raised(segment):
        return True
    return taught.mutes(hold.life.claim.text, hold.standing, segment) is not None


def _order(hold: Foothold) -> tuple[bool, int, float, str]:
    return not hold.passing, SURFACE_STAGE[hold.surface].rank, hold.weight, hold.standing.url


def reach(standing: Standing) -> float:
    """How many of those a message is meant for meet it there, 0…1: the headline of the blog is no hero."""
    return standing.prominence * math.sqrt(_PAGE[standing.page_kind])


def _passing(standing: Standing, found: Relevance) -> bool:
    """One word of ours, on the way, low on a page about something else, is no move."""
    pointed = found.aimed or found.leads or len(found.own) > 1 or bool(found.near)
    return not pointed and standing.prominence < _POINTED


def _topic(standing: Standing) -> str:
    """A page's title speaks for its bullets only where the page has one subject."""
    return standing.page_title if standing.page_kind in {"solution", "compare", "product"} else ""


def _address(standing: Standing) -> str:
    """A solution page's address speaks for what is on it, but for what is on every page."""
    return standing.url if standing.page_kind in {"solution", "compare"} and not standing.chrome else ""


def contests(claim: Claim | None, text: str, standing: Standing, own_names: Iterable[str]) -> bool:
    """Whether a sentence takes the home page's title or hero, or names us."""
    said = f"{text} {claim.compared_to if claim else ''}".casefold()
    return _front(standing) is not None or any(name.casefold() in said for name in own_names)


def _front(standing: Standing) -> str | None:
    if standing.page_kind != "home":
        return None
    if standing.role == "title":
        return "home title"
    return "hero" if standing.role in {"h1", "meta"} or standing.region == "hero" else None


def _surface(life: Lifetime, standing: Standing, found: Relevance, own_names: Sequence[str]) -> str:
    rival = (life.claim.compared_to or "").casefold()
    if any(name.casefold() in rival for name in own_names if rival):
        return "names us"
    if front := _front(standing):
        return front
    surface = _KIND_SURFACE.get(standing.page_kind, "low")
    if _in_passing(standing, found, surface):
        return "low"
    if surface == "own page" and not found.near and standing.role not in {"title", "h1"}:
        return "product"  # a solution page for somebody else that mentions the segment
    return surface


def _in_passing(standing: Standing, found: Relevance, surface: str) -> bool:
    """Said without meaning the segment: on every page, low on one, or without a word of whom it is for."""
    kind = standing.page_kind
    if standing.chrome and kind != "home":
        return True
    if kind in {"home", "product"} and standing.prominence < _LOW:
        return True
    headline = standing.role in _HEADLINES or (standing.prominence >= _LOUD and found.leads)
    return surface in _AIMED and not (found.addressed or headline)
