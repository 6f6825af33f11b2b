"""The signals stage: from stored facts to changes, presence and signals, company by company."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Literal

from signals.detect import load_rules
from signals.fold import Context, fold
from signals.segments import compile_segments
from signals.state import State, put_away, take_up
from signals.views import days
from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Checkpoint, Store
from turfwatch.types import Capture, Outcome, RunRecord
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

    Captures after `now` are left out, so a replay of an earlier day sees what that day saw. The
    run is partial when a signal rule does not load; the others are applied.
    """
    progress = progress or Quiet()
    began = monotonic()
    rules, unloaded = load_rules(config.signals.rules)
    context = Context("", config, compile_segments(config.segments), rules)
    wanted = [n for n in _names(config) if companies is None or n in companies]
    counts = {"companies": len(wanted), "derived": 0, "signals": 0, "changes": 0}
    progress.start("signals", len(wanted))
    for name in wanted:
        for key, value in _derive(replace(context, company=name), store, now).items():
            counts[key] += value
        progress.advance("signals")
    progress.finish("signals")
    store.keep_derived(_names(config))  # a company that is no longer watched leaves no rows behind
    problems = (*unloaded, *context.problems.values())
    status: Literal["ok", "partial"] = "partial" if problems else "ok"
    return RunRecord("signals", now, now + timedelta(seconds=monotonic() - began), status, counts, problems)


def _names(config: Config) -> tuple[str, ...]:
    return (config.company.name, *(c.name for c in config.competitors))


def _derive(context: Context, store: Store, now: datetime) -> dict[str, int]:
    """One company's rows, from where its history was last put away if that still holds."""
    company = context.company
    captures = [c for c in store.captures(company, until=now) if c.outcome in {Outcome.OK, Outcome.GONE}]
    settings = _settings(context, store.extractor_versions())
    inputs = _inputs(settings, captures)
    if not captures or store.derivation(company) == inputs:
        return {}
    start = _start(store, company, settings, captures)
    fresh = [c for c in captures if start is None or c.at.date() > (start.day or date.min)]
    folded = fold(context, days(fresh, store.facts), start)
    store.replace_derived(
        company,
        folded.derived,
        inputs=inputs,
        until=now.date(),
        since=start.day + timedelta(days=1) if start and start.day else None,
        checkpoint=_checkpoint(folded.start, settings, captures),
    )
    reported = sum(1 for c in folded.derived.changes if c.suppressed is None)
    return {"derived": 1, "signals": len(folded.derived.signals), "changes": reported}


def _start(store: Store, company: str, settings: str, captures: Sequence[Capture]) -> State | None:
    """The state put away last time, if everything it rests on is as it was."""
    saved = store.checkpoint(company)
    if saved is None or saved.inputs != _inputs(settings, captures, until=saved.day):
        return None
    return take_up(saved.state, captures, store.facts)


def _checkpoint(state: State, settings: str, captures: Sequence[Capture]) -> Checkpoint | None:
    if state.day is None:
        return None
    return Checkpoint(state.day, _inputs(settings, captures, until=state.day), put_away(state))


def _settings(context: Context, versions: Sequence[str]) -> str:
    """Everything but its captures that a company's derived rows depend on, as one text."""
    config = context.config.model_dump_json(include={"company", "segments", "goals", "signals"})
    return "\x1f".join((VERSION, config, *(r.name for r in context.rules), *versions))


def _inputs(settings: str, captures: Iterable[Capture], *, until: date = date.max) -> str:
    """The settings and the captures up to and with a day, hashed."""
    digest = hashlib.sha256(settings.encode())
    for c in captures:
        if c.at.date() <= until:
            digest.update(f"{c.url}\x1f{c.kind}\x1f{c.at}\x1f{c.outcome}\x1f{c.snapshot_hash}\x1e".encode())
    return digest.hexdigest()
