"""`turfwatch positions`: our claims against the three tests, and where that leaves us to win."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--segment", help="Only the claims of this segment.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines for scripts, a claim each.")
def positions_command(app: App, *, segment: str | None, as_json: bool) -> int:
    """Test each of our claims: is it true, relevant, defensible? Each verdict with its evidence.

    Below the claims: who stands where in each segment, and what nobody else says.
    """
    from reports import terminal
    from reports.positions import known as positions_known
    from reports.positions import terminal as positions_terminal
    from reports.positions.three_tests import as_row

    config = app.config()
    if segment is not None:
        config.segment(segment)
    with app.store(existing=True) as store:
        tested, (fields, free) = positions_known.field(config, store, app.now.date())
    tested = [p for p in tested if segment in {None, p.segment}]
    if as_json:
        for position in tested:
            click.echo(json.dumps(as_row(position), ensure_ascii=False, default=str))
        return OK
    fields = tuple(f for f in fields if segment in {None, f.segment})
    terminal.show(positions_terminal.positions(config, tested, fields, free if segment is None else None))
    return OK


command = positions_command
