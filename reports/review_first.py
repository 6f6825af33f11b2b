"""Who spoke to a segment first, judged as of then: by each day's presence, in that day's words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reports.formatting import link_to
from reports.sections import Records
from turfwatch.types import Change, Lifetime, Presence, Stage


@dataclass(frozen=True, slots=True)
class First:
    """A company's first word in a segment."""

    company: str
    since: date
    before_us: bool  # it stood there at our first look: how long, nobody can tell
    text: str = ""
    link: str = ""


def first_to_say(records: Records, segment: str) -> list[First]:
    """Each company that has claimed something in the segment, the earliest first; ties by name.

    The day is the first on which it stood there by what it said (releases alone say nothing). Presence
    was measured with the words of its time, so a life that speaks to the segment only in today's words
    does not count from its beginning.
    """
    starts = _starts(p for p in records.presence if p.segment == segment)
    plainest = _plainest(records.lifetimes, segment, starts)
    wordings = _first_wordings(records.changes)
    found = [
        _first(company, since, records.first_seen.get(company), plainest.get(company), wordings)
        for company, since in starts.items()
    ]
    return sorted(found, key=lambda said: (said.since, said.company))


def _starts(presence: Iterable[Presence]) -> dict[str, date]:
    starts: dict[str, date] = {}
    for row in presence:  # oldest first
        if row.stage.rank >= Stage.PROBING.rank:
            starts.setdefault(row.company, row.date)
    return starts


def _plainest(lives: Iterable[Lifetime], segment: str, starts: Mapping[str, date]) -> dict[str, Lifetime]:
    """By company the claim that stood on its first day and speaks to the segment most plainly."""
    best: dict[str, tuple[tuple[date, float, float], Lifetime]] = {}
    for life in lives:
        sure, since = dict(life.segments).get(segment), starts.get(life.company)
        if sure is None or since is None or not life.first_seen <= since <= life.last_seen:
            continue
        rank = (life.first_seen, sure, life.best.prominence)
        if life.company not in best or rank > best[life.company][0]:
            best[life.company] = (rank, life)
    return {company: life for company, (_, life) in best.items()}


def _first_wordings(changes: Iterable[Change]) -> dict[str, tuple[date, str]]:
    """By life: when it was first reworded, and what it said until then."""
    found: dict[str, tuple[date, str]] = {}
    for change in changes:  # oldest first
        if change.before and change.after and change.lifetime_id:
            found.setdefault(change.lifetime_id, (change.date, change.before))
    return found


def _first(
    company: str, since: date, first_look: date | None, life: Lifetime | None,
    wordings: dict[str, tuple[date, str]],
) -> First:  # fmt: skip
    before_us = first_look is not None and since <= first_look
    if life is None:
        return First(company, since, before_us)
    reworded, words = wordings.get(life.id, (None, ""))
    then = words if reworded is not None and reworded > since else life.claim.text
    standing = life.active and then == life.claim.text
    return First(company, since, before_us, then, link_to(life.best.url, then) if standing else "")
