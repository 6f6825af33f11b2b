"""`turfwatch goal`: the observed values of our goals."""

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
    """Record what a goal's metric really was."""
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
    config = app.config()
    known = [g.id for g in config.goals]
    if goal not in known:
        raise UsageError(f"no goal {goal!r}", hint=f"one of: {', '.join(known) or 'none is defined'}")
    with app.store() as store:
        store.record_goal(goal, day or app.now.date(), value)
    app.say(f"{goal}: {value:g} on {day or app.now.date()}")
    return OK


command.add_command(record)
