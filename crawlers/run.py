"""The crawl stage: `run` fetches the sites as they are now, `backfill` what archives hold of them.

Only this module and its ledger touch the store. Each answer is stored when it comes, so an interrupted
run keeps what it got; what an import takes from archives is stored in one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.bodies import Document
from crawlers.kinds import kind_of
from crawlers.ledger import Ledger
from crawlers.outcomes import title_of
from crawlers.targets import Known, Target, chosen, targets
from crawlers.tasks import Engine
from crawlers.urls import normalise, site_of
from crawlers.window import seconds_left
from turfwatch.config import Config, Crawl, Source
from turfwatch.errors import ArchiveError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome, RunRecord

if TYPE_CHECKING:
    from crawlers.warc import Damage, Record

    Told = list[Record | Damage] | ArchiveError
    Mapped = Callable[[Callable[[Path], Told], Sequence[Path]], Iterator[Told]]

_TASK = "crawl"
_QUIET = Quiet()


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    companies: Collection[str] | None = None,
    progress: Progress = _QUIET,
    engine: Engine | None = None,
) -> RunRecord:
    """Crawl every company (or those named) once and store each fetch at `now`.

    An `engine` of another kind than this process's own fetches elsewhere; what it brings is stored here.

    Trouble with a page is a stored row; the record is `partial` then, and `failed` when nothing at all
    was fetched. Raises ConfigError for an unknown company, PluginError for a broken adapter, StoreError
    when fetches cannot be stored.
    """
    began = time.monotonic()
    if engine is None:
        from crawlers.engine import crawl  # Scrapy takes most of a second to import

        engine = crawl
    among = chosen(config, companies)
    ledger = Ledger(store, now)
    progress.start(_TASK, None)
    try:
        told = engine(
            config.crawl,
            [_known(store, ledger, target) for target in among],
            now,
            keep=ledger.keep,
            before=ledger.before,
            meet=store.meet,
            seconds=seconds_left(config.crawl.window, config.digest.zone, now),
            advance=lambda done, planned: progress.advance(_TASK, done, total=planned),
        )
    finally:
        progress.finish(_TASK)
    return ledger.record("crawl", now, began, trouble=told)


def probe(config: Config, now: datetime | None = None) -> tuple[Fetch, ...]:
    """Fetch every home and configured source, storing nothing: what can be reached, and what is wrong."""
    return _look(config.crawl, targets(config), now)


def fetch(url: str, crawl: Crawl, now: datetime, *, render: bool = False) -> Fetch:
    """Fetch one page by the rules of a crawl, storing nothing; trouble is the fetch's outcome.

    With `render` it is fetched as a browser shows it.
    """
    spelled = normalise(url) or url
    source = Source(url=spelled, render=render)
    (found,) = _look(crawl, [Target("", spelled, (site_of(spelled),), (source,))], now)
    shown = found.outcome is Outcome.OK
    title = title_of(Document(found.content_type, found.body, readable=True)) if shown else ""
    return replace(found, kind=kind_of(spelled, title=title, content_type=found.content_type))


def _look(crawl: Crawl, at: Sequence[Target], now: datetime | None) -> tuple[Fetch, ...]:
    from crawlers import engine

    found: list[Fetch] = []
    engine.crawl(
        crawl,
        [Known(target) for target in at],
        now or datetime.now(UTC),
        keep=found.append,
        before=lambda _: None,
        meet=lambda *_: None,
        advance=lambda *_: None,
        discover=False,
    )
    return tuple(sorted(found, key=lambda fetch: (fetch.company, fetch.kind != "home", fetch.url)))


def backfill(
    config: Config,
    store: Store,
    files: Sequence[Path],
    now: datetime,
    *,
    progress: Progress = _QUIET,
    mapped: Mapped = map,
) -> RunRecord:
    """Store what WARC files hold of the companies' pages, each record as a capture at its WARC-Date.

    All files are read through before anything is stored, then everything goes in by date in one
    transaction; the same file twice changes nothing. Damaged records are left out and make the record
    `partial`, which says where they are; those of other sites are counted and said once. A file without
    a sound record raises ArchiveError, which names all such files, and leaves the store as it was. The
    files are read through by `mapped`: one after the other by default, at once by one that has other
    processes.
    """
    from crawlers import archives, replay

    began = time.monotonic()
    among = targets(config)
    index = archives.Index(among, [page for target in among for page in store.pages(target.name)], now)
    progress.start("archives", len(files))
    bad = []
    for file, found in zip(files, mapped(archives.tried, files), strict=True):
        if isinstance(found, ArchiveError):
            bad.append(found)
        else:
            index.take(file, found)
        progress.advance("archives")
    progress.finish("archives")
    if bad:
        raise archives.unreadable(bad)
    ledger, entries = Ledger(store, now), index.entries()
    progress.start("backfill", len(entries))
    with store.transaction():
        for fetch in replay.fetches(entries, max_bytes=config.crawl.max_bytes):
            ledger.keep_archived(fetch)
            progress.advance("backfill")
    progress.finish("backfill")
    return ledger.record(
        "backfill", now, began, trouble=index.trouble(), notes=index.notes(), more=index.left_out()
    )


def _known(store: Store, ledger: Ledger, target: Target) -> Known:
    pages, met = store.pages(target.name), store.addresses(target.name)
    return Known(target, tuple(pages), met, ledger.trusted(target.name))
