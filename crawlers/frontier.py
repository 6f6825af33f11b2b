"""Which pages of one company to visit, in waves: what is known first, then what was found, best first.

A wave is chosen when all answers to the one before are in. So the choice depends on what the site
says and not on which answer came first, and the page budget goes to the kinds that carry positioning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from crawlers.discovery import Link, Sitemap, is_changelog_link
from crawlers.kinds import FEED_TYPES, is_feed_address, kind_of, locale_of
from crawlers.targets import Target
from crawlers.urls import identity, is_asset, is_trap, normalise
from turfwatch.types import Page, PageKind

# In the order in which the budget is spent.
_RANK: dict[PageKind, int] = {
    "home": 0, "pricing": 1, "compare": 2, "product": 3, "solution": 3, "release_notes": 4,
    "customers": 5, "other": 6, "blog": 7, "docs": 8, "careers": 9, "legal": 9,
}  # fmt: skip
# The share of the budget a kind may take at most: a few posts tell as much as a hundred.
_SHARE: dict[PageKind, float] = {
    "docs": 0.0, "careers": 0.0, "legal": 0.0, "blog": 0.1, "customers": 0.15, "other": 0.15,
    "release_notes": 0.25,
}  # fmt: skip
_MAX_SITEMAPS = 10
_MAX_FEEDS = 4
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
class _Candidate:
    url: str
    depth: int
    via: str
    texts: list[str] = field(default_factory=list)
    region: str = "main"
    content_type: str = ""
    modified: datetime = _LEAST


class Frontier:
    """The plan of one company's crawl; told every answer, it says what comes next."""

    def __init__(
        self, target: Target, pages: Iterable[Page], extra: Iterable[str] = (), *, discover: bool = True
    ) -> None:
        self.target = target
        self._discover = discover
        self._known = {identity(page.url): page for page in pages}
        self._extra = tuple(extra)
        self._seen: set[str] = set()  # identities of pages asked for, or arrived at
        self._spent = 0
        self._used: Counter[str] = Counter()
        self._candidates: dict[str, _Candidate] = {}
        self._sitemaps: list[str] = []
        self._fetched_sitemaps: set[str] = set()
        self._declared = False
        self._waves = 0

    def first(self) -> list[Visit]:
        """Home, configured sources, the adapter's addresses and the pages known to be there."""
        target = self.target
        visits = [self._seed(target.site, "home", "home")]
        visits += [self._seed(source.url, source.kind, "config") for source in target.sources]
        visits += [self._seed(url, "other", target.adapter) for url in self._extra]
        living = [p for p in self._known.values() if p.gone_since is None and not target.excluded(p.url)]
        living.sort(key=lambda p: (_RANK[p.kind], p.url))
        visits += [
            Visit(target.name, page.url, page.kind, 1, page.found_via, page=page)
            for page in living[: target.max_pages]
        ]
        return self._take(visits)

    def _seed(self, url: str, kind: PageKind, via: str) -> Visit:
        spelled = normalise(url) or url
        page = self._known.get(identity(spelled))
        if kind == "other":
            kind = kind_of(spelled, site=self.target.site)
        return Visit(self.target.name, page.url if page else spelled, kind, 0, via, wanted=True, page=page)

    def _take(self, visits: Iterable[Visit]) -> list[Visit]:
        taken = []
        for visit in visits:
            key = identity(visit.url)
            if key not in self._seen:
                self._seen.add(key)
                self._spent += visit.purpose == "page"
                self._used[visit.kind] += 1
                taken.append(visit)
        return taken

    # --- what answers tell ------------------------------------------------------------------------

    def arrived(self, url: str) -> bool:
        """A redirect led here; False when this page is visited anyway and need not be twice."""
        key = identity(url)
        fresh = key not in self._seen
        self._seen.add(key)
        return fresh

    def found_links(self, visit: Visit, links: Iterable[Link]) -> None:
        """Links of a page that was read."""
        for link in links:
            feed = link.content_type in FEED_TYPES
            if visit.depth >= self.target.max_depth and not feed:
                continue
            off_site = visit.depth == 0 and is_changelog_link(link) and _hosts_changelogs(link.url)
            if self.target.owns(link.url) or off_site:
                self._offer(link.url, visit.depth + 1, visit.url, link)

    def found_sitemaps(self, urls: Iterable[str]) -> None:
        """Sitemaps that robots.txt or an index names; only the company's own hosts serve them."""
        self._declared = True
        self._sitemaps += [url for url in urls if self.target.owns(url)]

    def found_sitemaps_once(self, urls: Sequence[str]) -> None:
        """The sitemaps of robots.txt, which is read before the first page and said after the first wave."""
        if urls and not self._declared:
            self.found_sitemaps(urls)

    def found_sitemap(self, visit: Visit, sitemap: Sitemap) -> None:
        """A sitemap that was read."""
        self.found_sitemaps(entry.url for entry in sorted(sitemap.sitemaps, key=lambda e: _dull(e.url)))
        for entry in sitemap.pages:
            if self.target.owns(entry.url) and not is_asset(entry.url) and not is_trap(entry.url):
                self._offer(entry.url, 1, visit.url, None, entry.modified)

    def _offer(
        self, url: str, depth: int, via: str, link: Link | None, modified: datetime | None = None
    ) -> None:
        key = identity(url)
        if key in self._seen or self.target.excluded(url):
            return
        candidate = self._candidates.setdefault(key, _Candidate(url, depth, via))
        if modified is not None:
            candidate.modified = max(candidate.modified, modified)
        if link is None:
            return
        candidate.depth = min(candidate.depth, depth)
        candidate.texts += link.text.split("\n") if link.text else []
        candidate.content_type = candidate.content_type or link.content_type
        if link.region in {"nav", "feed"}:
            candidate.region = link.region

    # --- the next wave ----------------------------------------------------------------------------

    def next(self) -> list[Visit]:
        """The next wave, empty when the crawl of this company is complete."""
        self._waves += 1
        if not self._discover or self._waves > self.target.max_depth + 6:  # an index of indexes of indexes
            return []
        if sitemaps := self._next_sitemaps():
            return sitemaps
        chosen = self._choose()
        self._candidates.clear()
        return self._take(chosen)

    def _next_sitemaps(self) -> list[Visit]:
        if not self._declared:
            self.found_sitemaps([normalise("/sitemap.xml", self.target.site) or ""])
        room = _MAX_SITEMAPS - len(self._fetched_sitemaps)
        fresh = [url for url in dict.fromkeys(self._sitemaps) if url not in self._fetched_sitemaps][
            : max(room, 0)
        ]
        self._sitemaps.clear()
        self._fetched_sitemaps.update(fresh)
        return [Visit(self.target.name, url, via="sitemap", purpose="sitemap") for url in fresh]

    def _choose(self) -> list[Visit]:
        visits = [v for c in self._candidates.values() if (v := self._visit(c)) is not None]
        order = {v.url: self._order(v) for v in visits}
        chosen: list[Visit] = []
        used, feeds = Counter(self._used), 0
        for visit in sorted(visits, key=lambda v: order[v.url]):
            if self._spent + len(chosen) >= self.target.max_pages:
                break
            asked = self.target.included(visit.url) or self.target.source(visit.url) is not None
            feed = self._candidates[identity(visit.url)].content_type in FEED_TYPES
            feeds += feed
            limit = _SHARE.get(visit.kind, 1.0) * self.target.max_pages
            if not asked and (
                used[visit.kind] >= max(limit, 2 if limit else 0) or (feed and feeds > _MAX_FEEDS)
            ):
                continue
            used[visit.kind] += 1
            chosen.append(visit)
        return chosen

    def _visit(self, candidate: _Candidate) -> Visit | None:
        url, page = candidate.url, self._known.get(identity(candidate.url))
        kind = page.kind if page else kind_of(
            url, link_texts=candidate.texts, content_type=candidate.content_type, site=self.target.site
        )  # fmt: skip
        asked = self.target.included(url)
        if not asked and (self._foreign_language(url) or (kind == "home" and page is None)):
            return None
        if not self.target.owns(url):
            kind = "release_notes"
        return Visit(
            self.target.name, page.url if page else url, kind, candidate.depth, candidate.via, page=page
        )

    def _foreign_language(self, url: str) -> bool:
        """A translation of a page we watch in the site's own language, or in English."""
        locale = locale_of(url)
        return bool(locale) and locale not in {"en", "us", "en-us", "en_us", locale_of(self.target.site)}

    def _order(self, visit: Visit) -> tuple[int, int, float, int, int, str]:
        candidate = self._candidates[identity(visit.url)]
        newest = (
            -candidate.modified.timestamp() if visit.kind in _DATED and candidate.modified != _LEAST else 0.0
        )
        segments = len([s for s in visit.url.split("/")[3:] if s])
        index = is_feed_address(visit.url) or segments == 1  # the list of posts before any post
        return (
            _RANK[visit.kind] - (100 if self.target.included(visit.url) else 0),
            0 if candidate.region == "feed" or (index and visit.kind in _DATED) else 1,
            newest,
            0 if candidate.region == "nav" else 1,
            candidate.depth * 10 + segments,
            visit.url,
        )


def _hosts_changelogs(url: str) -> bool:
    """Whether an address off the company's site is a changelog's: its path or host says so."""
    return kind_of(url) == "release_notes" or "/releases" in url


def _dull(url: str) -> tuple[bool, str]:
    """Sitemaps of posts, tags and help come after those of pages."""
    words = (
        "post",
        "blog",
        "tag",
        "author",
        "categor",
        "help",
        "docs",
        "image",
        "video",
        "news",
        "community",
    )
    return any(word in url.lower() for word in words), url
