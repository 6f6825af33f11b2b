"""The records of archive files as fetches, oldest first, with the dates of several files merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.archived import as_fetch
from crawlers.archives import Entry
from crawlers.bodies import document, visible_text
from crawlers.kinds import kind_of
from crawlers.outcomes import SHRUNK, SUBSTANTIAL
from crawlers.warc import answer
from turfwatch.types import Fetch, Outcome

_HELD_BACK = "shows next to nothing of the text it had, and the next capture shows that again"


def fetches(entries: Sequence[Entry], *, max_bytes: int) -> Iterator[Fetch]:
    """The entries as fetches, in their order; a record that makes no sense is trouble, not an error.

    A page that all but empties for one capture is trouble as well; one that stays so is as it is.
    """
    following = {(a.company, a.url, a.at): b for a, b in _successions(entries)}
    lengths: dict[tuple[str, str], int] = {}
    with _Reader(entries, max_bytes) as reader:
        for entry in entries:
            fetch = reader.fetch(entry)
            if fetch is None:
                continue
            if fetch.outcome is not Outcome.OK:
                yield fetch
                continue
            page, length = (entry.company, entry.url), _length(fetch)
            floor = SHRUNK * lengths.get(page, 0)
            later = following.get((*page, entry.at))
            if lengths.get(page, 0) >= SUBSTANTIAL and length < floor and later is not None:
                then = reader.fetch(later)
                if then is not None and then.outcome is Outcome.OK and _length(then) >= floor:
                    yield replace(
                        fetch, outcome=Outcome.EMPTIED, reason=_HELD_BACK, body=b"", content_type=""
                    )
                    continue
            lengths[page] = length
            yield fetch


def _successions(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Each entry with the next of the same page."""
    latest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        page = entry.company, entry.url
        if page in latest:
            yield latest[page], entry
        latest[page] = entry


def _orphans(entries: Sequence[Entry]) -> frozenset[tuple[str, str, datetime]]:
    """Revisits of a capture that was lost, where the page before them shows another: what it had is unknown.

    Where nothing is before them the capture may be of an earlier import, which they then continue.
    """
    known = {(entry.company, entry.url, entry.at) for entry in entries}
    shown: dict[tuple[str, str], tuple[str, datetime]] = {}
    lost = set()
    for entry in entries:
        page = entry.company, entry.url
        repeats = entry.repeats if entry.type == "revisit" else (entry.url, entry.at)
        if repeats is None:  # as the one before
            continue
        if (entry.company, *repeats) not in known and shown.get(page, repeats) != repeats:
            lost.add((*page, entry.at))
        shown[page] = repeats
    return frozenset(lost)


def _length(fetch: Fetch) -> int:
    return len(visible_text(document(fetch.body, fetch.content_type)))


class _Reader:
    """Reads single records at their places, keeping the files open."""

    def __init__(self, entries: Sequence[Entry], max_bytes: int) -> None:
        self._entries = {(entry.company, entry.url, entry.at): entry for entry in entries}
        self._orphans = _orphans(entries)
        self._max_bytes = max_bytes
        self._files: dict[Path, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def fetch(self, entry: Entry) -> Fetch | None:
        """The record as a fetch; None where it only says that the page is found elsewhere."""
        if entry.type == "revisit":
            return self._revisit(entry)
        status, headers, body = answer(
            self._file(entry.file), entry.offset,
            resource=entry.type == "resource", max_bytes=self._max_bytes,
        )  # fmt: skip
        return as_fetch(entry, status, headers, body, self._max_bytes)

    def _revisit(self, entry: Entry) -> Fetch | None:
        """The body of the capture a revisit refers to, else the page as it was."""
        original = self._entries.get((entry.company, *entry.repeats)) if entry.repeats else None
        if original is not None and original.type != "revisit":
            fetch = self.fetch(original)
            return replace(fetch, url=entry.url, final_url=entry.url, at=entry.at) if fetch else None
        outcome, reason = Outcome.UNCHANGED, ""
        if (entry.company, entry.url, entry.at) in self._orphans:
            outcome, reason = Outcome.ERROR, "repeats a capture that is not in the files"
        return Fetch(
            entry.url, entry.company, entry.at, outcome, reason, kind=kind_of(entry.url, site=entry.site),
            origin="archive",
        )  # fmt: skip

    def _file(self, path: Path) -> BinaryIO:
        if path not in self._files:
            self._files[path] = self._stack.enter_context(path.open("rb"))
        return self._files[path]
