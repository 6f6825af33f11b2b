"""Real runs, two at once or killed at odd moments, and the commands that look after the database."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from turfwatch.cli import group
from turfwatch.store import Store

KILLS = 6
COMMAND = (sys.executable, "-m", "turfwatch", "run", "--now", "2026-01-05T07:00Z")


def workspace(world, folder: Path) -> Path:
    """The world's configuration as a file in a new folder."""
    folder.mkdir()
    settings = world.settings
    crawl, smtp, segment = settings["crawl"], settings["smtp"], settings["segments"][0]
    (folder / "turfwatch.toml").write_text(f"""
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
""")
    return folder


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(COMMAND, cwd=folder, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_real_runs_at_once_and_killed_end_as_one_that_was_left_alone(world, tools, tmp_path: Path) -> None:
    world.on(tools.first)
    alone, together, killed = (workspace(world, tmp_path / n) for n in ("alone", "together", "killed"))
    earlier = len(world.mail())
    began = time.monotonic()
    said = start(alone).communicate(timeout=900)[1]
    took = time.monotonic() - began
    assert len(world.mail()[earlier:]) == len(tools.recipients), said

    runs = [start(together) for _ in range(2)]
    said = "".join(run.communicate(timeout=900)[1] for run in runs)
    assert [run.returncode for run in runs] == [0, 0], said
    assert "waiting for another run (pid " in said
    assert len(world.mail()[earlier:]) == 2 * len(tools.recipients)

    moments = random.Random(9)
    for _ in range(KILLS):
        run = start(killed)
        try:
            run.communicate(timeout=took * moments.uniform(0.3, 1.0))
        except subprocess.TimeoutExpired:
            run.kill()
            run.communicate()
    last = start(killed)
    said = last.communicate(timeout=900)[1]
    assert last.returncode in {0, 3}, said
    with Store(killed / "turfwatch.db") as store:
        assert [*store.problems(), *store.damaged()] == []
        in_doubt = {d.recipient for d in store.deliveries("doubtful")}
    if in_doubt:
        again = [*COMMAND[:3], "digest", "--send", "--again", *COMMAND[4:]]
        subprocess.run(again, cwd=killed, check=True, timeout=900)
    assert len(set(world.mail()[earlier:])) == len(tools.recipients)
    assert len(world.mail()[earlier:]) <= 3 * len(tools.recipients) + len(in_doubt)
    prints = []
    for folder in (alone, together, killed):
        with Store(folder / "turfwatch.db") as store:
            prints.append(tools.fingerprint(store, world.config, tmp_path / "out"))
    assert prints[1] == prints[0]
    assert prints[2] == prints[0]


@pytest.fixture
def kept(world, tmp_path: Path) -> Path:
    """A workspace with an empty database."""
    folder = workspace(world, tmp_path / "kept")
    Store(folder / "turfwatch.db").close()
    return folder


def call(folder: Path, *arguments: str) -> str:
    config = ("--config", str(folder / "turfwatch.toml"))
    result = CliRunner().invoke(group, [*config, *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.stdout


def test_backup_says_what_it_made_and_is_restored_by_taking_the_databases_place(kept: Path) -> None:
    copy = kept / "copy.db"
    assert json.loads(call(kept, "backup", str(copy), "--json")) == {
        "file": str(copy), "bytes": copy.stat().st_size,
    }  # fmt: skip
    assert copy.stat().st_mode & 0o777 == (kept / "turfwatch.db").stat().st_mode & 0o777
    assert not list(kept.glob("copy.db?*")), "one file, nothing beside it"
    copy.replace(kept / "turfwatch.db")
    for end in ("-wal", "-shm"):
        (kept / f"turfwatch.db{end}").unlink(missing_ok=True)
    assert call(kept, "doctor").endswith("sound\n")


def test_halves_that_killed_backups_left_are_cleared_away(kept: Path, world) -> None:
    import os
    import signal

    def killed() -> None:
        (kept / f"copy.db.partial-{os.getpid()}").write_bytes(b"half")
        (kept / "pid").write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)

    assert world.child(killed) == -signal.SIGKILL
    assert (kept / f"copy.db.partial-{(kept / 'pid').read_text()}").exists()
    call(kept, "backup", str(kept / "copy.db"))
    assert sorted(f.name for f in kept.glob("copy.db*")) == ["copy.db"]


def test_doctor_tells_sizes_who_runs_and_what_is_damaged(kept: Path) -> None:
    with Store(kept / "turfwatch.db") as store, store.turn("run"):
        told = json.loads(call(kept, "doctor", "--json"))
        assert told["running"]["what"] == "run"
        assert told["problems"] == told["matters"] == []
        assert told["rows"]["pages"] == 0
        assert "running now: another run (pid " in call(kept, "doctor")
        store._execute("PRAGMA foreign_keys=OFF")
        store._execute("INSERT INTO snapshots (hash, size, body) VALUES ('x', 1, x'ff')")
        store._execute(
            "INSERT INTO captures (page_id, at, seen_until, outcome)"
            " VALUES (9, '2026-01-02', '2026-01-01', 'ok')"
        )
    result = CliRunner().invoke(
        group, ["--config", str(kept / "turfwatch.toml"), "doctor", "--json"], standalone_mode=False
    )
    assert result.return_value == 1
    problems = "\n".join(json.loads(result.stdout)["problems"])
    for words in ("points at no pages", "captures that end before they begin", "snapshot 1 is damaged"):
        assert words in problems


def test_tidy_says_what_would_go_and_what_went(kept: Path) -> None:
    assert "nothing is out of time" in call(kept, "tidy", "--dry-run")
    told = json.loads(call(kept, "tidy", "--json"))
    assert (told["bodies"], told["dry run"]) == (0, False)
