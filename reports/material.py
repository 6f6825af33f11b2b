"""What a digest is made from: its window, and everything the store knows about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from reports import goals, plots, wording
from reports.goal_history import goal_changes
from reports.looks import NEVER, looks
from reports.views import Checked, Material, Window
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Query
from turfwatch.types import Outcome, Page, Presence, SourceHealth

FIRST_LOOK_BACK = timedelta(days=7)  # a first digest tells a week, whatever history was imported
LATE = timedelta(days=7)  # a signal may be dated before the fetch that confirmed it


def latest(store: Store, company: str, until: date) -> list[Presence]:
    """A company's presence as it stood, one record a segment."""
    rows = store.presence(Query(company=company, until=until))
    return list({p.segment: p for p in rows}.values())


def window(config: Config, store: Store, now: datetime, until: date) -> tuple[Window, datetime]:
    """The window, and the moment after which a page counts as checked in it."""
    last = store.last_digest(before=until.isoformat())
    if last is not None:
        return Window(until.isoformat(), last.until, until, now), last.made
    since = until - FIRST_LOOK_BACK
    midnight = datetime.combine(since + timedelta(days=1), time(), config.digest.zone)
    return Window(until.isoformat(), since, until, now, first=True), midnight


def material(config: Config, store: Store, window: Window, start: datetime) -> Material:
    """All that is known about a window whose pages count as checked after the moment `start`."""
    after = window.since + timedelta(days=1)
    earliest = after if window.first else after - LATE
    told = store.announced(before=window.name)
    found = store.signals(Query(since=earliest, until=window.until), suppressed=True)
    fresh = [s for s in found if s.id not in told and s.status != "noise"]
    signals = [s for s in fresh if not s.suppressed]
    pages, end = store.pages(), _end(config, window)
    health = [trouble for trouble in store.health() if trouble.since <= end]
    troubled = {h.url for h in health}  # what could not be read is no first look
    readable = [p for p in pages if p.url not in troubled]
    newcomers = _newcomers(config, readable, None if window.first else start)
    moved = plots.segments(wording.by_stake(signals))[: 2 * plots.PLOTS]
    return Material(
        signals=tuple(signals),
        plan_events=tuple(store.plan_events(Query(since=earliest, until=window.until))),
        changes=tuple(store.changes(Query(since=after, until=window.until))),
        health=tuple(health),
        checked=_checked(store, pages, health, start, end),
        newcomers=newcomers,
        presence=tuple(p for company in newcomers for p in latest(store, company, window.until)),
        notices=tuple(_notices(config, store, min(window.made, _midnight_after(config, window)))),
        courses=tuple((name, _course(store, name, window.until)) for name in moved),
        looks=looks(store.reads(end)) if moved else NEVER,
        held_signals=tuple(s for s in fresh if s.suppressed and s.date >= after),
        mended=tuple(t for t in store.recovered(start) if t.until is not None and start < t.until <= end),
        gone=frozenset(p.url for p in pages if p.gone_since is not None),
    )


def _course(store: Store, segment: str, until: date) -> tuple[Presence, ...]:
    return tuple(store.presence(Query(until=until, equal={"segment": segment})))


def _notices(config: Config, store: Store, at: datetime) -> Iterator[str]:
    """What somebody had to accept or refuse at a moment: edits of goals after they were agreed."""
    metrics = {goal.id: goal.metric for goal in config.goals}
    for edit in goal_changes(config, store):
        if edit.open_at(at):
            yield goals.notice(edit, metrics[edit.goal])


def _midnight_after(config: Config, window: Window) -> datetime:
    return datetime.combine(window.until + timedelta(days=1), time(), config.digest.zone)


def _end(config: Config, window: Window) -> datetime:
    midnight = _midnight_after(config, window)
    return max(midnight, window.made) if window.made.date() <= window.until else midnight


def _checked(
    store: Store, pages: Sequence[Page], health: Sequence[SourceHealth], start: datetime, end: datetime
) -> Checked:
    checked = [
        p for p in pages
        if p.last_checked and p.last_checked > start and p.first_seen and p.first_seen <= end
    ]  # fmt: skip
    seen = {(p.company, p.url): p.first_seen for p in pages}
    changed = {
        (c.company, c.url)
        for c in store.captures(since=start, until=end)
        if c.outcome is Outcome.OK and c.at > max(start, seen[c.company, c.url] or c.at)
    }
    failing = {(h.company, h.url) for h in health} & {(p.company, p.url) for p in checked}
    return Checked(len({p.company for p in checked}), len(checked), len(changed - failing), len(failing))


def _newcomers(config: Config, pages: Iterable[Page], start: datetime | None) -> tuple[str, ...]:
    """Competitors whose first page was seen after `start`, or all that have been seen."""
    seen = sorted((p.first_seen, p.company) for p in pages if p.first_seen is not None)
    first = {company: when for when, company in reversed(seen)}
    names = [c.name for c in config.competitors if c.name in first]
    return tuple(name for name in names if start is None or first[name] > start)
