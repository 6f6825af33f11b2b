"""The kinds of values `turfwatch.toml` holds: what is allowed, in words that follow "key: value"."""

from __future__ import annotations

import difflib
import re
from datetime import time
from email.utils import parseaddr
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator

from turfwatch.complaints import or_meant

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # controls and ends of lines


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://rival.example")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    return _line(value)


def _line(value: str) -> str:
    """What ends up in a header of a mail or request: a line break in it would begin another header."""
    if _BREAKING.search(value):
        raise ValueError("must not contain line breaks or other control characters")
    return value


def _name(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return _line(" ".join(value.split()))


def _mailbox(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+", _line(value)):
        raise ValueError("is not an e-mail address")
    return value


def _sender(value: str) -> str:
    """`dana@larkdesk.example` or `Turfwatch <dana@larkdesk.example>`."""
    _mailbox(parseaddr(_line(value))[1])
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):  # a secret pasted here is not repeated
        raise ValueError("must be the name of an environment variable, not what is in it")
    return value


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise ValueError("must be lower-case letters, digits and hyphens, such as 'midmarket'")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from error
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), 3)
        raise ValueError("must be an IANA time zone such as Europe/Berlin" + or_meant(near))
    return value


def _clock(value: object) -> object:
    """`at = "07:00"` and TOML's own `at = 07:00:00` both name a time of day."""
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a time of day such as 07:00") from None
    return value


def _window(value: object) -> object:
    """`"01:00-05:00"`: from when to when; an end before the beginning is on the next day."""
    if not isinstance(value, str):
        return value
    try:
        first, last = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        raise ValueError("must be two times of day such as 01:00-05:00") from None
    return first, last


Url = Annotated[str, AfterValidator(_http_url)]
Name = Annotated[str, AfterValidator(_name)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Line = Annotated[str, AfterValidator(_line)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Variable = Annotated[str, AfterValidator(_variable)]
Sender = Annotated[str, AfterValidator(_sender)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Clock = Annotated[time, BeforeValidator(_clock)]
Window = Annotated[tuple[time, time], BeforeValidator(_window)]


def check_option(key: str, value: str) -> None:
    """An option of a channel, whose keys are its own: a line, or the name of a variable."""
    (_variable if key.endswith("_env") else _line)(value)
