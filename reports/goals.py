"""Goals as they were agreed and as they read today: later edits are shown, not hidden.

Pure. A definition is known by the hash of its words; every version we have read is kept with the
day we first read it. Whoever moves a target after the fact is not stopped, only seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from reports.formatting import clean, day, number
from turfwatch.config import Goal
from turfwatch.types import GoalVersion

Terms = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GoalChange:
    """One edit of a goal's definition: what read how before and after, and whether it was accepted."""

    goal: str
    seen: date
    agreed: date | None  # when the definition before the edit was agreed
    moved: tuple[tuple[str, str, str], ...]  # what, before, after
    acknowledged: datetime | None = None
    why: str = ""
    at: datetime | None = None  # the moment it was first read

    @property
    def after_the_fact(self) -> bool:
        """Whether the definition had been agreed when it was edited."""
        return self.agreed is not None and self.seen > self.agreed

    @property
    def open(self) -> bool:
        """Whether somebody has still to accept it."""
        return self.open_at(None)

    def open_at(self, moment: datetime | None) -> bool:
        """Whether it was known at a moment (now, if none) and nobody had accepted it by then."""
        known = moment is None or self.at is None or self.at <= moment
        accepted = self.acknowledged is not None and (moment is None or self.acknowledged <= moment)
        return self.after_the_fact and known and not accepted


def terms(goal: Goal) -> Terms:
    """All that defines a goal, in words; who owns it is not part of what is measured."""
    amounts = {"baseline": goal.baseline, "target": goal.target}
    days = {"due": goal.due, "agreed": goal.agreed}
    return (
        ("metric", " ".join(goal.metric.split())),
        ("unit", goal.unit),
        *((name, "" if value is None else f"{value:.12g}") for name, value in amounts.items()),
        *((name, "" if value is None else value.isoformat()) for name, value in days.items()),
        ("definition", " ".join(goal.definition.split())),
    )


def version(goal: Goal, now: datetime) -> GoalVersion:
    """The goal's definition as it reads now."""
    stated = terms(goal)
    content = "\x1f".join(f"{name}\x1e{text}" for name, text in stated)
    return GoalVersion(goal.id, hashlib.sha256(content.encode()).hexdigest()[:16], now, stated)


def changes(versions: Sequence[GoalVersion]) -> list[GoalChange]:
    """Every edit, oldest first, from the versions in the order they were read."""
    found = []
    for before, after in pairwise(versions):
        old, new = dict(before.terms), dict(after.terms)
        moved = tuple((name, old.get(name, ""), text) for name, text in new.items() if old.get(name) != text)
        agreed = date.fromisoformat(old["agreed"]) if old.get("agreed") else None
        found.append(
            GoalChange(
                after.goal, after.seen.date(), agreed, moved, after.acknowledged, after.why, after.seen
            )
        )
    return found


def told(change: GoalChange) -> str:
    """An edit in a sentence: `target 35 → 30, definition “…” → “…”`."""
    parts = []
    for name, before, after in change.moved:
        quoted = name in {"metric", "definition"}
        old, new = (_shown(text, quoted=quoted) for text in (before, after))
        parts.append(f"{name} {old} → {new}")
    return ", ".join(parts)


def notice(change: GoalChange, metric: str) -> str:
    """What digest and review say of an edit until somebody accepts it."""
    since = f", after it was agreed on {day(change.agreed)}" if change.agreed else ""
    stop = "" if told(change).endswith("”") else "."
    return (
        f"The goal “{clean(metric, 80)}” was redefined by {day(change.seen)}{since}: {told(change)}{stop} "
        f"Accept it with `turfwatch goal acknowledge {change.goal}`."
    )


def _shown(text: str, *, quoted: bool) -> str:
    if not text:
        return "(none)"
    if quoted:
        return f"“{clean(text, 160)}”"
    try:
        return number(float(text))
    except ValueError:
        return clean(text, 40)


def way(goal: Goal, value: float | None) -> float | None:
    """The share of the way from baseline to target; below 0 it went back, above 1 past it."""
    if value is None or goal.baseline is None or goal.target is None or goal.target == goal.baseline:
        return None
    return (value - goal.baseline) / (goal.target - goal.baseline)
