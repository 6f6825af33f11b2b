"""`turfwatch run`: the pipeline once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import click

from turfwatch.commands._cluster import cluster_option, workers_at
from turfwatch.commands._shared import FAILED, App, exit_code
from turfwatch.commands._shared import command as turfwatch_command
from turfwatch.commands._shared import log_format as log_option

if TYPE_CHECKING:
    from turfwatch.config import Config
    from turfwatch.types import RunRecord

CHOICES = ("crawl", "extract", "signals", "report", "deliver")


@turfwatch_command()
@click.option("--competitor", "names", multiple=True, metavar="NAME", help="Only this one (repeatable).")
@click.option(
    "--stage",
    "stages",
    type=click.Choice(CHOICES),
    multiple=True,
    help="Only this stage (repeatable); deliver sends again what could not be sent.",
)
@cluster_option
@click.option("--json", "as_json", is_flag=True, help="What each stage did, as JSON lines.")
@log_option
def run_command(
    app: App,
    *,
    names: tuple[str, ...],
    stages: tuple[str, ...],
    address: str | None,
    as_json: bool,
    log_format: Literal["text", "json"] | None,
) -> int:
    """Crawl, extract, find signals and write the digest, once.

    Ends with 0 when all went well, 3 when some source or plugin had trouble, 1 when a stage failed.
    """
    from schedules import pipeline
    from turfwatch import logs
    from turfwatch.errors import TurfwatchError

    config = app.config()
    form = log_format or ("json" if config.log.format == "json" else None)
    if form:
        logs.setup(form)
    companies = {config.watched(name) for name in names} or None
    whole = not stages and not names  # a part of a run says nothing about the whole
    _ping(config, "start" if whole else None)
    names = tuple(sorted(companies or ()))
    records: list[RunRecord] = []

    def begun(stage: str) -> None:
        if form:
            logs.tell("stage started", stage=stage, competitor=", ".join(names))

    def ended(record: RunRecord) -> None:
        records.append(record)
        if form:
            logs.tell_record(record, names)

    code = FAILED  # for whatever is raised
    try:
        with (
            workers_at(app, config, address) as cluster,
            app.turn("run") as store,
            app.progress() as progress,
        ):
            pipeline.run_stages(
                config, store, app.now, stages=stages or pipeline.STAGES, companies=companies,
                progress=progress, cluster=cluster, begun=begun, ended=ended,
            )  # fmt: skip
        code = exit_code(records)
    except TurfwatchError:
        if not form:  # the error is told at the end anyway
            records[-1:] = [replace(r, messages=()) if r.status == "failed" else r for r in records[-1:]]
        raise
    finally:
        _tell(app, records, as_json=as_json, shown=not form)
        _ping(config, ("fail" if code == FAILED else "success") if whole else None, records)
    return code


def _tell(app: App, records: Sequence[RunRecord], *, as_json: bool, shown: bool) -> None:
    from turfwatch.commands._records import show

    for record in records:
        if as_json:
            click.echo(json.dumps({"stage": record.stage, "status": record.status, **record.counts}))
        elif shown:
            show(app, record)


def _ping(
    config: Config, event: Literal["start", "success", "fail"] | None, records: Sequence[RunRecord] = ()
) -> None:
    """Tell the watcher of `[health]`, if there is one; that it cannot be told is no failure of the run."""
    from schedules.ping import ping

    said = "; ".join(f"{record.stage} {record.status}" for record in records)
    if event and (trouble := ping(config.health, event, said)):
        click.echo(f"health ping: {trouble}", err=True)


command = run_command
