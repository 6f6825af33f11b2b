"""Defensible: which rivals say the same or more, since when, how prominently, how steadily."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.canonical import stems
from reports.formatting import NBSP, clean, count, day, listed
from reports.positions_truth import SAYS_IT
from reports.verdicts import Quote, Test, Turn
from signals.compare import alike, label
from signals.moment import where
from turfwatch.types import Claim, Lifetime

CANDIDATE = 0.3  # Dice coefficient of content words below which two claims are not compared
HALF_A_YEAR = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival's claim that says what ours says, or comes close, at its most alike."""

    company: str
    text: str
    url: str
    since: date
    likeness: float
    says: str = "the same"  # the same, more, or less
    place: str = ""  # in words
    prominence: float = 0.0
    consistency: float = 0.0  # share of the last half year in which it stood
    until: date | None = None  # when it was last said, if it no longer is

    @property
    def same(self) -> bool:
        """Whether it says at least what we say."""
        return self.says != "less"


def rivals_of(
    text: str,
    words: frozenset[str],
    segment: str,
    lives: Iterable[Lifetime],
    names: frozenset[str],
    today: date,
) -> tuple[Rival, ...]:
    """Each rival that says it, said it or comes close, once, by its most telling claim; earliest first."""
    best: dict[str, Rival] = {}
    stated = Claim("capability", text, 0, len(text))
    for life in lives:
        if life.claim.negated or not any(name == segment for name, _ in life.segments):
            continue
        score = likeness(words, frozenset(stems(life.claim.text)) - names)
        if score < CANDIDATE or (says := _says(stated, life.claim)) is None:
            continue
        found = _rival(life, says, score, today)
        held = best.get(life.company)
        if held is None or _order(found) > _order(held):
            best[life.company] = found
    return tuple(sorted(best.values(), key=lambda rival: (rival.since, rival.company)))


def likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much of two claims' content words is common to both, 0…1 (Dice)."""
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0


def defence(rivals: Sequence[Rival], *, read: bool = True) -> Test:
    """The verdict: no rival says the same today; who comes close, and who did and stopped, is told."""
    if not read:
        return Test(None, "no page of a rival was read yet")
    now = [r for r in rivals if r.until is None and r.same]
    close = [r for r in rivals if r.until is None and not r.same]
    history = [Turn(r.since, f"{clean(r.company)} begins to say {r.says}") for r in rivals if r.same]
    history += [
        Turn(r.until, f"{clean(r.company)} was last seen to say it") for r in rivals if r.until and r.same
    ]
    quotes = tuple(Quote(clean(r.text, 200), r.url, clean(r.company), r.since) for r in (*now, *close))
    near = f"; {listed([clean(r.company) for r in close])} come{'s' if len(close) == 1 else ''} close"
    tail = near if close else ""
    turns = tuple(sorted(history, key=lambda t: t.day))
    if not now:
        return Test(True, f"no rival says the same{tail}", quotes, turns)
    said = [_in_words(r) for r in now]
    head = f"{count(len(now), 'rival')} say{'s' if len(now) == 1 else ''} {_what(now)}"
    return Test(False, f"{head} ({listed(said)}){tail}", quotes, turns)


def _what(rivals: Sequence[Rival]) -> str:
    return "as much or more" if any(r.says == "more" for r in rivals) else "the same"


def _in_words(rival: Rival) -> str:
    steady = f"{round(100 * rival.consistency)}{NBSP}% of the last half year" if rival.consistency else ""
    how = ", ".join(filter(None, [f"since {day(rival.since)}", rival.place, steady]))
    return f"{clean(rival.company)} {how}: “{clean(rival.text, 120)}”"


def _says(stated: Claim, theirs: Claim) -> str | None:
    if not alike(stated, theirs):
        return None
    what = label(stated, theirs)
    if what == "weaker":
        return "less"
    return ("more" if what == "stronger" else "the same") if what in SAYS_IT else None


def _rival(life: Lifetime, says: str, score: float, today: date) -> Rival:
    since, best = life.worded or life.first_seen, life.best
    until = None if life.active else life.last_seen
    start = today - HALF_A_YEAR if today > date.min + HALF_A_YEAR else date.min
    stood = (min(until or today, today) - max(since, start)) / HALF_A_YEAR
    return Rival(
        life.company, life.claim.text, best.url, since, round(score, 3), says, where(best),
        round(best.prominence, 2), round(max(0.0, min(1.0, stood)), 2), until,
    )  # fmt: skip


def _order(rival: Rival) -> tuple[bool, bool, float, date]:
    return rival.until is None, rival.same, rival.likeness, rival.since
