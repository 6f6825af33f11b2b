"""WARC files damaged anywhere: what is sound is found, nothing is made up."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.warc import Damage, Record, records
from turfwatch.errors import ArchiveError


def made(number: int) -> bytes:
    body = f"HTTP/1.1 200 OK\r\n\r\nVersion {number}. ".encode() + bytes(range(256)) * (number % 3)
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://deskly.example/{number}\r\n"
        f"WARC-Date: 2025-01-0{number}T00:00:00Z\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


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
