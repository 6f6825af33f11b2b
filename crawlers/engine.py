"""One crawl: Scrapy on an asyncio loop of its own, without reactor, signal handlers or log lines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from crawlers import adapters
from crawlers.frontier import Frontier
from crawlers.job import Job
from crawlers.outcomes import Before
from crawlers.rendering.browser import Browser
from crawlers.settings import scrapy_settings, user_agent
from crawlers.spider import PageSpider
from crawlers.targets import Known
from turfwatch.config import Crawl
from turfwatch.types import Fetch, Page

_NOISY = ("scrapy", "twisted", "asyncio", "aiohttp", "protego", "turfwatch")
_PARTING = 2.0  # seconds for what is under way to end after an interrupt
_ROUNDS = 10  # ending tasks may start others that tidy up


def crawl(
    settings: Crawl,
    companies: Sequence[Known],
    now: datetime,
    *,
    keep: Callable[[Fetch], None],
    before: Callable[[Page], Before | None],
    meet: Callable[[str, Collection[int]], None],
    advance: Callable[[int, int], None],
    discover: bool = True,
    seconds: float | None = None,
) -> tuple[str, ...]:
    """Crawl the companies, handing each fetch to `keep` as it comes; returns what the run must say.

    Without `discover` only what is known and configured is fetched, no page that is linked from it.
    `meet` is told at the end which addresses each company's site links to. After `seconds` nothing new is
    asked for: what is left waits for the next run.
    Whatever `keep` raises ends the crawl and is raised here. An interrupt ends it likewise.
    """
    frontiers = [
        Frontier(
            known.target,
            known.pages,
            adapters.urls(known.target) if discover else (),
            discover=discover,
            met=known.met,
        )
        for known in companies
    ]
    trusted = {known.target.name: known.trusted for known in companies}
    browser = Browser(settings, user_agent(settings))
    job = Job(frontiers, now, user_agent(settings), keep, before, advance, browser, trusted)
    with _silence():
        asyncio.run(_crawl(settings, job, seconds))
    if job.failure is not None:
        raise job.failure
    for frontier in frontiers:
        meet(frontier.target.name, frontier.meets)
    return *job.said, *(
        f"{company}: {host} {why}, so {count} of its pages were not tried"
        for (company, host, why), count in sorted(job.not_tried.items())
    )


async def _crawl(settings: Crawl, job: Job, seconds: float | None) -> None:
    closes = None if seconds is None else asyncio.get_running_loop().time() + seconds
    runner = AsyncCrawlerRunner(scrapy_settings(settings) | {"TURFWATCH_CLOSES": closes})
    crawler = runner.create_crawler(PageSpider)
    task = runner.crawl(crawler, job=job)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await _part(crawler, job)
        raise
    finally:
        await job.browser.close()


async def _part(crawler: Crawler, job: Job) -> None:
    """End a crawl early: nothing new is sent, what is under way has a moment, then the lines are cut."""
    stopping = asyncio.ensure_future(crawler.stop_async())
    await asyncio.wait({stopping}, timeout=_PARTING)
    job.over = True  # requests cut off by us are not the sites' trouble
    await job.browser.close()
    for _ in range(_ROUNDS):
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        if not tasks:
            break
        for running in tasks:
            running.cancel()
        await asyncio.wait(tasks, timeout=_PARTING / _ROUNDS)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the libraries' log lines off the terminal: what matters of them is in the run's record.

    Their loggers keep handlers somebody has set on them.
    """
    loggers = [logging.getLogger(name) for name in _NOISY]
    before = [logger.propagate for logger in loggers]
    quiet = logging.NullHandler()
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(quiet)
    try:
        yield
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.propagate = propagate
            logger.removeHandler(quiet)
