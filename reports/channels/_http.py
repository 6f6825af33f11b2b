"""What the channels that post to a web address share: the address, the answer, the digest's facts."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from turfwatch import __version__
from turfwatch.errors import DeliveryError

TIMEOUT = 30.0  # seconds for the answer
PASSING = frozenset({408, 425, 429})  # refusals that say "later"
SAID = 200  # characters of an answer that are worth telling
READ = 65_536  # bytes of an answer that are read at all


def address(options: Mapping[str, Any], kind: str) -> str:
    """The web address from the environment: whoever has it can post, so it is never in the file.

    Raises DeliveryError (passing: it can be mended) when there is none.
    """
    variable = options.get("url_env")
    if not variable:
        raise DeliveryError(
            f"the {kind} channel has no address",
            permanent=False,
            hint='add url_env = "…" to it, the name of an environment variable',
        )
    url = os.environ.get(variable, "").strip()
    if not url:
        raise DeliveryError(
            f"the {kind} channel's address is not set", permanent=False, hint=f"set {variable}"
        )
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise DeliveryError(
            f"the {kind} channel's address is not one of the web",
            permanent=False,
            hint=f"{variable} has to begin with https://",
        )
    return url


def facts(message: bytes) -> dict[str, Any]:
    """The digest as data, from the message it travels in (`reports.facts`); permanent error without one."""
    for part in parsed(message).iter_attachments():
        if part.get_content_type() == "application/json":
            found: dict[str, Any] = json.loads(part.get_content())
            return found
    raise DeliveryError("the message holds no digest as data", permanent=True)


def parsed(message: bytes) -> EmailMessage:
    """The queued message."""
    mail = message_from_bytes(message, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def post(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> str:
    """Post JSON and return what was answered; a redirection is an error, since it would lose the body.

    Raises DeliveryError: permanent for a refusal (4xx but "too many" and "too slow", 3xx), passing for
    trouble at the other end or on the way. The address is a secret: errors name its host alone.
    """
    host = urlsplit(url).hostname
    request = urllib.request.Request(  # noqa: S310 - `address` lets only http and https through
        url,
        body,
        {"Content-Type": "application/json", "User-Agent": f"Turfwatch/{__version__}", **(headers or {})},
    )
    try:
        with _opener().open(request, timeout=TIMEOUT) as answer:
            return str(answer.read(READ).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        with error:
            said = " ".join(error.read(READ).decode("utf-8", "replace").split())[:SAID]
        permanent = error.code < 500 and error.code not in PASSING
        raise DeliveryError(
            f"{host} answered {error.code}: {said or error.reason}",
            permanent=permanent,
            wait=_wait(error.headers.get("Retry-After", "")),
        ) from error
    except urllib.error.URLError as error:
        raise DeliveryError(
            f"{host} cannot be reached: {error.reason}",
            permanent=False,
            hint="check the address and the network",
        ) from error
    except (OSError, HTTPException) as error:  # it has all that was to be said, and did not answer
        raise DeliveryError(
            f"{host} did not say whether it took the message: {error}", permanent=False, doubtful=True
        ) from error


def _wait(asked: str) -> float:
    """Seconds of a Retry-After: a number, or a date."""
    if asked.strip().isdigit():
        return float(asked)
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a moved webhook has to be told, not chased."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay)
