"""The daemon: APScheduler says when to look at a job, `Runner` what to do about it, signals when to end.

Everything that depends on the clock is decided anew at each look, from the clock and the database: a clock
that was moved, a machine that slept and a configuration that was edited are all the same case, plan again.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from schedules.jobs import DELIVER_EVERY, Job
from schedules.runner import Runner
from schedules.slots import retry_at, upcoming
from turfwatch.errors import ConfigError
from turfwatch.logs import tell

BEAT = 10.0  # seconds between two looks at the clock and the configuration
MOVED = 60.0  # seconds by which the clock may drift from the time that passed between two looks
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Slots(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """APScheduler's view of our own reckoning of days (`schedules.slots`)."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """When to look at the job next."""
        return upcoming(self.job, now)


class Daemon:
    """Runs the jobs of a workspace, one at a time, until told to end."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._asked: deque[int] = deque()
        self._seen = runner.stamp()
        self._offset = self._clock_offset()
        one_at_a_time = {"default": ThreadPoolExecutor(1)}
        # nothing is too late for APScheduler: `decide` knows what may still be made up
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(executors=one_at_a_time, job_defaults=defaults, timezone=UTC)

    def run(self) -> None:
        """Block until SIGTERM or SIGINT; a run under way is told to end, and ended after a few seconds."""
        with _signals(self._asked) as wake:
            self._plan()
            self._scheduler.start()
            tell("scheduler started", jobs=len(self.runner.jobs), pid=os.getpid())
            try:
                while not self.runner.stopping:
                    select.select([wake], [], [], BEAT)
                    with suppress(BlockingIOError):  # nobody woke us, it is time to look
                        os.read(wake, 512)
                    self._beat()
            finally:
                self.runner.stopping = True
                self._scheduler.shutdown(wait=True)
                tell("scheduler ended")

    def _beat(self) -> None:
        asked = {self._asked.popleft() for _ in range(len(self._asked))}
        if asked & {signal.SIGTERM, signal.SIGINT}:
            self.runner.stopping = True
            return
        if signal.SIGHUP in asked or self.runner.held or self.runner.stamp() != self._seen:
            self._reload()
        offset = self._clock_offset()
        if abs(offset - self._offset) > MOVED:
            tell("clock moved", level=logging.WARNING, seconds=round(offset - self._offset))
            self._plan()
        self._offset = offset
        self._scheduler.wakeup()  # it waits by the clock as it was: let it look at the clock as it is

    def _reload(self) -> None:
        self._seen = self.runner.stamp()
        try:
            self.runner.load()
        except ConfigError as error:
            self.runner.hold(error)
            return
        self._plan()
        tell("configuration loaded", jobs=len(self.runner.jobs))

    def _plan(self) -> None:
        """Give every job its next moment: at once what is due, in order, else its time or next attempt."""
        now, due, known = self.runner.clock(), self.runner.due(), self.runner.known()
        first = datetime.now(UTC) - timedelta(seconds=len(due))  # all are in the past, so all are at once
        at_once = {d.job.name: first + timedelta(seconds=place) for place, d in enumerate(due)}
        self._scheduler.remove_all_jobs()
        for job in self.runner.jobs:
            last = known.get(job.name)
            again = retry_at(job, last) if last else None
            at = at_once.get(job.name) or min(filter(None, (again, upcoming(job, now))))
            self._scheduler.add_job(self._attend, Slots(job), (job,), id=job.name, next_run_time=at)
        every = IntervalTrigger(seconds=int(DELIVER_EVERY.total_seconds()), timezone=UTC)
        self._scheduler.add_job(self.runner.deliver, every, id="deliver")

    def _attend(self, job: Job) -> None:
        run = self.runner.attend(job)
        again = retry_at(job, run) if run else None
        if again and self._scheduler.get_job(job.name):
            tell("run tried again later", job=job.name, at=again.isoformat())
            self._scheduler.modify_job(job.name, next_run_time=again)

    def _clock_offset(self) -> float:
        return self.runner.clock().timestamp() - time.monotonic()


@contextmanager
def _signals(asked: deque[int]) -> Iterator[int]:
    """Put each of our signals into `asked`; yields a file that becomes readable when one comes."""
    out, into = os.pipe()
    os.set_blocking(into, False)
    os.set_blocking(out, False)
    before: dict[int, Any] = {n: signal.signal(n, lambda number, _: asked.append(number)) for n in _SIGNALS}
    woken = signal.set_wakeup_fd(into, warn_on_full_buffer=False)
    try:
        yield out
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(out)
        os.close(into)
