"""`turfwatch schedule`: the daemon."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

import click

from turfwatch.commands._shared import FAILED, OK, PARTIAL, App
from turfwatch.commands._shared import command as turfwatch_command
from turfwatch.commands._shared import log_format as log_option

if TYPE_CHECKING:
    from schedules.runner import Runner


@turfwatch_command()
@click.option("--list", "listing", is_flag=True, help="Say what would run when, and end.")
@click.option("--once", "only_once", is_flag=True, help="Run what is due now, and end: for cron.")
@log_option
def schedule_command(
    app: App, *, listing: bool, only_once: bool, log_format: Literal["text", "json"] | None
) -> int:
    """Watch every day and send the digest at its time, until stopped.

    Every run is a process of its own. What was missed is made up once. SIGHUP, or an edit, reloads the
    configuration. With --once the exit code is 0, 3 when a run had trouble or was missed, 1 when one failed.
    """
    from schedules.runner import Runner
    from turfwatch import logs
    from turfwatch.errors import UsageError

    path, database = app.path().resolve(), app.database().resolve()
    config = app.config()
    if listing:
        return _list(app)
    logs.setup(log_format or config.log.format, level=logging.WARNING if app.quiet else logging.INFO)
    if app.frozen is None:
        runner = Runner(path, database)
    elif only_once:
        runner = Runner(path, database, clock=lambda: app.now, frozen=app.now.isoformat())
    else:
        raise UsageError("a clock that stands still never comes to a job", hint="--now goes with --once")
    return _once(runner) if only_once else _for_ever(runner)


def _list(app: App) -> int:
    from schedules.jobs import jobs
    from schedules.slots import upcoming

    config = app.config()
    planned = [(upcoming(job, app.now).astimezone(config.digest.zone), job) for job in jobs(config)]
    width = max(len(job.name) for _, job in planned)
    for at, job in sorted(planned, key=lambda item: item[0]):
        days = ", ".join(job.weekdays) or "every day"
        click.echo(f"{job.name:<{width}}  {at:%a %Y-%m-%d %H:%M} {job.timezone}, {days}")
    return OK


def _for_ever(runner: Runner) -> int:
    from schedules.alone import alone
    from schedules.daemon import Daemon

    with alone(runner.database):
        Daemon(runner).run()
    return OK


def _once(runner: Runner) -> int:
    from schedules.alone import alone
    from schedules.runner import ended_by_signals, once
    from turfwatch.errors import StoreBusy

    try:
        with alone(runner.database), ended_by_signals(runner):
            outcome = once(runner)
    except StoreBusy as busy:  # the next minute of cron will do
        click.echo(f"turfwatch: {busy.message}", err=True)
        return OK
    return {"ok": OK, "partial": PARTIAL, "failed": FAILED}[outcome]


command = schedule_command
