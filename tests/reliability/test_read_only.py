"""A database that cannot be written: what reads works, what writes says why it does not."""

from __future__ import annotations

import ctypes
import os
import shutil
import sqlite3
import struct
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from turfwatch.errors import StoreError
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome

NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)
PAGE = Fetch(
    "https://deskly.example/", "Deskly", NOW, Outcome.OK, status=200, kind="home", body=b"<h1>Help</h1>" * 40
)


@pytest.fixture
def workspace(tmp_path_factory) -> Path:
    """A folder that its owner alone can write, with a database and a configuration."""
    folder = tmp_path_factory.mktemp("frozen")
    with Store(folder / "turfwatch.db") as store:
        store.record(PAGE)
    (folder / "turfwatch.toml").write_text(
        '[company]\nname = "Larkdesk"\n[[segments]]\nid = "one"\nname = "One"\n'
        '[[competitors]]\nname = "Deskly"\nsite = "https://deskly.example"\n'
    )
    return folder


def freeze(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


def as_a_guest(world, work) -> int:
    """Do it without root's power to write what nobody may, where we are root."""

    def guest() -> None:
        if os.geteuid() == 0:
            header, none = struct.pack("II", 0x20080522, 0), bytes(24)
            assert ctypes.CDLL(None).capset(header, none) == 0
        work()

    return world.child(guest)


def reads(path: Path) -> None:
    """What reading commands ask for; a write is refused in words."""
    with Store(path) as store:
        assert store.read_only
        assert [c.url for c in store.captures()] == [PAGE.url]
        assert store.body(1) == PAGE.body
        assert store.problems() == []
        with pytest.raises(StoreError, match="cannot be written"):
            store.record(replace(PAGE, url="https://deskly.example/new"))
        with pytest.raises(StoreError, match="cannot be written"), store.turn("run"):
            pass


def check(world, work) -> None:
    code = as_a_guest(world, work)
    error = world.folder / "error.txt"
    assert code == 0, error.read_text() if error.exists() else code


def test_a_read_only_folder_is_read(workspace: Path, world) -> None:
    freeze(workspace)
    check(world, lambda: reads(workspace / "turfwatch.db"))
    workspace.chmod(0o755)


def test_a_read_only_folder_with_a_log_is_read_log_and_all(workspace: Path, world, tmp_path: Path) -> None:
    """The log holds what was not written back yet, as after a crash; its index is lost."""
    path = workspace / "turfwatch.db"
    live = tmp_path / "live.db"
    shutil.copy(path, live)
    with Store(live) as store:
        store._execute("UPDATE pages SET kind = 'pricing'")
        for end in ("", "-wal"):
            shutil.copy(f"{live}{end}", f"{path}{end}")
    assert Path(f"{path}-wal").stat().st_size > 0
    freeze(workspace)

    def work() -> None:
        reads(path)
        with Store(path) as store:
            assert [p.kind for p in store.pages()] == ["pricing"]

    check(world, work)
    workspace.chmod(0o755)


def test_an_older_database_that_cannot_be_brought_up_to_date_says_so(workspace: Path, world) -> None:
    path = workspace / "turfwatch.db"
    with sqlite3.connect(path) as old:
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'outbox'")
    old.close()
    freeze(workspace)

    def work() -> None:
        with pytest.raises(StoreError, match="older Turfwatch"):
            Store(path)

    check(world, work)
    workspace.chmod(0o755)


@pytest.mark.slow
def test_commands_that_read_work_read_only(workspace: Path, world) -> None:
    from turfwatch.cli import group

    freeze(workspace)
    commands = ("signals", "status", "positions", "doctor", "digest --print", "tidy --dry-run")
    out = Path(world.folder) / "guest"
    out.mkdir(exist_ok=True)

    def work() -> None:
        common = ["--config", str(workspace / "turfwatch.toml"), "--now", "2026-01-05"]
        for command in (*commands, f"export all --out {out}/tables", f"review --out {out}/review.html"):
            code = group.main([*common, *command.split()], standalone_mode=False)
            assert code in {0, None}, command
        with pytest.raises(StoreError, match="nothing can be run on this database"):
            group.main([*common, "run"], standalone_mode=False)

    check(world, work)
    workspace.chmod(0o755)
