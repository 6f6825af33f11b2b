"""The parts a review is built of: cells, tables, figures, sections, and the records they are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.formatting import clean
from reports.goals import GoalChange
from reports.looks import NEVER, Looks
from reports.positions.space import NOTHING_FREE, Field, Space
from reports.positions.three_tests import Position
from turfwatch.config import Config
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal

ROWS = 60  # rows of a table behind a figure; more belong into an export
CHARTS = 12  # charts in a section
BEHIND = "The table behind it"


def segment_names(config: Config) -> dict[str, str]:
    """Our segments' names as they are shown, by id."""
    return {segment.id: clean(segment.name, 60) for segment in config.segments}


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
    looks: Looks = NEVER  # how far our knowledge goes
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
    place: str = ""  # where the link leads, for paper


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; the first cell of each row names the row.

    In a grouped one, rows that begin with the same cell stand below it as their heading.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""  # how to read it, in a sentence
    grouped: bool = False

    @property
    def groups(self) -> list[tuple[Cell, list[tuple[Cell, ...]]]]:
        """The rows without their first cells, by it, in the order of the rows."""
        found: list[tuple[Cell, list[tuple[Cell, ...]]]] = []
        for head, *rest in self.rows:
            if not found or found[-1][0] != head:
                found.append((head, []))
            found[-1][1].append(tuple(rest))
        return found


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its title and the one sentence under it."""

    title: str
    svg: str  # made by us: not escaped
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One test of a claim: what it asks, its answer, one line of evidence."""

    test: str
    answer: str
    tone: str
    line: str


@dataclass(frozen=True, slots=True)
class Stand:
    """One claim of ours under its three tests, and what bears the verdicts out."""

    segment: str
    claim: str
    verdicts: tuple[Verdict, ...]
    rest: tuple[Cell, ...] = ()  # sentences and turns behind the verdicts, each a line


@dataclass(frozen=True, slots=True)
class Section:
    """A question and its answer in one sentence, then what shows it and the tables behind that."""

    id: str
    title: str
    sentence: str
    figures: tuple[Figure, ...] = ()
    table: Table | None = None  # a table that is the figure
    stands: tuple[Stand, ...] = ()
    points: tuple[tuple[str, tuple[str, ...]], ...] = ()  # short lists, each below its lead
    notes: tuple[str, ...] = ()  # what somebody has to act on
    behind: tuple[tuple[str, Table], ...] = ()  # what it is called, the table


@dataclass(frozen=True, slots=True)
class Review:
    """One strategy review."""

    company: str
    days: str
    made: date
    read: str  # how far the pages have been read, in a sentence
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
