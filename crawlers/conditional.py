"""Conditional fetching of our own: validators go out only if the body they stood for was read.

Some servers keep an ETag while the body changes. So trust is earned: a host whose validators were seen
to change with a body is asked conditionally, and every page still whole once a week; any other host is
asked for each page whole once a day, and conditionally only after that. A host that was caught once is
trusted no more but for the sections (first segments of the path) that have been honest themselves: often
it is one application behind it that lies.

Scrapy's RFC 2616 cache is never used: it holds pages for fresh that changed a minute ago.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from urllib.parse import urlsplit

from crawlers.urls import host_of
from turfwatch.types import Page

FULL_EVERY = 7  # days between full fetches of a page whose host has earned trust


def honest_places(record: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Hosts and sections that changed their validators with every change of a body.

    `record` has (address, whether it did so).
    """
    kept: dict[str, bool] = {}
    for url, honest in record:
        for place in (host_of(url), section_of(url)):
            kept[place] = kept.get(place, True) and honest
    return frozenset(place for place, honest in kept.items() if honest)


def section_of(url: str) -> str:
    """Host and first segment of the path: what one application mostly answers for."""
    return f"{host_of(url)}/{urlsplit(url).path.strip('/').partition('/')[0]}"


def relies_on(url: str, trusted: Collection[str]) -> bool:
    """Whether a page's validators can be relied on, by the hosts and sections that are trusted."""
    return host_of(url) in trusted or section_of(url) in trusted


def validators(page: Page | None, now: datetime, *, trusted: bool) -> dict[str, str]:
    """The request headers that let a server answer 304; none when the page is due to be fetched whole."""
    if page is None or page.body_hash is None or page.gone_since is not None:
        return {}
    first_today = page.last_checked is None or page.last_checked.date() < now.date()
    if first_today and (not trusted or full_fetch(page.url, now)):
        return {}
    headers = {"If-None-Match": page.etag, "If-Modified-Since": page.last_modified}
    return {name: value for name, value in headers.items() if value}


def full_fetch(url: str, now: datetime) -> bool:
    """Whether this is the day of the week on which `url` is fetched whole; pages share out the week."""
    turn = hashlib.sha256(url.encode()).digest()[0] % FULL_EVERY
    return now.toordinal() % FULL_EVERY == turn


def unchanged(page: Page | None, body: bytes) -> bool:
    """Whether a body (as stored: in UTF-8) is the one that was last read; servers may change ETags idly."""
    return page is not None and page.body_hash == hashlib.sha256(body).hexdigest()
