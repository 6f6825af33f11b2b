"""Which pages of one company to visit, in waves: what is known first, then what was found, best first.

A wave is chosen when all answers to the one before are in. So the choice depends on what the site
says and not on which answer came first, and the page budget goes to the kinds that carry positioning.

Most sites are larger than their budget. What a site links to is therefore remembered, visited or not:
an address that no run before has met is a new page, and for those there is room beyond the budget.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from crawlers.choice import GUESSED, RANK, Budget, Candidate, Option, Visit
from crawlers.discovery import WELL_KNOWN_FEEDS, Link, Sitemap, is_changelog_link
from crawlers.kinds import FEED_TYPES, is_feed_address, kind_of, locale_of
from crawlers.targets import Target
from crawlers.urls import host_of, identity, is_asset, is_trap, normalise
from turfwatch.types import Page, PageKind

_MAX_SITEMAPS = 10


def mark(url: str) -> int:
    """What is remembered of an address: 63 bits of its identity."""
    return int.from_bytes(blake2b(identity(url).encode(), digest_size=8).digest()) >> 1


class Frontier:
    """The plan of one company's crawl; told every answer, it says what comes next."""

    def __init__(
        self,
        target: Target,
        pages: Iterable[Page],
        extra: Iterable[str] = (),
        *,
        discover: bool = True,
        met: Collection[int] = (),
    ) -> None:
        self.target = target
        self.meets: set[int] = set()  # marks of the addresses this run found
        self._met = frozenset(met)  # and of those earlier runs found
        self._discover = discover
        self._known = {identity(page.url): page for page in pages}
        self._extra = tuple(extra)
        self._seen: set[str] = set()  # identities of pages asked for, or arrived at
        self._budget = Budget(target.max_pages, newcomers=bool(self._met))
        self._candidates: dict[str, Candidate] = {}
        self._sitemaps: list[str] = []
        self._fetched_sitemaps: set[str] = set()
        self._declared = self._has_feed = False
        self._waves = 0
        self._locales = {"en", "us", "en-us", "en_us", locale_of(target.site)}

    def first(self) -> list[Visit]:
        """Home, configured sources, the adapter's addresses and the pages known to be there."""
        target = self.target
        visits = [self._seed(target.site, "home", "home")]
        visits += [self._seed(source.url, source.kind, "config") for source in target.sources]
        visits += [self._seed(url, "other", target.adapter) for url in self._extra]
        living = [p for p in self._known.values() if p.gone_since is None and not target.excluded(p.url)]
        living.sort(key=lambda p: (RANK[p.kind], p.url))
        visits += [
            Visit(target.name, page.url, page.kind, 1, page.found_via, page=page)
            for page in living[: self._budget.known]
        ]
        return self._take(visits)

    def _seed(self, url: str, kind: PageKind, via: str) -> Visit:
        spelled = normalise(url) or url
        page = self._known.get(identity(spelled))
        if kind == "other":
            kind = kind_of(spelled, site=self.target.site)
        return Visit(self.target.name, page.url if page else spelled, kind, 0, via, wanted=True, page=page)

    def _take(self, visits: Iterable[Visit]) -> list[Visit]:
        """Of some visits those to pages not yet asked for, paid from the budget."""
        taken = [visit for visit in visits if self._arrive(visit.url)]
        for visit in taken:
            self._budget.spend(visit)
        return taken

    def _arrive(self, url: str) -> bool:
        """Whether a page is visited for the first time in this run, which it is from now on."""
        key = identity(url)
        fresh = key not in self._seen
        self._seen.add(key)
        return fresh

    # --- what answers tell ------------------------------------------------------------------------

    def arrived(self, url: str, *, home: bool = False) -> bool:
        """A redirect led here; False when this page is visited anyway and need not be twice.

        Where it led from home, the site speaks the language of the address it led to.
        """
        if home:
            self._locales.add(locale_of(url))
        return self._arrive(url)

    def reads_links(self, visit: Visit) -> bool:
        """Whether what this page links to can matter: not when the crawl is to end with it."""
        return self._discover and (visit.depth == 0 or not self._budget.spent)

    def only_feeds(self, visit: Visit) -> bool:
        """Whether a page stands so deep that nothing but its feeds is followed."""
        return visit.depth >= self.target.max_depth

    def found_links(self, visit: Visit, links: Iterable[Link]) -> None:
        """Links of a page that was read."""
        for link in links:
            feed = link.content_type in FEED_TYPES
            self._has_feed = self._has_feed or feed
            if self.only_feeds(visit) and not feed:
                continue
            if identity(link.url) in self._seen:
                continue
            if self.target.owns(link.url) or self._hosted_changelog(visit, link):
                self._offer(link.url, visit.depth + 1, visit.url, link)

    def _hosted_changelog(self, visit: Visit, link: Link) -> bool:
        """Release notes kept elsewhere: linked as such from home, or the feed of a page that was."""
        if not _hosts_changelogs(link.url):
            return False
        if link.content_type in FEED_TYPES and not self.target.owns(visit.url):
            return host_of(link.url) == host_of(visit.url)
        return visit.depth == 0 and is_changelog_link(link)

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
        candidate = self._candidates.get(key)
        if candidate is None:
            candidate = self._candidates[key] = Candidate(url, depth, via)
            self.meets.add(mark(url))
        if modified is not None:
            candidate.modified = max(candidate.modified, modified)
        if link is not None:
            candidate.heard(link, depth)

    # --- the next wave ----------------------------------------------------------------------------

    def next(self) -> list[Visit]:
        """The next wave, empty when the crawl of this company is complete."""
        self._waves += 1
        if not self._discover or self._waves > self.target.max_depth + 6:  # an index of indexes of indexes
            return []
        if sitemaps := self._next_sitemaps():
            return sitemaps
        return self._guess_feeds() or self.choose()

    def choose(self) -> list[Visit]:
        """The best of the pages found so far, as far as the budget reaches."""
        options = [option for c in self._candidates.values() if (option := self._option(c)) is not None]
        self._candidates.clear()
        return [visit for visit in self._budget.choose(options) if self._arrive(visit.url)]

    def _next_sitemaps(self) -> list[Visit]:
        if not self._declared:
            self.found_sitemaps([normalise("/sitemap.xml", self.target.site) or ""])
        room = _MAX_SITEMAPS - len(self._fetched_sitemaps)
        named = dict.fromkeys(url for url in self._sitemaps if url not in self._fetched_sitemaps)
        fresh = list(named)[: max(room, 0)]
        self._sitemaps.clear()
        self._fetched_sitemaps.update(fresh)
        return [Visit(self.target.name, url, via="sitemap", purpose="sitemap") for url in fresh]

    def _guess_feeds(self) -> list[Visit]:
        """In a first run where nothing announces a feed: the addresses most feeds have."""
        if self._has_feed or self._met or any(is_feed_address(page.url) for page in self._known.values()):
            return []
        self._has_feed = True
        urls = [normalise(path, self.target.site) or "" for path in WELL_KNOWN_FEEDS]
        return [
            Visit(self.target.name, url, kind_of(url, site=self.target.site), self.target.max_depth, GUESSED)
            for url in urls
            if self._arrive(url)
        ]

    def _option(self, candidate: Candidate) -> Option | None:
        url, page = candidate.url, self._known.get(identity(candidate.url))
        kind = page.kind if page else kind_of(
            url, link_texts=candidate.texts, content_type=candidate.content_type, site=self.target.site
        )  # fmt: skip
        asked = self.target.included(url) or self.target.source(url) is not None
        if not self.target.included(url) and (
            self._foreign_language(url) or (kind == "home" and page is None)
        ):
            return None
        if not self.target.owns(url):
            kind = "release_notes"
        visit = Visit(
            self.target.name, page.url if page else url, kind, candidate.depth, candidate.via, page=page
        )
        return Option(visit, candidate, asked, new=page is None and mark(url) not in self._met)

    def _foreign_language(self, url: str) -> bool:
        """A translation of a page we watch in the site's own language, or in English."""
        locale = locale_of(url)
        return bool(locale) and locale not in self._locales


def _hosts_changelogs(url: str) -> bool:
    """Whether an address off the company's site is a changelog's: its path or host says so."""
    return kind_of(url) == "release_notes" or "/releases" in url


def _dull(url: str) -> tuple[bool, str]:
    """Sitemaps of posts, tags and help come after those of pages."""
    words = (
        "post", "blog", "tag", "author", "categor", "help", "docs", "image", "video", "news", "community",
    )  # fmt: skip
    return any(word in url.lower() for word in words), url
