"""One archived answer as a fetch: what it showed then, judged as a live one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.bodies import document
from crawlers.kinds import kind_of
from crawlers.outcomes import Before, Verdict, of_page, of_status, title_of
from crawlers.urls import identity, normalise
from turfwatch.types import Fetch, Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """What a capture is of: a company's page at a moment."""

    company: str
    site: str  # the company's home address
    url: str
    at: datetime


def as_fetch(
    place: Place,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    max_bytes: int,
    before: Before | None = None,
) -> Fetch | None:
    """An archived answer as a fetch; None where it only says that the page is found elsewhere."""
    base = Fetch(place.url, place.company, place.at, Outcome.OK, status=status, origin="archive")
    base = replace(base, final_url=place.url, kind=kind_of(place.url, site=place.site))
    if len(body) > max_bytes:
        return replace(base, outcome=Outcome.TOO_LARGE, reason="larger than crawl.max_bytes")
    if 300 <= status < 400 and status != 304:
        return _moved(place, base, headers.get("location", ""))
    verdict = of_status(status)
    if verdict is not None:
        return _with(base, verdict)
    found = document(body, headers.get("content-type", ""))
    verdict = of_page(place.url, place.url, found, before)
    if verdict.outcome is not Outcome.OK:
        return _with(base, verdict)
    kind = kind_of(place.url, title=title_of(found), content_type=found.mime, site=place.site)
    return replace(
        base, body=found.body, content_type=found.mime, kind=kind,
        etag=headers.get("etag"), last_modified=headers.get("last-modified"),
    )  # fmt: skip


def _with(fetch: Fetch, verdict: Verdict) -> Fetch:
    if fetch.status == 0:
        verdict = Verdict(Outcome.ERROR, "the record holds no HTTP answer that can be read")
    return replace(fetch, outcome=verdict.outcome, reason=verdict.reason, status=fetch.status or None)


def _moved(entry: Place, fetch: Fetch, location: str) -> Fetch | None:
    """A page that moved for good is gone from its address; other redirects tell nothing about it."""
    target = normalise(location, entry.url)
    if fetch.status not in {301, 308} or target is None or identity(target) == identity(entry.url):
        return None
    if fetch.kind == "home":
        return None
    return replace(fetch, outcome=Outcome.GONE, reason=f"redirects to {target}", final_url=target)
