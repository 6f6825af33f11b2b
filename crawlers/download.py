"""The download handler: Scrapy's asyncio one, with every address checked when it is connected to."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
)

from crawlers.addresses import ForbiddenAddress, check_url
from crawlers.manners import Manners
from crawlers.resolver import CheckedResolver
from crawlers.retries import retry_after
from crawlers.urls import host_of

_UNREACHABLE = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError)


CUT_AT = "turfwatch_cut_at"  # in a request's meta: bytes after which the body is cut off rather than refused
CUT = "turfwatch_cut"  # and whether it was


class _Answer(_ClientResponse):
    """An answer whose body may end sooner for us than for the server."""

    cut_at: int | None = None
    cut = False


class Handler(AiohttpDownloadHandler):
    """Fetches over HTTP and HTTPS; refuses private networks; goes through `crawl.proxy` where it is set."""

    experimental = False  # Scrapy warns of its own class at every start

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._proxy: str | None = crawler.settings.get("TURFWATCH_PROXY")
        self._allowed = frozenset(crawler.settings.getlist("TURFWATCH_ALLOWED_HOSTS"))
        self._manners = Manners(
            crawler.settings.getint("TURFWATCH_HOST_BYTES"), crawler.settings.get("TURFWATCH_CLOSES")
        )
        self._gates = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(self._pool_size_per_host))
        self._unchecked, self._session = self._session, self._checked_session()

    def _checked_session(self) -> aiohttp.ClientSession:
        # Behind a proxy only the proxy is connected to, and its address is the user's own choice.
        resolver = None if self._proxy else CheckedResolver(self._allowed)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._pool_size_total, limit_per_host=self._pool_size_per_host, resolver=resolver
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_Answer,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    @asynccontextmanager
    async def _make_request(self, request: Request, timeout: float) -> AsyncIterator[Any]:
        check_url(request.url, self._allowed)
        if self._proxy:
            request.meta["proxy"] = self._proxy
        host = host_of(request.url)
        # Scrapy hands over a whole queue where there is no delay; waiting must not count as the host's time.
        async with self._gates[host]:
            await self._manners.turn(host)
            try:
                async with super()._make_request(request, timeout) as response:
                    answer = cast(_Answer, response)
                    answer.cut_at = request.meta.get(CUT_AT)
                    try:
                        yield response
                    finally:
                        request.meta[CUT] = answer.cut
                        self._manners.received(host, response.content.total_bytes)
            except _UNREACHABLE as error:
                if not isinstance(error.__cause__, ForbiddenAddress):
                    self._manners.failed(host)
                raise
            waits = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
            self._manners.answered(host, response.status, waits)

    @staticmethod
    def _iter_body_chunks(response: _ClientResponse) -> AsyncIterator[bytes]:
        chunks = AiohttpDownloadHandler._iter_body_chunks(response)
        answer = cast(_Answer, response)
        return chunks if answer.cut_at is None else _cut(answer, chunks, answer.cut_at)

    async def close(self) -> None:
        """Close the connections."""
        await super().close()
        await self._unchecked.close()


async def _cut(answer: _Answer, chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    taken = 0
    async for chunk in chunks:
        yield chunk
        taken += len(chunk)
        if taken > limit:
            answer.cut = True
            return
