"""The spider: sends a frontier's visits, follows redirects, and turns every answer into a `Fetch`.

It decides nothing about which pages matter (the frontier does) and stores nothing (`keep` does).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.bodies import Document, document
from crawlers.choice import GUESSED, Visit
from crawlers.conditional import relies_on, unchanged, validators
from crawlers.discovery import MAX_UNPACKED, links, sitemap
from crawlers.download import CUT, CUT_AT
from crawlers.failures import of_exception
from crawlers.frontier import Frontier
from crawlers.job import Job
from crawlers.kinds import kind_of
from crawlers.manners import NotTried
from crawlers.outcomes import (
    Verdict,
    of_page,
    of_status,
    title_of,
)
from crawlers.redirects import of_redirect, redirect_target
from crawlers.rendering.step import RENDER, RENDERED
from crawlers.robots import Robots
from crawlers.urls import host_of, identity, normalise
from turfwatch.types import Fetch, Outcome

# A link that led nowhere is not a page that vanished: such is told only of pages we knew or were given.
_NO_PAGE = frozenset({Outcome.GONE, Outcome.WRONG_TYPE, Outcome.ROBOTS, Outcome.EMPTIED, Outcome.LOGIN_WALL})


class PageSpider(Spider):
    """All companies in one run, each in its own waves, in parallel over hosts."""

    name = "turfwatch"
    robots: Robots

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._frontiers = {frontier.target.name: frontier for frontier in job.frontiers}
        self._pending: Counter[str] = Counter()
        self._of_sitemap: dict[str, int] = {}
        self._planned = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, job: Job) -> PageSpider:
        """As Scrapy makes spiders, with an ear on robots.txt."""
        spider: PageSpider = super().from_crawler(crawler, job)
        spider.robots = Robots(crawler, job.user_agent)
        cut_at = crawler.settings.getint("TURFWATCH_SITEMAP_BYTES")
        spider._of_sitemap = {CUT_AT: cut_at, "download_maxsize": max(cut_at, MAX_UNPACKED)}
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first wave of every company."""
        waves = [self._wave(frontier.first()) for frontier in self._frontiers.values()]
        for wave in waves:
            for request in wave:
                yield request

    # --- answers ----------------------------------------------------------------------------------

    def answered(self, response: Response) -> Iterator[Request]:
        """Handle a response of any status."""
        yield from self._guarded(self._answer(response.meta["visit"], response))

    def errored(self, failure: Failure) -> Iterator[Request]:
        """Handle a request that got no response."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        yield from self._guarded(self._error(request.meta["visit"], failure.value))

    def _guarded(self, requests: Iterable[Request]) -> Iterator[Request]:
        """A bug of ours, or a store that cannot be written, ends the run and is raised by it."""
        if self.job.over:
            return
        try:
            yield from requests
        except Exception as error:
            self.job.failure = self.job.failure or error
            raise CloseSpider("failed") from error

    def _answer(self, visit: Visit, response: Response) -> Iterator[Request]:
        target = redirect_target(response)
        if target is not None:
            yield from self._redirect(visit, response, target)
            return
        if visit.purpose == "sitemap":
            if response.status == 200:
                self._frontier(visit).found_sitemap(visit, sitemap(response.body, response.url))
                if response.meta.get(CUT):
                    self._say(visit, "was read as far as that")
        elif (arrived := self._arrive(visit, response)) is not None:
            self._page(arrived, response)
        yield from self._next(visit)

    def _error(self, visit: Visit, error: BaseException | None) -> Iterator[Request]:
        if visit.purpose == "page":
            if isinstance(error, NotTried):
                self.job.not_tried[visit.company, host_of(visit.url), str(error)] += 1
            else:
                self._keep(visit, of_exception(error or RuntimeError()))
        elif error is not None and of_exception(error).outcome is Outcome.TOO_LARGE:
            self._say(visit, "could not be read")
        yield from self._next(visit)

    def _say(self, visit: Visit, what: str) -> None:
        """A sitemap that is not read whole leaves pages unfound; that is never silent."""
        self.job.said.append(
            f"{visit.company}: {visit.url} is larger than crawl.max_bytes and {what}: pages it names may be"
            " missing (name those that matter in sources, or raise crawl.max_bytes)"
        )

    def _page(self, visit: Visit, response: Response) -> None:
        headers = {
            name: (response.headers.get(name) or b"").decode("latin-1")
            for name in ("retry-after", "etag", "last-modified", "content-type", "cf-mitigated")
        }
        verdict = of_status(response.status, headers)
        if verdict is not None and verdict.outcome is not Outcome.UNCHANGED:
            self._keep(visit, verdict, response)
            return
        found = document(response.body, headers["content-type"])
        if verdict is None:
            verdict = self._judge(visit, response, found)
        if found.is_html and found.body and self._leads_on(visit, verdict):
            frontier = self._frontier(visit)
            frontier.found_links(
                visit, links(found.text, response.url, only_feeds=frontier.only_feeds(visit))
            )
        self._keep(_named(visit, found), verdict, response, found, headers)

    def _leads_on(self, visit: Visit, verdict: Verdict) -> bool:
        """Whether a page's links are read: home's always, other pages' when they are new or have changed."""
        told = verdict.outcome is Outcome.OK or (verdict.outcome is Outcome.UNCHANGED and visit.depth == 0)
        return told and self._frontier(visit).reads_links(visit)

    def _judge(self, visit: Visit, response: Response, found: Document) -> Verdict:
        if found.readable and unchanged(visit.page, found.body):
            return Verdict(Outcome.UNCHANGED)
        before = self.job.before(visit.page) if visit.page else None
        return of_page(visit.url, response.url, found, before, rendered=RENDERED in response.flags)

    def _keep(
        self,
        visit: Visit,
        verdict: Verdict,
        response: Response | None = None,
        found: Document | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        if visit.page is None and not visit.wanted and _is_nothing(visit, verdict, found):
            self.job.dead_links += 1
            return
        good = found if verdict.outcome is Outcome.OK else None
        self.job.keep(
            Fetch(
                url=visit.url,
                company=visit.company,
                at=self.job.now,
                outcome=verdict.outcome,
                reason=verdict.reason,
                status=response.status if response is not None else None,
                final_url=response.url if response is not None else "",
                content_type=good.mime if good else "",
                body=good.body if good else b"",
                etag=(headers or {}).get("etag") or None,
                last_modified=(headers or {}).get("last-modified") or None,
                kind=visit.kind,
                found_via=visit.via,
                shown=verdict.shown if good else None,
            )
        )

    # --- redirects --------------------------------------------------------------------------------

    def _redirect(self, visit: Visit, response: Response, target: str) -> Iterator[Request]:
        chain: tuple[str, ...] = (*response.meta["chain"], response.url)
        owned = self._frontier(visit).target.owns(normalise(target) or "")
        verdict = of_redirect(visit.url, chain, target, owned=owned, home=visit.wanted)
        if verdict is None:
            yield self._request(visit, target, chain)
            return
        if visit.purpose == "page":
            self._keep(visit, verdict, response)
        yield from self._next(visit)

    def _arrive(self, visit: Visit, response: Response) -> Visit | None:
        """The visit as redirects have left it; None when it came to a page that is visited by itself.

        A page we knew keeps its identity when it moves. One that now leads to another page of ours is
        gone. A link that is redirected stands for the page it leads to.
        """
        final = normalise(response.url) or response.url
        if not response.meta["chain"] or identity(final) == identity(visit.url):
            return visit
        fresh = self._frontier(visit).arrived(final, home=visit.kind == "home")
        if visit.wanted:
            return visit
        if not fresh:
            if visit.page is not None:
                self._keep(visit, Verdict(Outcome.GONE, f"redirects to {final}"), response)
            return None
        if visit.page is not None:
            return visit
        return replace(visit, url=final, kind=kind_of(final, site=self._frontier(visit).target.site))

    # --- requests ---------------------------------------------------------------------------------

    def _next(self, visit: Visit) -> list[Request]:
        """One visit is over; the company's next wave, if it was the last of this one."""
        self._pending[visit.company] -= 1
        self.job.advance(int(visit.purpose == "page"), self._planned)
        if self._pending[visit.company]:
            return []
        frontier = self._frontier(visit)
        frontier.found_sitemaps_once(self.robots.sitemaps(frontier.target.site))
        return self._wave(frontier.next())

    def _wave(self, visits: Sequence[Visit]) -> list[Request]:
        for visit in visits:
            self._pending[visit.company] += 1
            self._planned += visit.purpose == "page"
        return [self._request(visit) for visit in visits]

    def _request(self, visit: Visit, url: str = "", chain: tuple[str, ...] = ()) -> Request:
        # Home is fetched whole: what is new on a site is linked there, and a 304 has no links.
        trusted = relies_on(visit.url, self.job.trusted.get(visit.company, ()))
        conditional = {} if visit.depth == 0 else validators(visit.page, self.job.now, trusted=trusted)
        meta: dict[str, Any] = {
            "visit": visit, "chain": chain, "handle_httpstatus_all": True,
            **(self._of_sitemap if visit.purpose == "sitemap" else {}),
            RENDER: visit.purpose == "page" and self._frontier(visit).target.renders(visit.url),
        }  # fmt: skip
        return Request(
            url or visit.url,
            self.answered,
            errback=self.errored,
            headers=conditional,
            meta=meta,
            dont_filter=True,
        )

    def _frontier(self, visit: Visit) -> Frontier:
        return self._frontiers[visit.company]


def _is_nothing(visit: Visit, verdict: Verdict, found: Document | None) -> bool:
    """Whether an address nobody asked for turned out to be no page; a guess is one only if it is a feed."""
    if visit.via == GUESSED:
        return verdict.outcome is not Outcome.OK or found is None or found.is_html
    return verdict.outcome in _NO_PAGE


def _named(visit: Visit, found: Document) -> Visit:
    """A new page whose address says nothing, by its title."""
    if visit.page is not None or visit.kind != "other" or visit.wanted or not found.is_html:
        return visit
    return replace(visit, kind=kind_of(visit.url, title=title_of(found)))
