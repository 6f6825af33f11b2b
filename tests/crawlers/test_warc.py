"""WARC files damaged anywhere: what is sound is found, nothing is made up."""

from __future__ import annotations

import base64
import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.warc import Damage, Record, records
from turfwatch.errors import ArchiveError


def made(number: int) -> bytes:
    body = f"HTTP/1.1 200 OK\r\n\r\nVersion {number}. ".encode() + bytes(range(256)) * (number % 3)
    return record(body, number=number)


def record(data: bytes, /, *, number: int = 1, kind: str = "response", **digests: str) -> bytes:
    told = "".join(f"WARC-{name.title()}-Digest: {value}\r\n" for name, value in digests.items())
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://deskly.example/{number}\r\n"
        f"WARC-Date: 2025-01-0{number}T00:00:00Z\r\n{told}Content-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data + b"\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_damage_does_not_touch_is_found(tmp_path: Path, packed: bool, data: st.DataObject) -> None:
    parts = [gzip.compress(made(n), mtime=0) if packed else made(n) for n in range(1, 7)]
    starts = [sum(map(len, parts[:n])) for n in range(len(parts))]
    whole = b"".join(parts)
    at = data.draw(st.integers(0, len(whole) - 1))
    instead = data.draw(st.binary(min_size=1, max_size=300))
    file = tmp_path / "damaged"
    file.write_bytes(whole[:at] + instead + whole[at + len(instead) :])
    touched = {
        n for n, start in enumerate(starts) if start < at + len(instead) and at < start + len(parts[n])
    }
    try:
        found = list(records(file))
    except ArchiveError:
        assert len(touched) == len(parts)
        return
    sound = {record.offset: record for record in found if isinstance(record, Record)}
    places = [start for n, start in enumerate(starts) if n not in touched]
    assert set(places) <= set(sound)
    for n, start in enumerate(starts):
        if n not in touched:
            assert sound[start].headers["warc-target-uri"] == f"https://deskly.example/{n + 1}"
    if packed:  # the checksum of a member leaves nothing unsaid but changes of its own header
        assert set(sound) <= set(starts)
        assert len(sound) == len(parts) or any(isinstance(record, Damage) for record in found)


PLAIN = b"<h1>Deskly</h1>" * 9
PACKED = gzip.compress(PLAIN, mtime=0)
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)
ANSWER = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" + CHUNKED
BARE = b"HTTP/1.1 200 OK\r\n\r\n" + PLAIN


def base32(data: bytes, name: str = "sha1") -> str:
    return f"{name}:{base64.b32encode(hashlib.new(name, data).digest()).decode()}"


def base16(data: bytes, name: str) -> str:
    return f"{name}:{hashlib.new(name, data).hexdigest()}"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("block", "digests", "sound"),
    [
        (ANSWER, {"block": base32(ANSWER)}, True),
        (ANSWER, {"block": base32(ANSWER, "sha256").rstrip("=")}, True),
        (ANSWER, {"block": base16(ANSWER, "sha256").upper().replace("SHA256", "SHA-256")}, True),
        (ANSWER, {"block": base16(ANSWER, "md5")}, True),
        (ANSWER, {"block": base32(BARE)}, False),
        (ANSWER, {"block": base16(BARE, "sha256")}, False),
        (ANSWER, {"block": "crc99:ABC"}, True),  # nobody can tell
        (ANSWER, {"block": "sha1:not base 32!"}, True),
        (ANSWER, {"payload": base32(CHUNKED)}, True),  # as it came
        (ANSWER, {"payload": base32(PACKED)}, True),  # without chunks
        (ANSWER, {"payload": base32(PLAIN)}, True),  # and unpacked
        (ANSWER, {"payload": base32(ANSWER)}, False),
        (BARE, {"payload": base16(PLAIN, "sha256")}, True),
        (BARE, {"payload": base16(PLAIN[1:], "sha256")}, False),
        (BARE, {"block": base32(BARE), "payload": base32(b"as its writer saw it")}, True),
    ],
)
def test_a_record_whose_digest_is_of_other_bytes_is_damaged(
    tmp_path: Path, packed: bool, block: bytes, digests: dict[str, str], sound: bool
) -> None:
    parts = [made(1), record(block, number=2, **digests), made(3)]
    file = tmp_path / "a.warc"
    file.write_bytes(b"".join(gzip.compress(part) if packed else part for part in parts))
    found = list(records(file))
    assert [isinstance(f, Record) for f in found] == [True, sound, True]
    assert sound or "digest" in str(found[1])


def test_digests_of_what_has_no_payload_of_its_own_are_not_held_against_it(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    body = PLAIN + b"\r\n\r\n" + PLAIN
    file.write_bytes(
        record(BARE, kind="revisit", payload=base32(b"the original's"))
        + record(body, kind="resource", payload=base32(body))
        + record(body, kind="resource", payload=base32(PLAIN))
    )
    assert [isinstance(f, Record) for f in records(file)] == [True, True, False]


@given(at=st.integers(0, len(BARE) - 1), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_bit_goes_unnoticed_where_there_is_a_digest(tmp_path: Path, at: int, bit: int) -> None:
    flipped = bytearray(BARE)
    flipped[at] ^= 1 << bit
    file = tmp_path / "a.warc"
    file.write_bytes(record(bytes(flipped), block=base32(BARE)) + made(2))
    damage, sound = list(records(file))
    assert isinstance(damage, Damage)
    assert isinstance(sound, Record)
