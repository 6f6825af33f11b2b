"""One company's whole history, day by day: captures in, everything derived out. Pure.

The same captures up to a date give the same result, whenever and in however many imports they
came: nothing here looks at a clock or at an earlier result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from signals import lifetimes, plans, releases, score
from signals.detect import Rule, detect
from signals.footing import Footing, footing
from signals.lifetimes import Site
from signals.moment import Moment, Told
from signals.segments import Lexicon, Usage, measure_usage, relevance
from signals.views import Day
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Stage, Standing

MOMENTUM_WEEKS, CONSISTENCY_WEEKS = 8, 26


@dataclass
class _History:
    """What the fold carries along, for one company."""

    company: str
    is_us: bool
    config: Config
    lexicons: Sequence[Lexicon]
    site: Site
    footings: dict[str, Footing]
    book: plans.Book = field(default_factory=dict)
    ledger: releases.Ledger = field(default_factory=releases.Ledger)
    heard: dict[str, frozenset[str]] = field(default_factory=dict)
    surfaces: dict[str, frozenset[str]] = field(default_factory=dict)
    floor: dict[str, float] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    plan_events: list[PlanEvent] = field(default_factory=list)
    releases: list[ReleaseSeen] = field(default_factory=list)
    presence: list[Presence] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)


def fold(
    company: str,
    days: Iterable[Day],
    config: Config,
    lexicons: Sequence[Lexicon],
    rules: Sequence[Rule],
    problems: dict[str, str] | None = None,
) -> Derived:
    """Everything that follows from a company's captures; rules that break are named in `problems`."""
    history = _History(
        company,
        company == config.company.name,
        config,
        lexicons,
        Site(company, {}, {}),
        {lexicon.segment: Footing(lexicon.segment) for lexicon in lexicons},
    )
    for number, day in enumerate(days):
        _advance(history, day, rules, {} if problems is None else problems, baseline=number == 0)
    usage = _usage(history.site, lexicons)
    return Derived(
        lifetimes=tuple(_with_segments(life, history, usage) for life in history.site.lives.values()),
        changes=tuple(history.changes),
        plan_events=tuple(history.plan_events),
        releases=tuple(history.releases),
        presence=tuple(history.presence),
        signals=tuple(history.signals),
    )


def _advance(
    history: _History, day: Day, rules: Sequence[Rule], problems: dict[str, str], *, baseline: bool
) -> None:
    threshold = history.config.signals.segment_threshold
    site, changes = lifetimes.step(history.site, day)
    usage = _usage(site, history.lexicons)
    changes = tuple(_speaking(change, history, usage) for change in changes)
    book, plan_events = plans.step(history.company, history.book, day, baseline=baseline)
    ledger, released = releases.step(
        history.company,
        history.ledger,
        day,
        history.lexicons,
        baseline=baseline,
        threshold=threshold,
        usage=usage,
    )
    after = {lexicon.segment: _footing(site, lexicon, history, usage) for lexicon in history.lexicons}
    moment = Moment(
        day=day.date, company=history.company, is_us=history.is_us, baseline=baseline,
        config=history.config, changes=() if baseline else changes, plan_events=plan_events,
        releases=released, before=history.footings, after=after, heard=history.heard,
        surfaces=history.surfaces, floor=history.floor,
        known_pages=frozenset(history.pages), told=tuple(history.told),
    )  # fmt: skip
    found = score.signals(detect(moment, rules, problems), moment)
    history.signals += found
    history.changes += moment.changes
    history.plan_events += plan_events
    history.releases += released
    history.told += [Told(s.kind, s.segment, s.date) for s in found]
    history.presence += _presence(history, after, day.date)
    _remember(history, after, found, baseline=baseline)
    history.site, history.book, history.ledger, history.footings = site, book, ledger, after
    history.pages |= {url for url, view in day.pages if view is not None}


def _usage(site: Site, lexicons: Sequence[Lexicon]) -> Usage:
    return measure_usage((life.claim.text for life in site.active), lexicons)


def _footing(site: Site, lexicon: Lexicon, history: _History, usage: Usage) -> Footing:
    names = (history.config.company.name, *history.config.company.aliases)
    return footing(
        site.active,
        lexicon,
        usage=usage,
        threshold=history.config.signals.segment_threshold,
        own_names=() if history.is_us else names,
    )


def _speaking(change: Change, history: _History, usage: Usage) -> Change:
    """The change with the segments its sentence speaks to, the surest first."""
    text, standing = change.after or change.before or "", change.standing
    threshold = history.config.signals.segment_threshold
    change = replace(change, segments=_segments(text, standing, history.lexicons, usage, threshold))
    reworded = change.change in {"reworded", "strengthened", "weakened"} and change.suppressed is None
    if reworded and _turned(change, history.lexicons, threshold):
        return replace(change, change="retargeted")
    return change


def _turned(change: Change, lexicons: Sequence[Lexicon], threshold: float) -> bool:
    """Whether another wording speaks, by its own words, to another segment of ours than the first."""
    before, after = (
        {
            r.segment
            for r in (relevance(text or "", x) for x in lexicons)
            if r.probability >= threshold and r.own
        }
        for text in (change.before, change.after)
    )
    return before != after


def _with_segments(life: Lifetime, history: _History, usage: Usage) -> Lifetime:
    threshold = history.config.signals.segment_threshold
    return replace(life, segments=_segments(life.claim.text, life.best, history.lexicons, usage, threshold))


def _segments(
    text: str,
    standing: Standing | None,
    lexicons: Sequence[Lexicon],
    usage: Usage,
    threshold: float,
) -> tuple[tuple[str, float], ...]:
    topical = standing is not None and standing.page_kind in {"solution", "compare", "product"}
    found = [
        relevance(
            text,
            lexicon,
            headings=standing.headings[-2:] if standing else (),
            page_title=standing.page_title if standing and topical else "",
            usage=usage,
        )
        for lexicon in lexicons
    ]
    speaking = [(r.segment, round(r.probability, 3)) for r in found if r.probability >= threshold]
    return tuple(sorted(speaking, key=lambda s: (-s[1], s[0])))


def _remember(
    history: _History, after: Mapping[str, Footing], found: Sequence[Signal], *, baseline: bool
) -> None:
    told = {s.segment for s in found}
    for name, footing_now in after.items():
        history.surfaces[name] = history.surfaces.get(name, frozenset()) | footing_now.surfaces
        history.heard[name] = history.heard.get(name, frozenset()) | footing_now.loud_words
        if baseline or name in told:
            history.floor[name] = footing_now.presence
        history.floor[name] = min(history.floor.get(name, footing_now.presence), footing_now.presence)


def _presence(history: _History, after: Mapping[str, Footing], day: date) -> list[Presence]:
    """One row for each segment whose presence changed today."""
    rows: list[Presence] = []
    for name, now in after.items():
        before = history.footings[name]
        first = not any(p.segment == name for p in history.presence)
        if not first and now.stage is before.stage and abs(now.presence - before.presence) < 0.005:
            continue
        past = [p for p in history.presence if p.segment == name]
        rose = now.presence - _at(past, day - timedelta(weeks=MOMENTUM_WEEKS)) if past else 0.0
        rows.append(
            Presence(
                day, history.company, name, round(now.presence, 4), now.stage,
                momentum=round(rose, 4), consistency=round(_held(past, now, day), 4),
                claims=len(now.footholds),
            )
        )  # fmt: skip
    return rows


def _at(past: Sequence[Presence], day: date) -> float:
    """Presence as of a day; before the first row, the first row's."""
    earlier = [p for p in past if p.date <= day]
    return (earlier[-1] if earlier else past[0]).presence


def _held(past: Sequence[Presence], now: Footing, day: date) -> float:
    """The share of the last CONSISTENCY_WEEKS in which the segment was claimed or contested."""
    start = day - timedelta(weeks=CONSISTENCY_WEEKS)
    rows = [*past, Presence(day, "", now.segment, now.presence, now.stage)]
    held = timedelta(0)
    for row, following in pairwise(rows):
        if row.stage.rank >= Stage.CLAIMING.rank:
            held += max(timedelta(0), following.date - max(row.date, start))
    return held / timedelta(weeks=CONSISTENCY_WEEKS)
