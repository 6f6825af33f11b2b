"""`turfwatch status`: last runs, health of every source."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object for monitoring.")
def status_command(app: App, *, as_json: bool) -> int:
    """Say how the last runs ended and what is in trouble or unread, since when."""
    from reports import terminal

    app.config()
    with app.store(existing=True) as store:
        runs, health, pages, pending = store.runs(), store.health(), store.pages(), store.pending()
        skipped = store.skipped_languages()
    if not as_json:
        terminal.show(
            terminal.status(
                runs, health, pages=len(pages), pending=len(pending), now=app.now, skipped=skipped
            )
        )
        return OK
    click.echo(
        json.dumps(
            {
                "pages": len(pages),
                "pending": len(pending),
                "runs": [
                    {"stage": r.stage, "finished": r.finished.isoformat(), "status": r.status, **r.counts}
                    for r in runs
                ],
                "trouble": [
                    {"company": h.company, "url": h.url, "outcome": h.outcome.value, "reason": h.reason,
                     "since": h.since.isoformat()}
                    for h in health
                ],
                "skipped": [
                    {"company": s.company, "language": s.language, "pages": s.pages,
                     "since": s.since.isoformat()}
                    for s in skipped
                ],
            }
        )
    )  # fmt: skip
    return OK


command = status_command
