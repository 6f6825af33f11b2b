"""How a host is treated within one run: when it may be asked, and when no more."""

from __future__ import annotations

import asyncio
from collections import Counter

from crawlers.retries import PATIENCE

_BUSY = frozenset({429, 503})
GIVE_UP = 3  # failures of a host in a row: what is left of it waits for the next run


class NotTried(Exception):
    """The request was not made, for a reason that holds for its host for the rest of this run."""


class Manners:
    """What each host may still be asked in this run, and from when on."""

    def __init__(self, max_bytes: int, closes: float | None) -> None:
        self._max_bytes = max_bytes
        self._closes = closes
        self._failures: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._quiet_until: dict[str, float] = {}
        self._closed: dict[str, str] = {}

    async def turn(self, host: str) -> None:
        """Wait until the host may be asked; NotTried where that is not in this run."""
        clock = asyncio.get_running_loop().time
        if (wait := self._quiet_until.get(host, 0.0) - clock()) > 0:
            await asyncio.sleep(wait)
        if self._closes is not None and clock() >= self._closes:
            raise NotTried("was not done when crawl.window closed")
        if host in self._closed:
            raise NotTried(self._closed[host])
        if self._failures[host] >= GIVE_UP:
            raise NotTried("failed again and again")
        if self._bytes[host] >= self._max_bytes:
            raise NotTried("has sent crawl.max_bytes_per_host")

    def answered(self, host: str, status: int, wait: float | None) -> None:
        """A host answered, and may have said how long it wants to be left alone (seconds)."""
        self._failures[host] = self._failures[host] + 1 if status in _BUSY else 0
        if status not in _BUSY or wait is None:
            return
        if wait > PATIENCE:
            self._closed[host] = f"asks to be left alone for {round(wait)} seconds"
        else:
            self._quiet_until[host] = asyncio.get_running_loop().time() + wait

    def failed(self, host: str) -> None:
        """A host could not be reached."""
        self._failures[host] += 1

    def received(self, host: str, size: int) -> None:
        """Bytes of a body came in, packed as they were."""
        self._bytes[host] += size
