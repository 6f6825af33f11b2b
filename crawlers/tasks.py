"""A crawl in parts that other processes can do: what a part needs goes along, what it brings comes back.

Politeness is counted within one process. So companies that share a site, and with it a host, are always
in the same part: no host is ever asked by two processes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from crawlers.outcomes import Before
from crawlers.targets import Known
from crawlers.urls import site_of
from turfwatch.config import Crawl
from turfwatch.types import Fetch, Page

_PAGES = 5000  # known pages of one task at most: a megabyte or two to send, and not too much to lose
_ROUNDS = 2  # tasks for each worker and run: the last ones to end should be small


class Engine(Protocol):
    """What does the crawling: `crawlers.engine.crawl` in this process, or a cluster."""

    def __call__(
        self,
        settings: Crawl,
        companies: Sequence[Known],
        now: datetime,
        *,
        keep: Callable[[Fetch], None],
        before: Callable[[Page], Before | None],
        meet: Callable[[str, Collection[int]], None],
        advance: Callable[[int, int], None],
        seconds: float | None = None,
    ) -> tuple[str, ...]:
        """See `crawlers.engine.crawl`."""


@dataclass(frozen=True)
class Task:
    """Some companies to crawl, with all that the store knows of them and a crawl asks for."""

    settings: Crawl
    companies: tuple[Known, ...]
    before: Mapping[tuple[str, str], Before]  # by company and address: what each page showed last
    now: datetime
    closes: datetime | None = None  # from then on no site is asked for anything new

    @property
    def names(self) -> tuple[str, ...]:
        """The companies' names."""
        return tuple(known.target.name for known in self.companies)


@dataclass(frozen=True)
class Harvest:
    """What a task brings: its fetches by company and address, the addresses met, what the run must say."""

    fetches: tuple[Fetch, ...]
    met: tuple[tuple[str, frozenset[int]], ...]
    said: tuple[str, ...]


def perform(task: Task) -> Harvest:
    """Crawl the companies of a task in this process. Pure but for the network: nothing is stored.

    Raises PluginError for a broken adapter.
    """
    from crawlers.engine import crawl  # Scrapy takes most of a second to import

    found: list[Fetch] = []
    met: list[tuple[str, frozenset[int]]] = []
    left = None if task.closes is None else (task.closes - datetime.now(UTC)).total_seconds()
    said = crawl(
        task.settings,
        task.companies,
        task.now,
        keep=found.append,
        before=lambda page: task.before.get((page.company, page.url)),
        meet=lambda company, marks: met.append((company, frozenset(marks))),
        advance=lambda *_: None,
        seconds=None if left is None else max(0.0, left),
    )
    found.sort(key=lambda fetch: (fetch.company, fetch.url))  # not in the order in which answers came
    return Harvest(tuple(found), tuple(met), said)


def tasks(
    settings: Crawl,
    companies: Sequence[Known],
    now: datetime,
    before: Callable[[Page], Before | None],
    *,
    workers: int,
    seconds: float | None = None,
) -> Iterator[Task]:
    """The crawl cut into tasks for so many workers, each made when it is asked for.

    A task holds enough companies to keep a worker's connections busy: a polite crawl mostly waits.
    """
    closes = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    found = parts(companies)
    most = min(2 * settings.concurrency, -(-len(found) // (_ROUNDS * max(workers, 1))))
    for part in _packed(found, max(most, 1)):
        pages = [page for known in part for page in known.pages]
        shown = {(page.company, page.url): b for page in pages if (b := before(page)) is not None}
        yield Task(settings, part, shown, now, closes)


def split(task: Task) -> list[Task]:
    """A task cut into the smallest ones: one for each company, or for those that share a host."""
    cut = []
    for part in parts(task.companies):
        names = {known.target.name for known in part}
        shown = {key: before for key, before in task.before.items() if key[0] in names}
        cut.append(Task(task.settings, part, shown, task.now, task.closes))
    return cut


def parts(companies: Sequence[Known]) -> list[tuple[Known, ...]]:
    """The companies in their order, those together that share a site: their own, a source's or a page's."""
    leads = list(range(len(companies)))  # a company's place -> that of one it goes with, or its own

    def lead(place: int) -> int:
        while leads[place] != place:
            leads[place] = place = leads[leads[place]]
        return place

    first: dict[str, int] = {}  # site -> place of the first company that has it
    for place, known in enumerate(companies):
        for site in _sites(known):
            one, other = lead(place), lead(first.setdefault(site, place))
            leads[max(one, other)] = min(one, other)
    found: dict[int, list[Known]] = {}
    for place, known in enumerate(companies):
        found.setdefault(lead(place), []).append(known)
    return [tuple(together) for together in found.values()]


def _sites(known: Known) -> frozenset[str]:
    target = known.target
    addresses = (target.site, *(s.url for s in target.sources), *(page.url for page in known.pages))
    return frozenset((*target.hosts, *map(site_of, addresses)))


def _packed(found: Iterable[tuple[Known, ...]], most: int) -> Iterator[tuple[Known, ...]]:
    """Parts joined up to so many of them, and to so many known pages."""
    packed: list[Known] = []
    count = pages = 0
    for part in found:
        size = sum(max(len(known.pages), 1) for known in part)
        if packed and (count >= most or pages + size > _PAGES):
            yield tuple(packed)
            packed, count, pages = [], 0, 0
        packed += part
        count, pages = count + 1, pages + size
    if packed:
        yield tuple(packed)
