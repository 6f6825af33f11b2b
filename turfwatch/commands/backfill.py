"""`turfwatch backfill`: history on day one, from web archives."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from turfwatch.commands._cluster import cluster_option, workers_at
from turfwatch.commands._shared import App, Day, exit_code
from turfwatch.commands._shared import command as turfwatch_command
from turfwatch.errors import UsageError


@turfwatch_command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--wayback", is_flag=True, help="From a web archive instead of files.")
@click.option("--since", type=Day(), metavar="DATE", help="With --wayback: from this day on (default: 1y).")
@click.option("--every", is_flag=True, help="With --wayback: every capture, not one a page and month.")
@click.option("--competitor", "names", multiple=True, metavar="NAME", help="With --wayback: only this one.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that read the files.")
@cluster_option
def backfill_command(
    app: App,
    *,
    files: tuple[Path, ...],
    wayback: bool,
    since: date | None,
    every: bool,
    names: tuple[str, ...],
    workers: int | None,
    address: str | None,
) -> int:
    """Import WARC files (FILE.warc.gz …) or, with --wayback, a web archive's captures as history.

    Each record is a capture at its date; signals are raised as they would have been then. Importing a
    file twice changes nothing. A web archive is asked slowly, as it wants; stopped, the same command
    goes on where it was.
    """
    from schedules import pipeline
    from turfwatch.commands._records import show

    if bool(files) == wayback or (files and (since or every or names)) or (wayback and (workers or address)):
        raise UsageError(
            "backfill takes WARC files, or --wayback with its options",
            hint="`turfwatch backfill FILE.warc.gz …` or `turfwatch backfill --wayback --since 1y`",
        )
    config = app.config()
    companies = {config.competitor(name).name for name in names} if names else None
    with (
        workers_at(app, config, address) as cluster,
        app.turn("backfill") as store,
        app.progress() as progress,
    ):
        if wayback:
            begin = since or (app.now - timedelta(days=365)).date()
            records = pipeline.wayback(
                config, store, app.now, begin, every=every, companies=companies, progress=progress
            )
        else:
            records = pipeline.backfill(
                config, store, files, app.now, progress=progress, workers=workers, cluster=cluster
            )
    for record in records:
        show(app, record)
    return exit_code(records)


command = backfill_command
