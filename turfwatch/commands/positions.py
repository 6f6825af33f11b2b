"""`turfwatch positions`: our claims against the three tests."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--json", "as_json", is_flag=True, help="JSON lines for scripts.")
def positions_command(app: App, *, as_json: bool) -> int:
    """Test each of our claims: is it true, relevant, defensible? With the evidence."""
    import reports.run
    from reports import terminal

    config = app.config()
    with app.store(existing=True) as store:
        found = reports.run.positions(config, store)
    if as_json:
        for position in found:
            click.echo(json.dumps(asdict(position), ensure_ascii=False, default=str))
    else:
        terminal.show(terminal.positions(config, found))
    return OK


command = positions_command
