"""What a run keeps: each fetch in the store, and what the run's record says of all of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from crawlers.bodies import Document, visible_text
from crawlers.conditional import honest_places
from crawlers.outcomes import GOOD, Before
from crawlers.urls import host_of
from turfwatch.store import Store
from turfwatch.types import Capture, Fetch, Outcome, Page, RunRecord, SourceHealth

_FLIPS_WITHIN = timedelta(days=14)  # versions older than this that come back are news
_VERSIONS = 6  # of a page that are compared
_REMEMBERED = timedelta(days=365)  # what a host did with its validators longer ago does not count
_NAMED = 5  # pages a message names


class Ledger:
    """Stores fetches as they come, and remembers what the record of the run says of them."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now
        self._counts: Counter[str] = Counter()
        self._trouble: dict[tuple[str, str, str], list[Fetch]] = {}
        self._gone: dict[str, list[str]] = {}
        self._fresh: dict[str, list[str]] = {}
        self._latest: dict[str, dict[int, list[Capture]]] = {}
        self._known = {(page.company, page.url): page for page in store.pages()}
        self._met = {company for company, _ in self._known}
        self._ill = {(item.company, item.url): item for item in store.health()}
        self._well: list[SourceHealth] = []

    def keep(self, fetch: Fetch) -> None:
        """Store one fetch."""
        new = self._store.record(fetch)
        self._counts[fetch.outcome.value] += 1
        self._counts["new"] += new
        key = fetch.company, fetch.url
        if fetch.outcome not in GOOD:
            where = fetch.company, host_of(fetch.url), fetch.outcome.value
            self._trouble.setdefault(where, []).append(fetch)
            return
        if key in self._ill:
            self._well.append(self._ill[key])
        if fetch.company not in self._met or fetch.origin == "archive":
            return
        known = self._known.get(key)
        if known is None and fetch.outcome is Outcome.OK:
            self._fresh.setdefault(fetch.company, []).append(f"{fetch.url} ({fetch.kind})")
        elif fetch.outcome is Outcome.GONE and known is not None and known.gone_since is None:
            self._gone.setdefault(fetch.company, []).append(f"{fetch.url} ({fetch.reason})")

    def keep_archived(self, fetch: Fetch) -> None:
        """Store one fetch of an archive, unless it is of a picture, a style or another file."""
        if fetch.outcome is Outcome.WRONG_TYPE:
            self._counts["wrong_type"] += 1
        else:
            self.keep(fetch)

    def trusted(self, company: str) -> frozenset[str]:
        """The hosts of a company, and their sections, whose validators were always as new as their bodies."""
        return honest_places(self._store.validator_record(company, self._now - _REMEMBERED))

    def before(self, page: Page) -> Before | None:
        """What a page showed at its last good capture, and what became of it since."""
        if page.company not in self._latest:
            found: dict[int, list[Capture]] = {}
            for capture in self._store.captures(page.company):
                found.setdefault(capture.page_id, []).append(capture)
            self._latest[page.company] = found
        history = self._latest[page.company].get(page.id, [])
        good = [capture for capture in history if capture.snapshot_id is not None]
        if not good:
            return None
        latest = history[-1]
        return Before(
            self._shown(good[-1]),
            emptied=latest.outcome is Outcome.EMPTIED,
            versions=tuple(
                c.snapshot_hash or "" for c in good[-_VERSIONS:] if self._now - c.at <= _FLIPS_WITHIN
            ),
            stayed=latest.outcome is Outcome.UNSTABLE and latest.seen_until > latest.at,
        )

    def _shown(self, capture: Capture) -> int:
        """Characters of text a capture shows; those of early databases are not counted yet."""
        if capture.shown is not None or capture.snapshot_id is None:
            return capture.shown or 0
        body = self._store.body(capture.snapshot_id)
        return len(visible_text(Document(capture.content_type or "text/html", body, readable=True)))

    def record(
        self,
        stage: str,
        started: datetime,
        began: float,
        *,
        trouble: Sequence[str] = (),
        notes: Sequence[str] = (),
        more: Mapping[str, int] | None = None,
        already: int = 0,
    ) -> RunRecord:
        """How the run ended; one message for each company, host and kind of trouble.

        A run that got nothing good has failed, unless what it wants was `already` there.
        """
        trouble = (*trouble, *(self._message(fetches) for _, fetches in sorted(self._trouble.items())))
        status: Literal["ok", "partial", "failed"] = "partial" if trouble else "ok"
        if not already and not any(self._counts[outcome.value] for outcome in GOOD):
            status = "failed"
        took = timedelta(seconds=time.monotonic() - began)
        counts = {**dict(sorted(self._counts.items())), **(more or {})}
        said = (*trouble, *self._ended(), *self._moves("new", self._fresh), *self._moves("gone", self._gone))
        return RunRecord(stage, started, started + took, status, counts, (*said, *notes))

    def _message(self, fetches: Sequence[Fetch]) -> str:
        """One line on trouble of one kind at one host, with since when it is there."""
        first = min(fetches, key=lambda f: (len(f.url), f.url))
        others = f" (and {len(fetches) - 1} more of {host_of(first.url)})" if len(fetches) > 1 else ""
        why = f": {first.reason}" if first.reason else ""
        ill = self._ill.get((first.company, first.url))
        since = f", since {ill.since:%Y-%m-%d}" if ill and ill.outcome is first.outcome else ""
        return f"{first.company}: {_words(first.outcome)} at {first.url}{others}{since}{why}"

    def _ended(self) -> list[str]:
        """One line for each company and kind of trouble that is over."""
        groups: dict[tuple[str, Outcome], list[SourceHealth]] = {}
        for item in self._well:
            groups.setdefault((item.company, item.outcome), []).append(item)
        lines = []
        for (company, outcome), items in sorted(groups.items()):
            first = min(items, key=lambda i: (len(i.url), i.url))
            others = f" and {len(items) - 1} more pages" if len(items) > 1 else ""
            since = min(item.since for item in items)
            lines.append(
                f"{company}: no longer {_words(outcome)} (since {since:%Y-%m-%d}): {first.url}{others}"
            )
        return lines

    def _moves(self, what: str, found: Mapping[str, Sequence[str]]) -> list[str]:
        """One line for each company whose site has pages more, or fewer, than at the last run."""
        lines = []
        for company, pages in sorted(found.items()):
            more = f" and {len(pages) - _NAMED} more" if len(pages) > _NAMED else ""
            plural = "s" if len(pages) > 1 else ""
            lines.append(f"{company}: {what} page{plural}: {', '.join(sorted(pages)[:_NAMED])}{more}")
        return lines


def _words(outcome: Outcome) -> str:
    return outcome.value.replace("_", " ")
