"""`turfwatch goal`: the observed values of our goals, and what became of their definitions."""

from __future__ import annotations

import math
from datetime import date

import click

from turfwatch.commands._shared import OK, App, Day, common
from turfwatch.commands._shared import command as turfwatch_command


@click.group()
@common
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> None:
    """Record what a goal's metric really was; see and accept edits of its definition."""
    ctx.obj = (ctx.find_object(App) or App()).with_options(dict(options))


@turfwatch_command("record")
@click.argument("goal")
@click.argument("value", type=float)
@click.option("--date", "day", type=Day(), help="The day it was observed (default: today).")
def record(app: App, *, goal: str, value: float, day: date | None) -> int:
    """Keep VALUE as what GOAL's metric was on a day; a second value for the day replaces it."""
    from turfwatch.errors import UsageError

    if not math.isfinite(value):
        raise UsageError(f"{value} is not a value a goal can have")
    when = day or app.now.date()
    if when > app.now.date():
        raise UsageError(f"{when} is in the future: a value is recorded when it was observed")
    _known(app, goal)
    with app.store() as store:
        store.record_goal(goal, when, value)
    app.say(f"{goal}: {value:g} on {when}")
    return OK


@turfwatch_command("history")
@click.argument("goal", required=False)
def history(app: App, *, goal: str | None) -> int:
    """Every edit of GOAL's definition (of all goals without one) since we first read it."""
    from reports.formatting import day
    from reports.goal_history import goal_changes, observe_goals
    from reports.goals import told

    config = app.config()
    if goal is not None:
        _known(app, goal)
    with app.store() as store:
        observe_goals(config, store, app.now)
        edits = [e for e in goal_changes(config, store) if goal in {None, e.goal}]
    for edit in edits:
        state = "open" if edit.open else "accepted" if edit.acknowledged else "before it was agreed"
        why = f" ({edit.why})" if edit.why else ""
        click.echo(f"{day(edit.seen)}  {edit.goal}  {state}{why}: {told(edit)}")
    if not edits:
        click.echo("No definition was edited since it was first read.")
    return OK


@turfwatch_command("acknowledge")
@click.argument("goal")
@click.option("--why", default="", help="Why the new definition stands; kept with it.")
def acknowledge(app: App, *, goal: str, why: str) -> int:
    """Accept GOAL's definition as it reads now: its edits are not told any more, but kept."""
    from reports.goal_history import goal_changes, observe_goals

    _known(app, goal)
    with app.store() as store:
        observe_goals(app.config(), store, app.now)
        waiting = [e for e in goal_changes(app.config(), store) if e.goal == goal and e.open]
        store.acknowledge_goal(goal, why, app.now)
    number = f"{len(waiting)} edit{'s' if len(waiting) != 1 else ''}"
    app.say(f"{goal}: {number} accepted" if waiting else f"{goal}: nothing waits to be accepted")
    return OK


def _known(app: App, goal: str) -> None:
    from turfwatch.errors import UsageError

    known = [g.id for g in app.config().goals]
    if goal not in known:
        raise UsageError(f"no goal {goal!r}", hint=f"one of: {', '.join(known) or 'none is defined'}")


for _one in (record, history, acknowledge):
    command.add_command(_one)
