"""The stages in their order: what `run`, `backfill`, the demo and the daemon all call.

A stage is imported when it runs: all of them together take seconds to import.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal

from turfwatch.config import Config
from turfwatch.credentials import redact
from turfwatch.errors import StoreError, TurfwatchError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import RunRecord

if TYPE_CHECKING:
    from extract.pool import Workers
    from reports.outbox import SendResult
    from schedules.cluster import Cluster

STAGES = ("crawl", "extract", "signals", "report")


def run_stages(
    config: Config,
    store: Store,
    now: datetime,
    *,
    stages: Sequence[str] = STAGES,
    companies: Collection[str] | None = None,
    progress: Progress | None = None,
    cluster: Cluster | None = None,
    begun: Callable[[str], None] = lambda _: None,
    ended: Callable[[RunRecord], None] = lambda _: None,
) -> list[RunRecord]:
    """Run the stages named, in order, and keep a record of each; a failed stage ends the run.

    `begun` is told the name of each, `ended` how it went, also of one that raised an error. With a `cluster`
    its workers crawl and read.
    """
    progress = progress or Quiet()
    steps: dict[str, Callable[[], RunRecord]] = {
        "crawl": lambda: _crawl(config, store, now, companies, progress, cluster),
        "extract": lambda: _extract(config, store, now, progress, cluster),
        "signals": lambda: _signals(config, store, now, companies, progress),
        "report": lambda: report(config, store, now, progress=progress),
        "deliver": lambda: deliver(config, store, now),
    }
    return _recorded(store, now, [(name, steps[name]) for name in steps if name in stages], begun, ended)


def backfill(
    config: Config,
    store: Store,
    files: Sequence[Path],
    now: datetime,
    *,
    progress: Progress | None = None,
    workers: int | None = None,
    cluster: Cluster | None = None,
) -> list[RunRecord]:
    """Import WARC files, then extract and derive signals over the whole history.

    So many `workers` of this machine read the files and their texts and fold the histories; a `cluster`
    reads the texts. What follows is the same; without either each stage has as many processes as pay.
    """
    import crawlers.run
    from extract.pool import Here, Pool

    progress = progress or Quiet()
    with Pool(workers) if workers and workers > 1 else nullcontext() as pool:
        return _with_history(
            config,
            store,
            now,
            lambda: crawlers.run.backfill(
                config, store, files, now, progress=progress, mapped=pool.map if pool else map
            ),
            progress,
            readers=cluster or pool or (Here() if workers else None),
            folders=pool or (Here() if workers else None),
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
    from reports import outbox

    began = monotonic()
    digest = reports.run.run(config, store, now, progress=progress)
    counts = {"digests": int(digest.fresh), "signals told": len(digest.signals) if digest.fresh else 0}
    messages: tuple[str, ...] = ()
    if config.smtp is not None or config.channels:
        sent = outbox.send(config, store, now)
        counts |= _sent(sent)
        messages = sent.errors
    return RunRecord("report", now, _after(now, began), "partial" if messages else "ok", counts, messages)


def deliver(config: Config, store: Store, now: datetime) -> RunRecord:
    """Deliver what earlier digests still have to send."""
    from reports import outbox

    began = monotonic()
    sent = outbox.send(config, store, now)
    status: Literal["ok", "partial"] = "partial" if sent.errors else "ok"
    return RunRecord("deliver", now, _after(now, began), status, _sent(sent), sent.errors)


def _sent(sent: SendResult) -> dict[str, int]:
    counts = {"sent": sent.sent, "waiting": sent.waiting, "failed": sent.failed}
    return {**counts, **({"doubtful": sent.doubtful} if sent.doubtful else {})}


def _crawl(
    config: Config,
    store: Store,
    now: datetime,
    companies: Collection[str] | None,
    progress: Progress,
    cluster: Cluster | None,
) -> RunRecord:
    import crawlers.run

    engine = cluster.crawl if cluster else None
    return crawlers.run.run(config, store, now, companies=companies, progress=progress, engine=engine)


def _extract(
    config: Config, store: Store, now: datetime, progress: Progress, workers: Workers | None
) -> RunRecord:
    import extract.run

    return extract.run.run(config, store, now, progress=progress, workers=workers)


def _signals(
    config: Config,
    store: Store,
    now: datetime,
    companies: Collection[str] | None,
    progress: Progress,
    workers: Workers | None = None,
) -> RunRecord:
    import signals.run

    return signals.run.run(config, store, now, companies=companies, progress=progress, workers=workers)


def _with_history(
    config: Config,
    store: Store,
    now: datetime,
    bring: Callable[[], RunRecord],
    progress: Progress,
    *,
    readers: Workers | None = None,
    folders: Workers | None = None,  # of histories: processes of this machine, which open the database
) -> list[RunRecord]:
    steps = [
        ("backfill", bring),
        ("extract", lambda: _extract(config, store, now, progress, readers)),
        ("signals", lambda: _signals(config, store, now, None, progress, folders)),
    ]
    return _recorded(store, now, steps)


def _recorded(
    store: Store,
    now: datetime,
    steps: Sequence[tuple[str, Callable[[], RunRecord]]],
    begun: Callable[[str], None] = lambda _: None,
    ended: Callable[[RunRecord], None] = lambda _: None,
) -> list[RunRecord]:
    """Do each step and keep how it went; one that raises is kept as failed before the error goes on."""
    records: list[RunRecord] = []
    for name, step in steps:
        began = monotonic()
        begun(name)
        try:
            record = step()
        except TurfwatchError as error:
            record = RunRecord(name, now, _after(now, began), "failed", {}, (str(error),))
            ended(_kept(store, record))
            raise
        records.append(_kept(store, record))
        ended(records[-1])
        if record.status == "failed":
            break
    return records


def _kept(store: Store, record: RunRecord) -> RunRecord:
    """The record as it is stored: errors may quote an address that is a secret."""
    record = replace(record, messages=tuple(redact(message) for message in record.messages))
    with suppress(StoreError):  # then this is the smaller trouble
        store.record_run(record)
    return record


def _after(now: datetime, began: float) -> datetime:
    """When what began at `began` ends by the clock we were given."""
    return now + timedelta(seconds=monotonic() - began)
