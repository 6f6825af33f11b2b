"""A run that is killed at any step: the next one ends where one that was never disturbed ends."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from turfwatch import processes
from turfwatch.store import Store

pytestmark = pytest.mark.slow

STAGES = ("crawl", "extract", "signals", "digest", "send", "tidy", "backup")


@dataclass(frozen=True)
class Course:
    """An undisturbed second day: the database before each stage, and what came of it all."""

    before: dict[str, Path]
    after: dict[str, Any]
    steps: dict[str, list[str]]


def stages(world, folder: Path, now) -> dict[str, Callable[[], None]]:
    """What each stage does to the database in the folder, in their order."""
    import reports.run
    from reports import outbox
    from schedules import pipeline

    config = world.config

    def on(work: Callable[[Store], Any]) -> Callable[[], None]:
        def opened() -> None:
            with Store(folder / "t.db") as store:
                work(store)

        return opened

    def run(stage: str) -> Callable[[], None]:
        return on(lambda store: pipeline.run_stages(config, store, now, stages=(stage,)))

    return {
        "crawl": run("crawl"),
        "extract": run("extract"),
        "signals": run("signals"),
        "digest": on(lambda store: reports.run.run(config, store, now)),
        "send": on(lambda store: outbox.send(config, store, now)),
        "tidy": on(lambda store: tidy(store, now)),
        "backup": on(lambda store: store.backup(folder / "copy.db")),
    }


def tidy(store: Store, now) -> None:
    """As if it were four months later and the retention a day and a version a page: much goes."""
    store.tidy(store.untidy(now + timedelta(days=120), days=1, per_page=1))


def evening(world, tools, folder: Path, now) -> tuple[set[str], dict[str, Any]]:
    """What a user does after a crash: run again in whole, send again what is in doubt, tidy up.

    Returns to whom something was in doubt, and the fingerprint of what came of it all.
    """
    from reports import outbox
    from schedules import pipeline

    with Store(folder / "t.db") as store:
        assert store.problems() == []
        pipeline.run_stages(world.config, store, now)
        assert not store.deliveries("pending", "sending", "failed")
        doubtful = {d.recipient for d in store.deliveries("doubtful")}
        if doubtful:
            outbox.send(world.config, store, now, again=True)
        tidy(store, now)
        assert [*store.problems(), *store.damaged(), *store.matters(processes.alive)] == []
        return doubtful, tools.fingerprint(store, world.config, folder / "out")


def done(world, folder: Path, work: Callable[[], Any]) -> Any:
    """What a child that must not fail returns."""
    answer = folder / "answer"
    world.well(lambda: answer.write_bytes(pickle.dumps(work())))
    return pickle.loads(answer.read_bytes())


def copy(source: Path, target: Path) -> Path:
    """A folder's files in a new place."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


@pytest.fixture(scope="session")
def course(world, tools, tmp_path_factory) -> Course:
    """Three days without trouble, with a copy of the database before each stage of the last.

    They are first gone through in this process, so that no child has to import or load anything.
    """
    from schedules import pipeline

    folder = tmp_path_factory.mktemp("course")
    here = folder / "here"
    here.mkdir()
    with Store(here / "t.db") as store:
        for day in (tools.first, tools.between):
            pipeline.run_stages(world.config, store, world.on(day))
    now, before, steps = world.on(tools.second), {}, {}
    with Store(copy(here, folder / "warm") / "t.db") as store:
        pipeline.run_stages(world.config, store, now)
        tools.fingerprint(store, world.config, folder / "out")
    for name, work in stages(world, here, now).items():
        before[name] = copy(here, folder / name)
        steps[name] = world.count(work)
    with Store(here / "t.db") as store:
        return Course(before, tools.fingerprint(store, world.config, folder / "out"), steps)


def test_the_undisturbed_course_is_worth_being_killed_in(course: Course, world, tools) -> None:
    told = course.after["digest"]
    assert told[0] == "2026-01-12"
    assert told[4], "the last day has no signals"
    states = {(window, state) for window, _, _, state, _ in course.after["deliveries"]}
    assert states == {(day, "sent") for day in ("2026-01-05", "2026-01-08", "2026-01-12")}
    points = {stage: len(steps) for stage, steps in course.steps.items()}
    assert set(points) == set(STAGES)
    assert sum(points.values()) >= 200, points


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "backup"])
def test_a_run_killed_at_any_step_is_made_whole_by_the_next(
    stage: str, course: Course, world, tools, tmp_path: Path
) -> None:
    now = world.on(tools.second)
    expected = {} if stage == "tidy" else dict.fromkeys(tools.recipients, 1)
    for number, step in enumerate(course.steps[stage]):
        where = f"{stage}, step {number}: {step}"
        folder = copy(course.before[stage], tmp_path / "again")
        seen = len(world.mail())
        world.killed(stages(world, folder, now)[stage], number)
        unasked = len(world.mail()) - seen
        doubtful, found = done(world, folder, lambda folder=folder: evening(world, tools, folder, now))
        assert found == course.after, where
        mail = [line.split()[0] for line in world.mail()[seen:]]
        again = {who: 1 for who in doubtful if unasked and who in mail[:unasked]}
        assert {who: mail.count(who) - again.get(who, 0) for who in expected} == expected, where
        assert len(set(world.mail()[seen:])) == len(expected), where


def test_a_backup_killed_at_any_step_leaves_a_whole_copy_or_none(
    course: Course, world, tools, tmp_path: Path
) -> None:
    now = world.on(tools.second)
    for number, step in enumerate(course.steps["backup"]):
        folder = copy(course.before["backup"], tmp_path / "again")
        work = stages(world, folder, now)["backup"]
        world.killed(work, number)
        if not (folder / "copy.db").exists():
            world.well(work)
        assert sorted(f.name for f in folder.glob("copy.db*")) == ["copy.db"], step
        with Store(folder / "copy.db") as store:
            assert tools.fingerprint(store, world.config, folder / "out") == course.after, step
