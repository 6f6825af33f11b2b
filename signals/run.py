"""The signals stage: from stored facts to changes, presence and signals, company by company."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Literal

from signals.detect import load_rules
from signals.drift.generic import Voices, voices
from signals.fold import Context, fold
from signals.lessons import lessons
from signals.phrases import compile_segments
from signals.segments import forget
from signals.stake import Values
from signals.state import State, put_away, take_up
from signals.views import days, sure
from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Checkpoint, Store
from turfwatch.store.signals import Derived
from turfwatch.types import Capture, Lifetime, Outcome, RunRecord, Signal
from turfwatch.versions import source_version

VERSION: str = source_version(Path(__file__).parent)
"""Changes whenever a rule, a lexicon or any code of this package changes: all is then derived anew."""


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
) -> RunRecord:
    """Derive what follows from new captures; from the start where facts or configuration changed.

    Captures after `now` are left out, unless an earlier run has gone further: what was derived is
    never taken back by a clock set back (rows are dated, and readers ask for those up to their day).
    The run is partial when a signal rule does not load; the others are applied.
    """
    progress = progress or Quiet()
    began = monotonic()
    rules, unloaded = load_rules(config.signals.rules)
    learned = lessons(store.verdicts())
    segments, values = compile_segments(config.segments), _values(config, store)
    context = Context("", config, segments, rules, learned, market=_Market(config, store), values=values)
    wanted = [n for n in _names(config) if companies is None or n in companies]
    counts = {"companies": len(wanted), "derived": 0, "signals": 0, "changes": 0}
    progress.start("signals", len(wanted))
    wanted.sort(key=lambda name: name == config.company.name)  # us last: our drift asks the market
    for name in wanted:
        for key, value in _derive(replace(context, company=name), store, now).items():
            counts[key] += value
        progress.advance("signals")
    progress.finish("signals")
    forget()
    store.keep_derived(_names(config))  # a company that is no longer watched leaves no rows behind
    problems = (*unloaded, *context.problems.values())
    status: Literal["ok", "partial"] = "partial" if problems else "ok"
    return RunRecord("signals", now, now + timedelta(seconds=monotonic() - began), status, counts, problems)


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


def _values(config: Config, store: Store) -> Values:
    return {goal.id: store.goal_values(goal.id) for goal in config.goals}


def _names(config: Config) -> tuple[str, ...]:
    return (config.company.name, *(c.name for c in config.competitors))


def _derive(context: Context, store: Store, now: datetime) -> dict[str, int]:
    """One company's rows, from where its history was last put away if that still holds."""
    company, last = context.company, store.derivation(context.company)
    until = max(now, last.until) if last else now
    captures = [c for c in store.captures(company, until=until) if c.outcome in {Outcome.OK, Outcome.GONE}]
    others = store.captures(until=until) if context.is_us else ()
    inputs = _Inputs(context, store.extractor_versions(), captures, others)
    whole = inputs.hashed()
    if not captures or (last and last.inputs == whole):
        return {}
    saved = [c for c in store.checkpoints(company) if c.inputs == inputs.hashed(c.day)]
    start = take_up(saved[0].state, captures, store.facts) if saved else None
    fresh = [c for c in captures if start is None or c.at.date() > (start.day or date.min)]
    folded = fold(context, days(fresh, store.facts), start)
    store.replace_derived(
        company,
        folded.derived,
        inputs=whole,
        until=until,
        since=start.day + timedelta(days=1) if start and start.day else None,
        checkpoints=_put_away(saved, (folded.before, folded.after), inputs),
    )
    reported = sum(1 for c in folded.derived.changes if c.suppressed is None)
    told = sum(1 for s in folded.derived.signals if s.suppressed is None)
    return {"derived": 1, "signals": told, "changes": reported}


def rederived(config: Config, store: Store, signal: Signal) -> Signal | None:
    """The signal as it follows from the stored captures, folded from the first one; None if it does not."""
    derived = _folded_anew(config, store, signal.company, signal.date)
    return next((s for s in derived.signals if s.id == signal.id), None)


def rederived_claim(config: Config, store: Store, life: Lifetime) -> Lifetime | None:
    """The claim's life as it follows from the stored captures, folded from the first one."""
    derived = _folded_anew(config, store, life.company, date.max)
    return next((found for found in derived.lifetimes if found.id == life.id), None)


def _folded_anew(config: Config, store: Store, company: str, until: date) -> Derived:
    rules, _ = load_rules(config.signals.rules)
    segments = compile_segments(config.segments)
    learned, values = lessons(store.verdicts()), _values(config, store)
    context = Context(company, config, segments, rules, learned, market=_Market(config, store), values=values)
    derived_to = store.derivation(company)
    captures = store.captures(company, until=derived_to.until if derived_to else None)
    return fold(context, (d for d in days(captures, store.facts) if d.date <= until)).derived


def _put_away(saved: Sequence[Checkpoint], states: Iterable[State], inputs: _Inputs) -> list[Checkpoint]:
    """The last two days of all these: the one that may still get captures, and the one before it."""
    found = {c.day: c for c in saved}
    for state in states:
        if state.day is not None and state.day not in found:
            found[state.day] = Checkpoint(state.day, inputs.hashed(state.day), put_away(state))
    return [found[day] for day in sorted(found)[-2:]]


class _Inputs:
    """Everything a company's derived rows depend on: captures, settings, what people taught."""

    def __init__(
        self,
        context: Context,
        versions: Sequence[str],
        captures: Sequence[Capture],
        others: Sequence[Capture] = (),
    ) -> None:
        config = context.config.model_dump_json(include={"company", "segments", "goals", "signals"})
        self._settings = "\x1f".join((VERSION, config, *(r.name for r in context.rules), *versions))
        self._captures, self._gone = captures, sure(captures)
        self._others = [c for c in others if c.company != context.company and c.outcome is Outcome.OK]
        self._values = [(name, *told) for name, every in context.values.items() for told in every]
        self._lessons = [x for x in context.lessons if x.scope == "segment" or x.company == context.company]

    def hashed(self, until: date = date.max) -> str:
        """The hash of what bears on the days up to `until`; a lesson bears on those after its own."""
        digest = hashlib.sha256(self._settings.encode())
        for lesson in self._lessons:
            if lesson.since < until:
                digest.update(f"{lesson}\x1e".encode())
        for name, when, value in self._values:
            if when <= until:
                digest.update(f"{name}\x1f{when}\x1f{value}\x1e".encode())
        for c in self._others:  # our drift is measured against what the market says
            if c.at.date() <= until:
                digest.update(f"{c.company}\x1f{c.url}\x1f{c.at}\x1f{c.snapshot_hash}\x1e".encode())
        for c in self._captures:
            if c.at.date() <= until:
                state = f"{c.outcome}\x1f{c.id in self._gone}\x1f{c.snapshot_hash}"
                digest.update(f"{c.url}\x1f{c.kind}\x1f{c.at}\x1f{state}\x1e".encode())
        return digest.hexdigest()
