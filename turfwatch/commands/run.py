"""`turfwatch run`: the pipeline once."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import App, exit_code
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--competitor", "names", multiple=True, metavar="NAME", help="Only this one (repeatable).")
@click.option(
    "--stage", type=click.Choice(["crawl", "extract", "signals", "report"]), help="Only this stage."
)
@click.option("--json", "as_json", is_flag=True, help="What each stage did, as JSON lines.")
def run_command(app: App, *, names: tuple[str, ...], stage: str | None, as_json: bool) -> int:
    """Crawl, extract, find signals and write the digest, once.

    Ends with 0 when all went well, 3 when some source or plugin had trouble, 1 when a stage failed.
    """
    from schedules.pipeline import STAGES, run_stages
    from turfwatch.commands._records import show

    config = app.config()
    companies = {config.competitor(name).name for name in names} if names else None
    with app.store() as store, app.progress() as progress:
        records = run_stages(
            config,
            store,
            app.now,
            stages=(stage,) if stage else STAGES,
            companies=companies,
            progress=progress,
        )
    for record in records:
        if as_json:
            click.echo(json.dumps({"stage": record.stage, "status": record.status, **record.counts}))
        else:
            show(app, record)
    return exit_code(records)


command = run_command
