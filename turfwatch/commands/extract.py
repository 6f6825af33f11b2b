"""`turfwatch extract`: a tool in its own right, on an address, a file or JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command


@turfwatch_command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--as",
    "what",
    required=True,
    type=click.Choice(["blocks", "claims", "plans", "releases"]),
    help="What to read from it.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines for scripts.")
def extract_command(app: App, *, inputs: tuple[str, ...], what: Any, as_json: bool) -> int:
    """Read blocks, claims, plans or releases from INPUT...: addresses, HTML files or JSON lines.

    A line of a .jsonl file is {id, text|html, url?, role?, page_kind?, company?}; `-` is standard input.
    """
    from extract.inputs import extract_lines
    from turfwatch.commands._inputs import rows_of
    from turfwatch.commands._tables import print_extracted
    from turfwatch.errors import ConfigError

    try:
        config = app.config()
    except ConfigError:
        if app.config_path is not None:
            raise
        config = None  # it works anywhere; a configuration only adds the names of the companies
    unread: Counter[str] = Counter()
    found = _noting(extract_lines(rows_of(inputs, config, app.now), what, config), unread)
    if as_json:
        for row in found:
            click.echo(_line(row))
    else:
        print_extracted(what, found)
    for language, count in sorted(unread.items()):
        are = "input is" if count == 1 else "inputs are"
        click.echo(f"turfwatch: {count} {are} in {language!r}: no model reads it, claims skipped", err=True)
    return OK


def _noting(rows: Iterable[dict[str, Any]], unread: Counter[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        unread.update([row["unread"]] if "unread" in row else [])
        yield row


def _line(row: dict[str, Any]) -> str:
    """The row as JSON; half a character in an `id` goes out as it came in, escaped."""
    text = json.dumps(row, ensure_ascii=False, default=str)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


command = extract_command
