"""`turfwatch signals`: a table to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from turfwatch.commands._shared import OK, App, Day
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from turfwatch.config import Config
    from turfwatch.store import Store
    from turfwatch.types import Signal

SEVERITIES = ("low", "medium", "high", "critical")


@turfwatch_command()
@click.option("--since", type=Day(), help="Only from this day on (2026-03-09, 30d, 8w, 6m, 1y).")
@click.option("--segment", metavar="ID", help="Only this segment.")
@click.option("--competitor", metavar="NAME", help="Only this company; our own name for drift.")
@click.option("--kind", metavar="KIND", help="Only this kind, such as entry or price_move.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="low", show_default=True)
@click.option("--id", "signal_id", metavar="ID", help="One signal with all its evidence.")
@click.option("--suppressed", is_flag=True, help="Also what is not told: updates, and noise learned of.")
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
    suppressed: bool,
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
        company=config.watched(competitor) if competitor else None,
        since=since,
        until=app.now.date(),
        equal={column: value for column, value in equal.items() if value},
    )
    with app.store(existing=True) as store:
        if signal_id is not None:
            return _one(config, store, signal_id, as_json=as_json)
        found = store.signals(query, suppressed=suppressed)
    found = [s for s in found if SEVERITIES.index(s.severity) >= SEVERITIES.index(min_severity)]
    if as_json:
        _json(config, found)
    else:
        terminal.show(terminal.signals(config, found))
    return OK


def _one(config: Config, store: Store, signal_id: str, *, as_json: bool) -> int:
    """One signal with its evidence, down to the stored bytes, and what followed."""
    from reports import terminal
    from reports.gone import gone
    from turfwatch.store.signals import Query

    signal = store.signal(signal_id)
    if as_json:
        _json(config, [signal])
        return OK
    numbers = {span.capture_id for span in signal.evidence if span.capture_id}
    captures = {number: found for number in numbers if (found := store.capture(number))}
    later = [s for s in reversed(store.signals(suppressed=True)) if s.update_of == signal.id]
    query = Query(company=signal.company)
    missing = gone(store.lifetimes(query), store.changes(query))
    terminal.show(terminal.signal(config, signal, captures, later, missing))
    return OK


def _json(config: Config, found: Iterable[Signal]) -> None:
    """Each with the sentence that says why it is worth a minute."""
    from signals.why import why
    from turfwatch.store._json import dump

    metrics = {goal.id: goal.metric for goal in config.goals}
    for signal in found:
        row = {**json.loads(dump(signal)), "why": why(signal, metrics.get(signal.goal or "", ""))}
        click.echo(json.dumps(row, ensure_ascii=False))


command = signals_command
