"""The signals stage: from stored facts to changes, presence and signals, company by company."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from time import monotonic
from typing import Literal

from extract.pool import Pool, Workers, processes
from signals.conclude import Conclusion, Task, conclude, concluded, context_of
from signals.detect import load_rules
from signals.segments import forget
from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import RunRecord

_WORTH = 8.0  # seconds still to come, by what the companies so far took: half is more than a pool's start


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> RunRecord:
    """Derive what follows from new captures; from the start where facts or configuration changed.

    Captures after `now` are left out, unless an earlier run has gone further: what was derived is
    never taken back by a clock set back (rows are dated, and readers ask for those up to their day).
    The run is partial when a signal rule does not load; the others are applied. `workers`, processes of
    this machine, fold the companies' histories; without them this process does, or a pool of its own when
    that pays. The rows are the same.
    """
    progress = progress or Quiet()
    began = monotonic()
    ours = config.company.name
    wanted = [n for n in _names(config) if companies is None or n in companies]
    counts = {"companies": len(wanted), "derived": 0, "signals": 0, "changes": 0}
    problems = dict[str, str]()
    progress.start("signals", len(wanted))
    with ExitStack() as resources:
        crew = _Crew(config, store, now, workers, lambda: resources.enter_context(Pool(processes())))
        others = crew.conclusions([n for n in wanted if n != ours])
        us = (crew.here(n) for n in wanted if n == ours)  # last: our drift asks the market
        for found in chain(others, us):
            if found is not None:
                _keep(store, found, counts)
                problems = {**found.problems, **problems}
            progress.advance("signals")
    progress.finish("signals")
    forget()
    store.keep_derived(_names(config))  # a company that is no longer watched leaves no rows behind
    left_out = (*load_rules(config.signals.rules)[1], *problems.values())
    status: Literal["ok", "partial"] = "partial" if left_out else "ok"
    ended, said = now + timedelta(seconds=monotonic() - began), (*left_out, *crew.troubles())
    return RunRecord("signals", now, ended, status, counts, said)


def _names(config: Config) -> tuple[str, ...]:
    return (config.company.name, *(c.name for c in config.competitors))


class _Crew:
    """Who folds the histories: this process, and others when much is to be folded."""

    def __init__(
        self, config: Config, store: Store, now: datetime, workers: Workers | None, pool: Callable[[], Pool]
    ) -> None:
        self._config, self._store, self._now = config, store, now
        self._path = store.path.resolve()
        self._context = context_of(config, store)
        self._shared = store.path.exists()  # others open the file themselves; what is in memory they cannot
        self._workers = workers if self._shared else None
        self._pool = pool

    def here(self, company: str) -> Conclusion | None:
        """One company, in this process."""
        return conclude(replace(self._context, company=company), self._store, self._now)

    def conclusions(self, companies: Sequence[str]) -> Iterator[Conclusion | None]:
        """All of them, in order; others take over as soon as that pays."""
        began = monotonic()
        for number, company in enumerate(companies):
            workers = self._workers or self._hired(monotonic() - began, number, len(companies))
            if workers is not None and workers.hands > 1:
                rest = [Task(self._path, self._config, c, self._now) for c in companies[number:]]
                yield from workers.map(concluded, rest)
                return
            yield self.here(company)

    def _hired(self, took: float, done: int, of: int) -> Workers | None:
        """A pool, if by what the companies so far took so much is still to come."""
        left = of - done
        if not (self._shared and done and left > 1) or took * left / done < _WORTH:
            return None
        if processes() < 2:
            return None
        self._workers = self._pool()
        return self._workers

    def troubles(self) -> list[str]:
        """What befell the other processes."""
        return self._workers.untold() if self._workers else []


def _keep(store: Store, found: Conclusion, counts: dict[str, int]) -> None:
    store.replace_derived(
        found.company,
        found.derived,
        inputs=found.inputs,
        until=found.until,
        since=found.since,
        checkpoints=found.checkpoints,
    )
    counts["derived"] += 1
    counts["changes"] += sum(1 for c in found.derived.changes if c.suppressed is None)
    counts["signals"] += sum(1 for s in found.derived.signals if s.suppressed is None)
