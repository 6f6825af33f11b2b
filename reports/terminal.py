"""What the command line shows: tables that fit 80 columns, coloured only on a terminal that wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import IO, TYPE_CHECKING

from reports import wording
from reports.formatting import clean, link_to, moment
from reports.gone import was_said
from reports.wording import segment_name
from signals.why import why
from turfwatch.config import Config
from turfwatch.types import Capture, Signal, Span

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

WIDTH = 80  # of a pipe or a file; a terminal says its own
_COLOURS = {"critical": "bold red", "high": "yellow", "medium": "cyan", "low": "dim"}


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
    config: Config,
    found: Signal,
    captures: Mapping[int, Capture],
    later: Sequence[Signal] = (),
    gone: Mapping[str, date] | None = None,
) -> RenderableType:
    """One signal whole: what, how it scored, every sentence down to the stored bytes, what followed.

    `gone` has the sentences that are no longer there, with since when: no link leads to them.
    """
    from rich.console import Group

    facts = _text(f"{found.date}  {found.id}  ", "dim").append_text(_severity(found.severity))
    facts.append(f"  {found.score:.0f} points", "dim")
    goal = next((clean(g.metric, 80) for g in config.goals if g.id == found.goal), "")
    serves = [
        segment_name(config, found.segment), wording.step(found), goal, clean(found.owner, 80), found.status
    ]  # fmt: skip
    lines: list[RenderableType] = [
        facts, _text(clean(found.summary), "bold"), _text(" · ".join(filter(None, serves)), "dim"),
        _text(clean(why(found, goal))), _text(f"{wording.score(found)}.", "dim"), _text(clean(found.url)),
    ]  # fmt: skip
    if found.suppressed:
        lines.append(_text(f"Not told: {clean(found.suppressed)}"))
    for span in found.evidence:
        capture = captures.get(span.capture_id or 0)
        lines += _sentence(span, capture, was_said(span.text, gone or {}, capture))
    if later:
        lines.append(_text("\nIt went on:"))
        lines += [_text(f"{s.date}  {s.id}  {clean(s.summary)}", "dim") for s in later]
    lines.append(
        _text(f"\n`turfwatch verify {found.id}` reads these sentences again from the stored bytes.", "dim")
    )
    return Group(*lines)


def _sentence(span: Span, capture: Capture | None, was: str) -> Iterator[RenderableType]:
    yield _text(f"\n“{clean(span.text)}”")
    if was:
        yield _text(was, "yellow")
    if span.before and span.before != span.text:
        yield _text(f"before: “{clean(span.before)}”", "dim")
    link = link_to(span.url, None if was else span.text)  # what is gone cannot be scrolled to
    yield _text(f"{link}\n{_chain(span, capture)}", "dim")


def _chain(span: Span, capture: Capture | None) -> str:
    """Where a sentence was read: the capture, when it stood, and the hash of its stored bytes."""
    if capture is None:
        return f"capture {span.capture_id}, {span.role}"
    stood = f"{moment(capture.at)}" + (
        f" to {moment(capture.seen_until)}" if capture.seen_until > capture.at else ""
    )
    bytes_of = f"\nstored bytes: sha256 {capture.snapshot_hash}" if capture.snapshot_hash else ""
    return f"capture {capture.id}, {span.role}, {stood}{bytes_of}"


def _severity(severity: str) -> Text:
    return _text(severity, _COLOURS.get(severity, ""))


def _table(columns: Sequence[str], flexible: str) -> Table:
    """A plain table whose one flexible column takes the room that is left and folds."""
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold"
    )  # fmt: skip
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
