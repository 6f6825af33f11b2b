"""What a signal rule sees: one company on one day, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from signals.drift.generic import NOBODY, Market
from signals.footing import Foothold, Footing
from signals.lifetimes import Site
from signals.stake import Values
from turfwatch.config import Config, Segment
from turfwatch.types import Change, PlanEvent, Presence, ReleaseSeen, Span, Stage

NEWS = frozenset({"new", "strengthened", "weakened", "retargeted", "requantified"})
ANY = "*"  # any segment
RISING = frozenset({"new", "strengthened", "retargeted", "promoted", "reworded"})


@dataclass(frozen=True)
class Draft:
    """A signal before it is scored and merged: its parts are still on their own scales of 0…1."""

    kind: str
    segment: str | None
    summary: str
    url: str
    evidence: tuple[Span, ...]
    parts: Mapping[str, float] = field(default_factory=dict)
    stage_from: Stage | None = None
    stage_to: Stage | None = None
    about: str = ""  # tells two signals of one kind, segment and day apart: a plan, a page
    update_of: Told | None = None  # what was told already and goes on with this


@dataclass(frozen=True)
class Told:
    """What was already signalled about this company: so that a story is told once."""

    kind: str
    segment: str | None
    day: date
    about: str = ""
    id: str = ""


@dataclass(frozen=True)
class Moment:
    """One company on one day."""

    day: date
    company: str
    is_us: bool
    baseline: bool
    config: Config
    changes: tuple[Change, ...]  # suppressed ones among them
    plan_events: tuple[PlanEvent, ...]
    releases: tuple[ReleaseSeen, ...]
    before: Mapping[str, Footing]
    after: Mapping[str, Footing]
    heard: Mapping[str, frozenset[str]]  # segment -> phrases ever said loudly before today
    surfaces: Mapping[str, frozenset[str]]  # segment -> surfaces used before today
    past: Sequence[Presence]  # rows of presence before today, oldest first
    known_pages: frozenset[str]  # addresses seen before today
    told: tuple[Told, ...]
    was: Site | None = None  # our own site yesterday and today; None for a rival's
    now: Site | None = None
    own_names: frozenset[str] = frozenset()  # of the company, its plans and products, folded
    market: Market = NOBODY  # what the other companies say
    values: Values = field(default_factory=dict)  # what our goals' metrics were observed to be

    @property
    def reported(self) -> tuple[Change, ...]:
        """Today's changes that are not held back."""
        return tuple(c for c in self.changes if c.suppressed is None)

    @property
    def names(self) -> tuple[str, ...]:
        """Our own name and aliases."""
        return (self.config.company.name, *self.config.company.aliases)

    def movers(self, segment: str) -> tuple[Foothold, ...]:
        """Footholds that rest on a change reported today; those that name the segment themselves first."""
        today = {c.lifetime_id for c in self.reported if c.change in RISING}
        moved = [f for f in self.after[segment].footholds if f.life.id in today and not f.passing]
        return tuple(sorted(moved, key=lambda f: (not f.relevance.own, -f.weight, f.life.id)))

    def segment(self, identifier: str) -> Segment:
        """The segment of that id."""
        return self.config.segment(identifier)

    def story(
        self, days: int, *, kinds: Iterable[str], segment: str | None = ANY, about: str | None = None
    ) -> Told | None:
        """The latest signal of these kinds about the segment (any, if none is given) in the last days."""
        wanted = set(kinds)
        for told in reversed(self.told):
            if (self.day - told.day).days >= days:
                break  # they are in order
            if told.kind in wanted and segment in {ANY, told.segment} and about in {None, told.about}:
                return told
        return None


def spans(holds: Iterable[Foothold], changes: Iterable[Change], limit: int = 5) -> tuple[Span, ...]:
    """The footholds' sentences as evidence, with what they said before."""
    before = {c.lifetime_id: c.before for c in changes}
    return tuple(
        Span(h.standing.url, h.life.claim.text, h.standing.capture_id, h.standing.role, before.get(h.life.id))
        for h in list(holds)[:limit]
    )


def span_of(change: Change) -> Span:
    """One change as evidence."""
    standing = change.standing
    return Span(
        change.url,
        change.after or change.before or "",
        standing.capture_id if standing else None,
        standing.role if standing else "",
        change.before,
    )
