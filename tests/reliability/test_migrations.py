"""A database of every schema that was ever released is brought up to date with all that is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from turfwatch import processes
from turfwatch.migrations import migrations
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome

FOLDER = Path(__file__).parent / "schemas"
FILES = sorted(FOLDER.glob("*.sql"))
NOW = datetime(2026, 1, 6, 7, tzinfo=UTC)


def test_every_schema_is_here() -> None:
    names = [m.name for m in migrations._migrations]
    here = [f"{number:02}-{name}" for number, name in enumerate(names, 1)]
    assert [f.stem for f in FILES] == here, "run tests/reliability/schemas.py"


@pytest.fixture(params=FILES, ids=lambda f: f.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "t.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(request.param.read_text())
    return path


def test_what_was_stored_is_there_and_work_goes_on(old: Path) -> None:
    with closing(sqlite3.connect(old)) as before:
        had = {row[0] for row in before.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with Store(old) as store:
        assert {m.name for m in migrations.applied(store._db)} == {m.name for m in migrations._migrations}
        assert [*store.problems(), *store.damaged(), *store.matters(processes.alive)] == []
        (capture,) = store.captures()
        assert (capture.url, capture.outcome, capture.status) == ("https://deskly.example/", Outcome.OK, 200)
        assert store.body(1).startswith(b"<h1>A friendly inbox")
        assert store.pages()[0].etag == '"1"'
        if "walks" in had:
            (facts,) = store.facts([capture])
            assert [c.claim.text for c in facts.claims] == ["A friendly inbox for online shops"]
        if "digests" in had:
            assert_people(store)
        again = Fetch(
            capture.url, "Deskly", NOW, Outcome.OK, body=b"<h1>New</h1>" * 9, status=200, kind="home"
        )
        assert store.record(again)
        assert store.tidy(store.untidy(NOW + timedelta(days=3000), days=30, per_page=2)) >= 0
        assert [*store.problems(), *store.damaged()] == []


def assert_people(store: Store) -> None:
    digest = store.digest("2026-01-05")
    assert digest is not None
    assert (digest.html, digest.text, digest.signals) == ("<p>News</p>", "News", ("s1",))
    (delivery,) = store.pending()
    assert (delivery.window, delivery.attempts, delivery.begun) == ("2026-01-05", 1, False)
    assert delivery.message.startswith(b"Subject: News")
    taken = store.claim("me", NOW, timedelta(minutes=1))
    assert taken is not None
    assert store.settle(taken, "sent", NOW)
    assert [v.stage for v in store.runs()] == ["crawl"]
    assert store.goal_values("arr")[0][1] == 1.5


def test_a_migration_that_is_cut_short_is_done_again(old: Path, world) -> None:
    """Killed at its commit, the file is as it was; killed after it, all is done."""
    import os
    import signal

    def killed() -> None:
        Store._commit = lambda _: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
        Store(old)

    code = world.child(killed)
    assert code in {0, -signal.SIGKILL}  # the newest schema has nothing to do
    with closing(sqlite3.connect(old)) as before:
        assert before.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    test_what_was_stored_is_there_and_work_goes_on(old)
