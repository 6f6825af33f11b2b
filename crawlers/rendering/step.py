"""Rendering as a step of a download: a page with `render = true` passes through the browser.

The document comes as every page does: robots.txt, address check, size, time and the host's slot hold for
it, and a redirect or an error never reaches the browser. What its scripts ask for is fetched by Scrapy
too, one request at a time for each host, without the pause between pages: it is all one page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse, Response

from crawlers.bodies import document
from crawlers.manners import NotTried
from crawlers.redirects import MAX_REDIRECTS, STATUSES
from crawlers.rendering.exchange import Ask, Part, Shell
from crawlers.urls import host_of

if TYPE_CHECKING:
    from crawlers.spider import PageSpider

RENDER = "turfwatch_render"  # in a request's meta: whether the page is to be rendered
RENDERED = "rendered"  # among a response's flags
_PART = "turfwatch_part"
_REFUSED = (  # by our rules, by the server, or by the way to it (a ForbiddenAddress is an OSError)
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    DownloadTimeoutError, IgnoreRequest, NotTried, OSError, ResponseDataLossError, UnsupportedURLSchemeError,
    ValueError,
)  # fmt: skip
_NO_MORE_TRUE = frozenset(
    {b"content-encoding", b"content-length", b"transfer-encoding", b"connection", b"set-cookie"}
)


class Rendering:
    """A downloader middleware, between unpacking and second attempts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self._reached_downloader, signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Rendering:
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Awaitable[Response]:
        """The page as its scripts leave it, or a redirect to where they go."""
        if not request.meta.get(RENDER) or response.status != 200:
            return response
        return self._render(request, response)

    async def _render(self, request: Request, response: Response) -> Response:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if not document(response.body, content_type).is_html:
            return response
        shell = Shell(response.url, content_type or "text/html", response.body)
        spider = cast("PageSpider", self._crawler.spider)
        rendered = await spider.job.browser.render(shell, self._part)
        if rendered.moved_to:
            return response.replace(status=302, headers={"Location": rendered.moved_to}, body=b"")
        return HtmlResponse(
            response.url,
            headers={"Content-Type": "text/html; charset=utf-8"},  # no validators: they are the shell's
            body=rendered.body,
            encoding="utf-8",
            flags=[*response.flags, RENDERED],
            request=request,
        )

    async def _part(self, ask: Ask) -> Part | None:
        """What a script asked for, fetched by the rules of the crawl; None where it cannot be had."""
        url = ask.url
        for _ in range(MAX_REDIRECTS):
            response = await self._fetch(url, ask)
            location = response.headers.get("Location") if response is not None else None
            if response is None or response.status not in STATUSES or location is None:
                return None if response is None else Part(response.status, _headers(response), response.body)
            try:
                url = urljoin(url, location.decode("latin-1").strip())
            except ValueError:
                return None
        return None

    async def _fetch(self, url: str, ask: Ask) -> Response | None:
        meta = {
            _PART: True, "dont_retry": True, "handle_httpstatus_all": True,
            "autothrottle_dont_adjust_delay": True, "download_slot": f"{host_of(url)} (parts)",
        }  # fmt: skip
        try:
            request = Request(url, method=ask.method, headers=dict(ask.headers), body=ask.body, meta=meta)
            return await self._crawler.engine.download_async(request)
        except _REFUSED:
            return None

    def _reached_downloader(self, request: Request, spider: Spider) -> None:
        if request.meta.get(_PART):
            self._crawler.engine.downloader.slots[request.meta["download_slot"]].delay = 0


def _headers(response: Response) -> Mapping[str, str]:
    return {
        name.decode("latin-1"): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.lower() not in _NO_MORE_TRUE
    }
