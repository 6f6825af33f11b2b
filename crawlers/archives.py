"""WARC files: what they hold of the companies' pages, as fetches in date order.

A file is read twice: once to its end, to know that it is whole and where each record of ours begins,
then record by record in the order of dates. So nothing is imported of a damaged file, one body at a
time is in memory, and the dates of several files are merged.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, redirect_stderr
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from crawlers.bodies import document, visible_text
from crawlers.kinds import kind_of
from crawlers.outcomes import SHRUNK, SUBSTANTIAL, Before, Verdict, of_page, of_status, title_of
from crawlers.targets import Target, owner_of
from crawlers.urls import identity, is_asset, normalise, site_of
from turfwatch.errors import ArchiveError
from turfwatch.types import Fetch, Outcome, Page

_TYPES = frozenset({"response", "resource", "revisit"})
_DAMAGE = (
    ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, ValueError,
    RuntimeError, StopIteration,  # how warcio ends in the middle of a header
)  # fmt: skip
_HELD_BACK = "shows next to nothing of the text it had, and the next capture shows that again"
_CHUNK = 1 << 16
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
        self._unusable = self._future = 0

    def add(self, file: Path) -> None:
        """Read a file to its end; ArchiveError when that cannot be done."""
        for offset, kind, headers in _records(file):
            if kind not in _TYPES:
                continue
            url = normalise(headers.get("warc-target-uri", "").strip("<>"))
            at = _moment(headers.get("warc-date", ""))
            if url is None or at is None or is_asset(url):
                self._unusable += 1
            elif at > self._latest:
                self._future += 1
            elif (target := owner_of(url, self._among)) is None:
                self._strangers[site_of(url)] += 1
            else:
                url = self._address(target, url)
                entry = Entry(
                    target.name, target.site, url, at, file, offset, kind, self._repeats(target, url, headers)
                )
                self._entries[target.name, url, at] = entry  # of two at one moment the last counts

    def entries(self) -> list[Entry]:
        """The companies' records, oldest first."""
        return sorted(self._entries.values(), key=lambda e: (e.at, e.company, e.url))

    def left_out(self) -> dict[str, int]:
        """How many records were left out: of other sites, of the future, of files, unreadable."""
        counts = {
            "other_sites": self._strangers.total(), "unusable": self._unusable, "future": self._future,
        }  # fmt: skip
        return {name: count for name, count in counts.items() if count}

    def notes(self) -> tuple[str, ...]:
        """One line on records of sites that no company of the config has."""
        if not self._strangers:
            return ()
        names = ", ".join(name for name, _ in self._strangers.most_common(5))
        more = f" and {len(self._strangers) - 5} more" if len(self._strangers) > 5 else ""
        total = self._strangers.total()
        return (f"{total} records are of sites no company in the config has: {names}{more}",)

    def _address(self, target: Target, url: str) -> str:
        """The address under which a page is known, or becomes known now."""
        return self._addresses.setdefault((target.name, identity(url)), url)

    def _repeats(self, target: Target, url: str, headers: dict[str, str]) -> tuple[str, datetime] | None:
        at = _moment(headers.get("warc-refers-to-date", ""))
        told = normalise(headers.get("warc-refers-to-target-uri", "").strip("<>"))
        return (self._address(target, told) if told else url, at) if at else None


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


def _length(fetch: Fetch) -> int:
    return len(visible_text(document(fetch.body, fetch.content_type)))


class _Reader:
    """Reads single records at their places, keeping the files open."""

    def __init__(self, entries: Sequence[Entry], max_bytes: int) -> None:
        self._entries = {(entry.company, entry.url, entry.at): entry for entry in entries}
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
        with redirect_stderr(StringIO()):
            status, headers, body = self._read(entry)
        return as_fetch(entry, status, headers, body, self._max_bytes)

    def _revisit(self, entry: Entry) -> Fetch | None:
        """The body of the capture a revisit refers to, else the page as it was."""
        original = self._entries.get((entry.company, *entry.repeats)) if entry.repeats else None
        if original is not None and original.type != "revisit":
            fetch = self.fetch(original)
            return replace(fetch, url=entry.url, final_url=entry.url, at=entry.at) if fetch else None
        return Fetch(
            entry.url, entry.company, entry.at, Outcome.UNCHANGED, kind=kind_of(entry.url, site=entry.site),
            origin="archive",
        )  # fmt: skip

    def _read(self, entry: Entry) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and unpacked body of one record; status 0 where there is no HTTP answer in it."""
        file = self._file(entry.file)
        file.seek(entry.offset)
        try:
            record = next(iter(ArchiveIterator(file)))
            if entry.type == "resource":
                return 200, {"content-type": record.content_type or ""}, self._body(record, "")
            if record.http_headers is None:
                return 0, {}, b""
            headers = {name.lower(): value for name, value in record.http_headers.headers}
            status = int(record.http_headers.get_statuscode() or 0)
            return status, headers, self._body(record, headers.get("content-encoding", ""))
        except _DAMAGE:
            return 0, {}, b""

    def _body(self, record: Any, encoding: str) -> bytes:
        """The body without chunks and compression, cut off just beyond the limit."""
        stream, limit = record.content_stream(), self._max_bytes + 1
        if encoding.strip().lower() == "zstd":
            stream = zstandard.ZstdDecompressor().stream_reader(BytesIO(stream.read(limit)))
        body = b""
        while len(body) < limit and (chunk := stream.read(min(_CHUNK, limit - len(body)))):
            body += chunk
        return body

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


def _records(file: Path) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Place, type and headers of every record of a file that is whole; ArchiveError otherwise."""
    number = offset = end = 0
    try:
        with file.open("rb") as stream, redirect_stderr(StringIO()):
            archive = ArchiveIterator(stream, no_record_parse=True)
            for record in archive:
                number += 1
                while record.raw_stream.read(_CHUNK):
                    pass
                if getattr(record.raw_stream, "limit", 0) > 0 or archive.err_count:
                    raise ArchiveLoadFailed("it ends before its declared length")
                headers = {name.lower(): value for name, value in record.rec_headers.headers}
                if not headers.get("content-length", "").isdigit():
                    raise ArchiveLoadFailed("its header breaks off")
                offset = archive.get_record_offset()
                end = offset + archive.get_record_length()
                yield offset, record.rec_type, headers
            _check_end(stream, offset, end)
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read ({error.strerror})") from error
    except _DAMAGE as error:
        raise _damaged(file, number, error) from error
    if not number:
        raise ArchiveError(f"{file}: holds no WARC record", hint="give WARC files (.warc or .warc.gz)")


def _check_end(stream: BinaryIO, offset: int, end: int) -> None:
    """Raise where the last record is not the end of the file, or lacks its own: warcio passes over both."""
    stream.seek(offset)
    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(offset if packed else end)
    if packed:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while not member.eof and (chunk := stream.read(_CHUNK)):
            member.decompress(chunk)
        whole = member.eof and not member.unused_data
    else:
        whole = not stream.read(_CHUNK).strip()
    if not whole or stream.read(1):
        raise ArchiveLoadFailed("it breaks off")


def _damaged(file: Path, number: int, error: BaseException) -> ArchiveError:
    said = str(error).strip().split("\n")[0][:80]  # the library may quote the file's own bytes
    reason = "".join(c for c in said if c.isprintable())
    if "non-chunked gzip" in str(error):
        return ArchiveError(
            f"{file}: is one gzip stream, so its records cannot be found again",
            hint=f"`warcio recompress {file} NEW.warc.gz` makes one that can be read",
        )
    return ArchiveError(
        f"{file}: is damaged or cut off at record {max(number, 1)} ({reason or type(error).__name__});"
        " nothing was imported",
        hint="fetch the file again, or leave it out: importing is all or nothing, and may be repeated",
    )


def _moment(text: str) -> datetime | None:
    """A WARC date; fractions of a second are dropped, as the store keeps whole ones."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC).replace(microsecond=0)
