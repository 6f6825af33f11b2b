"""What the command line shows: tables that fit 80 columns, coloured only on a terminal that wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING

from reports import wording
from reports.digest import fold, segment_name
from reports.formatting import clean, count, day, link_to, moment
from signals.score import POINTS
from turfwatch.config import Config
from turfwatch.types import Capture, RunRecord, Signal, SkippedLanguage, SourceHealth, Span

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

WIDTH = 80  # of a pipe or a file; a terminal says its own
_COLOURS = {"critical": "bold red", "high": "yellow", "medium": "cyan", "low": "dim"}
_STATES = {"ok": "green", "partial": "yellow", "failed": "bold red"}
_NO_MODEL = (
    "No model speaks these languages; prices and releases are read all the same.\n"
    "A rival's `model` in turfwatch.toml finds who is named: docs/configuration.md."
)


def show(what: RenderableType, stream: IO[str] | None = None) -> None:
    """Print to `stream` (standard output); NO_COLOR and anything but a terminal turn colours off."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(file=stream, highlight=False, width=WIDTH, color_system=None)
    console.print(what)


def signals(config: Config, found: Sequence[Signal]) -> RenderableType:
    """Signals as given, one a row: when, how severe, what, where to read it, its ID."""
    if not found:
        return _text("No signals. `turfwatch status` says what was checked.", "dim")
    table = _table(("Date", "ID", "Severity", "What"), flexible="What")
    for signal in found:
        segment = segment_name(config, signal.segment)
        kind = wording.kind_label(signal.kind) + (f", {segment}" if segment else "")
        what = _text(clean(signal.summary, 160))
        what.append(f"\n{kind}" + (f" [{signal.status}]" if signal.status != "open" else ""), "dim")
        if signal.suppressed:
            what.append(f"\nnot told: {clean(signal.suppressed, 160)}", "dim")
        table.add_row(
            signal.date.isoformat(), clean(signal.id, 12), _severity(signal.severity), what,
        )  # fmt: skip
    return table


def signal(
    config: Config, found: Signal, captures: Mapping[int, Capture], later: Sequence[Signal] = ()
) -> RenderableType:
    """One signal whole: what, how it scored, every sentence down to the stored bytes, what followed."""
    from rich.console import Group

    facts = _text(f"{found.date}  {found.id}  ", "dim").append_text(_severity(found.severity))
    facts.append(f"  {found.score:g} points", "dim")
    stages = f"{found.stage_from} → {found.stage_to}" if found.stage_from and found.stage_to else ""
    serves = [segment_name(config, found.segment), stages, found.goal or "", found.owner or "", found.status]
    parts = ", ".join(f"{name} {value:g} of {POINTS.get(name, 0):g}" for name, value in found.parts)
    lines: list[RenderableType] = [
        facts, _text(clean(found.summary), "bold"), _text(" · ".join(filter(None, serves)), "dim"),
        _text(f"Score: {parts}"), _text(clean(found.url)),
    ]  # fmt: skip
    if found.suppressed:
        lines.append(_text(f"Not told: {clean(found.suppressed)}"))
    for span in found.evidence:
        lines.append(_text(f"\n“{clean(span.text)}”"))
        if span.before and span.before != span.text:
            lines.append(_text(f"before: “{clean(span.before)}”", "dim"))
        chain = _chain(span, captures.get(span.capture_id or 0))
        lines.append(_text(f"{link_to(span.url, span.text)}\n{chain}", "dim"))
    if later:
        lines.append(_text("\nIt went on:"))
        lines += [_text(f"{s.date}  {s.id}  {clean(s.summary)}", "dim") for s in later]
    lines.append(
        _text(f"\n`turfwatch verify {found.id}` reads these sentences again from the stored bytes.", "dim")
    )
    return Group(*lines)


def _chain(span: Span, capture: Capture | None) -> str:
    """Where a sentence was read: the capture, when it stood, and the hash of its stored bytes."""
    if capture is None:
        return f"capture {span.capture_id}, {span.role}"
    stood = f"{moment(capture.at)}" + (
        f" to {moment(capture.seen_until)}" if capture.seen_until > capture.at else ""
    )
    bytes_of = f"\nstored bytes: sha256 {capture.snapshot_hash}" if capture.snapshot_hash else ""
    return f"capture {capture.id}, {span.role}, {stood}{bytes_of}"


def status(
    runs: Sequence[RunRecord],
    health: Sequence[SourceHealth],
    *,
    pages: int,
    pending: int,
    now: datetime,
    skipped: Sequence[SkippedLanguage] = (),
) -> RenderableType:
    """The last runs, what cannot be read since when, whose claims are not read, what waits to be sent."""
    from rich.console import Group

    parts: list[RenderableType] = [_runs(runs) if runs else _text("No run yet: `turfwatch run`.", "dim")]
    parts += [_text(""), _health(health)] if health else []
    parts += [_text(""), _skipped(skipped), _text(_NO_MODEL, "dim")] if skipped else []
    sending = f", {count(pending, 'message')} waiting to be sent" if pending else ""
    parts += [_text(""), _text(f"{count(pages, 'page')} watched{sending}; it is {moment(now)}.", "dim")]
    return Group(*parts)


def _runs(runs: Sequence[RunRecord]) -> Table:
    table = _table(("Run", "Started", "Took", "Ended", "Counts"), flexible="Counts")
    for run in runs:
        counts = [f"{clean(name)} {number:,}" for name, number in run.counts.items()]
        words = _text(", ".join(counts))
        for message in run.messages[:3]:
            words.append(f"\n{clean(message, 200)}", "dim")
        seconds = (run.finished - run.started).total_seconds()
        table.add_row(
            clean(run.stage), moment(run.started), _duration(seconds),
            _text(run.status, _STATES[run.status]), words,
        )  # fmt: skip
    return table


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _health(health: Sequence[SourceHealth]) -> Table:
    table = _table(("Company", "Not readable", "Since"), flexible="Not readable")
    for line in fold(health):
        reason = f" ({line.reason})" if line.reason else ""
        table.add_row(_text(line.company), _text(f"{line.where}: {line.what}{reason}"), day(line.since))
    return table


def _skipped(skipped: Sequence[SkippedLanguage]) -> Table:
    table = _table(("Company", "Claims not read", "Since"), flexible="Claims not read")
    for line in skipped:
        words = f"{count(line.pages, 'page')} in {clean(line.language)}"
        table.add_row(_text(line.company), _text(words), day(line.since))
    return table


def _severity(severity: str) -> Text:
    return _text(severity, _COLOURS.get(severity, ""))


def _table(columns: Sequence[str], flexible: str) -> Table:
    """A plain table whose one flexible column takes the room that is left and folds."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", expand=False)
    for name in columns:
        free = name == flexible
        table.add_column(
            name, overflow="fold", ratio=1 if free else None, max_width=None if free else 18,
            no_wrap=name in {"Date", "ID", "Severity", "Since", "Took"},
        )  # fmt: skip
    return table


def _text(words: str, style: str = "") -> Text:
    """Text that is never read as markup, whoever wrote it."""
    from rich.text import Text

    return Text(words, style=style)


grid, styled = _table, _text  # for the other tables of the command line
