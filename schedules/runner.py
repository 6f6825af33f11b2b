"""APScheduler wiring, nothing else: each job is a process of its own, one at a time, made up once."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from schedules.jobs import Job

GRACE = 6 * 3600  # seconds a missed run may be made up in, once
log = logging.getLogger("turfwatch.schedule")


def scheduler(jobs: Sequence[Job], config: Path, database: Path) -> BlockingScheduler:
    """A scheduler with every job added; `start()` blocks until SIGINT or SIGTERM."""
    made = BlockingScheduler()
    for job in jobs:
        made.add_job(
            run_job, _trigger(job), args=(job, config, database), id=job.name,
            max_instances=1, coalesce=True, misfire_grace_time=GRACE,
        )  # fmt: skip
    return made


def run_job(job: Job, config: Path, database: Path) -> int:
    """Run a job in its own process and return its exit code; one that hangs is stopped at its limit."""
    command = [
        sys.executable,
        "-m",
        "turfwatch",
        "--config",
        str(config),
        "--db",
        str(database),
        *job.arguments,
    ]
    log.info("%s: started", job.name)
    try:
        code = subprocess.run(command, timeout=job.limit.total_seconds(), check=False).returncode  # noqa: S603
    except subprocess.TimeoutExpired:
        log.warning("%s: stopped after %s", job.name, job.limit)
        return 1
    log.info("%s: ended with %d", job.name, code)
    return code


def _trigger(job: Job) -> CronTrigger:
    days = ",".join(job.weekdays) or "*"
    return CronTrigger(hour=job.at.hour, minute=job.at.minute, day_of_week=days, timezone=job.timezone)
