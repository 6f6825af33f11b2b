"""Telling a watcher outside that a run began, went well or failed, as healthchecks and its like want it.

The watcher notices what nobody here can: that nothing runs any more. A ping that fails is told in the log,
and that is all.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from turfwatch import __version__
from turfwatch.config import Health
from turfwatch.credentials import redact

TIMEOUT = 10.0  # seconds; a run does not wait longer for its watcher
LONGEST = 1_000  # characters of what is said with a ping
Event = Literal["start", "success", "fail"]
_PATHS: dict[Event, str] = {"start": "/start", "success": "", "fail": "/fail"}


def ping(health: Health, event: Event, said: str = "") -> str:
    """Tell the watcher; returns why it could not be told, or nothing. Only the address's host is named."""
    url = os.environ.get(health.ping_env or "", "").strip()
    if not url:
        return f"{health.ping_env} is not set" if health.ping_env else ""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if not host:
        return f"{health.ping_env} does not hold an address of the web"
    address = urlunsplit(parts._replace(path=parts.path.rstrip("/") + _PATHS[event]))
    body = redact(said, people=True)[:LONGEST].encode()
    request = urllib.request.Request(  # noqa: S310 - only http and https come here
        address, body, {"User-Agent": f"Turfwatch/{__version__}", "Content-Type": "text/plain; charset=utf-8"}
    )
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=TIMEOUT) as answer:
            answer.read(1)
    except urllib.error.HTTPError as error:
        error.close()
        return f"{host} answered {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        return redact(f"{host} cannot be reached: {getattr(error, 'reason', None) or error}")
    return ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: the address is a secret, and is given to nobody else."""

    def redirect_request(self, *_: Any) -> None:
        return None
