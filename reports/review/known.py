"""What a review is made from, out of the store: every table is read once."""

from __future__ import annotations

from datetime import date

from reports.goal_history import goal_changes
from reports.positions.known import known, tested_on
from reports.sections import Records
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Query


def records(config: Config, store: Store, until: date) -> Records:
    """All that was known by the end of the day `until`."""
    everything, material = Query(until=until), known(config, store, until)
    tested, (fields, free) = tested_on(config, material)
    return Records(
        signals=store.signals(everything),
        changes=store.changes(everything),
        lifetimes=material.lifetimes,
        plan_events=store.plan_events(everything),
        releases=material.releases,
        presence=material.presence,
        positions=tested,
        goal_values={goal.id: store.goal_values(goal.id) for goal in config.goals},
        looks=material.looks,
        edits=goal_changes(config, store),
        fields=fields,
        space=free,
    )
