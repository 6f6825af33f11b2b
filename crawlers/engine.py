"""One crawl: Scrapy on an asyncio loop of its own, without reactor, signal handlers or log lines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from crawlers.frontier import Frontier
from crawlers.outcomes import Before
from crawlers.settings import scrapy_settings, user_agent
from crawlers.spider import Job, PageSpider
from crawlers.targets import Target
from turfwatch import plugins
from turfwatch.config import Crawl
from turfwatch.types import Fetch, Page

_NOISY = ("scrapy", "twisted", "asyncio", "aiohttp", "protego", "turfwatch")
_PARTING = 2.0  # seconds for what is under way to end after an interrupt
_ROUNDS = 10  # ending tasks may start others that tidy up


def crawl(
    settings: Crawl,
    companies: Sequence[tuple[Target, Sequence[Page]]],
    now: datetime,
    *,
    keep: Callable[[Fetch], None],
    before: Callable[[Page], Before | None],
    advance: Callable[[int, int], None],
    discover: bool = True,
) -> tuple[str, ...]:
    """Crawl the companies, handing each fetch to `keep` as it comes; returns what the run must say.

    Without `discover` only what is known and configured is fetched, no page that is linked from it.
    Whatever `keep` raises ends the crawl and is raised here. An interrupt ends it likewise.
    """
    frontiers = [
        Frontier(target, pages, _adapter_urls(target) if discover else (), discover=discover)
        for target, pages in companies
    ]
    job = Job(frontiers, now, user_agent(settings), keep, before, advance)
    with _silence():
        asyncio.run(_crawl(settings, job))
    if job.failure is not None:
        raise job.failure
    return tuple(
        f"{company}: {host} failed again and again, {count} more of its pages were not tried"
        for (company, host), count in sorted(job.not_tried.items())
    )


def _adapter_urls(target: Target) -> tuple[str, ...]:
    module = plugins.load("crawlers.sites", target.adapter)
    return tuple(module.urls(target)) if hasattr(module, "urls") else ()


async def _crawl(settings: Crawl, job: Job) -> None:
    runner = AsyncCrawlerRunner(scrapy_settings(settings))
    crawler = runner.create_crawler(PageSpider)
    task = runner.crawl(crawler, job=job)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await _part(crawler, job)
        raise


async def _part(crawler: Crawler, job: Job) -> None:
    """End a crawl early: nothing new is sent, what is under way has a moment, then the lines are cut."""
    stopping = asyncio.ensure_future(crawler.stop_async())
    await asyncio.wait({stopping}, timeout=_PARTING)
    job.over = True  # requests cut off by us are not the sites' trouble
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
