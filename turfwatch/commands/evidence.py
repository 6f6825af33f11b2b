"""`turfwatch evidence`: what buyers said, in wins, losses, calls and surveys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import FAILED, OK, PARTIAL, App, common
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from reports.evidence import Reading

SHOWN = 20  # rows told without --verbose


@click.group()
@common
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> None:
    """Keep what buyers said: the evidence that our claims matter to them."""
    ctx.obj = (ctx.find_object(App) or App()).with_options(dict(options))


@turfwatch_command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object, every row in it.")
def import_(app: App, *, file: Path, as_json: bool) -> int:
    """Keep the rows of a CSV: date,segment,source,outcome,quote (and rival, count, if there).

    Outcome is won, lost, for, against or neutral. Good rows are kept, each other row is told with its
    line and what is wrong. Importing a file again doubles nothing.
    """
    from reports import evidence
    from turfwatch.errors import UsageError

    try:
        body = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})") from error
    config = app.config()
    segments = [s.id for s in config.segments]
    reading = evidence.read(evidence.decode(body, str(file)), segments, app.now.date(), str(file))
    with app.store() as store:
        added = store.add_evidence(reading.rows, app.now)
    _tell(app, reading, added, as_json=as_json)
    if reading.complaints:
        return PARTIAL if reading.rows else FAILED
    return OK


@turfwatch_command("show")
@click.option("--segment", help="Only this segment.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, a row of evidence each.")
def show(app: App, *, segment: str | None, as_json: bool) -> int:
    """What buyers said, segment by segment, with how far small numbers can be trusted."""
    from dataclasses import asdict

    from reports import terminal
    from reports.positions.terminal import evidence as table

    config = app.config()
    if segment is not None:
        config.segment(segment)
    with app.store(existing=True) as store:
        rows = [row for row in store.evidence() if segment in {None, row.segment}]
    if as_json:
        for row in rows:
            click.echo(json.dumps(asdict(row), ensure_ascii=False, default=str))
    else:
        terminal.show(table(config, rows, segment))
    return OK


def _tell(app: App, reading: Reading, added: int, *, as_json: bool) -> None:
    known = len(reading.rows) - added
    if as_json:
        report = {
            "added": added, "known": known, "repeated": reading.repeated,
            "refused": len(reading.complaints), "ignored_columns": reading.ignored,
            "rows": [{"line": c.line, "column": c.column, "what": c.what} for c in reading.complaints],
        }  # fmt: skip
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    shown = reading.complaints if app.verbose else reading.complaints[:SHOWN]
    for complaint in shown:
        place = f"line {complaint.line:,}" + (f", {complaint.column}" if complaint.column else "")
        click.echo(f"{click.style('refused', fg='yellow')}  {place}: {complaint.what}")
    if more := len(reading.complaints) - len(shown):
        click.echo(f"         … and {more:,} more (--verbose shows them)")
    if reading.ignored:
        app.say(f"columns not used: {', '.join(reading.ignored)}")
    counts = [f"{added:,} added", f"{known:,} known already" if known else ""]
    counts += [f"{reading.repeated:,} said twice in the file" if reading.repeated else ""]
    counts += [f"{len(reading.complaints):,} refused" if reading.complaints else ""]
    click.echo(", ".join(filter(None, counts)))


command.add_command(import_)
command.add_command(show)
