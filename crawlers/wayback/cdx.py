"""The archive's index: what to ask it, how to read its answers, and which captures to fetch.

Both forms in use are read: one JSON array of rows under a row of names (the Internet Archive), and one
JSON object a line (pywb and other servers of one's own archives).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from crawlers.urls import identity, is_asset, is_trap, normalise

_T = TypeVar("_T")
MAX_ROWS = 20_000  # of one answer
_GONE = frozenset({"404", "410"})
_SHOWS = frozenset({"200", "-", ""})  # "-" where a revisit record does not say
_PAGES = ("text/html", "application/xhtml", "xml", "json", "warc/revisit", "unk", "-")


@dataclass(frozen=True, slots=True)
class Memento:
    """One capture the archive has: its moment, address as captured, status, and a digest of its body."""

    url: str
    at: datetime
    status: str
    digest: str

    @property
    def stamp(self) -> str:
        """The moment as the archive writes it."""
        return self.at.strftime("%Y%m%d%H%M%S")


def query(base: str, url: str, since: date, until: date, *, whole_site: bool = False) -> str:
    """The address that lists the captures of a page, or one capture of each page of a site."""
    asked = {
        "url": url, "output": "json", "limit": str(MAX_ROWS),
        "from": f"{since:%Y%m%d}", "to": f"{until:%Y%m%d}",
    }  # fmt: skip
    if whole_site:
        asked |= {"matchType": "domain", "collapse": "urlkey"}
    else:
        asked |= {"matchType": "exact", "collapse": "timestamp:8"}
    return f"{base}?{urlencode(asked)}"


def memento(base: str, capture: Memento) -> str:
    """The address of a capture's original bytes: `id_` keeps the archive's own toolbar out."""
    return f"{base.rstrip('/')}/{capture.stamp}id_/{capture.url}"


def read(answer: bytes) -> tuple[Memento, ...]:
    """The captures in an answer of either form, oldest first; rows that make no sense are left out."""
    found = (_memento(row) for row in _rows(answer.decode("utf-8", "replace").strip()))
    return tuple(sorted((m for m in found if m is not None), key=lambda m: (m.at, m.url)))


def _rows(text: str) -> Iterator[Mapping[str, object]]:
    if text.startswith("["):
        names, *rows = _json(text, list) or [[]]
        yield from (dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list))
        return
    for line in text.splitlines():
        yield _json(line, dict)


def _json(text: str, kind: type[_T]) -> _T:
    """What the text says, or an empty value where it is cut off or of another kind."""
    try:
        found = json.loads(text)
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()


def _memento(row: Mapping[str, object]) -> Memento | None:
    url = normalise(str(row.get("original") or row.get("url") or ""))
    mime = str(row.get("mimetype") or row.get("mime") or "-").lower()
    try:
        at = datetime.strptime(str(row.get("timestamp")), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if url is None or is_asset(url) or is_trap(url) or not any(kind in mime for kind in _PAGES):
        return None
    status = str(row.get("statuscode") or row.get("status") or "-")
    return Memento(url, at, status, str(row.get("digest") or ""))


def choose(captures: Iterable[Memento], *, every: bool = False) -> tuple[Memento, ...]:
    """One capture of a page for each month, or every one: those that show the page, or that it is gone.

    A month's first good capture stands for it; that the page was missing counts where it never was good.
    """
    months: dict[str, Memento] = {}
    for capture in sorted(captures, key=lambda m: m.at):
        missing = capture.status in _GONE
        if not missing and capture.status not in _SHOWS:
            continue
        key = capture.stamp if every else capture.stamp[:6]
        known = months.get(key)
        if known is None or (known.status in _GONE and not missing):
            months[key] = capture
    return tuple(sorted(months.values(), key=lambda m: m.at))


def addresses(captures: Iterable[Memento]) -> tuple[str, ...]:
    """The pages in an answer on a whole site, each once, in the spelling captured last."""
    latest = {identity(capture.url): capture.url for capture in captures if capture.status in _SHOWS}
    return tuple(sorted(latest.values()))
