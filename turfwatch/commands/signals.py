"""`turfwatch signals`: a table to read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from turfwatch.commands._shared import OK, App, Day
from turfwatch.commands._shared import command as turfwatch_command

SEVERITIES = ("low", "medium", "high", "critical")


@turfwatch_command()
@click.option("--since", type=Day(), help="Only from this day on (2026-03-09, 30d, 8w, 6m, 1y).")
@click.option("--segment", metavar="ID", help="Only this segment.")
@click.option("--competitor", metavar="NAME", help="Only this competitor.")
@click.option("--kind", metavar="KIND", help="Only this kind, such as entry or price_move.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="low", show_default=True)
@click.option("--id", "signal_id", metavar="ID", help="One signal with all its evidence.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines for scripts.")
def signals_command(
    app: App,
    *,
    since: date | None,
    segment: str | None,
    competitor: str | None,
    kind: str | None,
    min_severity: Any,
    signal_id: str | None,
    as_json: bool,
) -> int:
    """List signals, newest first."""
    from reports import terminal
    from turfwatch import plugins
    from turfwatch.errors import UsageError
    from turfwatch.store.signals import Query

    config = app.config()
    kinds = plugins.names("signals.rules")
    if kind is not None and kind not in kinds:
        raise UsageError(f"no signal kind {kind!r}", hint=f"one of: {', '.join(kinds)}")
    equal = {"segment": config.segment(segment).id if segment else None, "kind": kind}
    query = Query(
        company=config.competitor(competitor).name if competitor else None,
        since=since,
        until=app.now.date(),
        equal={column: value for column, value in equal.items() if value},
    )
    with app.store(existing=True) as store:
        found = store.signals(query)
    found = [s for s in found if SEVERITIES.index(s.severity) >= SEVERITIES.index(min_severity)]
    if signal_id is not None:
        found = [s for s in found if s.id.startswith(signal_id)]
        if len(found) != 1:
            what = "no signal" if not found else f"{len(found)} signals"
            raise UsageError(f"{what} with the ID {signal_id!r}", hint="`turfwatch signals` lists the IDs")
    if as_json:
        from turfwatch.store._json import dump

        for signal in found:
            click.echo(json.dumps(json.loads(dump(signal)), ensure_ascii=False))
    elif signal_id is not None:
        terminal.show(terminal.signal(config, found[0]))
    else:
        terminal.show(terminal.signals(config, found))
    return OK


command = signals_command
