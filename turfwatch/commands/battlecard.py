"""`turfwatch battlecard`: one competitor on a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from turfwatch.commands._shared import OK, App, Day
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("name")
@click.option("--format", "kind", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to FILE.")
@click.option("--since", type=Day(), help="The day of the last card (default: that of FILE, when it is one).")
def battlecard_command(app: App, *, name: str, kind: Any, out: Path | None, since: date | None) -> int:
    """Write what to know about the competitor NAME before a call, every line with its source.

    Written over an earlier card it tells what changed since that one.
    """
    import reports.run
    from reports.battlecard.card import replaces
    from reports.files import write_whole

    config = app.config()
    if since is None and out is not None and out.is_file():
        today = app.now.astimezone(config.digest.zone).date()
        since = replaces(out.read_text(encoding="utf-8", errors="replace"), today)
    with app.store(existing=True) as store:
        text = reports.run.battlecard(config, store, app.now, config.competitor(name).name, kind, since)
    if out is None:
        click.echo(text)
    else:
        app.say(str(write_whole(out, text.encode())))
    return OK


command = battlecard_command
