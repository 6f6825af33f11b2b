"""Who spoke to a segment first, judged as of then: by each day's presence, in that day's words. Pure.

An entry is one story wherever it is told: the day and the sentence here are those of its signal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.formatting import capital, clean, count, day, link_to, listed, place
from reports.looks import Looks
from reports.sections import ROWS, Cell, Records, Section, Table
from turfwatch.config import Config, Segment
from turfwatch.types import Change, Lifetime, Presence, Signal, Stage

SHOWN = 8  # companies a segment


@dataclass(frozen=True, slots=True)
class First:
    """A company's first word in a segment."""

    company: str
    since: date
    before_us: bool  # it stood there at our first look: how long, nobody can tell
    stage: Stage
    text: str = ""
    link: str = ""
    place: str = ""


def first(config: Config, records: Records) -> Section | None:
    """Each segment's companies in the order in which they came."""
    rows, firsts, open_ = list[tuple[Cell, ...]](), Counter[str](), 0
    for segment in config.segments:
        order = first_to_say(records, segment.id)
        if not order:
            continue
        leader, *others = order
        # Whoever else stood there before our first look may have been the earlier one.
        if any(said.before_us or said.since == leader.since for said in others):
            open_ += 1
        else:
            firsts[clean(leader.company, 40)] += 1
        rows += [_row(segment, order, said) for said in order[:SHOWN]]
    if not rows:
        return None
    caption = (
        "“By” a day: it stood there at our first look, how long before nobody can tell; “on” a day: it came "
        "then, as the entry signal says; = marks those whose order is not known."
    )
    columns = ("Segment", "Order", "Company", "Since", "As", "First sentence")
    table = Table(columns, tuple(rows[:ROWS]), caption, grouped=True)
    return Section("first", "Who said it first", _sentence(firsts, open_), table=table)


def _sentence(firsts: Counter[str], open_: int) -> str:
    who = listed([f"{name} in {count(number, 'segment')}" for name, number in firsts.most_common()])
    parts = [f"first to speak to our segments: {who}"] if who else []
    if open_:
        told = "several spoke by our first look, so who was first is not known"
        parts.append(f"in {count(open_, 'segment')} {told}")
    return capital("; ".join(parts)) + "."


def _row(segment: Segment, order: Sequence[First], said: First) -> tuple[Cell, ...]:
    """One company's row; those of one day share their place, for nobody can tell who was earlier."""
    number = 1 + sum(other.since < said.since for other in order)
    shared = "=" if sum(other.since == said.since for other in order) > 1 else ""
    since = f"{'by' if said.before_us else 'on'} {day(said.since)}"
    text = clean(said.text, 160) or "(the words are gone)"
    return (
        Cell(clean(segment.name, 60)), Cell(f"{number}{shared}", numeric=True), Cell(clean(said.company, 40)),
        Cell(since), Cell(said.stage.value), Cell(text, said.link, place=said.place),
    )  # fmt: skip


def first_to_say(records: Records, segment: str) -> list[First]:
    """Each company that has been present in the segment, the earliest first; those of one day by name.

    Presence was measured with the words of its time, so a life that speaks to the segment only in
    today's words does not count from its beginning.
    """
    starts = _starts(p for p in records.presence if p.segment == segment)
    entries = {(s.company, s.date): s for s in records.signals if s.kind == "entry" and s.segment == segment}
    plainest = _plainest(records.lifetimes, segment, starts)
    wordings = _first_wordings(records.changes, {life.id for life in plainest.values()})
    found = [
        _entered(entry, row)
        if (entry := entries.get((company, row.date))) and not records.looks.at_first(company, row.date)
        else _found(row, records.looks, plainest.get(company), wordings)
        for company, row in starts.items()
    ]
    return sorted(found, key=lambda said: (said.since, said.company))


def _starts(presence: Iterable[Presence]) -> dict[str, Presence]:
    """By company the first row in which it is there."""
    starts: dict[str, Presence] = {}
    for row in presence:  # oldest first
        if row.stage is not Stage.ABSENT:
            starts.setdefault(row.company, row)
    return starts


def _plainest(lives: Iterable[Lifetime], segment: str, starts: Mapping[str, Presence]) -> dict[str, Lifetime]:
    """By company the claim that stood on its first day and speaks to the segment most plainly."""
    best: dict[str, tuple[tuple[date, float, float], Lifetime]] = {}
    for life in lives:
        if not life.segments:  # most claims speak to no segment of ours
            continue
        sure, start = dict(life.segments).get(segment), starts.get(life.company)
        if sure is None or start is None or not life.first_seen <= start.date <= life.last_seen:
            continue
        rank = (life.first_seen, sure, life.best.prominence)
        if life.company not in best or rank > best[life.company][0]:
            best[life.company] = (rank, life)
    return {company: life for company, (_, life) in best.items()}


def _first_wordings(changes: Iterable[Change], lives: Collection[str]) -> dict[str, tuple[date, str]]:
    """By life, of those asked for: when it was first reworded, and what it said until then."""
    found: dict[str, tuple[date, str]] = {}
    for change in changes:  # oldest first
        if change.lifetime_id in lives and change.before and change.after:
            found.setdefault(change.lifetime_id, (change.date, change.before))
    return found


def _entered(entry: Signal, row: Presence) -> First:
    """What the signal told of the day: the same day, the same sentence."""
    text, url = (entry.evidence[0].text, entry.evidence[0].url) if entry.evidence else ("", entry.url)
    return First(entry.company, entry.date, False, row.stage, text, link_to(url, text), place(url))


def _found(
    row: Presence, looks: Looks, life: Lifetime | None, wordings: dict[str, tuple[date, str]]
) -> First:
    before_us = looks.at_first(row.company, row.date)
    if life is None:
        return First(row.company, row.date, before_us, row.stage)
    reworded, words = wordings.get(life.id, (None, ""))
    then = words if reworded is not None and reworded > row.date else life.claim.text
    standing, url = life.active and then == life.claim.text, life.best.url
    link, where = (link_to(url, then), place(url)) if standing else ("", "")
    return First(row.company, row.date, before_us, row.stage, then, link, where)
