"""Defensible: which rivals say the same or more, since when, how prominently, how steadily."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract.canonical import stems
from reports.formatting import clean, count, listed, percent
from reports.looks import NEVER, Looks
from reports.positions.truth import SAYS_IT
from reports.verdicts import Quote, Test, Turn
from signals.compare.labels import alike, label
from signals.places import where
from turfwatch.types import Claim, Lifetime

CANDIDATE = 0.3  # Dice coefficient of content words below which two claims are not compared
_HALF = 26  # weeks
HALF_A_YEAR = timedelta(weeks=_HALF)

Rank = tuple[bool, bool, float, date]  # of a rival's claim: said today, as much as ours, how alike, how late


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
    consistency: float = 0.0  # share of the last half year we know of in which it stood
    until: date | None = None  # when it was last said, if it no longer is
    at_first: bool = False  # it stood there at our first look: it may be older than `since`
    read: date | None = None  # when its page was last read
    weeks: int = 0  # of the last half year that we know of

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
    looks: Looks = NEVER,
) -> tuple[Rival, ...]:
    """Each rival that says it, said it or comes close, once, by its most telling claim; earliest first."""
    best: dict[str, Rival] = {}
    stated = Claim("capability", text, 0, len(text))
    likely: list[tuple[Rank, Lifetime]] = []
    for life in lives:
        if life.claim.negated or not any(name == segment for name, _ in life.segments):
            continue
        score = round(likeness(words, frozenset(stems(life.claim.text)) - names), 3)
        if score >= CANDIDATE:
            likely.append(((life.active, True, score, life.worded or life.first_seen), life))
    # The most telling first: comparing two claims takes long, and most cannot come before what is held.
    for rank, life in sorted(likely, key=lambda pair: pair[0], reverse=True):
        held = best.get(life.company)
        if (held and _order(held) >= rank) or (says := _says(stated, life.claim)) is None:
            continue
        found = _rival(life, says, rank[2], today, looks)
        if held is None or _order(found) > _order(held):
            best[life.company] = found
    return tuple(sorted(best.values(), key=lambda rival: (rival.since, rival.company)))


def likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much of two claims' content words is common to both, 0…1 (Dice)."""
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0


def defence(
    rivals: Sequence[Rival], *, read: Collection[str], today: date = date.max, looks: Looks = NEVER
) -> Test:
    """The verdict: no rival says the same; who comes close, and who did and stopped, is told.

    `read` are the rivals that were read at all; a yes rests on when that was.
    """
    if not read:
        return Test(None, "no page of a rival was read yet")
    now = [r for r in rivals if r.until is None and r.same]
    close = [r for r in rivals if r.until is None and not r.same]
    quotes = tuple(Quote(clean(r.text, 200), r.url, clean(r.company), r.since) for r in (*now, *close))
    near = f"; {listed([clean(r.company) for r in close])} come{'s' if len(close) == 1 else ''} close"
    tail = near if close else ""
    turns = _turns([r for r in rivals if r.same], read, looks)
    if not now:
        return Test(True, f"no rival says the same{tail}", quotes, turns, _unread(read, today, looks))
    said = [_in_words(r, today, looks) for r in now]
    head = f"{count(len(now), 'rival')} say{'s' if len(now) == 1 else ''} {_what(now)}"
    return Test(False, f"{head} ({listed(said)}){tail}", quotes, turns)


def _turns(rivals: Sequence[Rival], read: Collection[str], looks: Looks) -> tuple[Turn, ...]:
    """Who began and stopped saying it when, and what that made of the verdict."""
    events = [(r.since, 1, r) for r in rivals] + [(r.until, -1, r) for r in rivals if r.until]
    first = min((looks.first[name] for name in read if name in looks.first), default=None)
    saying, turns = 0, list[Turn]()
    if events and first and first < min(day for day, _, _ in events):
        turns.append(Turn(first, "no rival says the same (first look)", True))
    for when, step, rival in sorted(events, key=lambda e: (e[0], -e[1], e[2].company)):
        saying += step
        begins = f"says {rival.says} (first look)" if rival.at_first else f"begins to say {rival.says}"
        what = begins if step > 0 else "was last seen to say it"
        turns.append(Turn(when, f"{clean(rival.company)} {what}", saying == 0))
    return tuple(turns)


def _unread(read: Iterable[str], today: date, looks: Looks) -> str:
    """Which rivals may say it by now, because nobody has looked lately."""
    days = {name: looks.stale(name, today) for name in sorted(read)}
    by_day: dict[str, list[str]] = {}
    for name, note in days.items():
        if note:
            by_day.setdefault(note, []).append(clean(name))
    if len(by_day) == 1 and all(days.values()):
        return f"rivals were {next(iter(by_day))}"
    return "; ".join(
        f"{listed(names)} {'was' if len(names) == 1 else 'were'} {d}" for d, names in by_day.items()
    )


def _what(rivals: Sequence[Rival]) -> str:
    return "as much or more" if any(r.says == "more" for r in rivals) else "the same"


def _in_words(rival: Rival, today: date, looks: Looks) -> str:
    when = looks.since(rival.company, rival.since)
    how = ", ".join(
        filter(None, [when, rival.place, _steadily(rival), looks.stale(rival.company, today, rival.url)])
    )
    return f"{clean(rival.company)} {how}: “{clean(rival.text, 120)}”"


def _steadily(rival: Rival) -> str:
    """For how much of the last half year, of which we may know a part only."""
    if not rival.consistency or not rival.weeks:
        return ""
    known = "the last half year" if rival.weeks >= _HALF else f"the {count(rival.weeks, 'week')} we know of"
    return f"for all of {known}" if rival.consistency == 1 else f"{percent(rival.consistency)} of {known}"


def _says(stated: Claim, theirs: Claim) -> str | None:
    if not alike(stated, theirs):
        return None
    what = label(stated, theirs)
    if what == "weaker":
        return "less"
    return ("more" if what == "stronger" else "the same") if what in SAYS_IT else None


def _rival(life: Lifetime, says: str, score: float, today: date, looks: Looks) -> Rival:
    since, best = life.worded or life.first_seen, life.best
    until = None if life.active else life.last_seen
    read = looks.last_read(life.company, best.url, today=today)
    start = max(read - HALF_A_YEAR if read > date.min + HALF_A_YEAR else date.min, looks.begun(life.company))
    known, stood = read - start, min(until or read, read) - max(since, start)
    share = max(0.0, min(1.0, stood / known)) if known else 0.0
    return Rival(
        life.company, life.claim.text, best.url, since, round(score, 3), says, where(best),
        round(best.prominence, 2), round(share, 2), until,
        at_first=looks.at_first(life.company, since), read=read, weeks=known.days // 7,
    )  # fmt: skip


def _order(rival: Rival) -> Rank:
    return rival.until is None, rival.same, rival.likeness, rival.since
