"""One run at a time, and nobody who reads has to wait for it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from turfwatch.errors import StoreBusy
from turfwatch.store import Store
from turfwatch.types import RunRecord

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "t.db") as opened:
        yield opened


def test_a_second_run_is_told_for_whom_it_waits_and_how_long(store: Store) -> None:
    said: list[str] = []
    with store.turn("run"):
        holder = store.running()
        assert holder is not None
        assert (holder.what, holder.pid) == ("run", os.getpid())
        with (
            pytest.raises(StoreBusy, match=rf"another run \(pid {os.getpid()}, since .* UTC\) has not ended"),
            store.turn("tidy", patience=0.0, waiting=said.append),
        ):
            pass
        with pytest.raises(StoreBusy), store.turn("tidy", patience=0.3, waiting=said.append):
            pass
    assert said == [f"waiting for {holder}"]
    assert store.running() is None
    with store.turn("tidy", patience=0.0):
        pass


def test_a_killed_run_leaves_the_turn_to_the_next(store: Store, world) -> None:
    def killed() -> None:
        with Store(store.path) as mine, mine.turn("run"):
            os.kill(os.getpid(), signal.SIGKILL)

    assert world.child(killed) == -signal.SIGKILL
    assert store.running() is None
    with store.turn("run", patience=0.0):
        assert store.running() is not None


def test_readers_go_on_while_somebody_writes(store: Store) -> None:
    with store.turn("run"), store.transaction():
        store.record_run(RunRecord("crawl", NOW, NOW, "ok"))
        with Store(store.path, patience=0.0) as reader:
            assert reader.runs() == []
            assert reader.problems() == []
