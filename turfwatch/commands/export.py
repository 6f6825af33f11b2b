"""`turfwatch export`: tables for strategy reviews."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from turfwatch.commands._shared import OK, App, Day
from turfwatch.commands._shared import command as turfwatch_command

TABLES = (
    "signals", "changes", "claims", "plans", "prices", "releases", "cadence", "presence", "positions", "all",
)  # fmt: skip


@turfwatch_command()
@click.argument("tables", nargs=-1, required=True, type=click.Choice(TABLES), metavar="TABLE...")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "json", "parquet", "xlsx"]),
    default="csv",
    show_default=True,
    help="xlsx is one workbook, strategy.xlsx, with a sheet a table.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.option("--since", type=Day(), help="Only from this day on (2026-03-09, 30d, 8w, 6m, 1y).")
@click.option("--segment", metavar="ID", help="Only this segment.")
@click.option("--competitor", metavar="NAME", help="Only this competitor.")
@click.option(
    "--suppressed", is_flag=True, help="Signals and changes that were held back too, with the reason."
)
@click.option("--bom", is_flag=True, help="Mark CSV as UTF-8 for spreadsheet programs.")
def export_command(
    app: App,
    *,
    tables: tuple[str, ...],
    kind: Any,
    out: Path,
    since: date | None,
    segment: str | None,
    competitor: str | None,
    suppressed: bool,
    bom: bool,
) -> int:
    """Write signals, changes, claims, plans, prices, releases, cadence, presence, positions or all."""
    import reports.run

    config = app.config()
    name = config.competitor(competitor).name if competitor else None
    with app.store(existing=True) as store:
        files = reports.run.export(
            config, store, tables, kind, out, since,
            segment=segment, competitor=name, suppressed=suppressed, bom=bom,
        )  # fmt: skip
    for file in files:
        app.say(str(file))
    return OK


command = export_command
