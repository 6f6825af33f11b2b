"""`backfill --wayback`: a web archive's captures of the companies' pages, stored as they come.

The only module here that touches the store. Pages are taken one after the other, the best kinds first,
each from its oldest capture on; what the store has already is not asked for again, so that a run which
was cut short goes on where it was.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from crawlers.archived import Place, as_fetch
from crawlers.discovery import Sitemap, SitemapEntry
from crawlers.frontier import Frontier
from crawlers.kinds import kind_of
from crawlers.ledger import Ledger
from crawlers.outcomes import Before
from crawlers.settings import user_agent
from crawlers.targets import Target, chosen
from crawlers.wayback import cdx, listing
from crawlers.wayback.client import Client, Pace, Sleep
from crawlers.wayback.history import History
from turfwatch.config import Config
from turfwatch.errors import ArchiveError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import Capture, Fetch, Outcome, Page, RunRecord

_TASK = "wayback"
_QUIET = Quiet()


def run(
    config: Config,
    store: Store,
    now: datetime,
    since: date,
    *,
    every: bool = False,
    companies: Collection[str] | None = None,
    progress: Progress = _QUIET,
    sleep: Sleep = asyncio.sleep,
    rows: int = cdx.MAX_ROWS,
) -> RunRecord:
    """Store the archive's captures since a day: one a page and month, or with `every` all of them.

    `rows` is how many the index is asked for at once; what it has more comes in further answers. The
    record is `partial` when the archive stopped answering: what came until then is kept. It says of which
    companies the archive has nothing. Raises ConfigError for an unknown company.
    """
    began = time.monotonic()
    ledger = Ledger(store, now)
    backfill = _Backfill(config, store, ledger, since, now, every, progress, rows)
    progress.start(_TASK, None)
    try:
        trouble = asyncio.run(backfill.companies(chosen(config, companies), sleep))
    finally:
        progress.finish(_TASK)
    return ledger.record(
        "wayback", now, began, trouble=trouble, notes=backfill.notes, more={"asked": backfill.asked},
        already=backfill.already,
    )  # fmt: skip


class _Backfill:
    """One run over the archive, its clock and limits."""

    def __init__(
        self,
        config: Config,
        store: Store,
        ledger: Ledger,
        since: date,
        now: datetime,
        every: bool,
        progress: Progress,
        rows: int,
    ) -> None:
        self._config = config
        self._store = store
        self._ledger = ledger
        self._since = since
        self._now = now
        self._every = every
        self._progress = progress
        self._rows = rows
        self.asked = self.already = self._planned = 0
        self.notes: list[str] = []

    async def companies(self, targets: Sequence[Target], sleep: Sleep) -> tuple[str, ...]:
        """All companies' history; returns what the record must say."""
        crawl, archive = self._config.crawl, self._config.wayback
        client = Client(
            user_agent(crawl), timeout=max(crawl.timeout, 60.0), max_bytes=4 * crawl.max_bytes,
            allowed=frozenset(host.lower() for host in crawl.allow_private_hosts), proxy=crawl.proxy,
            sleep=sleep,
        )  # fmt: skip
        self._index = Pace(archive.cdx_per_minute, sleep, time.monotonic)
        self._bodies = Pace(archive.mementos_per_minute, sleep, time.monotonic)
        try:
            async with client as self._client:
                for target in targets:
                    await self._company(target)
        except ArchiveError as error:
            return (str(error),)
        return ()

    async def _company(self, target: Target) -> None:
        self._calls, self._listed, self._refusals, self._lost = 0, 0, Counter[int](), Counter[int]()
        self._elsewhere, self._endless = 0, list[str]()
        await self._pages(target)
        if not self._listed:
            self.notes.append(self._nothing(target))
        if self._lost and self._listed:
            self.notes.append(
                f"{target.name}: the archive lists {self._lost.total()} captures that it does not have"
                f" ({_statuses(self._lost)} from {self._config.wayback.memento})"
            )
        if self._elsewhere:
            self.notes.append(
                f"{target.name}: for {self._elsewhere} captures the archive gave one of another time instead:"
                " left out where that time was not asked for, or is there already"
            )
        if self._endless:
            self.notes.append(
                f"{target.name}: the archive lists more captures of {self._endless[0]} than it can be asked"
                " for; a later --since asks for fewer"
            )

    def _nothing(self, target: Target) -> str:
        """What to say of a company of which the index lists no capture at all."""
        said = f"{target.name}: the archive lists no capture since {self._since}"
        if self._refusals.total() < self._calls:
            return said
        return (
            f"{said}: {self._config.wayback.cdx} answered {_statuses(self._refusals)} to all"
            f" {self._calls} questions; if it should have some, look at wayback.cdx in the config"
        )

    async def _pages(self, target: Target) -> None:
        listed = await self._captures(target.site, whole_site=True)
        urls = _worth(target, self._store.pages(target.name), cdx.addresses(listed))
        stored: dict[str, list[Capture]] = {}
        for capture in self._store.captures(target.name, until=self._now):
            stored.setdefault(capture.url, []).append(capture)
        self._planned += len(urls)
        for url in urls:
            await self._page(target, url, stored.get(url, []))
            self._progress.advance(_TASK, total=self._planned)

    async def _captures(self, url: str, *, whole_site: bool = False) -> tuple[cdx.Memento, ...]:
        found = await listing.captures(
            self._ask, self._config.wayback.cdx, url, self._since, self._now.date(), whole_site=whole_site,
            limit=self._rows,
        )  # fmt: skip
        self._listed += len(found.captures)
        if not found.complete:
            self._endless.append(url)
        return found.captures

    async def _ask(self, address: str) -> bytes | None:
        """One answer of the index; None where it has nothing to say."""
        answer = await self._client.get(address, self._index)
        self._calls += 1
        if answer.status == 200:
            return answer.body
        self._refusals[answer.status] += 1  # servers say 404 where they have nothing
        return None

    async def _page(self, target: Target, url: str, stored: Sequence[Capture]) -> None:
        """One page's history, oldest first."""
        captures = cdx.choose(await self._captures(url), every=self._every)
        history = History(self._store.body, stored)
        for capture in captures:
            if capture.at > self._now:
                continue
            if history.covers(capture):
                self.already += 1
                continue
            fetch = await self._fetch(Place(target.name, target.site, url, capture.at), capture, history)
            if fetch is None or (fetch.at != capture.at and history.has(fetch.at)):
                continue
            self._ledger.keep_archived(fetch)
            history.goes_on(fetch, capture)

    async def _fetch(self, place: Place, capture: cdx.Memento, history: History) -> Fetch | None:
        """The capture as a fetch, without asking for it where its body is the one before it."""
        if history.digest and capture.digest == history.digest:
            return Fetch(
                place.url, place.company, place.at, Outcome.UNCHANGED,
                kind=kind_of(place.url, site=place.site), origin="archive",
            )  # fmt: skip
        return await self._memento(place, capture, history.before)

    async def _memento(self, place: Place, capture: cdx.Memento, before: Before | None) -> Fetch | None:
        """The capture's original bytes as a fetch, dated as the archive says; None where there are none."""
        self.asked += 1
        answer = await self._client.get(cdx.memento(self._config.wayback.memento, capture), self._bodies)
        if "memento-datetime" not in answer.headers and answer.status != 200:
            self._lost[answer.status] += 1
            return None  # the archive's own error page, not the company's
        at = _moment(answer.headers.get("memento-datetime", "")) or place.at
        if at != place.at:
            self._elsewhere += 1
            if not self._since <= at.date() or at > self._now:
                return None
        headers = {
            name: answer.headers.get(f"x-archive-orig-{name}") or answer.headers.get(name, "")
            for name in ("content-type", "etag", "last-modified", "location")
        }
        place = replace(place, at=at)
        return as_fetch(place, answer.status, headers, answer.body, self._config.crawl.max_bytes, before)


def _moment(text: str) -> datetime | None:
    """A Memento-Datetime; None for what is none."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _statuses(counts: Counter[int]) -> str:
    return ", ".join(str(status) for status in sorted(counts))


def _worth(target: Target, pages: Sequence[Page], listed: Iterable[str]) -> tuple[str, ...]:
    """The pages to ask for: those we know, then the best of those the archive lists, within the budget."""
    frontier = Frontier(target, pages)
    visits = frontier.first()
    frontier.found_sitemap(visits[0], Sitemap(tuple(SitemapEntry(url) for url in listed)))
    return tuple(visit.url for visit in (*visits, *frontier.choose()))
