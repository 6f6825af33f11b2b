"""`turfwatch backup`: a copy of the database while it is in use."""

from __future__ import annotations

import json
from pathlib import Path

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def backup_command(app: App, *, file: Path, as_json: bool) -> int:
    """Copy the database to FILE; other runs may go on meanwhile.

    FILE is there whole and checked or not at all, and never overwrites another. To restore it, stop
    Turfwatch and put it in the database's place.
    """
    with app.store(existing=True) as store:
        size = store.backup(file)
    if as_json:
        click.echo(json.dumps({"file": str(file), "bytes": size}))
    else:
        app.say(f"{file}: {size:,} bytes")
    return OK


command = backup_command
