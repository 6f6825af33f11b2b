"""`turfwatch`: a group of commands, one file each in `turfwatch/commands`, loaded on use.

Nothing heavy is imported here or at the top of a command's file: `turfwatch --help` must be quick.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import click

from turfwatch import __version__, plugins, processes
from turfwatch.commands import _shared
from turfwatch.credentials import redact
from turfwatch.errors import TurfwatchError

PACKAGE = "turfwatch.commands"


class Commands(click.Group):
    """Commands by file name; `_` in a file's name is `-` on the command line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command without importing one."""
        return [name.replace("_", "-") for name in plugins.names(PACKAGE)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is asked for."""
        name = cmd_name.replace("-", "_")
        if name not in plugins.names(PACKAGE):
            return None
        command: click.Command = plugins.load(PACKAGE, name).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what was probably meant by an unknown command."""
        import difflib

        name = args[0] if args else ""
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), 2)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {name!r}.{meant}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="turfwatch")
@_shared.common
@click.pass_context
def group(ctx: click.Context, /, **common: Any) -> None:
    """Watch competitors' public pages; learn, with evidence, when a rival moves into your space."""
    ctx.obj = _shared.App().with_options(common)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; expected errors are one line on standard error, bugs keep their traceback."""
    sys.excepthook = _bug
    processes.collect_rarely()
    try:
        code = group.main(args=arguments, prog_name="turfwatch", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted; what was stored is kept", 130)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except KeyboardInterrupt:
        _fail("interrupted; what was stored is kept", 130)
    except TurfwatchError as error:
        _explain(str(error), error.exit_code)
    except BrokenPipeError:  # `turfwatch … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _explain(f"{name}{error.strerror or error}", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback without secrets: an error's text may quote an address that is one."""
    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))


def _explain(message: str, code: int) -> None:
    if _shared.verbose_requested():
        sys.stderr.write(redact(traceback.format_exc()))
    _fail(redact(message), code)


def _fail(message: str, code: int) -> None:
    click.secho("turfwatch: error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(message, err=True)
    sys.exit(code)
