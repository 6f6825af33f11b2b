"""The archive's index: what to ask it, how to read its answers, and which captures to fetch.

Both forms in use are read: one JSON array of rows under a row of names (the Internet Archive), and one
JSON object a line (pywb and other servers of one's own archives).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

from crawlers.urls import identity, is_asset, is_trap, normalise

_T = TypeVar("_T")
MAX_ROWS = 20_000  # of one answer
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2}|[\w.~+*-])+", re.ASCII)
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What one answer of the index lists, and whether it lists all that was asked for."""

    captures: tuple[Memento, ...] = ()
    rows: int = 0  # with those that make no sense to us
    resume: str = ""  # where to go on, where the server says so
    cut: bool = False  # the answer broke off


def query(
    base: str, url: str, since: date, until: date, *, whole_site: bool = False, limit: int = MAX_ROWS,
    resume: str = "",
) -> str:  # fmt: skip
    """The address that lists the captures of a page, or one capture of each page of a site.

    `resume` is the key under which an earlier answer said that it goes on.
    """
    asked = {
        "url": url, "output": "json", "limit": str(limit), "showResumeKey": "true",
        "from": f"{since:%Y%m%d}", "to": f"{until:%Y%m%d}",
    }  # fmt: skip
    if whole_site:
        asked |= {"matchType": "domain", "collapse": "urlkey"}
    else:
        asked |= {"matchType": "exact", "collapse": "timestamp:8"}
    # Servers hand out the key as it belongs into an address; one that is not is made so.
    key = resume if _ENCODED.fullmatch(resume) else quote_plus(resume)
    return f"{base}?{urlencode(asked)}" + (f"&resumeKey={key}" if key else "")


def memento(base: str, capture: Memento) -> str:
    """The address of a capture's original bytes: `id_` keeps the archive's own toolbar out."""
    return f"{base.rstrip('/')}/{capture.stamp}id_/{capture.url}"


def read(answer: bytes) -> Listing:
    """The captures in an answer of either form, oldest first; rows that make no sense are left out."""
    text = answer.decode("utf-8", "replace").strip()
    rows, resume, cut = _array(text) if text.startswith("[") else (list(_lines(text)), "", False)
    found = [m for row in rows if (m := _memento(row)) is not None]
    return Listing(tuple(sorted(found, key=lambda m: (m.at, m.url))), len(rows), resume, cut)


def _array(text: str) -> tuple[list[Mapping[str, object]], str, bool]:
    """The rows of an array, the key after the empty row at its end, and whether it breaks off."""
    whole = _json(text, list)
    cut = not whole and text.strip("[] \n") != ""
    if cut:  # as far as it came
        whole = _json(text[: text.rfind("],") + 1] + "]", list)
    names, *rows = [row for row in whole if isinstance(row, list)] or [[]]
    resume = str(rows[-1][0]) if len(rows) > 1 and not rows[-2] and rows[-1] else ""
    if resume:
        rows = rows[:-2]
    return [dict(zip(names, row, strict=False)) for row in rows], resume, cut


def _lines(text: str) -> Iterator[Mapping[str, object]]:
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
