"""Workers: the same facts whoever reads, in the same order, and nothing lost with a killed process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extract import pool
from extract import run as stage
from extract.batches import TEXTS, Batch, batches, read
from extract.claims import ClaimRequest
from extract.pages import read as read_page
from extract.pool import Here, Pool, Workers
from extract.readers import ReaderSpec
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.types import Facts, Fetch, Outcome

CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkroute"},
        "segments": [{"id": "bakeries", "name": "Bakeries"}],
        "competitors": [{"name": "Quarrel", "site": "https://quarrel.example"}],
    }
)
SPEC = ReaderSpec(CONFIG.extract.model)
NOW = datetime(2026, 5, 1, tzinfo=UTC)
SAYINGS = ("Plan every round from one board", "From €{} per van per month", "Unlike paper, it knows road {}")


def double(number: int) -> int:
    return 2 * number


def die_once(mark: Path) -> int:
    """Kills the process it runs in, the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 1


def refuse(number: int) -> int:
    raise ValueError(number)


def test_work_comes_back_in_order() -> None:
    assert list(Here().map(double, [3, 1, 2])) == [6, 2, 4]


@pytest.mark.slow
def test_a_killed_process_is_said_and_its_work_done_here(tmp_path: Path) -> None:
    with Pool(2) as workers:
        assert list(workers.map(double, range(20))) == [2 * n for n in range(20)]
        assert list(workers.map(die_once, [tmp_path / "mark"] * 3)) == [1, 1, 1]
        assert workers.troubles == ["a process was killed: what it had in hand was done again"]
        assert list(workers.map(double, [1, 2])) == [2, 4]  # by new processes
        with pytest.raises(ValueError, match="7"):
            list(workers.map(refuse, [7]))


def who(mark: Path) -> int:
    """The process; the first one to come to a mark that is not there dies."""
    die_once(mark)
    return os.getpid()


def test_what_was_in_hand_elsewhere_goes_to_new_processes(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    with Pool(2) as workers:
        first = workers.map(who, [tmp_path / "mark", *[tmp_path / "there"] * 20])
        second = workers.map(who, [tmp_path / "there"] * 20)
        pids = [*first, *second]
    assert len(pids) == 41
    assert pids.count(os.getpid()) <= 2  # of each of the two at most the one that was waited for
    assert workers.troubles == ["a process was killed: what it had in hand was done again"]


def wait(seconds: float) -> None:
    time.sleep(seconds)


def test_who_gives_up_does_not_wait_for_what_is_in_hand() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Pool(2) as workers:
        list(workers.map(double, [1, 2]))  # they are up
        workers.map(wait, [120.0] * 6)
        raise KeyboardInterrupt
    assert time.monotonic() - began < 60


def test_a_batch_is_read_wherever_it_comes_to() -> None:
    requests = [ClaimRequest(SAYINGS[0], "h1", "home", company="Quarrel")] * (TEXTS + 1)
    parted = list(batches(SPEC, requests))
    assert [len(b.requests) for b in parted] == [TEXTS, 1]
    (claims,) = read(Batch(SPEC, tuple(requests[:1])))
    assert [c.text for c in claims] == [SAYINGS[0]]


def _facts(folder: Path, workers: Workers | None) -> tuple[list[Facts], dict[str, int]]:
    folder.mkdir()
    with Store(folder / "t.db") as store:
        for day in range(30):
            said = "".join(f"<p>{text.format(day // 2)}</p>" for text in SAYINGS)
            body = b"\xff" * 9 if day == 7 else f"<html lang=en><main>{said}</main></html>".encode()
            at = NOW + timedelta(days=day)
            store.record(
                Fetch(
                    f"https://quarrel.example/p{day}", "Quarrel", at, Outcome.OK, 200,
                    content_type="text/html", body=body, kind="product",
                )
            )  # fmt: skip
        counts = stage.run(CONFIG, store, NOW, workers=workers).counts
        return store.facts(store.captures()), dict(counts)


@pytest.mark.slow
def test_a_pool_gives_the_same_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _facts(tmp_path / "here", Here())
    assert here[1]["captures"] == 30
    monkeypatch.setattr(stage, "_WORTH", 1)
    monkeypatch.setattr(pool, "processes", lambda: 2)
    assert _facts(tmp_path / "pool", None) == here


def test_a_small_day_starts_no_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: int) -> Pool:
        raise AssertionError

    monkeypatch.setattr(stage, "Pool", none)
    _, counts = _facts(tmp_path / "day", None)
    assert counts["captures"] == 30


class Noting(Here):
    """This process, noting how many tasks of what it is given at a time."""

    hands = 2

    def __init__(self) -> None:
        self.walked, self.texts = list[int](), list[int]()

    def map(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        if function is read_page:
            self.walked.append(len(tasks))
        else:
            self.texts.append(sum(len(batch.requests) for batch in tasks))
        return super().map(function, tasks)


def _pages(store: Store, bodies: Iterable[str]) -> None:
    for day, body in enumerate(bodies):
        store.record(
            Fetch(
                f"https://quarrel.example/{day}", "Quarrel", NOW + timedelta(days=day), Outcome.OK, 200,
                content_type="text/html", body=body.encode(), kind="product",
            )
        )  # fmt: skip


def test_where_little_is_new_more_pages_are_walked_together(tmp_path: Path) -> None:
    said = "<html lang=en><p>Every ticket has an owner.</p><p>Room {} is free.</p></html>".format
    with Store(tmp_path / "a.db") as store:
        _pages(store, map(said, range(300)))  # each has the line of all and one of its own
        team = Noting()
        stage.run(CONFIG, store, NOW, workers=team)
    assert team.walked[:2] == [24, 24]  # the second before anything was known of the first
    assert team.walked[2] == 240
    assert sum(team.walked) == 300
    assert max(team.texts) > 200


def test_large_bodies_are_not_held_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "_BYTES", 5_000)
    said = ("<html lang=en><!-- " + "x" * 2_000 + " --><p>Room {} is free.</p></html>").format
    with Store(tmp_path / "a.db") as store:
        _pages(store, map(said, range(9)))
        team = Noting()
        stage.run(CONFIG, store, NOW, workers=team)
    assert team.walked == [3, 3, 3, 0]
