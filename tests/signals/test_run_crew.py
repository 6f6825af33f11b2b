"""Several processes fold the companies' histories; the rows are those of one process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks import signals_year as year
from extract.pool import Pool, Workers
from signals import conclude
from signals import run as signals
from turfwatch.store import Store
from turfwatch.store._json import dump

DAYS, RIVALS = 3, 5
SETTINGS = year.config(RIVALS)
KINDS = ("lifetimes", "changes", "plan_events", "releases", "presence", "signals")


def rows(store: Store) -> dict[str, list[str]]:
    return {kind: sorted(dump(record) for record in getattr(store, kind)()) for kind in KINDS}


def play(store: Store, workers: Workers | None = None) -> dict[str, list[str]]:
    market = year.Market(RIVALS, 6, 5, seed=3)
    for day in range(DAYS):
        at = year.START + timedelta(days=day)
        for key, lines in market.first() if day == 0 else market.day(0.3):
            year.keep(store, key, lines, at)
        record = signals.run(SETTINGS, store, at + timedelta(hours=1), workers=workers)
        assert record.status == "ok", record
    return rows(store)


class Counting(Pool):
    """A pool that counts what it is given, and may lose a process."""

    def __init__(self, processes: int, *, lose: bool = False) -> None:
        super().__init__(processes)
        self.given, self._lose = 0, lose

    def map(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        self.given += len(tasks)
        results = super().map(function, tasks)
        if self._lose and self._executor is not None:
            self._lose = False
            os.kill(next(iter(self._executor._processes)), signal.SIGKILL)
        return results


@pytest.fixture(scope="module")
def alone() -> dict[str, list[str]]:
    with Store(":memory:") as store:
        found = play(store)
    assert len(found["changes"]) > 5
    assert found["presence"]
    return found


def test_processes_conclude_what_one_does(tmp_path: Path, alone: dict[str, list[str]]) -> None:
    with Store(tmp_path / "a.db") as store, Counting(2) as pool:
        assert play(store, pool) == alone
        assert pool.given == DAYS * RIVALS


def test_a_killed_process_loses_nothing(tmp_path: Path, alone: dict[str, list[str]]) -> None:
    with Store(tmp_path / "a.db") as store, Counting(2, lose=True) as pool:
        assert play(store, pool) == alone
        assert len(pool.troubles) == 1


def test_processes_are_started_where_much_is_to_be_folded(
    tmp_path: Path, alone: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Counting] = []

    def counting(processes: int) -> Counting:
        begun.append(Counting(processes))
        return begun[-1]

    monkeypatch.setattr(signals, "Pool", counting)
    monkeypatch.setattr(signals, "processes", lambda: 2)
    monkeypatch.setattr(signals, "_WORTH", 0.0)
    with Store(tmp_path / "a.db") as store:
        assert play(store) == alone
    assert [pool.given for pool in begun] == [RIVALS - 1] * DAYS
    with Store(":memory:") as store:
        assert play(store) == alone
    assert len(begun) == DAYS  # nobody else can open what is in memory


def test_a_company_without_news_concludes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        play(store)
        task = conclude.Task(tmp_path / "a.db", SETTINGS, "Rival 1", year.START + timedelta(days=DAYS))
        assert conclude.concluded(task) is None
