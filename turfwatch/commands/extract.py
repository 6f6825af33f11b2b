"""`turfwatch extract`: a tool in its own right, on an address, a file or JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args

import click

from turfwatch.commands._shared import OK, PARTIAL, App
from turfwatch.commands._shared import command as turfwatch_command
from turfwatch.errors import ConfigError, CrawlError, TurfwatchError, UsageError

if TYPE_CHECKING:
    from turfwatch.config import Config


def _page_kind(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A page kind as it is known; looked up only here, since `turfwatch --help` loads every command."""
    from turfwatch.types import PageKind

    return None if value is None else click.Choice(get_args(PageKind)).convert(value, param, ctx)


@turfwatch_command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--as",
    "what",
    required=True,
    type=click.Choice(["blocks", "claims", "plans", "releases"]),
    help="What to read from it.",
)
@click.option("--company", metavar="NAME", help="Whose pages they are (default: the page's og:site_name).")
@click.option(
    "--page-kind",
    callback=_page_kind,
    metavar="KIND",
    help="What kind of page it is (default: told from address and title).",
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines for scripts.")
def extract_command(app: App, *, inputs: tuple[str, ...], what: Any, as_json: bool, **about: Any) -> int:
    """Read blocks, claims, plans or releases from INPUT...: addresses, HTML files or JSON lines.

    A line of a .jsonl file is {id, text|html, url?, role?, page_kind?, company?}; `-` is standard input.
    --company and --page-kind hold for lines that name none.

    Claims as JSON: a `text` is judged as one line (is_claim, claim_type, audience, capability, quantity,
    compared_to, strength, start, end, text), and `claims` lists what each of its sentences says, in the
    same form with subject, negated and confidence. A page has `claims` only; there each also has role,
    position (the block's number in `--as blocks`) and headings, and start and end count in that block.

    Page kinds: home, pricing, product, solution, compare, customers, release_notes, blog, docs, careers,
    legal, other. An input or a line that cannot be read is told and the others are answered (exit code 3).
    """
    from turfwatch.commands._tables import print_extracted

    trouble: list[TurfwatchError] = []
    answered: Counter[str] = Counter()  # by the language nobody reads, "" for what was read
    given = {key: value for key, value in about.items() if value}
    found = _counting(_answers(app, inputs, what, given, trouble), answered)
    if as_json:
        for row in found:
            click.echo(_line(row))
    else:
        print_extracted(what, found)
    for language, count in sorted((code, count) for code, count in answered.items() if code):
        are = "input is" if count == 1 else "inputs are"
        click.echo(f"turfwatch: {count} {are} in {language!r}: no model reads it, claims skipped", err=True)
    for error in trouble:
        click.echo(f"turfwatch: error: {error}", err=True)
    if trouble and not answered:
        return trouble[0].exit_code
    return PARTIAL if trouble else OK


def _answers(
    app: App, inputs: Sequence[str], what: Any, given: dict[str, str], trouble: list[TurfwatchError]
) -> Iterator[dict[str, Any]]:
    """The answers for each input; an input, or a line, that cannot be read goes to `trouble`."""
    from extract.inputs import extract_lines
    from turfwatch.commands._inputs import rows_of

    config = _configuration(app)
    for item in inputs:
        try:
            rows = rows_of(item, config, app.now, given, trouble.append)
            yield from extract_lines(rows, what, config, refused=trouble.append)
        except (UsageError, CrawlError) as error:
            if len(inputs) == 1:
                raise
            trouble.append(error)


def _configuration(app: App) -> Config | None:
    """The configuration, if any: it works anywhere; one only adds the names of the companies."""
    try:
        return app.config()
    except ConfigError:
        if app.config_path is not None:
            raise
        return None


def _counting(rows: Iterable[dict[str, Any]], answered: Counter[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        answered[row.get("unread", "")] += 1
        yield row


def _line(row: dict[str, Any]) -> str:
    """The row as JSON; half a character in an `id` goes out as it came in, escaped."""
    text = json.dumps(row, ensure_ascii=False, default=str)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


command = extract_command
