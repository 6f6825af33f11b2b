"""What is known of one page while its captures come in: which are there, and what the latest showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from crawlers.bodies import Document, visible_text
from crawlers.outcomes import GOOD, Before
from crawlers.wayback import cdx
from turfwatch.types import Capture, Fetch, Outcome


class History:
    """What is known of one page: what the store has of it, and what this run has added."""

    def __init__(self, body: Callable[[int], bytes], stored: Sequence[Capture]) -> None:
        self._body = body
        self._stored = stored
        self._latest: Capture | None = None  # of those stored, the one the page showed last
        self._before: Before | None = None
        self._moments: set[datetime] = set()
        self.digest = ""  # of the body the page showed last, as the index names it

    def covers(self, capture: cdx.Memento) -> bool:
        """Whether the store has this capture; it is then what the next one is compared with."""
        if capture.at in self._moments:
            return True
        found = next((c for c in self._stored if c.at <= capture.at <= c.seen_until), None)
        if found is None:
            return False
        if found.snapshot_id is not None:
            self._latest, self._before = found, None
        self.digest = capture.digest if found.outcome in GOOD else ""
        return True

    def has(self, at: datetime) -> bool:
        """Whether something is kept of this moment."""
        return at in self._moments or any(c.at <= at <= c.seen_until for c in self._stored)

    def goes_on(self, fetch: Fetch, capture: cdx.Memento) -> None:
        """A capture was added."""
        self._moments.add(fetch.at)
        self._before = _after(fetch, self.before)
        as_listed = fetch.at == capture.at
        self.digest = capture.digest if as_listed and fetch.outcome in GOOD else ""

    @property
    def before(self) -> Before | None:
        """What the page showed last."""
        if self._before is None and self._latest is not None and self._latest.snapshot_id is not None:
            body = self._body(self._latest.snapshot_id)
            shown = Document(self._latest.content_type or "text/html", body, readable=True)
            self._before = Before(len(visible_text(shown)))
        return self._before


def _after(fetch: Fetch, before: Before | None) -> Before | None:
    """What the next capture of the page is compared with."""
    if fetch.outcome is Outcome.OK:
        return Before(len(visible_text(Document(fetch.content_type, fetch.body, readable=True))))
    return before and replace(before, emptied=fetch.outcome is Outcome.EMPTIED)
