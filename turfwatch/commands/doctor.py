"""`turfwatch doctor`: is the database sound, what is in it, and what waits for a decision."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from turfwatch.commands._shared import FAILED, OK, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from collections.abc import Mapping


@turfwatch_command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def doctor_command(app: App, *, as_json: bool) -> int:
    """Check the database: integrity, references, every stored body; say what fills it.

    Deliveries in doubt and what killed runs left are told too; only damage is a failure.
    """
    from turfwatch import processes

    with app.store(existing=True) as store:
        problems, matters = [*store.problems(), *store.damaged()], store.matters(processes.alive)
        sizes, filled, running = store.sizes(), store.table_bytes(), store.running()
        read_only = store.read_only
    if as_json:
        click.echo(
            json.dumps(
                {"problems": problems, "matters": matters, "rows": sizes, "bytes": filled,
                 "running": asdict(running) if running else None, "read_only": read_only}
            )
        )  # fmt: skip
        return FAILED if problems else OK
    _show(sizes, filled)
    if running:
        click.echo(f"running now: {running}")
    if read_only:
        click.echo("cannot be written from here: only commands that read will work")
    for text in matters:
        click.secho(text, fg="yellow")
    for text in problems:
        click.secho(text, fg="red")
    click.echo("sound" if not problems else f"{len(problems)} problems: restore a backup")
    return FAILED if problems else OK


def _show(sizes: Mapping[str, int], filled: Mapping[str, int]) -> None:
    """Tables by what they take, the largest first."""
    click.echo(f"{'table':<18}{'rows':>12}{'bytes':>16}")
    tables = sorted((n for n in sizes if n != "bytes"), key=lambda n: (-filled.get(n, 0), n))
    for name in tables:
        click.echo(f"{name:<18}{sizes[name]:>12,}{filled.get(name, 0):>16,}")
    other = sum(size for name, size in filled.items() if name not in sizes and name != "free")
    for name, size in (("(its own)", other), ("(free)", filled.get("free", 0)), ("in all", sizes["bytes"])):
        click.echo(f"{name:<30}{size:>16,}")


command = doctor_command
