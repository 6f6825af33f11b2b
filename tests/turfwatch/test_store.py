"""The store: what was acknowledged is there, what was not is gone, and re-runs change nothing."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turfwatch.errors import StoreBusy, StoreError, StoreTooNew
from turfwatch.store import Store
from turfwatch.store import _bodies as bodies
from turfwatch.store.facts import block_key
from turfwatch.store.people import StoredDigest
from turfwatch.types import (
    Block,
    Claim,
    Facts,
    Fetch,
    Gate,
    Outcome,
    Plan,
    Quantity,
    Release,
    SkippedLanguage,
)

T0 = datetime(2026, 1, 5, 7, tzinfo=UTC)
PAGE = Fetch(
    "https://deskly.example/", "Deskly", T0, Outcome.OK, status=200, content_type="text/html",
    body=b"<h1>Help desk</h1>" * 40, etag='"1"', kind="home",
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "t.db", patience=0.2) as opened:
        yield opened


def later(days: int, **changes: object) -> Fetch:
    return replace(PAGE, at=T0 + timedelta(days=days), **changes)  # type: ignore[arg-type]


def test_the_same_body_again_only_extends_the_capture(store: Store) -> None:
    assert store.record(PAGE)
    assert not store.record(later(1))
    assert not store.record(later(2, outcome=Outcome.UNCHANGED, body=b""))
    (capture,) = store.captures()
    assert (capture.at, capture.seen_until) == (T0, T0 + timedelta(days=2))


def test_recording_a_history_twice_changes_nothing(store: Store) -> None:
    history = [
        PAGE,
        later(3, body=b"two" * 50),
        later(6),
        later(9, outcome=Outcome.GONE, status=404, body=b""),
    ]
    assert [store.record(f) for f in history] == [True, True, True, True]
    before = store.captures()
    assert [store.record(f) for f in history] == [False] * 4
    assert store.captures() == before


def test_trouble_never_becomes_the_baseline(store: Store) -> None:
    store.record(PAGE)
    store.record(later(1, outcome=Outcome.BLOCKED, reason="answered 403", body=b""))
    assert [h.reason for h in store.health()] == ["answered 403"]
    assert store.record(later(2, outcome=Outcome.UNCHANGED, body=b""))
    assert store.health() == []
    assert [c.outcome for c in store.captures()] == [Outcome.OK, Outcome.BLOCKED, Outcome.OK]


def test_validators_are_kept_only_when_the_body_could_be_read(store: Store) -> None:
    store.record(PAGE)
    assert store.pages()[0].etag is None
    (capture,) = store.unextracted("1")
    store.save_facts(capture, Facts(), {}, "1")
    assert store.pages()[0].etag == '"1"'
    store.record(later(1, body=b"new" * 50, etag='"2"'))
    assert store.pages()[0].etag == '"1"'


def test_facts_come_back_as_they_were_saved(store: Store) -> None:
    store.record(PAGE)
    (capture,) = store.captures()
    block = Block("From $9 a month", "h1", 0, ("Pricing",), 1.0, "hero", "/pricing", frozenset({"cta"}))
    claim = Claim(
        "pricing", "From $9 a month", 0, 15, quantity=Quantity("$9", Decimal("9.00"), "month", "USD")
    )
    key = block_key(block, company="Deskly", page_kind="home")
    plan = Plan("Team", Decimal("9.00"), "USD", "month", gates=(Gate("Users", "5"),))
    facts = Facts(
        (block, replace(block, position=1)), (), (plan,), (Release("New", "feature", date(2026, 1, 2)),)
    )
    assert store.known_claims([key], "1") == {}
    store.save_facts(capture, facts, {key: (claim,)}, "1")
    (loaded,) = store.facts([capture])
    assert loaded.blocks == facts.blocks
    assert loaded.plans == (plan,)
    assert loaded.releases == facts.releases
    assert [p.claim for p in loaded.claims] == [claim, claim]
    assert store.known_claims([key], "1") == {key: (claim,)}
    assert store.known_claims([key], "2") == {}
    assert [c.id for c in store.unextracted("2")] == [capture.id]


def test_skipped_languages_are_counted_by_company_since_when(store: Store) -> None:
    def save(fetch: Fetch, language: str, *, skipped: bool) -> None:
        store.record(fetch)
        (capture,) = store.unextracted("1")
        store.save_facts(capture, Facts(language=language, claims_skipped=skipped), {}, "1")

    save(PAGE, "en", skipped=False)
    save(later(3, body=b"eins" * 50), "de", skipped=True)
    save(later(5, body=b"zwei" * 50), "de", skipped=True)
    save(later(6, url="https://deskly.example/de", body=b"drei" * 50), "de", skipped=True)
    save(later(6, url="https://deskly.example/fr", body=b"trois" * 50), "fr", skipped=True)
    german = SkippedLanguage("Deskly", "de", 2, T0 + timedelta(days=3))
    french = SkippedLanguage("Deskly", "fr", 1, T0 + timedelta(days=6))
    assert store.skipped_languages() == [german, french]
    assert store.facts(store.captures())[1].claims_skipped
    store.record(later(7, url="https://deskly.example/fr", outcome=Outcome.GONE, body=b""))
    save(later(8, body=b"one" * 50), "en", skipped=False)
    assert store.skipped_languages() == [replace(german, pages=1, since=T0 + timedelta(days=6))]


def test_blocks_are_known_by_language_too() -> None:
    block = Block("Open source", "h1")
    keys = {block_key(block, company="Deskly", page_kind="home", language=x) for x in ("en", "de")}
    assert len(keys) == 2
    assert block_key(block, company="Deskly", page_kind="home") in keys


def test_an_error_inside_a_transaction_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            store.record(PAGE)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        half()
    assert store.captures() == []
    assert store.pages() == []


def test_a_second_writer_is_told_to_wait(store: Store) -> None:
    waiting = pytest.raises(StoreBusy, match="another process is writing")
    with store.transaction(), Store(store.path, patience=0.1) as other, waiting:
        other.record(PAGE)
    assert store.record(PAGE)


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('turfwatch', 'later')")
    connection.commit()
    connection.close()
    with pytest.raises(StoreTooNew, match="later"):
        Store(path)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database at all" * 100)
    with pytest.raises(StoreError, match="is not a usable database"):
        Store(path)
    assert path.read_text().startswith("not a database")


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        with Store(small / "t.db") as store:
            store.record(PAGE)
            import random

            noise = random.Random(0)
            with pytest.raises(StoreError, match="disk is full"):
                for day in range(1, 400):
                    store.record(later(day, body=noise.randbytes(20_000)))
            kept = len(store.captures())
            assert kept >= 1
        with Store(small / "t.db") as again:
            assert len(again.captures()) == kept
            assert again.problems() == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_backup_is_a_whole_copy_and_never_overwrites(store: Store, tmp_path: Path) -> None:
    store.record(PAGE)
    copy = tmp_path / "copy.db"
    assert store.backup(copy) > 0
    with Store(copy) as other:
        assert other.captures() == store.captures()
        assert other.body(1) == PAGE.body
    with pytest.raises(StoreError, match="is there already"):
        store.backup(copy)


def test_a_digest_and_its_deliveries_are_queued_together_and_once(store: Store) -> None:
    digest = StoredDigest("2026-01-05", T0, T0.date(), T0.date(), "News", "<p>", "text", ("s1",))
    store.queue(digest, {"dana@larkdesk.example": ("<1@x>", b"mail")})
    delivery = store.claim("me", T0, timedelta(minutes=15))
    assert delivery is not None
    assert (delivery.window, delivery.message) == ("2026-01-05", b"mail")
    assert store.settle(delivery, "sent", T0)
    assert store.pending() == []
    assert store.announced() == {"s1"}
    assert not store.queue(digest, {"dana@larkdesk.example": ("<1@x>", b"mail")})
    assert store.pending() == []


@given(st.binary(max_size=4000), st.binary(max_size=4000))
def test_bodies_survive_packing_with_and_without_a_base(body: bytes, base: bytes) -> None:
    assert bodies.unpack(bodies.pack(body)) == body
    assert bodies.unpack(bodies.pack(body, base), base) == body


def test_a_near_copy_costs_little(store: Store) -> None:
    import random

    words = random.Random(1)
    text = " ".join(f"w{words.randrange(10_000)}" for _ in range(5_000)).encode()
    store.record(replace(PAGE, body=text))
    store.record(later(1, body=text.replace(b"w1", b"w2", 3)))
    assert store.body(2) == text.replace(b"w1", b"w2", 3)
    packed = [row[0] for row in store._rows("SELECT length(body) FROM snapshots ORDER BY id")]
    assert packed[1] < packed[0] / 20
