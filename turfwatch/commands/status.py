"""`turfwatch status`: last runs, health of every source, what is due."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from turfwatch.config import Config

RUNS = 500  # the last day of a large market crawled company by company


@turfwatch_command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for monitoring.")
@click.option("--check", "checking", is_flag=True, help="End with 1 if somebody should look into it.")
def status_command(app: App, *, as_json: bool, checking: bool) -> int:
    """Say how the last runs ended, what cannot be read since when, and what is due.

    One screen; --verbose tells every trouble and every message of the runs.
    """
    from reports import status, status_terminal, terminal
    from schedules import health

    config = app.config()
    with app.store(existing=True) as store:
        pages = [page for page in store.pages() if page.gone_since is None]  # as a digest counts them
        scheduled = store.jobs()
        unsent = store.deliveries("pending", "sending", "doubtful", "failed")
        deliveries = Counter(str(d.state) for d in unsent)
        runs, trouble = store.runs(RUNS), tuple(store.health())
        found = status.Status(
            now=app.now,
            pages=len(pages),
            companies=len({page.company for page in pages}),
            stages=status.by_stage(runs),
            trouble=trouble,
            skipped=tuple(store.skipped_languages()),
            deliveries=dict(deliveries),
            coming=tuple(_coming(config, app.now)) if scheduled else (),
        )
    size = app.database().stat().st_size
    known = health.Known(runs, scheduled, trouble, len(pages), unsent, size)
    monitored = health.facts(config, known, app.now)
    if as_json:
        click.echo(json.dumps({**status.facts(found), **monitored}))
        return FAILED if checking and monitored["problems"] else OK
    if not app.quiet:
        terminal.show(status_terminal.status(found, details=app.verbose))
    for problem in monitored["problems"]:
        click.secho(problem, fg="red", err=True)
    return FAILED if checking and monitored["problems"] else OK


def _coming(config: Config, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The next crawl of any company and the next digest, in the digest's zone."""
    from schedules.jobs import jobs
    from schedules.slots import upcoming

    kinds: dict[str, list[datetime]] = {}
    for job in jobs(config):
        kinds.setdefault(job.name.partition(" ")[0], []).append(upcoming(job, now))
    for kind in ("crawl", "digest"):
        if kind in kinds:
            yield kind, min(kinds[kind]).astimezone(config.digest.zone)


command = status_command
