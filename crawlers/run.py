"""The crawl stage: `run` fetches the sites as they are now, `backfill` what archives hold of them.

The only module here that touches the store. Each answer is stored when it comes, so an interrupted
run keeps what it got; an archive is stored whole or not at all.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from crawlers import archives
from crawlers.bodies import Document, visible_text
from crawlers.kinds import kind_of
from crawlers.outcomes import Before, title_of
from crawlers.targets import Target, targets
from crawlers.urls import host_of, normalise, site_of
from turfwatch.config import Config, Crawl
from turfwatch.errors import ConfigError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import Capture, Fetch, Outcome, Page, RunRecord

_FINE = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.GONE})
_TASK = "crawl"
_QUIET = Quiet()


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    companies: Collection[str] | None = None,
    progress: Progress = _QUIET,
) -> RunRecord:
    """Crawl every company (or those named) once and store each fetch at `now`.

    Trouble with a page is a stored row; the record is `partial` then, and `failed` when nothing at all
    was fetched. Raises ConfigError for an unknown company, PluginError for a broken adapter, StoreError
    when fetches cannot be stored.
    """
    from crawlers.engine import crawl  # Scrapy takes most of a second to import

    began = time.monotonic()
    chosen = _chosen(config, companies)
    ledger = _Ledger(store)
    progress.start(_TASK, None)
    try:
        told = crawl(
            config.crawl,
            [(target, store.pages(target.name)) for target in chosen],
            now,
            keep=ledger.keep,
            before=ledger.before,
            advance=lambda done, planned: progress.advance(_TASK, done, total=planned),
        )
    finally:
        progress.finish(_TASK)
    return ledger.record("crawl", now, began, trouble=told)


def probe(config: Config, now: datetime | None = None) -> tuple[Fetch, ...]:
    """Fetch every company's home once, storing nothing: which sites can be reached, and what is wrong."""
    return _look(config.crawl, [replace(target, sources=()) for target in targets(config)], now)


def fetch(url: str, crawl: Crawl, now: datetime) -> Fetch:
    """Fetch one page by the rules of a crawl, storing nothing; trouble is the fetch's outcome."""
    spelled = normalise(url) or url
    (found,) = _look(crawl, [Target("", spelled, (site_of(spelled),))], now)
    if found.outcome is not Outcome.OK:
        return found
    title = title_of(Document(found.content_type, found.body, readable=True))
    return replace(found, kind=kind_of(spelled, title=title, content_type=found.content_type))


def _look(crawl: Crawl, at: Sequence[Target], now: datetime | None) -> tuple[Fetch, ...]:
    from crawlers import engine

    found: list[Fetch] = []
    engine.crawl(
        crawl,
        [(target, ()) for target in at],
        now or datetime.now(UTC),
        keep=found.append,
        before=lambda _: None,
        advance=lambda *_: None,
        discover=False,
    )
    return tuple(sorted(found, key=lambda fetch: fetch.company))


def backfill(
    config: Config, store: Store, files: Sequence[Path], now: datetime, *, progress: Progress = _QUIET
) -> RunRecord:
    """Store what WARC files hold of the companies' pages, each record as a capture at its WARC-Date.

    All files are read through before anything is stored, then everything goes in by date in one
    transaction: a truncated or damaged file raises ArchiveError and leaves the store as it was, and
    the same file twice changes nothing. Records of other sites are counted and said once.
    """
    began = time.monotonic()
    among = targets(config)
    index = archives.Index(among, [page for target in among for page in store.pages(target.name)])
    progress.start("archives", len(files))
    for file in files:
        index.add(file)
        progress.advance("archives")
    progress.finish("archives")
    ledger, entries = _Ledger(store), index.entries()
    progress.start("backfill", len(entries))
    with store.transaction():
        for fetch in archives.fetches(entries, max_bytes=config.crawl.max_bytes):
            ledger.keep_archived(fetch)
            progress.advance("backfill")
    progress.finish("backfill")
    return ledger.record("backfill", now, began, notes=index.notes(), more=index.left_out())


def _chosen(config: Config, companies: Collection[str] | None) -> tuple[Target, ...]:
    everyone = targets(config)
    if companies is None:
        return everyone
    us = config.company
    names = {
        us.name if name.casefold() == us.name.casefold() else config.competitor(name).name
        for name in companies
    }
    chosen = tuple(target for target in everyone if target.name in names)
    if not chosen:
        raise ConfigError(f"{us.name} has no site to crawl", hint="set company.site in turfwatch.toml")
    return chosen


class _Ledger:
    """Stores fetches and remembers what a run's record says of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Counter[str] = Counter()
        self._trouble: dict[tuple[str, str, str], list[Fetch]] = {}
        self._latest: dict[str, dict[int, list[Capture]]] = {}

    def keep(self, fetch: Fetch) -> None:
        """Store one fetch."""
        new = self._store.record(fetch)
        self._counts[fetch.outcome.value] += 1
        self._counts["new"] += new
        if fetch.outcome not in _FINE:
            where = fetch.company, host_of(fetch.url), fetch.outcome.value
            self._trouble.setdefault(where, []).append(fetch)

    def keep_archived(self, fetch: Fetch) -> None:
        """Store one fetch of an archive, unless it is of a picture, a style or another file."""
        if fetch.outcome is Outcome.WRONG_TYPE:
            self._counts["wrong_type"] += 1
        else:
            self.keep(fetch)

    def before(self, page: Page) -> Before | None:
        """What a page showed at its last good capture, and whether the latest found it emptied."""
        if page.company not in self._latest:
            found: dict[int, list[Capture]] = {}
            for capture in self._store.captures(page.company):
                found.setdefault(capture.page_id, []).append(capture)
            self._latest[page.company] = found
        history = self._latest[page.company].get(page.id, [])
        good = next((c for c in reversed(history) if c.snapshot_id is not None), None)
        if good is None or good.snapshot_id is None:
            return None
        body = Document(good.content_type or "text/html", self._store.body(good.snapshot_id), readable=True)
        return Before(len(visible_text(body)), emptied=history[-1].outcome is Outcome.EMPTIED)

    def record(
        self,
        stage: str,
        started: datetime,
        began: float,
        *,
        trouble: Sequence[str] = (),
        notes: Sequence[str] = (),
        more: Mapping[str, int] | None = None,
    ) -> RunRecord:
        """How the run ended; one message for each company, host and kind of trouble."""
        trouble = (*trouble, *(_message(fetches) for _, fetches in sorted(self._trouble.items())))
        status: Literal["ok", "partial", "failed"] = "partial" if trouble else "ok"
        if not any(self._counts[outcome.value] for outcome in _FINE):
            status = "failed"
        took = timedelta(seconds=time.monotonic() - began)
        counts = {**dict(sorted(self._counts.items())), **(more or {})}
        return RunRecord(stage, started, started + took, status, counts, (*trouble, *notes))


def _message(fetches: Sequence[Fetch]) -> str:
    first = min(fetches, key=lambda f: (len(f.url), f.url))
    others = f" (and {len(fetches) - 1} more of {host_of(first.url)})" if len(fetches) > 1 else ""
    why = f": {first.reason}" if first.reason else ""
    return f"{first.company}: {first.outcome.value.replace('_', ' ')} at {first.url}{others}{why}"
