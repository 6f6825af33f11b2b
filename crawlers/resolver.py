"""Names resolved and checked in one step, so that an answer cannot change in between."""

from __future__ import annotations

import socket
from collections.abc import Collection

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from crawlers.addresses import ForbiddenAddress, is_public


class CheckedResolver(AbstractResolver):
    """Resolves names as aiohttp does, and refuses the answer when any of its addresses is private."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(allowed)
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`, which the connection is then made to without asking again."""
        found = await self._resolver.resolve(host, port, family)
        private = [entry["host"] for entry in found if not is_public(entry["host"])]
        if private and host.lower() not in self._allowed:
            raise ForbiddenAddress(f"{host} leads to {private[0]}, an address of a private network")
        return found

    async def close(self) -> None:
        """Let go of the resolver."""
        await self._resolver.close()
