"""`turfwatch schedule`: the daemon."""

from __future__ import annotations

import logging

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--list", "listing", is_flag=True, help="Say what would run when, and end.")
def schedule_command(app: App, *, listing: bool) -> int:
    """Watch every day and send the digest at its time, until stopped."""
    from schedules.jobs import jobs

    planned = jobs(app.config())
    for job in planned:
        days = ", ".join(job.weekdays) or "every day"
        app.say(f"{job.name:<8}{job.at:%H:%M} {job.timezone}, {days}")
    if listing:
        return OK
    from schedules.runner import scheduler

    logging.basicConfig(
        format="%(asctime)s %(message)s", level=logging.INFO if not app.quiet else logging.WARNING
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    made = scheduler(planned, app.path().resolve(), app.database().resolve())
    try:
        made.start()
    except (KeyboardInterrupt, SystemExit):
        app.say("stopped")
    return OK


command = schedule_command
