"""No room left: the message says where and what to do, nothing is half-written, the next run goes on."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from turfwatch.errors import StoreError
from turfwatch.store import Store

pytestmark = pytest.mark.slow


def test_a_run_that_meets_a_full_disk_is_made_whole_by_the_next(world, tools, tmp_path: Path) -> None:
    from schedules import pipeline

    now = world.on(tools.first)
    with Store(tmp_path / "whole.db") as store:
        pipeline.run_stages(world.config, store, now)
        whole = tools.fingerprint(store, world.config, tmp_path / "out")
        pages = store.sizes()["bytes"] // 4096
    path, stopped = tmp_path / "t.db", []
    for share in (0.5, 0.7, 0.8, 0.9, 0.97):
        with Store(path) as store:
            store._execute(f"PRAGMA max_page_count = {round(pages * share)}")
            try:
                pipeline.run_stages(world.config, store, now)
            except StoreError as error:
                stopped.append(error.message)
                assert error.hint.startswith("free some space")
        with Store(path) as store:
            assert [*store.problems(), *store.damaged()] == []
    assert len(stopped) >= 2
    for message in stopped:
        assert "t.db: the disk is full (" in message
        assert "MB free in" in message
    with Store(path) as store:
        pipeline.run_stages(world.config, store, now)
        assert tools.fingerprint(store, world.config, tmp_path / "out") == whole


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that holds a database and not a byte more."""
    with Store(tmp_path / "t.db") as store:
        store._execute("PRAGMA wal_checkpoint(TRUNCATE)")
    disk, size = tmp_path / "disk", (tmp_path / "t.db").stat().st_size + 20_000
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    shutil.copy(tmp_path / "t.db", disk / "t.db")
    with pytest.raises(OSError, match="No space"), (disk / "rest").open("wb", buffering=0) as rest:
        while True:
            rest.write(b"x" * 4096)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_what_reads_works_on_a_full_disk_and_what_writes_says_that_it_is_full(
    full: Path, tmp_path: Path
) -> None:
    with Store(full / "t.db") as store:
        assert (store.read_only, store.problems(), list(store.runs(1))) == (True, [], [])
        with pytest.raises(StoreError, match="the disk is full") as caught:
            store._execute("UPDATE pages SET kind = kind")
        assert "free some space" in caught.value.hint
        with store.turn("tidy"):  # what makes room may begin
            pass
        with pytest.raises(StoreError, match=r"copy\.db: cannot be written"):
            store.backup(full / "copy.db")
        assert store.backup(tmp_path / "copy.db") > 0
    assert not list(full.glob("copy*"))


def test_a_backup_that_cannot_be_written_blames_its_target(tmp_path: Path) -> None:
    with Store(tmp_path / "t.db") as store, pytest.raises(StoreError) as caught:
        store.backup(tmp_path / "absent" / "copy.db")
    assert caught.value.message.startswith(f"{tmp_path / 'absent' / 'copy.db'}: cannot be written")
    assert "the database is as it was" in caught.value.hint
