"""A stored body read as a page: blocks, plans, releases, language. Claims come later, of new blocks only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawlers import adapters
from crawlers.adapters import SitePage
from extract.blocks import declared_language, is_feed, walk
from extract.language import detect
from turfwatch.errors import ExtractError, StoreError
from turfwatch.types import Block, Capture, Plan, Release

TROUBLE = (ExtractError, StoreError, ValueError, ArithmeticError, LookupError, RecursionError)  # of one page
_PRICED = frozenset({"pricing", "home", "product", "solution"})
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|GBP|CHF)\b")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A capture with its body, and the adapter of its site."""

    capture: Capture
    body: bytes
    adapter: str = adapters.GENERIC


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture, walked but without claims yet."""

    capture: Capture
    blocks: tuple[Block, ...]
    plans: tuple[Plan, ...]
    releases: tuple[Release, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A capture that could not be read, and why."""

    capture: Capture
    why: str

    def __str__(self) -> str:
        return f"{self.capture.url} ({self.capture.at:%Y-%m-%d}): not read: {self.why}"


def read(page: Page) -> Reading | Unreadable:
    """Read one page; what is wrong with it is said, never raised. Pure."""
    try:
        return read_capture(page.capture, page.body, page.adapter)
    except TROUBLE as error:
        return unreadable(page.capture, error)


def unreadable(capture: Capture, error: Exception) -> Unreadable:
    """The trouble as a value."""
    return Unreadable(capture, f"{type(error).__name__}: {error}")


def read_capture(capture: Capture, body: bytes, adapter: str = adapters.GENERIC) -> Reading:
    """Blocks (as the site's adapter has them), plans, releases and language of one body. Pure."""
    from extract.pricing import plans
    from extract.releases import releases

    text = decode(body)
    feed = is_feed(text) or text.lstrip()[:1] in "{["
    blocks = () if feed else walk(text, url=capture.url)
    if not feed:
        blocks = adapters.blocks(adapter, SitePage(capture.url, capture.kind, text, blocks))
    language = detect((b.text for b in blocks), declared_language(text))
    priced = capture.kind in _PRICED and (
        capture.kind == "pricing" or any(_MONEY.search(b.text) for b in blocks)
    )
    noted = feed or capture.kind == "release_notes"
    return Reading(
        capture,
        blocks,
        plans(text, capture.url) if priced and not feed else (),
        releases(text, capture.url, capture.content_type or "", capture.at.date()) if noted else (),
        language,
    )


def decode(body: bytes) -> str:
    """A stored body as text: UTF-8, else what the page declares, else Western European; never raises."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:4096])
    name = declared.group(1).decode("ascii") if declared else "cp1252"
    try:
        return body.decode(name if name.lower() not in {"utf-8", "utf8"} else "utf-8", "replace")
    except LookupError:
        return body.decode("cp1252", "replace")
