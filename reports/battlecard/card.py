"""A battlecard: one competitor on a page, every line with the place it comes from. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports import render, wording
from reports.battlecard import attacks as attack
from reports.battlecard import claims, prices
from reports.battlecard.attacks import Attack
from reports.battlecard.claims import Field
from reports.formatting import clean, day, link_to, place
from reports.gone import gone
from reports.lines import Line, Speaker
from reports.looks import NEVER, Looks
from reports.positions.three_tests import Position
from turfwatch.config import Config
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal

RECENT = timedelta(days=90)
NEWS = 5  # what changed: short enough to read before a call
MADE = re.compile(r"<!-- turfwatch battlecard (\d{4}-\d\d-\d\d)(?: after (\d{4}-\d\d-\d\d))? -->")


@dataclass(frozen=True, slots=True)
class Records:
    """What is known about one competitor, and of us where we meet."""

    lifetimes: Sequence[Lifetime]
    plan_events: Sequence[PlanEvent]
    releases: Sequence[ReleaseSeen]
    presence: Sequence[Presence]  # latest by segment, theirs
    our_presence: Sequence[Presence]  # latest by segment, ours
    signals: Sequence[Signal]
    positions: Sequence[Position]
    looks: Looks = NEVER  # how far we have read
    changes: Sequence[Change] = ()  # of their sentences


@dataclass(frozen=True, slots=True)
class Battlecard:
    """One competitor on a page."""

    company: str
    us: str
    made: date
    since: date | None  # the day of the last card, when there is one
    read: str  # when their pages were last read, unless that is fresh
    priced: str  # the same of the pages with prices
    who: tuple[Line, ...]
    audiences: tuple[Line, ...]
    attacks: tuple[Attack, ...]
    recent: tuple[Line, ...]
    fields: tuple[Field, ...]
    we_win: tuple[Line, ...]
    shared: tuple[Line, ...]
    weak: tuple[Line, ...]
    plans: tuple[Line, ...]
    price_moves: tuple[Line, ...]
    launches: tuple[Line, ...]


def compose(
    config: Config, name: str, records: Records, today: date, since: date | None = None
) -> Battlecard:
    """The card of the competitor `name` as of `today`, with what changed since the last one."""
    rival, living = Speaker.of(config, name, records.looks), claims.living(records.lifetimes)
    days = gone(records.lifetimes, records.changes)
    against = attack.against_us(config, living)
    shared = {r.text for p in records.positions for r in p.rivals if r.company == rival.company}
    elsewhere = [x for x in living if x not in against and x.claim.text not in shared]  # told once
    return Battlecard(
        company=clean(name),
        us=clean(config.company.name),
        made=today,
        since=since,
        read=records.looks.stale(rival.company, today),
        priced=_priced(rival, records.plan_events, today),
        who=claims.introductions(living, rival),
        audiences=claims.audiences(living, rival),
        attacks=attack.attacks(config, rival, against, records.positions),
        recent=_recent(records.signals, since or today - RECENT),
        fields=claims.fields(config, elsewhere, records.presence, records.our_presence, rival),
        we_win=attack.alone(config, rival, records.positions, records.presence),
        shared=attack.shared(rival, records.positions, records.presence),
        weak=(*claims.weak(living, rival, today), *claims.dropped(records.lifetimes, rival, today, days)),
        plans=prices.plans(records.plan_events),
        price_moves=prices.moves(records.plan_events),
        launches=prices.launches(records.releases),
    )


def made_on(card: str) -> date | None:
    """The day a card was made, from the card itself; None when it is none of ours."""
    found = MADE.search(card)
    return date.fromisoformat(found[1]) if found else None


def replaces(card: str, today: date) -> date | None:
    """Since when a card written over this one has to tell: made again on its day, it tells the same."""
    found = MADE.search(card)
    if found is None:
        return None
    day = found[2] if found[1] == today.isoformat() else found[1]
    return date.fromisoformat(day) if day else None


def markdown(card: Battlecard) -> str:
    """The card as Markdown; what a competitor wrote is escaped, so it cannot add markup of its own."""
    return render.page("battlecard.md.j2", c=card).strip() + "\n"


def html(card: Battlecard) -> str:
    """The card as one self-contained page."""
    return render.page("battlecard.html.j2", c=card)


def _priced(rival: Speaker, events: Sequence[PlanEvent], today: date) -> str:
    """When the pages with prices were last read, the one that waits longest, unless that is fresh."""
    pages = {event.url for event in events}
    longest = min(pages, key=lambda url: (rival.looks.last_read(rival.company, url), url), default=None)
    return rival.looks.stale(rival.company, today, longest) if longest else ""


def _recent(signals: Sequence[Signal], since: date) -> tuple[Line, ...]:
    """The weightiest of what changed, the latest first."""
    fresh = wording.by_weight([s for s in signals if s.date > since and s.status != "noise"])
    lines = [
        Line(
            clean(s.summary, 140),
            f"{day(s.date)}, {s.severity}",
            place(s.url),
            link_to(s.url, s.evidence[0].text if s.evidence else None),
        )
        for s in sorted(fresh[:NEWS], key=lambda s: -s.date.toordinal())
    ]
    left = fresh[NEWS:]
    return (*lines, *([Line(f"and {len(left)} that weigh less")] if left else []))
