"""Asking the archive: never faster than it publishes, and patient when it says that we are.

The Internet Archive cuts a client off for an hour, then for twice as long, that goes on after "429 Too
Many Requests". So every such answer stops all requests until its Retry-After, or a minute, has passed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

import aiohttp

from crawlers.addresses import check_url
from crawlers.resolver import CheckedResolver
from crawlers.retries import retry_after
from turfwatch.errors import ArchiveError

_BUSY = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 5
_TRIES = 5
_PAUSE = 60.0  # seconds after a refusal that names no time; twice as long after each further one
_PATIENCE = 900.0  # seconds: what asks for more is left alone until the user comes back
_MINUTE = 60.0
_CHUNK = 1 << 16

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive said: status, headers in lower case, and the body as far as the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Pace:
    """At most so many calls in any minute."""

    def __init__(self, per_minute: int, sleep: Sleep, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._sleep = sleep
        self._clock = clock
        self._calls = deque[float](maxlen=per_minute)

    async def turn(self) -> None:
        """Wait until one more call is within the limit."""
        if len(self._calls) == self._per_minute:
            wait = self._calls[0] + _MINUTE - self._clock()
            if wait > 0:
                await self._sleep(wait)
        self._calls.append(self._clock())


class Client:
    """A connection to an archive; use it as an asynchronous context manager."""

    def __init__(
        self,
        user_agent: str,
        *,
        timeout: float,
        max_bytes: int,
        allowed: frozenset[str],
        proxy: str | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._max_bytes = max_bytes
        self._allowed = allowed
        self._proxy = proxy
        self._sleep = sleep
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(resolver=None if self._proxy else CheckedResolver(self._allowed))
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(connector=connector, headers=self._headers, timeout=self._timeout)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def get(self, url: str, pace: Pace) -> Answer:
        """One answer, after as many tries as it takes; ArchiveError when the archive gives none."""
        pause, why = _PAUSE, ""
        for _ in range(_TRIES):
            await pace.turn()
            try:
                answer = await self._once(url)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                why = f"{type(error).__name__}: {error}".strip(": ")
            else:
                # A capture of a page that answered 503 is an answer: mementos carry their own date.
                if answer.status not in _BUSY or "memento-datetime" in answer.headers:
                    return answer
                why = f"status {answer.status}"
                asked = retry_after(answer.headers.get("retry-after", ""), datetime.now(UTC))
                if asked is not None:
                    pause = asked
            if pause > _PATIENCE:
                break
            await self._sleep(pause)
            pause = max(2 * pause, 1.0)
        raise ArchiveError(
            f"{url}: the archive does not answer ({why})",
            hint="run the same command later: it goes on where it was, nothing is fetched twice",
        )

    async def _once(self, url: str) -> Answer:
        """One answer; where the archive sends us on to the moment it has, the answer from there."""
        for _ in range(_HOPS):
            check_url(url, self._allowed)
            answer = await self._fetch(url)
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or location is None or "memento-datetime" in answer.headers:
                break
            url = urljoin(url, location)
        return answer

    async def _fetch(self, url: str) -> Answer:
        async with self._session.get(url, proxy=self._proxy, allow_redirects=False) as response:
            body = b""
            async for chunk in response.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > self._max_bytes:
                    break
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, headers, body)
