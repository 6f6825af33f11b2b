"""`turfwatch check`: what works, what does not, what is missing and why it matters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import FAILED, OK, PARTIAL, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from schedules.checkup import Finding
    from turfwatch.config import Config


@turfwatch_command()
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@click.option("--page", metavar="URL", help="Show what the crawler sees of this one page instead.")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON lines.")
def check_command(app: App, *, offline: bool, page: str | None, as_json: bool) -> int:
    """Check configuration, model, database, sites and mail; say what is missing and why it matters."""
    from schedules.checkup import examine

    if page is not None:
        return _page(app, page, as_json=as_json)
    config = app.config()
    findings = [*examine(config, app.database(), online=not offline), *_unrendered(config)]
    for finding in findings:
        if as_json:
            click.echo(json.dumps({"level": finding.level, "where": finding.where, "what": finding.what}))
        else:
            colour = {"ok": "green", "advice": "cyan", "warning": "yellow", "error": "red"}[finding.level]
            click.echo(click.style(f"{finding.level:<8}", fg=colour) + f"{finding.where}: {finding.what}")
    levels = {finding.level for finding in findings}
    return FAILED if "error" in levels else PARTIAL if "warning" in levels else OK


def _unrendered(config: Config) -> list[Finding]:
    """Sources that ask for a browser: there is none, and what a script writes is not seen."""
    from schedules.checkup import Finding

    return [
        Finding(
            "warning",
            f"{competitor.name} {source.url}",
            "render = true has no effect: pages are not rendered, so what only a script writes is not seen",
        )
        for competitor in config.competitors
        for source in competitor.sources
        if source.render
    ]


def _page(app: App, url: str, *, as_json: bool) -> int:
    """Kind, outcome and blocks of one page, as a crawl and the extraction after it would have them."""
    from schedules.checkup import look

    seen = look(app.config(), url, app.now)
    if as_json:
        click.echo(json.dumps(seen, ensure_ascii=False))
    else:
        click.echo(
            f"{seen['url']}\nkind     {seen['kind']}\noutcome  {seen['outcome']} {seen['reason']}".rstrip()
        )
        for block in seen["blocks"]:
            click.echo(f"{block['region']:<8}{block['role']:<8}{block['text']}")
    return OK if seen["outcome"] == "ok" else PARTIAL


command = check_command
