"""`turfwatch verify`: does a signal's evidence stand in the stored bytes, and does it follow from them?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from reports.verify import Check
    from turfwatch.store import Store
    from turfwatch.types import Lifetime, Signal


@turfwatch_command()
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def verify_command(app: App, *, identity: str, as_json: bool) -> int:
    """Read every sentence of the signal ID again from its capture, and derive the signal anew.

    ID may be that of a claim, too (`claim_id` of `turfwatch export claims`). What does not hold is
    named: the capture, its bytes, the sentence in them, or what follows from them.
    """
    from reports import verify
    from signals.conclude import rederived, rederived_claim
    from turfwatch.types import Lifetime

    with app.store(existing=True) as store:
        found = _found(store, identity)
        if isinstance(found, Lifetime):
            kind, checks = "claim", verify.verify_claim(store, found)
            unlike = verify.unlike_life(found, rederived_claim(app.config(), store, found))
        else:
            kind, checks = "signal", verify.verify(store, found)
            unlike = verify.unlike(found, rederived(app.config(), store, found))
    for check in checks:
        _tell(check, as_json=as_json)
    if as_json:
        click.echo(json.dumps({kind: found.id, "derived": not unlike, "broken": unlike}))
    else:
        follows = f"the {kind} follows again from the captures" + (
            " up to its day" if kind == "signal" else ""
        )
        click.echo(f"{_mark(not unlike, 'derived')} {_other(unlike) if unlike else follows}")
    return OK if not unlike and all(check.found for check in checks) else FAILED


def _found(store: Store, identity: str) -> Signal | Lifetime:
    """The one signal or claim whose ID starts so."""
    from turfwatch.errors import UsageError

    lives = [life for life in store.lifetimes() if identity and life.id.startswith(identity)]
    try:
        signal = store.signal(identity)
    except UsageError:
        if len(lives) != 1:
            raise
        return lives[0]
    if lives:
        ids = ", ".join([signal.id, *(life.id for life in lives[:4])])
        raise UsageError(f"a signal and a claim have the ID {identity!r}", hint=f"one of: {ids}")
    return signal


def _tell(check: Check, *, as_json: bool) -> None:
    if as_json:
        row = {
            "found": check.found, "url": check.span.url, "text": check.span.text,
            "capture": check.span.capture_id, "sha256": check.sha256, "broken": check.broken,
            "gone": check.gone,
        }  # fmt: skip
        click.echo(json.dumps(row))
        return
    click.echo(f"{_mark(check.found)} “{check.span.text}”\n        {check.where}")
    if check.gone:
        click.echo(f"        {check.gone}")
    if check.broken:
        click.echo(f"        {check.broken}")
    if check.sha256:
        click.echo(f"        sha256 {check.sha256}")


def _mark(good: bool, word: str = "found") -> str:
    return click.style(f"{word:<7}", fg="green") if good else click.style("MISSING", fg="red")


def _other(unlike: str) -> str:
    return f"{unlike}: `turfwatch run --stage signals` derives all signals anew from the captures"


command = verify_command
