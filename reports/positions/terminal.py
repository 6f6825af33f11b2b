"""Positions, the playing field and buyers' evidence, in tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.chances import Share
from reports.formatting import clean, day, listed, percent, some
from reports.positions.space import Field, Space, standing, unsaid
from reports.positions.three_tests import Position
from reports.terminal import grid, styled
from reports.verdicts import Test
from reports.wording import segment_name
from turfwatch.config import Config
from turfwatch.types import BuyerEvidence

if TYPE_CHECKING:
    from rich.console import RenderableType

_MARKS = {True: ("yes", "green"), False: ("no", "bold red"), None: ("?", "dim")}
_TESTS = ("true", "relevant", "defensible")
_GROUNDS = {
    "alone": "green", "contested": "yellow", "crowded": "bold red", "conceded": "dim", "open": "cyan",
}  # fmt: skip
TURNS = 4  # of a verdict's history, the latest
ITEMS = 6  # of each kind of free space


def positions(
    config: Config, tested: Sequence[Position], fields: Sequence[Field] = (), free: Space | None = None
) -> RenderableType:
    """Our claims under the three tests, segment by segment, then the field and the free space."""
    from rich.console import Group

    if not tested and not fields:
        return styled("No claims to test: add `claims` to a segment in turfwatch.toml.", "dim")
    parts: list[RenderableType] = []
    for name in dict.fromkeys(p.segment for p in tested):
        parts.append(styled(segment_name(config, name), "bold"))
        for position in (p for p in tested if p.segment == name):
            parts += [styled(f"“{clean(position.claim, 160)}”"), _tests(position), styled("")]
    if not tested:
        parts.append(styled("No claims to test: add `claims` to a segment in turfwatch.toml.\n", "dim"))
    parts += _field(fields) + _space(config, tested, free)
    return Group(*parts)


def _tests(position: Position) -> RenderableType:
    from rich.table import Table

    rows = Table.grid(padding=(0, 1), expand=True)
    rows.add_column(width=2)
    rows.add_column(no_wrap=True, width=10, style="dim")
    rows.add_column(no_wrap=True, width=3)
    rows.add_column(ratio=1, overflow="fold")
    tests = (position.truth, position.relevance, position.defence)
    for name, test in zip(_TESTS, tests, strict=True):
        rows.add_row("", name, styled(*_MARKS[test.passed]), _said(test))
    return rows


def _said(test: Test) -> RenderableType:
    words = styled(test.sentence)
    for quote in test.quotes[:2]:
        if quote.text not in test.says:
            words.append(f"\n“{clean(quote.text, 140)}”")
            words.append(" " + ", ".join(filter(None, [quote.by, day(quote.since)])), "dim")
    if len(test.history) > 1:
        turns = "; ".join(f"{day(t.day)}: {t.what}" for t in test.history[-TURNS:])
        words.append(f"\n{turns}", "dim")
    return words


def _field(fields: Sequence[Field]) -> list[RenderableType]:
    if not fields:
        return []
    together = _unread_alike(fields)
    shown = grid(("Where we stand", "We", "Rivals that claim it"), flexible="Rivals that claim it")
    for line in fields:
        name = styled(line.name)
        name.append(f"\n{line.ground}", _GROUNDS[line.ground])
        ours = styled(standing(line.ours))
        if line.ours and line.ours.share:
            ours.append(f"\n{percent(line.ours.share)} of the voice", "dim")
        rivals = styled(", ".join(f"{clean(p.company, 24)} {standing(p)}" for p in line.rivals) or "none")
        rivals.append(f"\n{line.move}", "dim")
        if not together and (unread := _unread(line)):
            rivals.append(f"\n{unread}", "dim")
        shown.add_row(name, ours, rivals)
    return [shown, *([styled(f"All of them were {together}.", "dim")] if together else []), styled("")]


def _unread_alike(fields: Sequence[Field]) -> str:
    """When everybody named was last read, if that was one day for all and is long ago."""
    notes = {note for line in fields for _, note in line.unread}
    named = sum(len(line.rivals) + (line.ours is not None) for line in fields)
    alike = len(notes) == 1 and named == sum(len(line.unread) for line in fields)
    return notes.pop() if alike else ""


def _unread(line: Field) -> str:
    """Who was last read when, those of one day together."""
    by_note: dict[str, list[str]] = {}
    for who, note in line.unread:
        by_note.setdefault(note, []).append(clean(who, 24))
    return "; ".join(f"{listed(list(dict.fromkeys(names)))} {note}" for note, names in by_note.items())


def _space(config: Config, tested: Sequence[Position], free: Space | None) -> list[RenderableType]:
    if free is None:
        return []
    lines = styled("")
    for title, found in unsaid(config, tested, free):
        lines.append(f"{title}\n", "bold")
        lines.append("".join(f"- {item}\n" for item in some(found, ITEMS)))
    return [lines] if lines.plain else []


def evidence(config: Config, rows: Sequence[BuyerEvidence], only: str | None = None) -> RenderableType:
    """How many buyers were heard in each segment (or `only` one), how they decided, what the latest said."""
    if not rows and only is None:
        return styled("No buyers' evidence yet: `turfwatch evidence import FILE.csv`.", "dim")
    shown = grid(("Segment", "Heard", "For us", "Likely", "Latest"), flexible="Latest")
    for name in (
        [only] if only else dict.fromkeys([s.id for s in config.segments] + [r.segment for r in rows])
    ):
        heard = [r for r in rows if r.segment == name]
        if not heard:
            shown.add_row(styled(segment_name(config, name)), "0", "–", "–", styled("nobody heard", "dim"))
            continue
        won = sum(r.count for r in heard if r.outcome == "for")
        decided = won + sum(r.count for r in heard if r.outcome == "against")
        latest = max((r for r in heard if r.quote), key=lambda r: r.date, default=heard[-1])
        words = styled(f"“{clean(latest.quote, 100)}” " if latest.quote else "")
        words.append(f"{clean(latest.source, 30)}, {day(latest.date)}", "dim")
        share = Share(won, decided)
        shown.add_row(
            styled(segment_name(config, name)), f"{sum(r.count for r in heard):,}",
            f"{won} of {decided}", share.likely.removeprefix("likely ") if decided else "–", words,
        )  # fmt: skip
    return shown
