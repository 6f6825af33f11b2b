"""What every command shares: the common options, the clock, the workspace, progress, exit codes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from turfwatch.errors import UsageError
from turfwatch.progress import Progress, Quiet

if TYPE_CHECKING:
    from turfwatch.config import Config
    from turfwatch.store import Store
    from turfwatch.types import RunRecord

OK, FAILED, USAGE, PARTIAL = 0, 1, 2, 3
DATABASE = "turfwatch.db"
_requested = {"verbose": False}  # read by the error handler, which runs outside any context


def verbose_requested() -> bool:
    """Whether --verbose was given anywhere."""
    return _requested["verbose"]


def _plausible(day: date) -> date:
    """The web is younger than 1980; a date far off is a slip of the finger."""
    if not 1980 <= day.year <= 2200:
        raise ValueError(f"{day} is out of range")
    return day


class Moment(click.ParamType[datetime]):
    """A date or a moment; a date alone means its noon in UTC."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse ISO 8601."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == 10:
                return datetime.combine(_plausible(date.fromisoformat(value)), time(12), UTC)
            parsed = datetime.fromisoformat(value)
            _plausible(parsed.date())
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-03-09 or a moment such as 2026-03-09T08:00Z")
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


class Day(click.ParamType[date]):
    """A date: ISO, or back from today as `30d`, `8w`, `6m`, `1y`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse against the frozen or the real clock."""
        if isinstance(value, date):
            return value
        app = ctx.find_object(App) if ctx else None
        today = (app or App()).now.date()
        unit = {"d": 1, "w": 7, "m": 30, "y": 365}.get(value[-1:])
        try:
            if unit and re.fullmatch(r"[0-9]{1,4}", value[:-1]):
                return today - timedelta(days=unit * int(value[:-1]))
            return _plausible(date.fromisoformat(value))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is not a date such as 2026-03-09, nor a span such as 30d, 8w, 6m or 1y")


@dataclass(frozen=True)
class App:
    """What a command works with."""

    config_path: Path | None = None
    db_path: Path | None = None
    quiet: bool = False
    verbose: bool = False
    frozen: datetime | None = None

    def with_options(self, options: dict[str, Any]) -> App:
        """The app with the common options that were given in this place."""
        if options.get("verbose"):
            _requested["verbose"] = True
        given = {name: value for name, value in options.items() if value not in {None, False}}
        return replace(self, **given)

    @property
    def now(self) -> datetime:
        """The clock: frozen by --now, else the real one."""
        return self.frozen or datetime.now(UTC).replace(microsecond=0)

    def path(self) -> Path:
        """The configuration file."""
        from turfwatch import config

        return self.config_path or config.find(Path.cwd())

    def config(self) -> Config:
        """The configuration, loaded and validated."""
        from turfwatch import config, credentials

        found = config.load(self.path())
        credentials.protect(found.model_dump())
        return found

    def database(self) -> Path:
        """The database file: --db, else beside the configuration."""
        return self.db_path or self.path().parent / DATABASE

    def store(self, *, existing: bool = False) -> Store:
        """The open database; with `existing`, it is an error that there is none yet."""
        from turfwatch.store import Store

        path = self.database()
        if existing and not path.exists():
            raise UsageError(
                f"{path}: there is no database yet", hint="`turfwatch run` or `turfwatch backfill` makes one"
            )
        return Store(path)

    @contextmanager
    def turn(self, what: str, *, existing: bool = False) -> Iterator[Store]:
        """The open database, for a run that nobody else runs beside: says for whom it waits."""
        with self.store(existing=existing) as store, store.turn(what, waiting=self.say):
            yield store

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Bars on a terminal, silence elsewhere and with --quiet."""
        if self.quiet or not sys.stderr.isatty():
            yield Quiet()
            return
        from turfwatch.commands._bars import Bars

        with Bars() as bars:
            yield bars

    def say(self, text: str) -> None:
        """A line for people on standard error, unless --quiet."""
        if not self.quiet:
            click.echo(text, err=True)


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options every command takes, before or after its name."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option(
        "--config", "config_path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="The configuration (default: turfwatch.toml here or above).",
    ),
    click.option(
        "--db", "db_path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="The database (default: turfwatch.db beside the configuration).",
    ),
    click.option("--now", "frozen", type=Moment(), metavar="MOMENT", help="Freeze the clock."),
    click.option("--quiet", "-q", is_flag=True, help="Say nothing but results and errors."),
    click.option("--verbose", "-v", is_flag=True, help="Show tracebacks and what each stage does."),
)  # fmt: skip


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose function gets the App first; the common options may follow its name."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        def call(**options: Any) -> Any:
            ctx = click.get_current_context()
            shared = {
                key: options.pop(key) for key in ("config_path", "db_path", "frozen", "quiet", "verbose")
            }
            app = (ctx.find_object(App) or App()).with_options(shared)
            ctx.obj = app
            return function(app, **options)

        call.__doc__ = function.__doc__
        vars(call)["__click_params__"] = vars(function).get("__click_params__", [])  # the options above it
        label = name or function.__name__.removesuffix("_command").replace("_", "-")
        as_command: Any = click.command(label, **settings)
        made: click.Command = as_command(common(call))
        return made

    return decorate


def log_format(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option of commands that run unwatched."""
    return click.option(
        "--log-format", type=click.Choice(["text", "json"]),
        help="Log lines, with times, as text or JSON (default: [log] format).",
    )(function)  # fmt: skip


def exit_code(records: Iterable[RunRecord]) -> int:
    """0 when all went well, 3 when something did not, 1 when a stage failed."""
    states = {record.status for record in records}
    return FAILED if "failed" in states else PARTIAL if "partial" in states else OK
