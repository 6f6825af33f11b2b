"""`turfwatch battlecard`: one competitor on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("name")
@click.option("--format", "kind", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to FILE.")
def battlecard_command(app: App, *, name: str, kind: Any, out: Path | None) -> int:
    """Write what to know about the competitor NAME before a call, every line with its source."""
    import reports.run
    from reports.files import write_whole

    config = app.config()
    with app.store(existing=True) as store:
        text = reports.run.battlecard(config, store, app.now, config.competitor(name).name, kind)
    if out is None:
        click.echo(text)
    else:
        app.say(str(write_whole(out, text.encode())))
    return OK


command = battlecard_command
