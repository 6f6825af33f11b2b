"""`turfwatch demo`: half a year of an invented market, end to end, with no network."""

from __future__ import annotations

from pathlib import Path

import click

from turfwatch.commands._shared import App, exit_code
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="turfwatch-demo")
def demo_command(app: App, *, folder: Path) -> int:
    """Play the embedded market into FOLDER: crawl nine dates, then digest, review, battlecards, tables.

    Five invented companies are served on the loopback interface as they stood on nine dates of
    2026, and watched as a real workspace would be.
    """
    from reports import terminal
    from schedules.play import play
    from turfwatch.commands._records import show

    with app.progress() as progress:
        result = play(folder, progress=progress)
    for record in result.records:
        if record.status == "failed":
            show(app, record)
    terminal.show(terminal.signals(result.config, result.signals))
    app.say(f"\nIn {folder}/:")
    for path, what in result.files:
        app.say(f"  {path.relative_to(folder)!s:<28} {what}")
    return exit_code(r for r in result.records if r.status == "failed")


command = demo_command
