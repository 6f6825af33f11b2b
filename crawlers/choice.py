"""Which of the pages found are worth a visit: best kinds first, each within its share of the budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from crawlers.discovery import Link
from crawlers.kinds import FEED_TYPES, is_feed_address
from turfwatch.types import Page, PageKind

# In the order in which the budget is spent.
RANK: dict[PageKind, int] = {
    "home": 0, "pricing": 1, "compare": 2, "product": 3, "solution": 3, "release_notes": 4,
    "customers": 5, "other": 6, "blog": 7, "docs": 8, "careers": 9, "legal": 9,
}  # fmt: skip
# The share of the budget a kind may take at most: a few posts tell as much as a hundred.
_SHARE: dict[PageKind, float] = {
    "docs": 0.0, "careers": 0.0, "legal": 0.0, "blog": 0.1, "customers": 0.15, "other": 0.15,
    "release_notes": 0.25,
}  # fmt: skip
GUESSED = "well-known"  # how a page was found that nothing named
_NEWCOMERS = 0.1  # of the budget, on top of it: room for pages that appeared since the last run
_FEW = 5  # of them at least
_MAX_FEEDS = 4
_MAX_TEXTS = 8  # of links to one page: more say nothing new
_DATED: frozenset[PageKind] = frozenset({"blog", "release_notes", "customers"})
_LEAST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to make: a page, or a sitemap on the way to pages."""

    company: str
    url: str
    kind: PageKind = "other"
    depth: int = 0
    via: str = ""
    purpose: Literal["page", "sitemap"] = "page"
    wanted: bool = False  # home or configured: told of whatever comes of it
    page: Page | None = None  # as the store knows it


@dataclass(slots=True)
class Candidate:
    """An address that was found, with what was said of it."""

    url: str
    depth: int
    via: str
    texts: list[str] = field(default_factory=list)
    region: str = "main"
    content_type: str = ""
    modified: datetime = _LEAST

    @property
    def is_feed(self) -> bool:
        """Whether it was announced as a feed."""
        return self.content_type in FEED_TYPES

    def heard(self, link: Link, depth: int) -> None:
        """One more link to it."""
        self.depth = min(self.depth, depth)
        if link.text and len(self.texts) < _MAX_TEXTS:
            self.texts += link.text.split("\n")
        self.content_type = self.content_type or link.content_type
        if link.region in {"nav", "feed"}:
            self.region = link.region


@dataclass(frozen=True, slots=True)
class Option:
    """A visit that could be made, and what speaks for it."""

    visit: Visit
    candidate: Candidate
    asked: bool  # the config names it
    new: bool  # no run before this one met its address

    @property
    def order(self) -> tuple[int, int, float, int, int, str]:
        """The best first: kind, feeds and lists of posts, the newest posts, menus, short addresses."""
        visit, candidate = self.visit, self.candidate
        dated = visit.kind in _DATED
        newest = -candidate.modified.timestamp() if dated and candidate.modified != _LEAST else 0.0
        segments = len([s for s in visit.url.split("/")[3:] if s])
        index = is_feed_address(visit.url) or segments == 1  # the list of posts before any post
        return (
            RANK[visit.kind] - (100 if self.asked else 0),
            0 if candidate.region == "feed" or (index and dated) else 1,
            newest,
            0 if candidate.region == "nav" else 1,
            candidate.depth * 10 + segments,
            visit.url,
        )


class Budget:
    """How many pages of which kinds may still be visited in this run."""

    def __init__(self, pages: int, *, newcomers: bool) -> None:
        self._pages = pages
        self._newcomers = max(_FEW, round(_NEWCOMERS * pages)) if newcomers else 0
        self._used: Counter[PageKind] = Counter()

    @property
    def known(self) -> int:
        """How many pages that are known may be visited."""
        return self._pages + self._newcomers

    @property
    def spent(self) -> bool:
        """Whether nothing more can be chosen, whatever is found."""
        return self._left <= 0 and self._newcomers <= 0

    @property
    def _left(self) -> int:
        return self._pages - self._used.total()

    def spend(self, visit: Visit) -> None:
        """A visit that is made anyway."""
        self._used[visit.kind] += 1

    def choose(self, options: Iterable[Option]) -> list[Visit]:
        """The best of the options, paid for."""
        chosen, feeds = [], 0
        for option in sorted(options, key=lambda o: o.order):
            feeds += option.candidate.is_feed
            if not option.asked and option.candidate.is_feed and feeds > _MAX_FEEDS:
                continue
            if self._pays(option):
                chosen.append(option.visit)
        return chosen

    def _pays(self, option: Option) -> bool:
        kind = option.visit.kind
        share = _SHARE.get(kind, 1.0) * self._pages
        within = option.asked or self._used[kind] < max(share, 2 if share else 0)
        if self._left > 0 and within:
            self._used[kind] += 1
            return True
        if option.new and self._newcomers > 0 and (share or option.asked):
            self._newcomers -= 1
            return True
        return False
