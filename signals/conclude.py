"""From what the store knows of one company to what follows from it. Reads, and writes nothing.

So it can be done in another process: `concluded` is a function of a plain record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from signals.detect import load_rules
from signals.drift.generic import Voices, voices
from signals.fold import Context, fold
from signals.inputs import Inputs
from signals.lessons import lessons
from signals.phrases import compile_segments
from signals.segments import forget
from signals.state import State, put_away, take_up
from signals.views import days
from turfwatch.config import Config
from turfwatch.store import Checkpoint, Store
from turfwatch.store.signals import Derived
from turfwatch.types import Lifetime, Outcome, Signal


@dataclass(frozen=True)
class Conclusion:
    """What is to be put in place of a company's rows, from `since` on (all of them, if None)."""

    company: str
    derived: Derived
    inputs: str
    until: datetime
    since: date | None
    checkpoints: tuple[Checkpoint, ...]
    problems: Mapping[str, str]  # rules that broke, by name


@dataclass(frozen=True)
class Task:
    """One company whose captures are in the database at `path`."""

    path: Path
    config: Config
    company: str
    now: datetime


def concluded(task: Task) -> Conclusion | None:
    """`conclude`, in whatever process."""
    with Store(task.path) as store:
        found = conclude(context_of(task.config, store, task.company), store, task.now)
    forget()
    return found


def context_of(config: Config, store: Store, company: str = "") -> Context:
    """What stays the same over a company's days."""
    return Context(
        company,
        config,
        compile_segments(config.segments),
        load_rules(config.signals.rules)[0],
        lessons(store.verdicts()),
        market=_Market(config, store),
        values={goal.id: store.goal_values(goal.id) for goal in config.goals},
    )


class _Market:
    """What the other companies say, read from the store when it is first asked for."""

    def __init__(self, config: Config, store: Store) -> None:
        self._ours, self._store = config.company.name, store

    def share(self, stem: str, day: date) -> float | None:
        """See `signals.drift.generic.Market`."""
        return self._voices.share(stem, day)

    @cached_property
    def _voices(self) -> Voices:
        lives = (life for life in self._store.lifetimes() if life.company != self._ours)
        changes = (change for change in self._store.changes() if change.company != self._ours)
        return voices(lives, changes)


def conclude(context: Context, store: Store, now: datetime) -> Conclusion | None:
    """What follows for one company, from where its history was put away if that still holds.

    None when nothing has changed since. Captures after `now` are left out, unless an earlier run has gone
    further.
    """
    company, last = context.company, store.derivation(context.company)
    until = max(now, last.until) if last else now
    captures = [c for c in store.captures(company, until=until) if c.outcome in {Outcome.OK, Outcome.GONE}]
    others = store.captures(until=until) if context.is_us else ()
    unread = store.unread(None if context.is_us else company)
    inputs = Inputs(context, store.extractor_versions(), captures, others, unread)
    whole = inputs.hashed()
    if not captures or (last and last.inputs == whole):
        return None
    saved = [c for c in store.checkpoints(company) if c.inputs == inputs.hashed(c.day)]
    start = take_up(saved[0].state, captures, store.facts) if saved else None
    fresh = [c for c in captures if start is None or c.at.date() > (start.day or date.min)]
    context = replace(context, problems={})
    folded = fold(context, days(fresh, store.facts), start)
    # Our own last day may be judged before the market is known, and a rule that broke may be mended.
    over = () if context.is_us or context.problems else (folded.after,)
    return Conclusion(
        company,
        folded.derived,
        inputs=whole,
        until=until,
        since=start.day + timedelta(days=1) if start and start.day else None,
        checkpoints=tuple(_put_away(saved, (folded.before, *over), inputs)),
        problems=context.problems,
    )


def _put_away(saved: Sequence[Checkpoint], states: Iterable[State], inputs: Inputs) -> list[Checkpoint]:
    """The last two days of all these: the one that may still get captures, and the one before it."""
    found = {c.day: c for c in saved}
    for state in states:
        if state.day is not None and state.day not in found:
            found[state.day] = Checkpoint(state.day, inputs.hashed(state.day), put_away(state))
    return [found[day] for day in sorted(found)[-2:]]


def rederived(config: Config, store: Store, signal: Signal) -> Signal | None:
    """The signal as it follows from the stored captures, folded from the first one; None if it does not."""
    derived = _folded_anew(config, store, signal.company, signal.date)
    return next((s for s in derived.signals if s.id == signal.id), None)


def rederived_claim(config: Config, store: Store, life: Lifetime) -> Lifetime | None:
    """The claim's life as it follows from the stored captures, folded from the first one."""
    derived = _folded_anew(config, store, life.company, date.max)
    return next((found for found in derived.lifetimes if found.id == life.id), None)


def _folded_anew(config: Config, store: Store, company: str, until: date) -> Derived:
    last = store.derivation(company)
    captures = store.captures(company, until=last.until if last else None)
    folded = fold(
        context_of(config, store, company), (d for d in days(captures, store.facts) if d.date <= until)
    )
    return folded.derived
