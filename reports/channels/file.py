"""Digests as `.eml` files in a folder: `path = "digests"`; any mail program opens them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from reports.files import write_whole
from turfwatch.errors import DeliveryError, TurfwatchError

REPEATABLE = True  # the same message twice is the same file


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Write the message; the same message always has the same file name, so a repeat is harmless.

    Raises DeliveryError when `path` is missing (permanent) or cannot be written (passing).
    """
    folder = options.get("path")
    if not folder:
        raise DeliveryError(
            "the file channel has no folder", permanent=True, hint='add path = "digests" to it'
        )
    try:
        write_whole(Path(folder).expanduser() / _name(message), message)
    except TurfwatchError as error:
        raise DeliveryError(error.message, permanent=False, hint=error.hint) from error


def _name(message: bytes) -> str:
    mail = message_from_bytes(message, policy=default)
    identity = hashlib.sha256(str(mail["Message-ID"]).encode()).hexdigest()[:8]
    return f"digest-{parsedate_to_datetime(str(mail['Date'])):%Y-%m-%d}-{identity}.eml"
