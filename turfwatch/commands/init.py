"""`turfwatch init`: a commented workspace to start from."""

from __future__ import annotations

from pathlib import Path

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--company", default=None, help="Your company's name.")
@click.option("--from-site", "site", metavar="URL", help="Your own site: name and address are taken from it.")
@click.option("--competitor", "rivals", multiple=True, metavar="URL", help="A rival's site (repeatable).")
def init_command(
    app: App, *, folder: Path, company: str | None, site: str | None, rivals: tuple[str, ...]
) -> int:
    """Write a commented turfwatch.toml into FOLDER (default: here)."""
    from schedules.workspace import write

    path = write(folder, company=company, site=site, rivals=rivals)
    app.say(f"{path}: edit it, then `turfwatch check` says what is missing")
    return OK


command = init_command
