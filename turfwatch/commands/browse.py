"""`turfwatch browse`: the database in a web browser, to look around in."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command

LOOPBACK = "127.0.0.1"  # whoever may use this machine may read; nobody else is let in
SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 5000,
    "truncate_cells_html": 300,
    "allow_download": "off",
}


@turfwatch_command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 finds a free one."
)
@click.option("--open", "opening", is_flag=True, help="Open it in the web browser.")
def browse_command(app: App, *, port: int, opening: bool) -> int:
    """Serve the database to this machine's web browsers, read-only: tables, facets, questions.

    Needs Datasette, which the extra `turfwatch[browse]` brings. Stop it with Ctrl-C.
    """
    from turfwatch.errors import UsageError
    from turfwatch.store.reading import LOOKS, STYLE, STYLE_FILE, metadata

    try:
        from datasette.cli import serve
    except ImportError as error:
        raise UsageError(
            "browse needs Datasette, which is not installed", hint="install the extra `turfwatch[browse]`"
        ) from error
    with app.store(existing=True) as store:  # brings an older file up to date
        file = store.path.resolve()
        tables = [*store.sizes(), "_sqlite_migrations"]
    with TemporaryDirectory() as folder:
        about = Path(folder) / "metadata.json"
        about.write_text(json.dumps(metadata(file.stem, tables)), encoding="utf-8")
        looks = Path(folder) / LOOKS
        looks.mkdir()
        (looks / STYLE_FILE).write_text(STYLE, encoding="utf-8")
        options = ["--host", LOOPBACK, "--port", str(port), "--metadata", str(about)]
        options += ["--static", f"{LOOKS}:{looks}"]
        for name, value in SETTINGS.items():
            options += ["--setting", name, str(value)]
        serve.main([str(file), *options, *(["--open"] if opening else [])], standalone_mode=False)
    return OK


command = browse_command
