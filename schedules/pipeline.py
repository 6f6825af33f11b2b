"""The stages in their order: what `run`, `backfill`, the demo and the daemon all call.

A stage is imported when it runs: all of them together take seconds to import.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Literal

from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import RunRecord

STAGES = ("crawl", "extract", "signals", "report")


def run_stages(
    config: Config,
    store: Store,
    now: datetime,
    *,
    stages: Sequence[str] = STAGES,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
) -> list[RunRecord]:
    """Run the stages named, in order, and keep a record of each; a failed stage ends the run."""
    progress = progress or Quiet()
    steps: dict[str, Callable[[], RunRecord]] = {
        "crawl": lambda: _crawl(config, store, now, companies, progress),
        "extract": lambda: _extract(config, store, now, progress),
        "signals": lambda: _signals(config, store, now, companies, progress),
        "report": lambda: report(config, store, now, progress=progress),
    }
    return _recorded(store, [steps[stage] for stage in STAGES if stage in stages])


def backfill(
    config: Config,
    store: Store,
    files: Sequence[Path],
    now: datetime,
    *,
    progress: Progress | None = None,
) -> list[RunRecord]:
    """Import WARC files, then extract and derive signals over the whole history."""
    import crawlers.run

    progress = progress or Quiet()
    return _with_history(
        config,
        store,
        now,
        lambda: crawlers.run.backfill(config, store, files, now, progress=progress),
        progress,
    )


def wayback(
    config: Config,
    store: Store,
    now: datetime,
    since: date,
    *,
    every: bool = False,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
) -> list[RunRecord]:
    """Import a web archive's captures since a day, then extract and derive signals over the history."""
    import crawlers.wayback.run

    progress = progress or Quiet()
    return _with_history(
        config,
        store,
        now,
        lambda: crawlers.wayback.run.run(
            config, store, now, since, every=every, companies=companies, progress=progress
        ),
        progress,
    )


def report(config: Config, store: Store, now: datetime, *, progress: Progress | None = None) -> RunRecord:
    """Write today's digest unless it is written, and deliver what is due where mail is set up."""
    import reports.run

    began = monotonic()
    digest = reports.run.run(config, store, now, progress=progress)
    counts = {"digests": int(digest.fresh), "signals told": len(digest.signals) if digest.fresh else 0}
    messages: tuple[str, ...] = ()
    if config.smtp is not None or config.channels:
        sent = reports.run.send(config, store, now)
        counts |= {"sent": sent.sent, "waiting": sent.waiting, "failed": sent.failed}
        messages = sent.errors
    status: Literal["ok", "partial"] = "partial" if messages else "ok"
    return RunRecord("report", now, now + timedelta(seconds=monotonic() - began), status, counts, messages)


def _crawl(
    config: Config, store: Store, now: datetime, companies: Collection[str] | None, progress: Progress
) -> RunRecord:
    import crawlers.run

    return crawlers.run.run(config, store, now, companies=companies, progress=progress)


def _extract(config: Config, store: Store, now: datetime, progress: Progress) -> RunRecord:
    import extract.run

    return extract.run.run(config, store, now, progress=progress)


def _signals(
    config: Config, store: Store, now: datetime, companies: Collection[str] | None, progress: Progress
) -> RunRecord:
    import signals.run

    return signals.run.run(config, store, now, companies=companies, progress=progress)


def _with_history(
    config: Config, store: Store, now: datetime, bring: Callable[[], RunRecord], progress: Progress
) -> list[RunRecord]:
    steps = [
        bring,
        lambda: _extract(config, store, now, progress),
        lambda: _signals(config, store, now, None, progress),
    ]
    return _recorded(store, steps)


def _recorded(store: Store, steps: Sequence[Callable[[], RunRecord]]) -> list[RunRecord]:
    records: list[RunRecord] = []
    for step in steps:
        record = step()
        store.record_run(record)
        records.append(record)
        if record.status == "failed":
            break
    return records
