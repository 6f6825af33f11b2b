"""The goals' definitions as they were kept: each edit is shown, until somebody accepts it."""

from __future__ import annotations

from datetime import datetime

from reports import goals
from reports.goals import GoalChange
from turfwatch.config import Config
from turfwatch.store import Store


def observe_goals(config: Config, store: Store, now: datetime) -> list[GoalChange]:
    """Keep each goal's definition as it reads now; returns the edits nobody has accepted yet."""
    for goal in config.goals:
        store.observe_goal(goals.version(goal, now))
    return [change for change in goal_changes(config, store) if change.open]


def goal_changes(config: Config, store: Store) -> list[GoalChange]:
    """Every edit of every goal's definition, oldest first, goal by goal."""
    return [change for goal in config.goals for change in goals.changes(store.goal_versions(goal.id))]
