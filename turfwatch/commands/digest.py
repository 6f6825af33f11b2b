"""`turfwatch digest`: the e-mail of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from turfwatch.commands._shared import OK, PARTIAL, App, Day
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--date", "day", type=Day(), help="The day it is about (default: today).")
@click.option(
    "--send", "sending", is_flag=True, help="Write it unless it is written, and deliver what is due."
)
@click.option(
    "--again", is_flag=True, help="With --send: also what waits, was given up, or was perhaps received."
)
@click.option("--print", "printing", is_flag=True, help="Show its text (the default).")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to FILE.eml, .html or .txt."
)
def digest_command(
    app: App, *, day: date | None, sending: bool, again: bool, printing: bool, out: Path | None
) -> int:
    """Show, write or send the digest of a day.

    Without --send this is a preview: nothing counts as told.
    """
    import reports.run
    from reports import outbox
    from reports.files import write_whole
    from turfwatch.errors import UsageError

    config = app.config()
    if out is not None and out.suffix not in {".eml", ".html", ".txt"}:
        raise UsageError(f"{out}: the name must end in .eml, .html or .txt")
    with app.store(existing=True) as store:
        result = reports.run.run(config, store, app.now, day=day, keep=sending)
        if out is not None:
            contents = {".eml": result.eml, ".html": result.html.encode(), ".txt": result.text.encode()}
            app.say(f"{write_whole(out, contents[out.suffix])}: {result.subject}")
        if printing or not (sending or out):
            click.echo(result.text)
        if not sending:
            return OK
        sent = outbox.send(config, store, app.now, again=again)
    doubtful = f", {sent.doubtful} in doubt" if sent.doubtful else ""
    app.say(f"{sent.sent} sent, {sent.waiting} waiting, {sent.failed} failed{doubtful}")
    for error in sent.errors:
        app.say(error)
    return PARTIAL if sent.errors else OK


command = digest_command
