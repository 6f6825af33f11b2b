"""Digests of WARC records: whether a record's bytes are those its header vouches for.

The block's digest is of all that follows the header, and settles the matter. Of the payload's digest
writers disagree whether it is of the bytes as they came or without chunks and compression: only a record
that matches none of these is damaged, and only where it has no block digest.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from warcio.bufferedreaders import BufferedReader, ChunkedDataException, ChunkedDataReader

_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}  # bytes of each
_HTTP_HEADER = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADER = 1 << 16
_CHUNK = 1 << 16
_MOST_KEPT = 1 << 26  # bytes: of a larger payload only the form it came in is looked at


class Check:
    """Takes a record's block piece by piece, and says at its end whether it is the one that was meant."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        block = _wanted(headers.get("warc-block-digest", ""))
        kind = headers.get("warc-type", "").lower()
        payload = (
            _wanted(headers.get("warc-payload-digest", "")) if kind in {"response", "resource"} else None
        )
        self._whole = block is not None
        found = block or payload
        self.needed = found is not None
        name, self._expected = found or ("md5", b"")
        self._name = name
        self._sum = hashlib.new(name, usedforsecurity=False)
        self._in_header = not self._whole and kind == "response"
        self._header = b""
        self._kept = bytearray()  # a payload that may be of another form than the digest's

    def feed(self, piece: bytes) -> None:
        """The next bytes of the block."""
        if not self.needed:
            return
        if self._in_header:
            self._header += piece
            blank = _HTTP_HEADER.search(self._header)
            if blank is None and len(self._header) < _LONGEST_HEADER:
                return
            piece = self._header[blank.end() :] if blank else b""
            self._header = self._header[: blank.end()] if blank else self._header
            self._in_header = False
        self._sum.update(piece)
        if not self._whole and _packed(self._header) and len(self._kept) <= _MOST_KEPT:
            self._kept += piece

    def holds(self) -> bool:
        """Whether the bytes match the digest, or there is none to match."""
        if not self.needed or self._sum.digest() == self._expected:
            return True
        if len(self._kept) > _MOST_KEPT:  # nobody can tell
            return True
        return any(
            hashlib.new(self._name, form, usedforsecurity=False).digest() == self._expected
            for form in _forms(bytes(self._kept), self._header)
        )


def _wanted(told: str) -> tuple[str, bytes] | None:
    """Algorithm and value of a digest as it is written; None for one we cannot compute or read."""
    name, _, value = told.strip().partition(":")
    name, value = name.strip().lower().replace("-", ""), value.strip()
    size = _ALGORITHMS.get(name)
    if size is None:
        return None
    try:
        if len(value) == 2 * size:
            return name, bytes.fromhex(value)
        found = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return None
    return (name, found) if len(found) == size else None


def _packed(header: bytes) -> bool:
    lower = header.lower()
    return b"transfer-encoding:" in lower or b"content-encoding:" in lower


def _forms(payload: bytes, header: bytes) -> list[bytes]:
    """The payload without chunks, and without compression as well."""
    lower = header.lower()
    unchunked = payload
    if b"chunked" in lower:
        unchunked = _read(ChunkedDataReader(BytesIO(payload), decomp_type=None))
    encoding = next((name for name in ("gzip", "br", "deflate") if name.encode() in lower), None)
    unpacked = _read(BufferedReader(BytesIO(unchunked), decomp_type=encoding)) if encoding else unchunked
    return [unchunked, unpacked] if payload else []


def _read(stream: Any) -> bytes:
    """All that a stream of warcio's holds, as far as it can be read."""
    pieces = []
    try:
        while piece := stream.read(_CHUNK):
            pieces.append(piece)
    except (zlib.error, ChunkedDataException, ValueError, EOFError):
        return b"".join(pieces)
    return b"".join(pieces)
