"""`turfwatch verify`: does a signal's evidence stand in the stored bytes?"""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("signal_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def verify_command(app: App, *, signal_id: str, as_json: bool) -> int:
    """Read every sentence the signal ID quotes again from the capture it came from."""
    from reports.verify import verify

    with app.store(existing=True) as store:
        checks = verify(store, signal_id)
    for check in checks:
        if as_json:
            click.echo(json.dumps({"found": check.found, "url": check.span.url, "text": check.span.text,
                                   "capture": check.span.capture_id, "sha256": check.sha256}))  # fmt: skip
        else:
            mark = click.style("found  ", fg="green") if check.found else click.style("MISSING", fg="red")
            click.echo(f"{mark} “{check.span.text}”\n        {check.where}")
    return OK if all(check.found for check in checks) else FAILED


command = verify_command
