"""Outcomes of fetches that ended in an exception, by what caused it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator

import aiohttp
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.addresses import ForbiddenAddress
from crawlers.outcomes import Verdict
from crawlers.rendering.exchange import BrowserTimeout, BrowserTooLarge, BrowserTrouble
from turfwatch.types import Outcome

_TYPES: tuple[tuple[type[BaseException], Outcome, str], ...] = (
    (ForbiddenAddress, Outcome.FORBIDDEN_ADDRESS, ""),
    (BrowserTimeout, Outcome.TIMEOUT, ""),
    (BrowserTooLarge, Outcome.TOO_LARGE, ""),
    (BrowserTrouble, Outcome.ERROR, ""),
    (ssl.SSLError, Outcome.TLS, "the TLS connection failed"),
    (ssl.CertificateError, Outcome.TLS, "the TLS certificate is not good"),
    (aiohttp.ClientSSLError, Outcome.TLS, "the TLS connection failed"),
    (CannotResolveHostError, Outcome.DNS, "the name could not be resolved"),
    (DownloadTimeoutError, Outcome.TIMEOUT, "no complete answer in time"),
    (asyncio.TimeoutError, Outcome.TIMEOUT, "no complete answer in time"),
    (DownloadCancelledError, Outcome.TOO_LARGE, "larger than crawl.max_bytes"),
    (ResponseDataLossError, Outcome.ERROR, "the answer broke off"),
    (DownloadConnectionRefusedError, Outcome.ERROR, "the connection was refused"),
    (aiohttp.ClientPayloadError, Outcome.ERROR, "the answer broke off"),
    (aiohttp.ClientResponseError, Outcome.ERROR, "the answer is not HTTP"),
    (aiohttp.ServerDisconnectedError, Outcome.ERROR, "the server hung up"),
    (aiohttp.ClientError, Outcome.ERROR, "the connection failed"),
)


def of_exception(error: BaseException) -> Verdict:
    """The outcome of a fetch that ended in an exception, by what caused it."""
    causes = tuple(_causes(error))
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in str(error):
            return Verdict(Outcome.ROBOTS, "robots.txt asks us not to fetch it")
        return Verdict(Outcome.TOO_LARGE, "larger than crawl.max_bytes when unpacked")
    for kind, outcome, reason in _TYPES:
        found = next((cause for cause in causes if isinstance(cause, kind)), None)
        if found is not None:
            return Verdict(outcome, reason or str(found))
    if isinstance(error, OSError):
        return Verdict(Outcome.ERROR, f"the answer could not be unpacked ({error})")
    return Verdict(Outcome.ERROR, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, its cause, the cause of that, and aiohttp's own `os_error`."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        inner = getattr(error, "os_error", None)
        if isinstance(inner, BaseException):
            yield from (c for c in _causes(inner) if id(c) not in seen)
        error = error.__cause__ or error.__context__
