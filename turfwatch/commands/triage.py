"""`turfwatch triage`: say whether a signal was worth your minute; what that teaches is said back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from turfwatch.commands._shared import OK, App
from turfwatch.commands._shared import command as turfwatch_command

if TYPE_CHECKING:
    from signals.lessons import Lesson
    from turfwatch.config import Config

Scope = Literal["claim", "region", "segment"]


@turfwatch_command()
@click.argument("signal_id", metavar="ID")
@click.argument("verdict", type=click.Choice(["useful", "noise", "undo"]), required=False)
@click.option("--why", default="", help="The reason, kept with the verdict.")
@click.option("--undo", is_flag=True, help="Take the verdict back, and what it taught.")
@click.option(
    "--teach",
    type=click.Choice(["claim", "region", "segment"]),
    help="What noise is to teach: that claim, that part of the page, or a higher threshold for the segment"
    " (default: the claim; the part of the page at the second noise there, the segment at the third).",
)
def triage_command(app: App, *, signal_id: str, verdict: str | None, why: str, undo: bool, teach: Any) -> int:
    """Keep your verdict on the signal ID and learn from it; `undo` takes it back.

    What is learned holds from the next day on. A rival that contests a segment or names us is always told.
    """
    from signals.hush import always
    from signals.lessons import lessons, passages
    from turfwatch.errors import UsageError
    from turfwatch.store.signals import Query
    from turfwatch.types import Verdict

    if undo:
        verdict = "undo"
    if verdict is None:
        raise UsageError("no verdict", hint="`turfwatch triage ID useful`, `noise` or `--undo`")
    config = app.config()
    with app.store(existing=True) as store:
        signal = store.signal(signal_id)
        before = lessons(store.verdicts())
        about = None
        if verdict != "undo":
            day = Query(company=signal.company, since=signal.date, until=signal.date)
            about = Verdict(
                signal.id, "useful" if verdict == "useful" else "noise", app.now, why, teach,
                signal.company, signal.kind, signal.segment, signal.summary,
                passages(signal, store.changes(day)),
            )  # fmt: skip
            _check(about, teach)
        store.triage(signal.id, None if verdict == "undo" else verdict, why, app.now, about)
        after = lessons(store.verdicts())
    if verdict == "undo" and signal.status == "open":
        app.say(f"{signal.id}: no verdict was given, so nothing was taken back: {signal.summary}")
        return OK
    said = "taken back" if verdict == "undo" else verdict
    app.say(f"{signal.id}: {said}: {signal.summary}")
    if verdict == "noise" and (reason := always(signal)):
        app.say(
            "Reports leave this one out from now on. The next like it will be told again all the same: "
            f"it {reason}, and nothing that is learned silences that."
        )
    for line in _learned(config, before, after):
        app.say(line)
    return OK


def _check(about: Any, scope: Scope | None) -> None:
    """What a verdict is told to teach, the signal must have."""
    from signals.lessons import place_of
    from turfwatch.errors import UsageError

    if scope is not None and about.verdict == "useful":
        raise UsageError("only noise teaches", hint="leave --teach out")
    if scope == "segment" and about.segment is None:
        raise UsageError("the signal concerns no one segment", hint="--teach claim")
    if scope == "region" and not (about.passages and place_of(about.passages[0])):
        raise UsageError("no sentence of the page is behind the signal", hint="--teach claim")


def _learned(config: Config, before: tuple[Lesson, ...], after: tuple[Lesson, ...]) -> list[str]:
    """What is new among the lessons, and what is no longer, in words."""
    from signals.lessons import Taught, told, unlearned

    def threshold(lesson: Lesson) -> float:
        return config.signals.segment_threshold + Taught(after).raised(lesson.segment)

    names = {segment.id: segment.name for segment in config.segments}

    def known(lesson: Lesson) -> tuple[Lesson, float, str]:
        return lesson, threshold(lesson), names.get(lesson.segment or "", "")

    said = [told(*known(lesson)) for lesson in after if lesson not in before]
    return said + [unlearned(*known(lesson)) for lesson in before if lesson not in after]


command = triage_command
