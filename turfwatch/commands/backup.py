"""`turfwatch backup`: a copy of the database while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(app: App, *, file: Path) -> int:
    """Copy the database to FILE; other runs may go on meanwhile."""
    with app.store(existing=True) as store:
        size = store.backup(file)
    app.say(f"{file}: {size:,} bytes")
    return OK


command = backup_command
