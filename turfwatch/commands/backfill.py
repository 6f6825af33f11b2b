"""`turfwatch backfill`: history on day one, from web archives."""

from __future__ import annotations

from pathlib import Path

import click

from turfwatch.commands._shared import App, exit_code
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
def backfill_command(app: App, *, files: tuple[Path, ...]) -> int:
    """Import WARC files (FILE.warc.gz …) as history.

    Each response record is a capture at its WARC-Date; signals are raised as they would have been
    then. Importing a file twice changes nothing.
    """
    from schedules.pipeline import backfill
    from turfwatch.commands._records import show

    config = app.config()
    with app.store() as store, app.progress() as progress:
        records = backfill(config, store, files, app.now, progress=progress)
    for record in records:
        show(app, record)
    return exit_code(records)


command = backfill_command
