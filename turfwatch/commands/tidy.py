"""`turfwatch tidy`: let go what nobody can ask for any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from turfwatch.store.tidying import Tidying

_WORDS = {
    "bodies": "bodies of pages that are out of time and that nothing quotes",
    "trouble": "records of what was in the way of a page, long ago",
    "messages": "mails that were sent or given up long ago",
    "runs": "records of runs, added up by month",
    "unused": "texts, layouts and bodies that nothing shows any more",
}


@turfwatch_command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option(
    "--compact", is_flag=True, help="Rewrite the whole file too: needs its size again in free space."
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def tidy_command(app: App, *, dry_run: bool, compact: bool, as_json: bool) -> int:
    """Drop what is older than [retention] allows and give its room back to the disk.

    Bodies that a signal, a price event or a living claim quotes stay, and so does everything that was
    extracted from any body: signals are derived alike before and after.
    """
    retention = app.config().retention
    with app.store(existing=True) if dry_run else app.turn("tidy", existing=True) as store:
        found = store.untidy(app.now, days=retention.captures_days, per_page=retention.captures_per_page)
        freed = 0 if dry_run else store.tidy(found)
        freed += store.compact() if compact and not dry_run else 0
        keeps_room = not store.gives_back
    if as_json:
        click.echo(json.dumps({**found.counts(), "freed bytes": freed, "dry run": dry_run}))
        return OK
    _show(found, dry_run=dry_run)
    if not dry_run:
        click.echo(f"{freed:,} bytes given back to the disk")
    if keeps_room:
        app.say("this file keeps its room for new rows; `turfwatch tidy --compact` gives it back, once")
    return OK


def _show(found: Tidying, *, dry_run: bool) -> None:
    counts = found.counts()
    for name, words in _WORDS.items():
        if counts[name]:
            more = f" ({counts['body bytes']:,} bytes)" if name == "bodies" else ""
            click.echo(f"{counts[name]:>9,}  {words}{more}")
    if not any(counts[name] for name in _WORDS):
        click.echo("nothing is out of time")
    elif dry_run:
        click.echo("would go; nothing was changed")


command = tidy_command
