"""All captures the archive lists for a page or a site, in as many answers as that takes.

A server either says where an answer goes on (a resumption key), or fills its answer and says nothing.
Then the time asked for is halved until every answer has room: so nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawlers.wayback import cdx

MAX_ANSWERS = 120  # to one question: five minutes at the Internet Archive's pace

Ask = Callable[[str], Awaitable[bytes | None]]  # an address to its answer; None where it was refused


@dataclass(slots=True)
class Captures:
    """What was listed so far; incomplete where the archive has more than it can be asked for."""

    found: dict[tuple[str, str], cdx.Memento] = field(default_factory=dict)
    answers: int = 0
    complete: bool = True

    def add(self, listing: cdx.Listing) -> None:
        """One more answer."""
        self.answers += 1
        for capture in listing.captures:
            self.found[capture.url, capture.stamp] = capture

    @property
    def captures(self) -> tuple[cdx.Memento, ...]:
        """Everything that was listed, oldest first."""
        return tuple(sorted(self.found.values(), key=lambda m: (m.at, m.url)))


async def captures(
    ask: Ask, base: str, url: str, since: date, until: date, *, whole_site: bool = False,
    limit: int = cdx.MAX_ROWS,
) -> Captures:  # fmt: skip
    """List the captures of a page, or one of each page of a site, between two days."""
    so_far, spans = Captures(), [(since, until)]
    while spans:
        first, last = spans.pop()
        if await _span(so_far, ask, base, url, first, last, whole_site, limit):
            continue
        if first >= last or so_far.answers >= MAX_ANSWERS:
            so_far.complete = False
            continue
        middle = first + (last - first) // 2
        spans += [(middle + timedelta(days=1), last), (first, middle)]  # the earlier half comes next
    return so_far


async def _span(
    so_far: Captures, ask: Ask, base: str, url: str, first: date, last: date, whole_site: bool, limit: int
) -> bool:
    """Ask for some days; whether the answers held all there is of them."""
    resume, used = "", set[str]()
    while so_far.answers < MAX_ANSWERS:
        asked = cdx.query(base, url, first, last, whole_site=whole_site, limit=limit, resume=resume)
        answer = await ask(asked)
        if answer is None:
            return True
        listing = cdx.read(answer)
        so_far.add(listing)
        resume = listing.resume
        if not resume:
            return not listing.cut and listing.rows < limit
        if resume in used:  # it goes round in a circle
            return False
        used.add(resume)
    return False
