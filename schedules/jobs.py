"""What runs when: pure, from the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from turfwatch.config import Config

CRAWL_BEFORE = timedelta(hours=4)  # the watching starts this long before the digest is due
LIMIT = timedelta(hours=3)  # a run that takes longer hangs, and is stopped


@dataclass(frozen=True)
class Job:
    """One recurring run of the command line."""

    name: str
    arguments: tuple[str, ...]  # of `turfwatch`
    at: time
    weekdays: tuple[str, ...]  # empty is every day
    timezone: str
    limit: timedelta = LIMIT


def jobs(config: Config) -> tuple[Job, ...]:
    """The daily watch, in its window where there is one, and, on the digest's weekdays, the digest."""
    digest, window = config.digest, config.crawl.window
    begin = window[0] if window else earlier(digest.at, CRAWL_BEFORE)
    return (
        Job("watch", ("run", "--quiet"), begin, (), digest.timezone),
        Job("digest", ("digest", "--send", "--quiet"), digest.at, digest.weekdays, digest.timezone),
    )


def earlier(at: time, span: timedelta) -> time:
    """The time of day `span` before `at`, round midnight if need be."""
    return (datetime(2000, 1, 2, at.hour, at.minute, tzinfo=UTC) - span).time()
