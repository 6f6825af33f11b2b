"""`turfwatch check`: what works, what does not, what is missing and why it matters."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import FAILED, OK, PARTIAL, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON lines.")
def check_command(app: App, *, offline: bool, as_json: bool) -> int:
    """Check configuration, model, database, sites and mail; say what is missing and why it matters."""
    from schedules.checkup import examine

    findings = examine(app.config(), app.database(), online=not offline)
    for finding in findings:
        if as_json:
            click.echo(json.dumps({"level": finding.level, "where": finding.where, "what": finding.what}))
        else:
            colour = {"ok": "green", "advice": "cyan", "warning": "yellow", "error": "red"}[finding.level]
            click.echo(click.style(f"{finding.level:<8}", fg=colour) + f"{finding.where}: {finding.what}")
    levels = {finding.level for finding in findings}
    return FAILED if "error" in levels else PARTIAL if "warning" in levels else OK


command = check_command
