"""The WARC format: the records of a file, sound and damaged, and the answer that one of them holds.

A record is damaged when it is not as long as it says, its bytes are not those its digest is of, its gzip
member does not unpack, or its header lacks what makes it one. The next sound record after it is looked
for, so damage costs what it hit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from crawlers.digests import Check
from turfwatch.errors import ArchiveError

_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.17", "WARC/0.18"]
_GZIP = b"\x1f\x8b"
_START = re.compile(rb"\x1f\x8b\x08|WARC/[01]\.\d+\r?\n")
_LONGEST_START = 12
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNK = 1 << 16
_OTHER_BYTES = "its bytes are not those its digest is of"
_LONGEST_HEADER = _CHUNK
_UNREADABLE = (
    ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, ValueError,
    RuntimeError, StopIteration,  # how warcio ends in the middle of a header
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """A sound record: its number and place in the file, its type, and its header by names in lower case."""

    number: int
    offset: int
    type: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file cannot be read, and why; the number is that of the record that should be there."""

    number: int
    offset: int
    why: str

    def __str__(self) -> str:
        return f"record {self.number} (at byte {self.offset:,}): {self.why}"


class _Damaged(Exception):
    """A record begins here, and is not sound."""


class _NoRecord(Exception):
    """No record begins here."""


def records(file: Path) -> Iterator[Record | Damage]:
    """Every record of a file and every place where one is damaged, in the file's order.

    Raises ArchiveError where the file cannot be read, is one gzip stream, or holds no sound record.
    """
    sound, first = 0, None
    try:
        with file.open("rb") as stream:
            for found in _walk(stream, file):
                sound += isinstance(found, Record)
                first = first or (found if isinstance(found, Damage) else None)
                yield found
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read ({error.strerror})") from error
    if not sound:
        raise ArchiveError(
            f"{file}: holds no WARC record that can be read" + (f"; {first}" if first else ""),
            hint="give WARC files (.warc or .warc.gz)",
        )


def _walk(stream: BinaryIO, file: Path) -> Iterator[Record | Damage]:
    """Records one after the other; after damage the next place where one begins."""
    number, searching = 1, False
    offset: int | None = _skip_space(stream, 0)
    while offset is not None:
        try:
            headers, end = _record(stream, offset, file)
        except (_Damaged, _NoRecord) as damage:
            if isinstance(damage, _Damaged) or not searching:
                yield Damage(number, offset, str(damage))
                number += 1
            searching, offset = True, _next_start(stream, offset + 1)
            continue
        yield Record(number, offset, headers["warc-type"].lower(), headers)
        number, searching, offset = number + 1, False, _skip_space(stream, end)


def _skip_space(stream: BinaryIO, offset: int) -> int | None:
    """The first place from here on that is no white space; None at the end of the file."""
    stream.seek(offset)
    while chunk := stream.read(_CHUNK):
        if left := chunk.lstrip():
            return stream.tell() - len(left)
    return None


def _next_start(stream: BinaryIO, offset: int) -> int | None:
    """The first place from here on that looks like the start of a record."""
    stream.seek(offset)
    kept = b""
    while chunk := stream.read(_CHUNK):
        found = _START.search(window := kept + chunk)
        if found:
            return stream.tell() - len(window) + found.start()
        kept = window[-_LONGEST_START:]
    return None


def _record(stream: BinaryIO, offset: int, file: Path) -> tuple[dict[str, str], int]:
    """Header and end of the record at a place; raises _Damaged or _NoRecord."""
    stream.seek(offset)
    if stream.read(len(_GZIP)) == _GZIP:
        return _packed_record(stream, offset, file)
    stream.seek(offset)
    headers, begins, end = _header(stream.read(_LONGEST_HEADER))
    begins, end = begins + offset, end + offset
    if end > stream.seek(0, 2):
        raise _Damaged("the file ends before the record's declared length")
    _check(stream, begins, end, Check(headers))
    stream.seek(end)
    after = stream.read(_LONGEST_START)
    if not after.startswith(b"\r\n\r\n") and after.lstrip() and not _begins(after.lstrip()):
        raise _Damaged("it is not as long as it says")
    return headers, end


def _check(stream: BinaryIO, begins: int, end: int, check: Check) -> None:
    """Raise _Damaged where the block between two places is not the one its digest is of."""
    if not check.needed:
        return
    stream.seek(begins)
    while (left := end - stream.tell()) > 0 and (piece := stream.read(min(_CHUNK, left))):
        check.feed(piece)
    if not check.holds():
        raise _Damaged(_OTHER_BYTES)


def _packed_record(stream: BinaryIO, offset: int, file: Path) -> tuple[dict[str, str], int]:
    """The same of a record in a gzip member of its own, which is unpacked to its end."""
    pieces = _unpacked(stream, offset)
    begin, after = b"", b""
    try:
        while len(begin) < _LONGEST_HEADER and (piece := next(pieces, None)) is not None:
            begin += piece
        headers, begins, end = _header(begin)
        check = Check(headers)
        check.feed(begin[begins:end])
        missing, after = end - len(begin), begin[end:]
        for piece in pieces:
            check.feed(piece[: max(missing, 0)])
            after = (after + piece[max(missing, 0) :])[:_LONGEST_START]
            missing -= len(piece)
    except (zlib.error, EOFError) as error:
        why = "the file ends within it" if isinstance(error, EOFError) else "its gzip member is broken"
        raise (_Damaged if begin.startswith(b"WARC/") else _NoRecord)(why) from error
    if _begins(after.lstrip()):
        raise ArchiveError(
            f"{file}: is one gzip stream, so its records cannot be found again",
            hint=f"`warcio recompress {file} NEW.warc.gz` makes one that can be read",
        )
    if missing > 0 or after.strip():
        raise _Damaged("it is not as long as it says")
    if not check.holds():
        raise _Damaged(_OTHER_BYTES)
    return headers, stream.tell()


def _unpacked(stream: BinaryIO, offset: int) -> Generator[bytes]:
    """What a gzip member holds, in pieces of bounded size; leaves the stream at the member's end."""
    stream.seek(offset)
    member, piece = zlib.decompressobj(16 + zlib.MAX_WBITS), _GZIP
    while not member.eof:
        packed = member.unconsumed_tail or stream.read(_CHUNK)
        if not packed and not piece:
            raise EOFError
        piece = member.decompress(packed, _CHUNK)
        yield piece
    stream.seek(-len(member.unused_data), 1)


def _begins(data: bytes) -> bool:
    return data.startswith((b"WARC/", _GZIP))


def _header(begin: bytes) -> tuple[dict[str, str], int, int]:
    """The header that some bytes begin with, where it ends, and how long the whole record is."""
    if not begin.startswith(b"WARC/"):
        raise _NoRecord("no record begins here")
    blank = _BLANK_LINE.search(begin)
    if blank is None:
        raise _Damaged("its header breaks off")
    try:
        parsed = StatusAndHeadersParser(_VERSIONS).parse(BytesIO(begin[: blank.end()]))
    except _UNREADABLE as error:
        raise _Damaged("its header cannot be read") from error
    headers = {name.lower(): value for name, value in parsed.headers}
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or "warc-type" not in headers:
        raise _Damaged("its header has no type or no length")
    return headers, blank.end(), blank.end() + int(length)


def answer(
    stream: BinaryIO, offset: int, *, resource: bool, max_bytes: int
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and unpacked body of the record at a place; status 0 where it holds no HTTP answer.

    A body is read just beyond `max_bytes`. A resource record has no HTTP headers, and counts as 200.
    """
    stream.seek(offset)
    try:
        with redirect_stderr(StringIO()):
            record = next(iter(ArchiveIterator(stream)))
            if resource:
                return 200, {"content-type": record.content_type or ""}, _body(record, "", max_bytes)
            if record.http_headers is None:
                return 0, {}, b""
            headers = {name.lower(): value for name, value in record.http_headers.headers}
            status = int(record.http_headers.get_statuscode() or 0)
            return status, headers, _body(record, headers.get("content-encoding", ""), max_bytes)
    except _UNREADABLE:
        return 0, {}, b""


def _body(record: Any, encoding: str, max_bytes: int) -> bytes:
    """The body without chunks and compression, cut off just beyond the limit."""
    stream, limit = record.content_stream(), max_bytes + 1
    if encoding.strip().lower() == "zstd":
        stream = zstandard.ZstdDecompressor().stream_reader(BytesIO(stream.read(limit)))
    body = b""
    while len(body) < limit and (chunk := stream.read(min(_CHUNK, limit - len(body)))):
        body += chunk
    return body
