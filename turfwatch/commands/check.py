"""`turfwatch check`: what works, what does not, what is missing and why it matters."""

from __future__ import annotations

import json

import click

from turfwatch.commands._shared import FAILED, OK, PARTIAL, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.option("--offline", is_flag=True, help="Leave out what needs the network.")
@click.option("--page", metavar="URL", help="Show what the crawler sees of this one page instead.")
@click.option("--render", is_flag=True, help="With --page: as a browser shows it (turfwatch[render]).")
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON lines.")
def check_command(app: App, *, offline: bool, page: str | None, render: bool, as_json: bool) -> int:
    """Check configuration, model, database, sites and mail; say what is missing and why it matters."""
    from schedules.checkup import examine

    if render and page is None:
        raise click.UsageError("--render shows one page: give it with --page")
    if page is not None:
        return _page(app, page, render=render, as_json=as_json)
    findings = examine(app.config(), app.database(), online=not offline)
    for finding in findings:
        if as_json:
            click.echo(json.dumps({"level": finding.level, "where": finding.where, "what": finding.what}))
        else:
            colour = {"ok": "green", "advice": "cyan", "warning": "yellow", "error": "red"}[finding.level]
            click.echo(click.style(f"{finding.level:<8}", fg=colour) + f"{finding.where}: {finding.what}")
    levels = {finding.level for finding in findings}
    return FAILED if "error" in levels else PARTIAL if "warning" in levels else OK


def _page(app: App, url: str, *, render: bool, as_json: bool) -> int:
    """Kind, outcome and blocks of one page, as a crawl and the extraction after it would have them."""
    from schedules.checkup import look
    from turfwatch.commands._tables import print_extracted

    seen = look(app.config(), url, app.now, render=render)
    ok = seen["outcome"] == "ok"
    if as_json:
        click.echo(json.dumps(seen, ensure_ascii=False))
        return OK if ok else PARTIAL
    moved = f", which led to {seen['final_url']}" if seen["final_url"] not in {"", seen["url"]} else ""
    outcome = click.style(seen["outcome"], fg="green" if ok else "yellow")
    lines = {
        "page": f"{seen['url']}{moved}",
        "company": seen["company"] or "none in the config",
        "kind": seen["kind"],
        "outcome": f"{outcome}{f': {reason}' if (reason := seen['reason']) else ''}",
        "adapter": seen["adapter"],
        "rendered": "yes" if seen["rendered"] else "no",
    }
    for name, said in lines.items():
        click.echo(f"{name:<10}{said}")
    if ok:
        click.echo()
        print_extracted("blocks", [seen])
    return OK if ok else PARTIAL


command = check_command
