"""The parts a review is built of: cells, tables, sections, and the records they are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.goals import GoalChange
from reports.positions import Position
from reports.positions_space import NOTHING_FREE, Field, Space
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal

ROWS = 60  # rows of a table behind a figure; more belong into an export
CHARTS = 12  # companies that get a chart of their own in a section


@dataclass(frozen=True, slots=True)
class Records:
    """Everything a review is made from."""

    signals: Sequence[Signal]
    changes: Sequence[Change]
    lifetimes: Sequence[Lifetime]
    plan_events: Sequence[PlanEvent]
    releases: Sequence[ReleaseSeen]
    presence: Sequence[Presence]
    positions: Sequence[Position]
    goal_values: dict[str, Sequence[tuple[date, float]]]
    first_seen: dict[str, date]  # company -> the day of its first capture
    edits: Sequence[GoalChange] = ()
    fields: Sequence[Field] = ()
    space: Space = NOTHING_FREE


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: text, where it leads, how it is toned (a CSS class), whether it is a number."""

    text: str
    link: str = ""
    tone: str = ""
    numeric: bool = False
    share: float | None = None  # 0…1, drawn as the depth of the cell's colour


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; the first cell of each row names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A question, its answer in one sentence, the drawing and the table behind it."""

    id: str
    title: str
    sentence: str
    charts: tuple[tuple[str, str], ...] = ()  # caption, SVG element (made by us: not escaped)
    table: Table | None = None
    open: bool = False  # the table is the figure


@dataclass(frozen=True, slots=True)
class Review:
    """One strategy review."""

    company: str
    days: str
    made: date
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
