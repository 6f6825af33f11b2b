"""Conditional fetching of our own: validators go out only if the body they stood for was read.

Scrapy's RFC 2616 cache is never used: it holds pages for fresh that changed a minute ago.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from turfwatch.types import Page

FULL_EVERY = 7  # days: some servers keep an ETag while the body changes


def validators(page: Page | None, now: datetime) -> dict[str, str]:
    """The request headers that let a server answer 304; none on a page's weekly full fetch."""
    if page is None or page.body_hash is None or page.gone_since is not None or full_fetch(page.url, now):
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
