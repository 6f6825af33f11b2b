"""The status on one screen of 80 columns; with details, everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reports.formatting import clean, count, day, listed, moment, shorten
from reports.status import StageRuns, Status
from reports.terminal import grid, styled
from reports.trouble import fold
from turfwatch.types import SkippedLanguage, SourceHealth

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

LINES = 5  # of a section, unless details are asked for
COUNTS = 64  # characters for what came of a stage: two lines
_STATES = {"ok": "green", "partial": "yellow", "failed": "bold red"}
_COUNTED = {"crawl": {"ok": "read anew", "new": "new captures"}}  # names of counts that say too little
_NO_MODEL = (
    "No model speaks these languages; prices and releases are read all the same.\n"
    "A rival's `model` in turfwatch.toml finds who is named: docs/configuration.md."
)
_WAITING = {
    "pending": "waiting to be sent",
    "sending": "being sent",
    "doubtful": "perhaps sent, perhaps not",
    "failed": "given up",
}


def status(found: Status, *, details: bool = False) -> RenderableType:
    """The last runs, what cannot be read since when, what waits and what comes next."""
    from rich.console import Group

    parts: list[RenderableType] = []
    if found.idle_days:
        last = f"the last run ended on {day(found.last_run.date())}" if found.last_run else ""
        parts.append(styled(f"Nothing ran for {count(found.idle_days, 'day')}: {last}.\n", "bold yellow"))
    if found.stages:
        parts.append(_runs(found.stages, details))
    else:
        parts.append(styled("No run yet: `turfwatch run`.", "dim"))
    if found.trouble:
        parts += [styled(""), _health(found.trouble, None if details else LINES)]
    if found.skipped:
        parts += [styled(""), _skipped(found.skipped, None if details else LINES)]
        parts.append(styled(_NO_MODEL, "dim"))
    hidden = _hidden(found) if not details else ""
    parts += [styled(""), *(styled(line) for line in _footing(found))]
    parts += [styled(hidden, "dim")] if hidden else []
    return Group(*parts)


def _runs(stages: Sequence[StageRuns], details: bool) -> Table:
    table = grid(("Stage", "Last run", "Took", "Ended", "What came of it"), flexible="What came of it")
    for stage in stages:
        words_of = _COUNTED.get(stage.stage, {})
        named = ((words_of.get(name) or clean(name), number) for name, number in stage.counts.items())
        counted = ", ".join(f"{name} {number:,}" for name, number in named if number)
        words = styled(counted if details else shorten(counted, COUNTS))
        for message in stage.messages if details else ():
            words.append(f"\n{clean(message, 400)}", "dim")
        runs = f" ×{stage.runs}" if stage.runs > 1 else ""
        table.add_row(
            clean(stage.stage) + runs, f"{stage.started:%Y-%m-%d %H:%M}", _duration(stage.seconds),
            styled(stage.status, _STATES.get(stage.status, "")), words,
        )  # fmt: skip
    return table


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _health(health: Sequence[SourceHealth], limit: int | None) -> Table:
    table = grid(("Company", "Not readable", "Since"), flexible="Not readable")
    for line in fold(health)[:limit]:
        reason = f" ({line.reason})" if line.reason else ""
        table.add_row(styled(line.company), styled(f"{line.where}: {line.what}{reason}"), day(line.since))
    return table


def _skipped(skipped: Sequence[SkippedLanguage], limit: int | None) -> Table:
    table = grid(("Company", "Claims not read", "Since"), flexible="Claims not read")
    for line in skipped[:limit]:
        words = f"{count(line.pages, 'page')} in {clean(line.language)}"
        table.add_row(styled(line.company), styled(words), day(line.since))
    return table


def _footing(found: Status) -> Iterator[str]:
    """How much is watched, what is on its way, what comes next."""
    watched = f"{count(found.pages, 'page')} of {count(found.companies, 'company', 'companies')} watched"
    ways = [
        f"{count(number, 'message')} {_WAITING.get(state, state)}"
        for state, number in found.deliveries.items()
        if number
    ]
    yield "; ".join([watched, *ways]) + "."
    if found.coming:
        yield "Next: " + ", ".join(f"{clean(name)} {moment(at)}" for name, at in found.coming) + "."
    yield f"It is {moment(found.now)}."


def _hidden(found: Status) -> str:
    """What there is beyond one screen."""
    troubles = len(fold(found.trouble)) - LINES
    more = [
        count(troubles, "more trouble") if troubles > 0 else "",
        count(len(found.skipped) - LINES, "more language") if len(found.skipped) > LINES else "",
        count(sum(len(s.messages) for s in found.stages), "message") + " of the runs",
    ]
    said = [words for words in more if words and not words.startswith("0 ")]
    return f"{listed(said)}: `turfwatch status --verbose`." if said else ""
