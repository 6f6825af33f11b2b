"""`docs/cli.md`, written from the commands themselves: `make docs` renews it, a test compares it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from turfwatch.cli import group

FILE = Path("docs/cli.md")
_HEAD = """# The command line

Written by `make docs` from the commands' own help. The options `--config`, `--db`, `--now`, `--quiet`
and `--verbose` may stand before or after a command's name.

Exit codes: 0 all went well, 1 failed, 2 the command or the configuration is wrong, 3 partly (a source
or a plugin had trouble; the rest is done).
"""


def render() -> str:
    """The whole page."""
    context = click.Context(
        group, info_name="turfwatch", terminal_width=100, max_content_width=100, **group.context_settings
    )
    sections = [_section("turfwatch", group, context)]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        sections += _sections(f"turfwatch {name}", name, command, context)
    return "\n".join([_HEAD, *sections])


def _sections(title: str, name: str, command: click.Command, parent: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
    yield _section(title, command, context)
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from _sections(f"{title} {below}", below, inner, context)


def _section(title: str, command: click.Command, context: click.Context) -> str:
    return f"## {title}\n\n```\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
