"""What a digest is made from and what it shows: frozen records without behaviour worth the name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from reports import wording
from reports.looks import NEVER, Looks
from signals.personas import of_signal
from turfwatch.config import Config
from turfwatch.types import Change, PlanEvent, Presence, Signal, SourceHealth


@dataclass(frozen=True, slots=True)
class Window:
    """What a digest covers: the days after `since` up to `until`, as seen at `made`."""

    name: str
    since: date
    until: date
    made: datetime
    first: bool = False  # no digest was written before this one


@dataclass(frozen=True, slots=True)
class Interest:
    """What concerns a reader; without limits, everything does."""

    minimum_severity: str = "low"
    owner: str | None = None
    segments: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()

    def covers(self, signal: Signal, personas: Collection[str] = ()) -> bool:
        """Whether a signal is of this interest; `personas` are those it concerns."""
        return (
            wording.severity_rank(signal.severity) <= wording.severity_rank(self.minimum_severity)
            and (self.owner is None or signal.owner == self.owner)
            and (not self.segments or signal.segment in self.segments)
            and (not self.personas or not set(self.personas).isdisjoint(personas))
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Recipients who get the same digest: everything that any of their interests covers."""

    recipients: tuple[str, ...]
    interests: tuple[Interest, ...] = (Interest(),)
    config: Config | None = field(default=None, compare=False)  # knows whom a signal concerns

    def wants(self, signal: Signal) -> bool:
        """Whether a signal concerns these readers."""
        personas = of_signal(self.config, signal) if self.config else ()
        return any(interest.covers(signal, personas) for interest in self.interests)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at in the window."""

    companies: int
    pages: int
    changed: int
    failing: int

    @property
    def read(self) -> int:
        """Pages that could be read."""
        return self.pages - self.failing

    @property
    def unchanged(self) -> int:
        """Pages that answered and said what they said before."""
        return max(0, self.pages - self.changed - self.failing)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the store knows about a window, before anyone decides what to say."""

    signals: tuple[Signal, ...]
    plan_events: tuple[PlanEvent, ...]
    changes: tuple[Change, ...]
    health: tuple[SourceHealth, ...]
    checked: Checked
    newcomers: tuple[str, ...] = ()  # companies seen for the first time
    presence: tuple[Presence, ...] = ()  # of the newcomers, latest by segment
    notices: tuple[str, ...] = ()  # what somebody has to accept or refuse
    courses: tuple[tuple[str, tuple[Presence, ...]], ...] = ()  # segment id, everybody's presence to date
    looks: Looks = NEVER  # how far everybody has been read
    held_signals: tuple[Signal, ...] = ()  # derived and not told, with the reason
    mended: tuple[SourceHealth, ...] = ()  # trouble that ended in the window
    gone: frozenset[str] = frozenset()  # addresses that are no longer there


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with where to check it: the live page at that sentence, and our stored capture.

    Without `text` the sentence in `before` is gone.
    """

    text: str
    before: str
    place: str
    link: str
    capture: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """One signal told in full."""

    id: str
    date: date
    company: str
    kind: str
    severity: str
    segment: str
    headline: str
    note: str  # what the summary says beyond its quotation
    step: str  # "claiming → contesting", or empty
    rising: bool
    quotes: tuple[Quote, ...]
    more_quotes: int
    why: str  # a sentence
    score: str  # what each part gave
    goal: str
    owner: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One plan and what happened to it: a price before and after, or in words."""

    company: str
    plan: str
    what: str  # instead of a price before, where words say it better
    before: str
    after: str
    change: str
    rising: bool
    link: str
    terms: str = ""  # how it is billed
    capture: int | None = None
    signal: str = ""  # the signal that told it


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture in the digest: what it shows in words for those who cannot see it, and as PNG."""

    title: str
    words: str
    image: str  # a data URI


@dataclass(frozen=True, slots=True)
class Stake:
    """A goal that signals of this digest touch."""

    metric: str
    owner: str
    signals: int
    severity: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a company seen for the first time stands."""

    company: str
    segments: tuple[tuple[str, str], ...]  # segment name, stage


@dataclass(frozen=True, slots=True)
class Trouble:
    """One host that cannot be read, its pages folded into one line."""

    company: str
    where: str
    what: str
    since: date
    reason: str
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Mended:
    """Trouble that is over: the pages answer again, or are known to be gone."""

    company: str
    where: str
    what: str
    since: date
    until: date
    gone: bool = False


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One thing that was noticed and not told: a change before and after, or a signal's summary."""

    reason: str
    where: str
    before: str = ""
    after: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What was noticed and not told, so that it can be disputed."""

    total: int
    reasons: tuple[tuple[int, HeldBack], ...]  # how many, and an example, the most frequent first


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest for one audience."""

    company: str
    window: Window
    days: str
    subject: str
    lede: str
    stakes: tuple[Stake, ...]
    cards: tuple[Card, ...]
    plots: tuple[Plot, ...]
    more: int
    prices: tuple[PriceRow, ...]
    launches: tuple[Card, ...]
    drift: tuple[Card, ...]
    standings: tuple[Standing, ...]
    trouble: tuple[Trouble, ...]
    mended: tuple[Mended, ...]
    checked: Checked
    held: Held
    notices: tuple[str, ...] = ()
    lead: str = ""  # the competitor of the first thing told

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say beyond what was checked."""
        said = (self.cards, self.prices, self.launches, self.drift, self.standings, self.notices)
        return not any(said)
