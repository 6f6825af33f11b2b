"""No room left: the message says where and what to do, nothing is half-written, the next run goes on."""

from __future__ import annotations

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
