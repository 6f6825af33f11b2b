"""The demo's story: what changes in the market when, and what people knew by then."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from turfwatch.config import Config, Goal

ROOT = Path(__file__).resolve().parent.parent / "data" / "demo"
STORYLINE = ROOT / "storyline.csv"
EARLIER = ROOT / "earlier.toml"  # how goals read before they were edited
EVIDENCE = ROOT / "evidence.csv"
GOAL_VALUES = ROOT / "goals.csv"


@dataclass(frozen=True)
class StoryRow:
    """One line of the storyline: what changes, where, from when, and what to tell of it."""

    date: date
    company: str
    type: str
    pages: tuple[str, ...]
    segment: str
    signal_kinds: tuple[str, ...]
    what: str


def read_storyline(path: Path = STORYLINE) -> list[StoryRow]:
    """The storyline; several pages or kinds in one cell are joined with `|`, `*` is every page."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_story_row(row) for row in csv.DictReader(lines)]


def as_of(config: Config, day: date) -> Config:
    """The configuration as it read on a day: goals that were edited later read as they did then."""
    with EARLIER.open("rb") as file:
        edits = [e for e in tomllib.load(file)["goals"] if day < e["until"]]
    then = {e["id"]: {k: v for k, v in e.items() if k not in {"id", "until"}} for e in edits}
    goals = tuple(Goal.model_validate({**g.model_dump(), **then.get(g.id, {})}) for g in config.goals)
    return config.model_copy(update={"goals": goals})


def goal_values(day: date) -> list[tuple[str, date, float]]:
    """Goal, day and value of everything that was observed up to a day."""
    with GOAL_VALUES.open(encoding="utf-8", newline="") as lines:
        rows = [(r["goal"], date.fromisoformat(r["date"]), float(r["value"])) for r in csv.DictReader(lines)]
    return [row for row in rows if row[1] <= day]


def _story_row(row: Mapping[str, str]) -> StoryRow:
    return StoryRow(
        date=date.fromisoformat(row["date"]),
        company=row["company"],
        type=row["type"],
        pages=tuple(row["page"].split("|")),
        segment=row["segment"],
        signal_kinds=tuple(kind for kind in row["signal_kinds"].split("|") if kind),
        what=row["what"],
    )


DATES: tuple[date, ...] = tuple(sorted({row.date for row in read_storyline()}))
