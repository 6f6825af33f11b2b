"""What a digest says at its top: the subject that tells the news, one sentence, which goals are at stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports import wording
from reports.formatting import clean, count, listed, shorten
from reports.views import Checked, Stake, Standing
from turfwatch.config import Config
from turfwatch.types import Signal

SUBJECT = 110  # characters of a subject before what is left out is counted


@dataclass(frozen=True, slots=True)
class Told:
    """The signals of a digest by the section that tells them, in the order they are told."""

    moved: tuple[Signal, ...]
    priced: tuple[Signal, ...]
    launched: tuple[Signal, ...]
    drifted: tuple[Signal, ...]

    @classmethod
    def of(cls, signals: Sequence[Signal]) -> Told:
        """Each signal in its section."""
        priced = tuple(s for s in signals if s.kind in wording.PRICE_EVENTS)
        launched = tuple(s for s in signals if s.kind == "launch")
        drifted = tuple(s for s in signals if s.kind == "drift")
        apart = {*wording.PRICE_EVENTS, "launch", "drift"}
        return cls(tuple(s for s in signals if s.kind not in apart), priced, launched, drifted)


def subject(config: Config, told: Told, standings: Sequence[Standing], checked: Checked) -> str:
    """The news in one line: what moved, then what happened to prices, launches and ourselves."""
    clauses = list(_clauses(config, told, standings))
    if not clauses:
        return _nothing(checked)
    held = 1
    while held < len(clauses) and len("; ".join(text for text, _ in clauses[: held + 1])) <= SUBJECT:
        held += 1
    more = sum(signals for _, signals in clauses[held:])
    text = shorten("; ".join(text for text, _ in clauses[:held]), SUBJECT)
    return text[0].upper() + text[1:] + (f"; {more} more" if more else "")


def _clauses(config: Config, told: Told, standings: Sequence[Standing]) -> Iterator[tuple[str, int]]:
    """What a subject can say, weightiest first, and how many signals each of its clauses tells."""
    said = Counter(wording.clause(s, wording.segment_name(config, s.segment)) for s in told.moved)
    before = ""
    for signal in told.moved:
        name = wording.segment_name(config, signal.segment)
        if number := said.pop(wording.clause(signal, name), 0):
            yield wording.clause(signal, wording.brief(name), goes_on=signal.kind == before), number
            before = signal.kind
    yield from wording.moved_prices(told.priced)
    if told.launched:
        yield count(len(told.launched), "launch", "launches"), len(told.launched)
    if told.drifted:
        yield "our own message drifts", len(told.drifted)
    if standings:
        yield f"first look at {listed([s.company for s in standings])}", 0


def _nothing(checked: Checked) -> str:
    """A day without news; silence because nothing could be read is not a quiet day."""
    if not checked.pages:
        return "Nothing was checked: no page was read since the last digest"
    if not checked.read:
        return f"Nothing could be read: all {_looked_at(checked)} in trouble"
    failing = f", {count(checked.failing, 'page')} not readable" if checked.failing else ""
    return f"Nothing material: {_looked_at(checked)} checked{failing}"


def _looked_at(checked: Checked) -> str:
    return f"{count(checked.companies, 'company', 'companies')}, {count(checked.pages, 'page')}"


def lede(config: Config, told: Sequence[Signal], standings: Sequence[Standing], checked: Checked) -> str:
    """One sentence under the subject: how much there is and of whom, or why there is nothing."""
    if told:
        companies = list(dict.fromkeys(clean(s.company) for s in told))
        ours = clean(config.company.name)
        rivals = [name for name in companies if name != ours]
        words = count(len(told), "signal")
        if rivals:
            words += f" from {listed(rivals)}"
        return words + (" and from our own site." if len(rivals) < len(companies) else ".")
    if standings:
        return "A first look is a map, not news: this is where they stand today."
    if not checked.pages:
        return "No page was checked, so nothing is known: `turfwatch status` tells the last runs."
    if not checked.read:
        return "No page could be read, so nothing is known of today; what stands in the way is told below."
    quiet = (
        f"{count(checked.read, 'page')} read, {checked.changed} changed, none in a way that matters to us."
    )
    return quiet + (f" {count(checked.failing, 'page')} could not be read." if checked.failing else "")


def stakes(config: Config, told: Sequence[Signal]) -> tuple[Stake, ...]:
    """The goals that signals touch, the one in the most severe trouble first."""
    goals = {goal.id: goal for goal in config.goals}
    touched = Counter(s.goal for s in told if s.goal in goals)
    worst = {s.goal: s.severity for s in reversed(wording.by_weight(told))}  # the weightiest comes last here
    return tuple(
        Stake(clean(goals[name].metric, 120), clean(goals[name].owner, 80), number, worst[name])
        for name, number in sorted(
            touched.items(), key=lambda item: (wording.severity_rank(worst[item[0]]), -item[1])
        )
        if name is not None
    )
