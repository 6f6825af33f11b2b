"""What passes between the browser and the crawl: pages, what their scripts ask for, and trouble."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


class BrowserTrouble(Exception):
    """A page could not be rendered, for the reason it says."""


class BrowserTimeout(BrowserTrouble):
    """A page's scripts did not let go of it in time."""


class BrowserTooLarge(BrowserTrouble):
    """A page grew beyond `crawl.max_bytes` when its scripts ran."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A page as the server sent it: address, type, body."""

    url: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page after its scripts ran: its DOM in UTF-8, or the address they went to."""

    body: bytes = b""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a script of a page asks for."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """What it is answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


GetPart = Callable[[Ask], Awaitable[Part | None]]  # None where it may not have it, or there is none
