"""Bytes at rest: zstd, and a near-copy of an earlier body as a delta against it."""

from __future__ import annotations

import hashlib

import zstandard

LEVEL = 9
Damaged = zstandard.ZstdError


def digest(body: bytes) -> str:
    """The content address of a body: its SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes, base: bytes | None = None) -> bytes:
    """Compress `body`, given an earlier version of the page (raw bytes) to draw on."""
    dictionary = _dictionary(base)
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary).compress(body)


def unpack(packed: bytes, base: bytes | None = None) -> bytes:
    """The inverse of `pack`, with the same `base`."""
    return zstandard.ZstdDecompressor(dict_data=_dictionary(base)).decompress(packed)


def shrink(content: bytes) -> bytes:
    """Compress what is read again now and then; nothing stays nothing."""
    return pack(content) if content else b""


def swell(stored: bytes) -> bytes:
    """The inverse of `shrink`; bytes that were stored as they are come back so."""
    return unpack(stored) if stored.startswith(zstandard.FRAME_HEADER) else stored


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    if not base or len(base) < 8:  # zstd takes no shorter dictionary
        return None
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
