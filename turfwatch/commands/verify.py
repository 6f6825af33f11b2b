"""`turfwatch verify`: does a signal's evidence stand in the stored bytes, and does it follow from them?"""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("signal_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def verify_command(app: App, *, signal_id: str, as_json: bool) -> int:
    """Read every sentence the signal ID quotes again from its capture, and derive the signal anew."""
    from reports.verify import verify
    from signals.run import rederived

    with app.store(existing=True) as store:
        signal = store.signal(signal_id)
        checks = verify(store, signal.id)
        again = rederived(app.config(), store, signal)
    for check in checks:
        if as_json:
            click.echo(json.dumps({"found": check.found, "url": check.span.url, "text": check.span.text,
                                   "capture": check.span.capture_id, "sha256": check.sha256}))  # fmt: skip
        else:
            click.echo(f"{_mark(check.found)} “{check.span.text}”\n        {check.where}")
            if check.sha256:
                click.echo(f"        sha256 {check.sha256}")
    same = again is not None and (again.score, again.summary) == (signal.score, signal.summary)
    if as_json:
        click.echo(json.dumps({"signal": signal.id, "derived": same}))
    else:
        what = "the signal follows again from the captures up to its day" if same else _other(again is None)
        click.echo(f"{_mark(same, 'derived')} {what}")
    return OK if same and all(check.found for check in checks) else FAILED


def _mark(good: bool, word: str = "found") -> str:
    return click.style(f"{word:<7}", fg="green") if good else click.style("MISSING", fg="red")


def _other(none: bool) -> str:
    what = "it no longer follows" if none else "it follows with another score or other words"
    return f"{what} from the captures: `turfwatch run --stage signals` derives all signals anew"


command = verify_command
