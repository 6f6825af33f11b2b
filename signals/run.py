"""The signals stage: from stored facts to changes, presence and signals, company by company."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Literal

from signals.detect import Rule, load_rules
from signals.fold import fold
from signals.segments import Lexicon, compile_segments
from signals.views import days
from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import Capture, Outcome, RunRecord

VERSION = "1"  # raise it when the same facts would give other signals: they are then derived anew


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
) -> RunRecord:
    """Derive everything anew for each company whose captures, facts or configuration changed.

    Captures after `now` are left out, so a replay of an earlier day sees what that day saw. The
    run is partial when a signal rule does not load; the others are applied.
    """
    progress = progress or Quiet()
    began = monotonic()
    rules, unloaded = load_rules(config.signals.rules)
    broken: dict[str, str] = {}
    lexicons = compile_segments(config.segments)
    wanted = [n for n in _names(config) if companies is None or n in companies]
    counts = {"companies": len(wanted), "derived": 0, "signals": 0, "changes": 0}
    progress.start("signals", len(wanted))
    for name in wanted:
        for key, value in _derive(name, config, store, now, lexicons, rules, broken).items():
            counts[key] += value
        progress.advance("signals")
    progress.finish("signals")
    store.keep_derived(_names(config))  # a company that is no longer watched leaves no rows behind
    problems = (*unloaded, *broken.values())
    status: Literal["ok", "partial"] = "partial" if problems else "ok"
    return RunRecord("signals", now, now + timedelta(seconds=monotonic() - began), status, counts, problems)


def _names(config: Config) -> tuple[str, ...]:
    return (config.company.name, *(c.name for c in config.competitors))


def _derive(
    company: str,
    config: Config,
    store: Store,
    now: datetime,
    lexicons: Sequence[Lexicon],
    rules: Sequence[Rule],
    broken: dict[str, str],
) -> dict[str, int]:
    captures = [c for c in store.captures(company, until=now) if c.outcome in {Outcome.OK, Outcome.GONE}]
    inputs = _fingerprint(captures, config, rules, store.extractor_versions())
    if not captures or store.derivation(company) == inputs:
        return {}
    derived = fold(company, days(captures, store.facts(captures)), config, lexicons, rules, broken)
    store.replace_derived(company, derived, inputs=inputs, until=now.date())
    reported = sum(1 for c in derived.changes if c.suppressed is None)
    return {"derived": 1, "signals": len(derived.signals), "changes": reported}


def _fingerprint(
    captures: Sequence[Capture], config: Config, rules: Sequence[Rule], versions: Sequence[str]
) -> str:
    """Everything a company's derived rows depend on, hashed."""
    digest = hashlib.sha256(VERSION.encode())
    settings = config.model_dump_json(include={"company", "segments", "goals", "signals"})
    for part in (settings, *(r.name for r in rules), *versions):
        digest.update(part.encode())
    for c in captures:
        digest.update(f"{c.url}\x1f{c.kind}\x1f{c.at}\x1f{c.outcome}\x1f{c.snapshot_hash}\x1e".encode())
    return digest.hexdigest()
