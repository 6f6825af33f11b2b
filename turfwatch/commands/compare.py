"""`turfwatch compare`: what happened between two wordings of a claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from turfwatch.commands._lines import read_lines
from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def compare_command(app: App, *, file: Path) -> int:
    """Label pairs of claims: {id, a, b} lines in, {id, label} lines out.

    The labels: same_claim, reworded_same, stronger, weaker, different_claim, audience_changed,
    number_changed.
    """
    from signals.compare.labels import compare_lines

    for row in compare_lines(read_lines(file, needs=("a", "b"), has=("id",))):
        click.echo(_line(row))
    return OK


def _line(row: dict[str, Any]) -> str:
    """One line of JSON; an id with half a character in it, which no UTF-8 can hold, is written in escapes."""
    plain = json.dumps(row, ensure_ascii=False)
    return plain if plain.isprintable() else json.dumps(row)


command = compare_command
