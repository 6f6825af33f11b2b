"""One company's history, day by day: captures in, everything derived out. Pure.

The same captures up to a date give the same result, whenever and in however many imports they
came, and from whatever earlier state the fold was taken up again: nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from signals import lifetimes, plans, presence, releases, score
from signals.detect import Rule, detect
from signals.drift.generic import NOBODY, Market
from signals.footing import Footing, footings
from signals.hush import quieted, withheld
from signals.lessons import NOTHING, Lesson, Taught, holding
from signals.lifetimes import Site
from signals.moment import Moment, Told
from signals.own_names import names_of, own_names
from signals.phrases import Lexicon
from signals.segments import Usage, heard, measure_usage, place, relevance, speaks
from signals.stake import Values
from signals.state import State, blank
from signals.views import Day, settled
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Standing


@dataclass(frozen=True)
class Context:
    """What stays the same over a company's days; `problems` collects the rules that broke."""

    company: str
    config: Config
    lexicons: tuple[Lexicon, ...]
    rules: Sequence[Rule]
    lessons: Sequence[Lesson] = ()  # all that people taught, oldest first
    problems: dict[str, str] = field(default_factory=dict)
    market: Market = NOBODY  # what the other companies say
    values: Values = field(default_factory=dict)  # what our goals' metrics were observed to be

    @property
    def is_us(self) -> bool:
        """Whether these are our own pages."""
        return self.company == self.config.company.name

    @property
    def threshold(self) -> float:
        """The probability from which a claim speaks to a segment."""
        return self.config.signals.segment_threshold


@dataclass(frozen=True)
class Folded:
    """What the days gave, and the states before and after the last of them.

    A day is not over, another capture of it may come: then the next fold starts before it.
    """

    derived: Derived
    before: State
    after: State


@dataclass(frozen=True)
class _Found:
    """What one day brought."""

    changes: tuple[Change, ...]
    plan_events: tuple[PlanEvent, ...]
    releases: tuple[ReleaseSeen, ...]
    presence: tuple[Presence, ...]
    signals: tuple[Signal, ...]


def fold(context: Context, days: Iterable[Day], start: State | None = None) -> Folded:
    """Everything that follows from a company's days, from its first one or from those after `start`.

    Lifetimes are those of the whole history; all else is what the days brought.
    """
    before = state = start or blank(context.company)
    found: list[_Found] = []
    for day in days:
        before = state
        state, news = _step(context, state, day)
        found.append(news)
    usage = state.usage or _usage(state.site, context)
    derived = Derived(
        lifetimes=tuple(_with_segments(life, context, usage) for life in state.site.lives.values()),
        changes=tuple(c for f in found for c in f.changes),
        plan_events=tuple(e for f in found for e in f.plan_events),
        releases=tuple(r for f in found for r in f.releases),
        presence=tuple(p for f in found for p in f.presence),
        signals=tuple(s for f in found for s in f.signals),
    )
    return Folded(derived, before, state)


def _step(context: Context, state: State, day: Day) -> tuple[State, _Found]:
    day = settled(day, state.site.pages)
    plain, after = _moment(context, state, day)
    raised = score.signals(detect(plain, context.rules, context.problems), plain)
    taught, moment = holding(context.lessons, context.company, day.date), plain
    signals = tuple(r.signal for r in raised)
    if taught:
        moment = _learned(context, state.site, after.site, plain, taught)
        raised = score.signals(detect(moment, context.rules, context.problems), moment)
        signals = withheld(signals, (r.signal for r in raised), taught)
    about = {r.signal.id: r.about for r in raised}
    rows = tuple(presence.rows(context.company, day.date, moment.after, state.presence))
    told = (s for s in signals if s.suppressed is None)
    after = replace(
        after,
        day=day.date,
        heard={n: state.heard.get(n, frozenset()) | f.loud_words for n, f in moment.after.items()},
        surfaces={n: state.surfaces.get(n, frozenset()) | f.surfaces for n, f in moment.after.items()},
        pages=state.pages | {url for url, view in day.pages if view is not None},
        told=state.told + tuple(Told(s.kind, s.segment, s.date, about.get(s.id, ""), s.id) for s in told),
        presence=state.presence + rows,
        footings=plain.after,
    )
    return after, _Found(moment.changes, moment.plan_events, moment.releases, rows, signals)


def _moment(context: Context, state: State, day: Day) -> tuple[Moment, State]:
    """What the rules see of the day, and the state with the day's pages, plans and releases in it."""
    baseline = not state.pages
    site, changes = lifetimes.step(state.site, day)
    usage = _usage(site, context)
    before = state.footings
    if before is None:
        before = _footings(context, state.site, _usage(state.site, context))
    book, plan_events = plans.step(context.company, state.book, day, baseline=baseline)
    ledger, released = releases.step(
        context.company, state.ledger, day, context.lexicons,
        baseline=baseline, threshold=context.threshold, usage=usage,
        earlier=state.site.pages, since=state.day,
    )  # fmt: skip
    moment = Moment(
        day=day.date, company=context.company, is_us=context.is_us, baseline=baseline,
        config=context.config,
        changes=() if baseline else tuple(_speaking(change, context, usage) for change in changes),
        plan_events=plan_events, releases=released,
        before=before, after=_footings(context, site, usage),
        heard=state.heard, surfaces=state.surfaces, past=state.presence,
        known_pages=state.pages, told=state.told, market=context.market, values=context.values,
        was=state.site if context.is_us else None, now=site if context.is_us else None,
        own_names=own_names(names_of(context.config, context.company), book, site.pages),
    )  # fmt: skip
    return moment, replace(state, site=site, book=book, ledger=ledger, usage=usage)


def _learned(context: Context, before: Site, after: Site, plain: Moment, taught: Taught) -> Moment:
    """The moment as what people taught has it: both sides of the day under the same lessons."""
    sides = (before, plain.before), (after, plain.after)
    was, now = (
        {**plainly, **_footings(context, site, _usage(site, context), taught)} for site, plainly in sides
    )
    return replace(quieted(plain, taught), before=was, after=now)


def _usage(site: Site, context: Context) -> Usage:
    return measure_usage((life.claim.text for life in site.active), context.lexicons)


def _footings(context: Context, site: Site, usage: Usage, taught: Taught = NOTHING) -> dict[str, Footing]:
    """Where the company stands in each segment, by what its site says; only where taught, if it is."""
    names = (context.config.company.name, *context.config.company.aliases)
    about = tuple(x for x in context.lexicons if not taught or taught.touches(x.segment))
    return footings(
        site.active,
        about,
        usage=usage,
        threshold=context.threshold,
        own_names=() if context.is_us else names,
        taught=taught,
    )


def _speaking(change: Change, context: Context, usage: Usage) -> Change:
    """The change with the segments its sentence speaks to, the surest first."""
    text, standing = change.after or change.before or "", change.standing
    change = replace(change, segments=_segments(text, standing, context, usage))
    reworded = change.change in {"reworded", "strengthened", "weakened"} and change.suppressed is None
    if reworded and _turned(change, context):
        return replace(change, change="retargeted")
    return change


def _turned(change: Change, context: Context) -> bool:
    """Whether another wording speaks, by its own words, to another segment of ours than the first."""
    before, after = (
        {
            r.segment
            for r in (relevance(text or "", x) for x in context.lexicons)
            if r.probability >= context.threshold and r.own
        }
        for text in (change.before, change.after)
    )
    return before != after


def _with_segments(life: Lifetime, context: Context, usage: Usage) -> Lifetime:
    segments = _segments(life.claim.text, life.best, context, usage)
    return life if segments == life.segments else replace(life, segments=segments)


def _segments(
    text: str, standing: Standing | None, context: Context, usage: Usage
) -> tuple[tuple[str, float], ...]:
    topical = standing is not None and standing.page_kind in {"solution", "compare", "product"}
    title = standing.page_title if standing and topical else ""
    at = place(standing.headings[-2:] if standing else (), page_title=title)
    likely = heard(text, at, context.lexicons, context.threshold)
    found = [speaks(text, lexicon, at, usage) for lexicon in likely]
    speaking = [(r.segment, round(r.probability, 3)) for r in found if r.probability >= context.threshold]
    return tuple(sorted(speaking, key=lambda s: (-s[1], s[0])))
