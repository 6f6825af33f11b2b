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

MOST = 40  # kill points a stage; where it has more, they are spread over all of it
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


def finish(world, folder: Path, now) -> None:
    """What a user does after a crash: run again, in whole."""
    from schedules import pipeline

    with Store(folder / "t.db") as store:
        assert store.problems() == []
        assert store.damaged() == []
        pipeline.run_stages(world.config, store, now)


def tidied(world, folder: Path, now) -> None:
    """The evening after, the same as on the undisturbed course."""
    with Store(folder / "t.db") as store:
        tidy(store, now)
        if not (folder / "copy.db").exists():
            store.backup(folder / "copy.db")
        assert store.problems() == []
        assert store.damaged() == []
        assert store.matters(processes.alive) == []


def look(world, tools, folder: Path) -> dict[str, Any]:
    """The fingerprints of the database and its backup, taken in a child so that this process stays small."""

    def taken() -> None:
        found = {}
        for name in ("t.db", "copy.db"):
            with Store(folder / name) as store:
                found[name] = tools.fingerprint(store, world.config, folder / "out")
        (folder / "look").write_bytes(pickle.dumps(found))

    world.well(taken)
    return pickle.loads((folder / "look").read_bytes())


def copy(source: Path, target: Path) -> Path:
    """A folder's files in a new place."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


@pytest.fixture(scope="session")
def course(world, tools, tmp_path_factory) -> Course:
    """Two days without trouble, with a copy of the database before each stage of the second."""
    from schedules import pipeline

    folder = tmp_path_factory.mktemp("course")
    here = folder / "here"
    here.mkdir()
    first = world.on(tools.first)

    def begin() -> None:
        with Store(here / "t.db") as store:
            for day in (tools.first, tools.between):
                pipeline.run_stages(world.config, store, world.on(day))

    with Store(here / "t.db"):
        pass
    warm(world, first, folder / "warm.db")
    world.well(begin)
    now, before, steps = world.on(tools.second), {}, {}
    for name, work in stages(world, here, now).items():
        before[name] = copy(here, folder / name)
        steps[name] = world.count(work)
    return Course(before, look(world, tools, here), steps)


def warm(world, now, file: Path) -> None:
    """Import and load in this process what every child would have to."""
    import crawlers.run  # noqa: F401
    import reports.run
    import signals.run  # noqa: F401
    from extract.claims import ClaimRequest
    from extract.readers import Readers

    with Store(file) as store:
        reports.run.run(world.config, store, now)
    reader = Readers(world.config).of("Deskly", "en")
    assert reader is not None
    reader.read([ClaimRequest("The only helpdesk for growing teams", "h1", "home", "", "main", "Deskly")])


def test_the_undisturbed_course_is_worth_being_killed_in(course: Course, world, tools) -> None:
    told = course.after["t.db"]["digest"]
    assert told[0] == "2026-01-12"
    assert told[4], "the second day has no signals"
    states = {(window, state) for window, _, _, state, _ in course.after["t.db"]["deliveries"]}
    assert states == {(day, "sent") for day in ("2026-01-05", "2026-01-08", "2026-01-12")}
    points = {stage: len(chosen(len(steps))) for stage, steps in course.steps.items()}
    print(points, {k: len(v) for k, v in course.steps.items()}); assert sum(points.values()) >= 200, points
    assert min(points.values()) >= 5, points


def chosen(count: int) -> list[int]:
    """Numbers of steps, spread over all of them."""
    return (
        sorted({round(n * (count - 1) / (MOST - 1)) for n in range(MOST)})
        if count > MOST
        else [*range(count)]
    )


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_at_any_step_is_made_whole_by_the_next(
    stage: str, course: Course, world, tools, tmp_path: Path
) -> None:
    now = world.on(tools.second)
    for number in chosen(len(course.steps[stage])):
        where = f"{stage}, step {number}: {course.steps[stage][number]}"
        folder = copy(course.before[stage], tmp_path / "again")
        seen = len(world.mail())
        world.killed(stages(world, folder, now)[stage], number)
        world.well(lambda folder=folder: finish(world, folder, now))
        doubtful = settle(world, folder, now)
        world.well(lambda folder=folder: tidied(world, folder, now))
        found = look(world, tools, folder)
        assert found["t.db"] == course.after["t.db"], where
        assert without_mail(found["copy.db"]) == without_mail(course.after["copy.db"]), where
        mail = world.mail()[seen:]
        expected = {} if stage in {"tidy", "backup"} else dict.fromkeys(tools.recipients, 1)
        received = {who: sum(line.startswith(who) for line in mail) for who in expected}
        assert received == {who: 1 + (who in doubtful) for who in expected} or received == expected, where
        assert len(set(mail)) <= len(expected), where


def without_mail(found: dict[str, Any]) -> dict[str, Any]:
    """A backup may have been made while a message was on its way."""
    return {name: value for name, value in found.items() if name != "deliveries"}


def settle(world, folder: Path, now) -> set[str]:
    """Send again, as a person would, what is in doubt; returns to whom. Nothing else may be left."""
    with Store(folder / "t.db") as store:
        doubtful = {d.recipient for d in store.deliveries("doubtful")}
        assert not store.deliveries("pending", "sending", "failed")
    if doubtful:
        from reports import outbox

        def again() -> None:
            with Store(folder / "t.db") as store:
                outbox.send(world.config, store, now, again=True)

        world.well(again)
    return doubtful
