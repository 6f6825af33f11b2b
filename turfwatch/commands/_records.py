"""How a stage's run is told on the terminal: one line, and its trouble below."""

from __future__ import annotations

import click

from turfwatch.commands._shared import App
from turfwatch.types import RunRecord

SHOWN = 8  # messages told without --verbose


def show(app: App, record: RunRecord) -> None:
    """Say what a stage did, on standard error; a failed stage is said even with --quiet."""
    colour = {"ok": "green", "partial": "yellow", "failed": "red"}[record.status]
    counts = ", ".join(
        f"{value:,} {name.replace('_', ' ')}" for name, value in record.counts.items() if value
    )
    seconds = (record.finished - record.started).total_seconds()
    if app.quiet and record.status != "failed":
        return
    head = click.style(f"{record.stage:<9}{record.status:<8}", fg=colour)
    idle = "nothing to do" if record.status != "failed" else "did not end"
    click.echo(f"{head}{counts or idle} ({seconds:.1f} s)", err=True)
    shown = record.messages if app.verbose else record.messages[:SHOWN]
    for message in shown:
        click.echo(f"         {message}", err=True)
    if more := len(record.messages) - len(shown):
        click.echo(f"         … and {more} more (--verbose shows them)", err=True)
