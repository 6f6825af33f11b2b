"""What archives hold of the companies' pages, as fetches in date order.

A file is read twice: once to its end, to know what is sound in it and where each record of ours begins,
then record by record in the order of dates. So one body at a time is in memory, the dates of several
files are merged, and what must be left out is known before anything is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from crawlers.bodies import document, visible_text
from crawlers.kinds import kind_of
from crawlers.outcomes import SHRUNK, SUBSTANTIAL, Before, Verdict, of_page, of_status, title_of
from crawlers.targets import Target, owner_of
from crawlers.urls import identity, is_asset, normalise, site_of
from crawlers.warc import Damage, Record, answer, records
from turfwatch.types import Fetch, Outcome, Page

_TYPES = frozenset({"response", "resource", "revisit"})
_HELD_BACK = "shows next to nothing of the text it had, and the next capture shows that again"
_NAMED = 5  # places or sites a message names
_SLACK = timedelta(days=1)  # clocks differ; what is dated later than that has no date


@dataclass(frozen=True, slots=True)
class Place:
    """What a capture is of: a company's page at a moment."""

    company: str
    site: str  # the company's home address
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry(Place):
    """Where a record of ours stands: the page and moment it is of, and its place in a file."""

    file: Path
    offset: int
    type: str  # response resource revisit
    repeats: tuple[str, datetime] | None = None  # of a revisit: page and moment whose body it had


class Index:
    """The records in some files that are the companies', and a count of those that are not."""

    def __init__(self, among: tuple[Target, ...], known: Iterable[Page], now: datetime) -> None:
        self._among = among
        self._latest = now + _SLACK
        self._addresses = {(page.company, identity(page.url)): page.url for page in known}
        self._entries: dict[tuple[str, str, datetime], Entry] = {}
        self._strangers: Counter[str] = Counter()
        self._damage: dict[Path, list[Damage]] = {}
        self._unusable = self._future = 0

    def add(self, file: Path) -> None:
        """Read a file to its end; ArchiveError when nothing in it can be read."""
        for found in records(file):
            if isinstance(found, Damage):
                self._damage.setdefault(file, []).append(found)
            elif found.type in _TYPES:
                self._add(file, found)

    def _add(self, file: Path, record: Record) -> None:
        told = record.headers.get("warc-target-uri", "").strip("<> ")
        at = _moment(record.headers.get("warc-date", ""))
        if not told or at is None:
            why = "it names no address" if not told else "it has no date that can be read"
            self._damage.setdefault(file, []).append(Damage(record.number, record.offset, why))
            return
        url = normalise(told)
        if url is None or is_asset(url):
            self._unusable += 1
        elif at > self._latest:
            self._future += 1
        elif (target := owner_of(url, self._among)) is None:
            self._strangers[site_of(url)] += 1
        else:
            url = self._address(target, url)
            entry = Entry(
                target.name, target.site, url, at, file, record.offset, record.type,
                self._repeats(target, url, record.headers),
            )  # fmt: skip
            self._entries[target.name, url, at] = entry  # of two at one moment the last counts

    def entries(self) -> list[Entry]:
        """The companies' records, oldest first."""
        return sorted(self._entries.values(), key=lambda e: (e.at, e.company, e.url))

    def left_out(self) -> dict[str, int]:
        """How many records were left out: of other sites, no pages, of the future, damaged."""
        counts = {
            "other_sites": self._strangers.total(), "unusable": self._unusable, "future": self._future,
            "damaged": sum(map(len, self._damage.values())),
        }  # fmt: skip
        return {name: count for name, count in counts.items() if count}

    def trouble(self) -> tuple[str, ...]:
        """One line on each damaged file: where, why, and that the rest was taken."""
        return tuple(
            f"{file}: damaged, left out: {'; '.join(str(place) for place in places[:_NAMED])}"
            f"{_more(places)}; what is sound was imported (import the file again once it is whole)"
            for file, places in self._damage.items()
        )

    def notes(self) -> tuple[str, ...]:
        """One line on records of sites that no company of the config has."""
        if not self._strangers:
            return ()
        names = ", ".join(name for name, _ in self._strangers.most_common(_NAMED))
        total = self._strangers.total()
        return (
            f"{total} records are of sites no company in the config has: {names}{_more(self._strangers)}",
        )

    def _address(self, target: Target, url: str) -> str:
        """The address under which a page is known, or becomes known now."""
        return self._addresses.setdefault((target.name, identity(url)), url)

    def _repeats(self, target: Target, url: str, headers: Mapping[str, str]) -> tuple[str, datetime] | None:
        at = _moment(headers.get("warc-refers-to-date", ""))
        told = normalise(headers.get("warc-refers-to-target-uri", "").strip("<>"))
        return (self._address(target, told) if told else url, at) if at else None


def _more(found: Sized) -> str:
    return f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""


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


def as_fetch(
    place: Place,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    max_bytes: int,
    before: Before | None = None,
) -> Fetch | None:
    """An archived answer as a fetch; None where it only says that the page is found elsewhere."""
    base = Fetch(place.url, place.company, place.at, Outcome.OK, status=status, origin="archive")
    base = replace(base, final_url=place.url, kind=kind_of(place.url, site=place.site))
    if len(body) > max_bytes:
        return replace(base, outcome=Outcome.TOO_LARGE, reason="larger than crawl.max_bytes")
    if 300 <= status < 400 and status != 304:
        return _moved(place, base, headers.get("location", ""))
    verdict = of_status(status)
    if verdict is not None:
        return _with(base, verdict)
    found = document(body, headers.get("content-type", ""))
    verdict = of_page(place.url, place.url, found, before)
    if verdict.outcome is not Outcome.OK:
        return _with(base, verdict)
    kind = kind_of(place.url, title=title_of(found), content_type=found.mime, site=place.site)
    return replace(
        base, body=found.body, content_type=found.mime, kind=kind,
        etag=headers.get("etag"), last_modified=headers.get("last-modified"),
    )  # fmt: skip


def _with(fetch: Fetch, verdict: Verdict) -> Fetch:
    if fetch.status == 0:
        verdict = Verdict(Outcome.ERROR, "the record holds no HTTP answer that can be read")
    return replace(fetch, outcome=verdict.outcome, reason=verdict.reason, status=fetch.status or None)


def _moved(entry: Place, fetch: Fetch, location: str) -> Fetch | None:
    """A page that moved for good is gone from its address; other redirects tell nothing about it."""
    target = normalise(location, entry.url)
    if fetch.status not in {301, 308} or target is None or identity(target) == identity(entry.url):
        return None
    if fetch.kind == "home":
        return None
    return replace(fetch, outcome=Outcome.GONE, reason=f"redirects to {target}", final_url=target)


def _moment(text: str) -> datetime | None:
    """A WARC date; fractions of a second are dropped, as the store keeps whole ones."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC).replace(microsecond=0)
