"""What runs when: pure, from the configuration."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from crawlers.window import length
from turfwatch.config import Config

DAY = timedelta(days=1)
CRAWL_BEFORE = timedelta(hours=4)  # without a window, the watching starts this long before the digest
READ_BEFORE = timedelta(hours=1)  # and what was fetched is read this long before it
CLOSING = 0.75  # the last crawl of a window begins by this part of it, so that it can end inside
KEPT = timedelta(hours=20)  # a daily run may be made up this long: then the next one is near
WEEKLY_KEPT = timedelta(days=6)
DELIVER_EVERY = timedelta(minutes=10)
AS_EVENTS = ("--log-format", "json", "--quiet")


@dataclass(frozen=True, slots=True)
class Job:
    """One recurring run of the command line, at a time of day in its zone, once on each of its days."""

    name: str
    arguments: tuple[str, ...]  # of `turfwatch`; `{day}` stands for the day the run is for
    at: time
    timezone: str
    kept: timedelta  # a run that was missed may be made up this long after its time
    weekdays: tuple[str, ...] = ()  # empty is every day
    limit: timedelta = timedelta(hours=3)  # a run that takes longer hangs, and is stopped
    attempts: int = 3  # a run that failed is tried again, so often in all
    pings: bool = True  # its success and failure are told to the watcher's address


def jobs(config: Config) -> tuple[Job, ...]:
    """Every recurring run, in the order of a day: each crawl, the reading, the digest, the rest."""
    digest, schedule = config.digest, config.schedule
    limit, zone = timedelta(minutes=schedule.limit), digest.timezone
    begin, open_for = watch_hours(config)
    review = ("review", "--quiet", "--out", f"{schedule.reviews}/review-{{day}}.html")
    daily = (
        Job("read", ("run", "--stage", "extract", "--stage", "signals", *AS_EVENTS),
            later(begin, open_for), zone, KEPT, limit=limit),
        # not a minute into the next day: there, `digest --send` would write that day's, too early
        Job("digest", ("digest", "--send"), digest.at, zone, until_midnight(digest.at),
            digest.weekdays, limit),
        Job("health", ("status", "--check", "--quiet"), later(digest.at, timedelta(minutes=30)), zone, KEPT,
            limit=limit, attempts=1),
    )  # fmt: skip
    weekly = (
        Job("review", review, later(digest.at, timedelta(minutes=15)), zone, WEEKLY_KEPT,
            (schedule.review,), limit),
        Job("tidy", ("tidy",), later(digest.at, timedelta(hours=1)), zone, WEEKLY_KEPT,
            (schedule.tidy,), limit),
    )  # fmt: skip
    wanted = tuple(job for job in weekly if job.weekdays != ("never",))
    return (*crawls(config), *daily, *wanted)


def crawls(config: Config) -> tuple[Job, ...]:
    """One crawl a company, each at a minute of its own: the same every day, whoever else is watched."""
    begin, open_for = watch_hours(config)
    window = config.crawl.window
    names = [c.name for c in config.competitors] + ([config.company.name] if config.company.site else [])
    made = []
    for name in names:
        wait = share(name) * open_for * (CLOSING if window else 1)
        kept = open_for - wait if window else KEPT  # outside the window nobody's site is asked
        made.append(
            Job(
                f"crawl {name}",
                ("run", "--stage", "crawl", "--competitor", name, *AS_EVENTS),
                later(begin, wait),
                config.digest.timezone,
                kept,
                limit=timedelta(minutes=config.schedule.crawl_limit),
                attempts=1,  # the crawler has tried each page often enough
                pings=False,  # one rival that is down is no failure of ours
            )
        )
    return tuple(sorted(made, key=lambda job: (_into(begin, job.at), job.name)))


def watch_hours(config: Config) -> tuple[time, timedelta]:
    """When crawls begin, and over how long they are spread."""
    if config.crawl.window:
        return config.crawl.window[0], length(config.crawl.window)
    return later(config.digest.at, -CRAWL_BEFORE), CRAWL_BEFORE - READ_BEFORE


def share(name: str) -> float:
    """Where in the hours a company's turn is, 0 … 1: by its name alone, so that others move nobody."""
    digest = hashlib.sha256(name.casefold().encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def later(at: time, span: timedelta) -> time:
    """The time of day `span` after `at` in whole minutes, round midnight if need be."""
    moved = datetime(2000, 1, 15, at.hour, at.minute, tzinfo=UTC) + span
    return moved.time().replace(second=0, microsecond=0)


def until_midnight(at: time) -> timedelta:
    """How long the day still lasts at a time of day."""
    return DAY - timedelta(hours=at.hour, minutes=at.minute)


def _into(begin: time, at: time) -> timedelta:
    """How long after `begin` the next `at` is."""
    minutes = (at.hour - begin.hour) * 60 + at.minute - begin.minute
    return timedelta(minutes=minutes) % DAY
