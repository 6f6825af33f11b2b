"""What is done about a job: decide, run it in a process of its own, keep and tell how it went.

The daemon and `--once` share it. What it knows between runs is in the database, so a restart, or a crash
at any moment, changes nothing but the time at which a run is made up.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from schedules import child, health
from schedules.jobs import AS_EVENTS, Job, jobs
from schedules.ping import Event, ping
from schedules.slots import Decision, decide, given_back, pending
from turfwatch import config as configuration
from turfwatch.config import Config
from turfwatch.errors import ConfigError, StoreError
from turfwatch.logs import tell
from turfwatch.store import Store
from turfwatch.store.jobs import JobRun

UNUSABLE = 2  # exit code of a run that could not read its configuration, or was called wrongly
DELIVER = ("run", "--stage", "deliver", *AS_EVENTS)


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC).replace(microsecond=0)


class Runner:
    """The jobs of one workspace, and what became of each; `stopping` is set to end it early.

    `held` says that a run could not begin because the configuration cannot be read: `load` again, and plan.
    """

    def __init__(
        self, path: Path, database: Path, *, clock: Callable[[], datetime] = utc_now, frozen: str = ""
    ) -> None:
        self.path, self.database, self.clock = path, database, clock
        self._common = ("--now", frozen) if frozen else ()  # what each run is given besides
        self.stopping = False
        self.held = False
        self._refused = ""  # why the configuration was not taken, when that was said last
        self._unsaved: dict[str, JobRun] = {}
        self._lock = threading.Lock()  # the daemon plans in one thread and runs jobs in another
        self.load()

    def load(self) -> None:
        """Read the configuration anew; a ConfigError leaves everything as it was."""
        config = configuration.load(self.path)
        self.config: Config = config
        self.jobs: tuple[Job, ...] = jobs(config)
        self.held, self._refused = False, ""

    def hold(self, error: ConfigError) -> None:
        """Begin nothing until the configuration can be read again; said once."""
        self.held = True
        if str(error) != self._refused:
            said = f"the new one is not usable, and nothing is started until it is: {error}"
            tell("configuration kept", level=logging.ERROR, text=said)
        self._refused = str(error)

    def stamp(self) -> tuple[int, ...] | None:
        """What tells one state of the configuration file from another."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def known(self) -> dict[str, JobRun]:
        """What is known of each job; what could not be written is remembered all the same."""
        try:
            with self._lock, Store(self.database) as store:
                for run in tuple(self._unsaved.values()):
                    store.record_job(run)
                    del self._unsaved[run.name]
                return store.jobs()
        except StoreError as error:
            tell("database not usable", level=logging.ERROR, text=str(error))
            return dict(self._unsaved)

    def due(self) -> list[Decision]:
        """What is to be done now, in order."""
        return list(pending(self.jobs, self.known(), self.clock()))

    def attend(self, job: Job) -> JobRun | None:
        """Do what is due of a job, if anything is; returns what became of it."""
        if self.stopping:
            return None
        decision = decide(job, self.known().get(job.name), self.clock())
        if decision is None:
            return None
        if decision.action == "missed":
            return self._missed(decision)
        return self._run(decision)

    def deliver(self) -> int:
        """Send what still waits to be sent, in a process of its own; returns its exit code."""
        if self.stopping or not self._waiting() or not self._readable():
            return 0
        command = child.turfwatch(self.path, self.database, (*self._common, *DELIVER))
        ended = child.run(
            command, self.path.parent, self.jobs[0].limit, lambda: self.stopping, self._say("deliver")
        )
        return ended.code

    def _run(self, decision: Decision) -> JobRun | None:
        job, began, before = decision.job, self.clock(), self.stamp()
        if not self._readable():
            return None
        run = JobRun(job.name, decision.day, "running", began, attempts=decision.attempt)
        self._keep(run)
        late = int((began - decision.at).total_seconds())
        tell("run started", job=job.name, day=str(decision.day), attempt=decision.attempt, late_seconds=late,
             made_up_for=decision.skipped + 1 if decision.skipped else None)  # fmt: skip
        self._ping(job, "start")
        arguments = [word.replace("{day}", str(decision.day)) for word in job.arguments]
        command = child.turfwatch(self.path, self.database, (*self._common, *arguments))
        ended = child.run(command, self.path.parent, job.limit, lambda: self.stopping, self._say(job.name))
        if ended.how == "interrupted":  # it stands as running, and is made up at the next start
            return self._give_back(run, "run interrupted")
        if ended.code == UNUSABLE and not (self._readable() and self.stamp() == before):
            self.held = True
            return self._give_back(run, "run not begun", "the configuration could not be read")
        run = replace(run, state=ended.how, finished=self.clock(), code=ended.code)
        self._keep(run)
        self._tell_end(job, run)
        return run

    def _give_back(self, run: JobRun, event: str, said: str = "") -> JobRun:
        self._keep(run := given_back(run, self.clock()))
        tell(event, level=logging.WARNING, job=run.name, day=str(run.day), text=said)
        return run

    def _readable(self) -> bool:
        """Whether the configuration is one with which a run can begin now."""
        try:
            configuration.load(self.path)
        except ConfigError as error:
            self.hold(error)
            return False
        return True

    def _missed(self, decision: Decision) -> JobRun:
        now = self.clock()
        run = JobRun(decision.job.name, decision.day, "missed", now, now)
        self._keep(run)
        tell("run missed", level=logging.WARNING, job=run.name, day=str(run.day), days=decision.skipped + 1)
        return run

    def _tell_end(self, job: Job, run: JobRun) -> None:
        nothing = job.name == "read" and health.nothing_fetched(self.jobs, self.known())
        failed = run.failed or nothing
        grave = job.pings or run.code == UNUSABLE
        level = logging.INFO if not run.failed else logging.ERROR if grave else logging.WARNING
        said = f"stopped after {job.limit}" if run.state == "stopped" else f"exit code {run.code}"
        tell(
            f"run {run.state}",
            level=level,
            job=job.name, day=str(run.day), code=run.code,
            seconds=int(((run.finished or run.started) - run.started).total_seconds()),
        )  # fmt: skip
        if nothing:
            said = "nothing at all was fetched"
            tell(said, level=logging.ERROR, job=job.name)
        self._ping(job, "fail" if failed else "success", f"{job.name}: {said}")

    def _ping(self, job: Job, event: Event, said: str = "") -> None:
        if job.pings and (trouble := ping(self.config.health, event, said)):
            tell("ping failed", level=logging.WARNING, job=job.name, text=trouble)

    def _keep(self, run: JobRun) -> None:
        with self._lock:
            self._unsaved[run.name] = run
        self.known()

    def _waiting(self) -> bool:
        try:
            with Store(self.database) as store:
                now, unsent = self.clock(), store.deliveries("pending", "sending")
                return any(item.next_try is None or item.next_try <= now for item in unsent)
        except StoreError as error:
            tell("database not usable", level=logging.ERROR, text=str(error))
            return False

    def _say(self, name: str) -> Callable[[str], None]:
        """How a line that a run writes is told: its own events again as such, all else as text."""

        def say(line: str) -> None:
            told = _event(line)
            if told is None:
                tell("said", job=name, text=line)
            else:
                level = getattr(logging, str(told.pop("level", "")).upper(), logging.INFO)
                tell(str(told.pop("event")), level=level, **{**told, "job": name})

        return say


def _event(line: str) -> dict[str, Any] | None:
    """The event that a run logged as JSON, if that is what the line is."""
    try:
        told = json.loads(line) if line.startswith("{") else None
    except ValueError:
        return None
    if not isinstance(told, dict) or "event" not in told:
        return None
    told.pop("time", None)  # a moment ago
    return told


def once(runner: Runner) -> Literal["ok", "partial", "failed"]:
    """Do everything that is due now, one after the other, and what waits to be sent.

    A company's crawl that failed, as a run that was missed, is partial; that of all companies is failure.
    """
    found = [(decision.job, runner.attend(decision.job)) for decision in runner.due()]
    made = [(job, run) for job, run in found if run is not None]
    runner.deliver()
    blind = any(job.name == "read" for job, _ in made) and health.nothing_fetched(runner.jobs, runner.known())
    held = runner.stopping or runner.held
    if held or blind or any(r.failed and r.state != "missed" and j.pings for j, r in made):
        return "failed"
    return "partial" if any(run.failed or run.code for _, run in made) else "ok"


@contextmanager
def ended_by_signals(runner: Runner) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the run under way and those that would follow."""

    def end(*_: object) -> None:
        runner.stopping = True

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
