"""`turfwatch triage`: say whether a signal was worth your minute."""

from __future__ import annotations

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("signal_id", metavar="ID")
@click.argument("verdict", type=click.Choice(["useful", "noise", "undo"]))
@click.option("--why", default="", help="The reason, kept with the verdict.")
def triage_command(app: App, *, signal_id: str, verdict: str, why: str) -> int:
    """Keep your verdict on the signal ID; `undo` takes it back."""
    from turfwatch.errors import UsageError

    with app.store(existing=True) as store:
        found = [s for s in store.signals() if s.id.startswith(signal_id)]
        if len(found) != 1:
            what = "no signal" if not found else f"{len(found)} signals"
            raise UsageError(f"{what} with the ID {signal_id!r}", hint="`turfwatch signals` lists the IDs")
        store.triage(found[0].id, None if verdict == "undo" else verdict, why, app.now)
    app.say(f"{found[0].id}: {verdict}: {found[0].summary}")
    return OK


command = triage_command
