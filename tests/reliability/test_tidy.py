"""What goes is bytes nobody can ask for: signals, quotes and upgrades are as before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from turfwatch.errors import StoreError
from turfwatch.store import Store
from turfwatch.store.people import StoredDigest
from turfwatch.types import Facts, Fetch, Outcome, RunRecord

T0 = datetime(2026, 1, 5, 7, tzinfo=UTC)
PAGE = Fetch("https://deskly.example/", "Deskly", T0, Outcome.OK, status=200, kind="home")
LATER = T0 + timedelta(days=400)


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "t.db") as opened:
        yield opened


def body(day: int) -> bytes:
    return (b"<p>The same long page as ever, and again.</p>" * 40) + b"<p>Version %d</p>" % day


def keep(store: Store, *days: int, url: str = PAGE.url) -> None:
    """A version a day, extracted."""
    for day in days:
        store.record(replace(PAGE, url=url, at=T0 + timedelta(days=day), body=body(day)))
    for capture in store.unextracted("1"):
        store.save_facts(capture, Facts(), {}, "1")


def kept(store: Store) -> list[int]:
    """The ids of snapshots whose bytes are there."""
    return [c.snapshot_id for c in store.captures() if c.snapshot_id and not store.dropped(c.snapshot_id)]


def test_age_and_count_decide_what_is_out_of_time(store: Store) -> None:
    keep(store, 0, 10, 20, 300, 310, 320)
    assert store.untidy(LATER, days=1000, per_page=100).bodies == ()
    assert store.untidy(LATER, days=200, per_page=100).bodies == (2, 3)  # the first is what others rest on
    assert store.untidy(LATER, days=1000, per_page=2).bodies == (2, 3, 4)
    assert store.untidy(LATER, days=30, per_page=1).bodies == (2, 3, 4, 5)  # the latest stays
    store.tidy(store.untidy(LATER, days=200, per_page=100))
    assert kept(store) == [1, 4, 5, 6]
    assert store.body(6) == body(320)
    assert [*store.problems(), *store.damaged()] == []
    with pytest.raises(StoreError, match="dropped by `turfwatch tidy`"):
        store.body(2)
    assert store.untidy(LATER, days=200, per_page=100).counts()["bodies"] == 0


def test_what_was_never_extracted_stays(store: Store) -> None:
    for day in (0, 10, 20):
        store.record(replace(PAGE, at=T0 + timedelta(days=day), body=body(day)))
    assert store.untidy(LATER, days=30, per_page=1).bodies == ()


def test_bytes_that_come_back_are_kept_again(store: Store) -> None:
    keep(store, 0, 10, 20)
    store.tidy(store.untidy(LATER, days=30, per_page=1))
    assert kept(store) == [1, 3]
    assert store.record(replace(PAGE, at=LATER, body=body(10)))
    assert store.body(2) == body(10)
    assert store.damaged() == []
    assert len(store.unextracted("1")) == 0  # what was extracted from it is known


def test_trouble_of_long_ago_mails_and_runs_go(store: Store) -> None:
    keep(store, 0)
    store.record(replace(PAGE, at=T0 + timedelta(days=1), outcome=Outcome.BLOCKED, reason="answered 403"))
    store.record(replace(PAGE, at=T0 + timedelta(days=2), body=body(2)))
    store.record(replace(PAGE, at=T0 + timedelta(days=3), outcome=Outcome.TIMEOUT))  # how it stands now
    digest = StoredDigest("2026-01-05", T0, T0.date(), T0.date(), "News", "<p>", "text", ("s1",))
    store.queue(digest, {"dana@larkdesk.example": ("<1@x>", b"mail" * 999)})
    delivery = store.claim("me", T0, timedelta(minutes=1))
    assert delivery is not None
    store.settle(delivery, "sent", T0)
    for day in range(60):
        at = T0 + timedelta(days=day)
        store.record_run(RunRecord("crawl", at, at, "partial" if day == 3 else "ok", {"ok": 2}, ("said",)))
    store.record_run(RunRecord("crawl", LATER, LATER, "ok", {"ok": 1}))
    store.tidy(store.untidy(LATER, days=30, per_page=9))
    assert [c.outcome for c in store.captures()] == [Outcome.OK, Outcome.OK, Outcome.TIMEOUT]
    assert [d.message for d in store.deliveries()] == [b""]
    assert store.announced() == {"s1"}
    assert store.digest("2026-01-05") == replace(digest, id=1)
    runs = store.runs(100)
    assert [(r.started.month, r.status, r.counts) for r in runs] == [
        (LATER.month, "ok", {"ok": 1}),
        (3, "ok", {"ok": 10}), (2, "ok", {"ok": 56}), (1, "partial", {"ok": 54}),
    ]  # fmt: skip
    assert runs[-1].messages == ("27 runs, folded",)
    assert store.requeue(("sent",)) == 0, "what has no bytes any more is not sent again"


def test_room_is_given_back_in_steps(store: Store) -> None:
    import random

    noise = random.Random(0)
    for day in range(60):
        store.record(replace(PAGE, at=T0 + timedelta(days=day), body=noise.randbytes(60_000)))
    for capture in store.unextracted("1"):
        store.save_facts(capture, Facts(), {}, "1")
    assert store.gives_back
    before = store.sizes()["bytes"]
    freed = store.tidy(store.untidy(LATER, days=30, per_page=1))
    assert freed > 0.9 * before
    assert store.table_bytes()["free"] == 0
    assert store.problems() == []


def test_an_old_file_is_compacted_once(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "old.db"
    with sqlite3.connect(path) as made:  # as the first versions made it
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE remnant (x)")
        made.execute("INSERT INTO remnant VALUES (randomblob(2000000))")
        made.commit()
        made.execute("DELETE FROM remnant")
    made.close()
    with Store(path) as store:
        assert not store.gives_back
        assert store.tidy(store.untidy(LATER, days=30, per_page=1)) == 0
        assert store.compact() > 1_000_000
        assert store.gives_back


@pytest.mark.slow
def test_signals_quotes_and_an_upgrade_are_as_before(world, tools, tmp_path: Path, monkeypatch) -> None:
    import extract.run
    import signals.conclude
    import signals.run
    from reports.verify import verify
    from schedules import pipeline

    days = [tools.first, tools.between, tools.second, tools.second + tools.week]
    with Store(tmp_path / "t.db") as store:
        pipeline.run_stages(world.config, store, world.on(days[0]))
        (home,) = (c for c in store.captures("Deskly") if c.kind == "home")
        for number in (1, 2):  # versions of which nothing comes
            note = b"<p>Weather: %d degrees.</p></main>" % number
            body = store.body(home.snapshot_id).replace(b"</main>", note)
            at = home.at + timedelta(days=number)
            fetch = replace(PAGE, url=home.url, at=at, body=body, content_type="text/html")
            assert store.record(fetch)
            pipeline.run_stages(world.config, store, at, stages=("extract", "signals"))
        for day in days[1:]:
            pipeline.run_stages(world.config, store, world.on(day))
        now = world.on(days[-1])
        before = tools.fingerprint(store, world.config, tmp_path / "out")
        found = store.untidy(now + timedelta(days=3), days=1, per_page=1)
        assert found.bodies
        store.tidy(found)
        assert tools.fingerprint(store, world.config, tmp_path / "out") == before
        for signal in store.signals(suppressed=True):
            checks = verify(store, signal)
            assert checks
            assert all(check.found for check in checks)
            assert signals.conclude.rederived(world.config, store, signal) == signal
        # derived anew, and read anew by another version of the extractor: the same
        store._execute("DELETE FROM checkpoints")
        store._execute("DELETE FROM derivations")
        monkeypatch.setattr(extract.run, "VERSION", "another")
        records = pipeline.run_stages(world.config, store, now, stages=("extract", "signals", "report"))
        assert [r.status for r in records] == ["ok", "ok", "ok"]
        assert len(set(store.extractor_versions())) == 1
        assert tools.fingerprint(store, world.config, tmp_path / "out") == before
