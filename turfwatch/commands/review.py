"""`turfwatch review`: the strategy review, one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from turfwatch.commands._shared import OK, App, Day
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--since", type=Day(), help="From this day on (default: the last half year).")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default="review.html", show_default=True
)
def review_command(app: App, *, since: date | None, out: Path) -> int:
    """Write one self-contained HTML page: who claims what, where we stand alone, what moved."""
    import reports.run

    config = app.config()
    with app.store(existing=True) as store:
        path = reports.run.review(config, store, app.now, out, since=since)
    app.say(str(path))
    return OK


command = review_command
