"""`turfwatch doctor`: is the database sound, and what is in it."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def doctor_command(app: App, *, as_json: bool) -> int:
    """Check integrity and references of the database; say how large it is and what fills it."""
    with app.store(existing=True) as store:
        problems, sizes = [*store.problems(), *store.damaged()], store.sizes()
    if as_json:
        click.echo(json.dumps({"problems": problems, "rows": sizes}))
        return FAILED if problems else OK
    for name, rows in sizes.items():
        click.echo(f"{name:<16}{rows:>12,}")
    for problem in problems:
        click.secho(problem, fg="red")
    click.echo("sound" if not problems else f"{len(problems)} problems: restore a backup")
    return FAILED if problems else OK


command = doctor_command
