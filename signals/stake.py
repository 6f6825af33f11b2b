"""What a goal has at stake in a segment: how much of its target is still open there, and how soon.

Pure: a function of the configuration, the day and the values observed by then. A movement in a
segment that carries the whole of a goal due next quarter weighs more than one in a fifth of a goal
that has been met, or that nobody dated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from turfwatch.config import Config, Goal

Values = Mapping[str, Sequence[tuple[date, float]]]

LEAST, MOST = 0.6, 1.0  # a goal that hardly depends on the segment, one that stands or falls with it
OVER = 0.5  # what is left of a goal whose day has passed
SOON, FAR = 90, 540  # days to the due date: all that is left now, or time to make it up


def at_stake(config: Config, segment: str, day: date, values: Values | None = None) -> float:
    """What the segment's goal has to lose there, 0…1; 0 where it serves none.

    `values` are each goal's observed values, oldest first; those after `day` are not looked at.
    """
    goal = config.goal_of(segment)
    if goal is None:
        return 0.0
    if goal.due is not None and day > goal.due:
        return OVER
    pressure = at_risk(goal, _carrying(config, goal), _latest(goal, day, values or {})) * urgency(goal, day)
    return round(LEAST + (MOST - LEAST) * pressure, 4)


def at_risk(goal: Goal, segments: int, latest: float | None) -> float:
    """The share of the target that rides on one of `segments` and is not reached yet, 0…1.

    What is not known (no value, no target) is taken as wholly open.
    """
    opened = 1.0
    if None not in {latest, goal.baseline, goal.target} and goal.baseline != goal.target:
        assert latest is not None
        assert goal.baseline is not None
        assert goal.target is not None
        opened = (goal.target - latest) / (goal.target - goal.baseline)
    return min(1.0, max(0.0, opened)) / math.sqrt(max(1, segments))


def urgency(goal: Goal, day: date) -> float:
    """1 when the goal is due within SOON days, falling to 0.5 at FAR; undated, 0.5."""
    if goal.due is None:
        return 0.5
    left = (goal.due - day).days
    return 1.0 - 0.5 * min(1.0, max(0.0, (left - SOON) / (FAR - SOON)))


def _carrying(config: Config, goal: Goal) -> int:
    return sum(segment.goal == goal.id for segment in config.segments)


def _latest(goal: Goal, day: date, values: Values) -> float | None:
    return next((v for when, v in reversed(values.get(goal.id, ())) if when <= day), None)
