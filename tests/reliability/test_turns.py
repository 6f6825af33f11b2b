"""One run at a time, and nobody who reads has to wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


@pytest.mark.slow
def test_two_whole_runs_at_once_end_as_one_after_the_other(world, tools, tmp_path: Path) -> None:
    world.on(tools.first)
    results = []
    for how in ("together", "apart"):
        folder = tmp_path / how
        folder.mkdir()
        (folder / "turfwatch.toml").write_text(toml(world))
        command = [sys.executable, "-m", "turfwatch", "run", "--now", "2026-01-05T07:00Z"]
        runs = []
        for _ in range(2):
            runs.append(subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True))
            if how == "apart":
                runs[-1].communicate(timeout=600)
        said = [run.communicate(timeout=600)[1] if how == "together" else "" for run in runs]
        assert [run.returncode for run in runs] == [0, 0]
        if how == "together":
            assert any("waiting for another run (pid" in text for text in said)
        with Store(folder / "turfwatch.db") as store:
            results.append(tools.fingerprint(store, world.config, tmp_path / "out"))
    assert results[0] == results[1]
    assert len(set(world.mail())) == len(tools.recipients)


def toml(world) -> str:
    """The world's configuration as a file."""
    settings = world.settings
    crawl, smtp, segment = settings["crawl"], settings["smtp"], settings["segments"][0]
    return f"""
[company]
name = "Larkdesk"
site = "http://larkdesk.example"
[[segments]]
id = "{segment["id"]}"
name = "{segment["name"]}"
audience = {segment["audience"]}
terms = {segment["terms"]}
claims = [{{ text = "{segment["claims"][0]["text"]}" }}]
[[competitors]]
name = "Deskly"
site = "http://deskly.example"
[crawl]
proxy = "{crawl["proxy"]}"
delay = 0.0
robots = false
[digest]
to = {settings["digest"]["to"]}
[smtp]
host = "127.0.0.1"
port = {smtp["port"]}
security = "none"
from = "{smtp["from"]}"
"""
