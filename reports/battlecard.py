"""A battlecard: one competitor on a page, every line with the place it comes from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports import render, wording
from reports.digest import segment_name
from reports.formatting import change, clean, day, link_to, percent, place, price
from reports.positions import Position
from turfwatch.config import Config
from turfwatch.types import Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Stage

RECENT = timedelta(days=90)
SHOWN = 6  # lines a section: short enough to read before a call
PROOF = {"proof", "comparison"}  # claim types that bring evidence of their own


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: a statement, a remark, and its source."""

    text: str
    note: str = ""
    place: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A segment we both care about, and how each of us stands in it."""

    segment: str
    theirs: str
    ours: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Battlecard:
    """One competitor on a page."""

    company: str
    us: str
    made: date
    who: tuple[Line, ...]
    audiences: tuple[Line, ...]
    fields: tuple[Field, ...]
    plans: tuple[Line, ...]
    price_moves: tuple[Line, ...]
    launches: tuple[Line, ...]
    weak: tuple[Line, ...]
    we_win: tuple[Line, ...]
    they_answer: tuple[Line, ...]
    recent: tuple[Line, ...]


def compose(config: Config, name: str, records: Records, today: date) -> Battlecard:
    """The card of the competitor `name` as of `today`."""
    living = _by_prominence([life for life in records.lifetimes if life.active])
    return Battlecard(
        company=clean(name),
        us=clean(config.company.name),
        made=today,
        who=_lines([x for x in living if x.claim.type in {"category", "superlative"}] or living[:2], 3),
        audiences=_audiences(living),
        fields=_fields(config, living, records),
        plans=_plans(records.plan_events),
        price_moves=_price_moves(records.plan_events),
        launches=_launches(records.releases),
        weak=_weak(records.lifetimes, living, today),
        we_win=_ours(config, name, records.positions, shared=False),
        they_answer=_ours(config, name, records.positions, shared=True),
        recent=_recent(records.signals, today),
    )


def markdown(card: Battlecard) -> str:
    """The card as Markdown; what a competitor wrote is escaped, so it cannot add markup of its own."""
    return render.page("battlecard.md.j2", c=card).strip() + "\n"


def html(card: Battlecard) -> str:
    """The card as one self-contained page."""
    return render.page("battlecard.html.j2", c=card)


# --- sections -------------------------------------------------------------------------------------


def _by_prominence(lives: Sequence[Lifetime]) -> list[Lifetime]:
    return sorted(lives, key=lambda x: (-x.best.prominence, x.first_seen, x.claim.text))


def _distinct(lives: Sequence[Lifetime]) -> list[Lifetime]:
    """Each thing said once: a page's title mostly repeats its headline with the company's name."""
    kept: dict[str, Lifetime] = {}
    for life in lives:
        words = clean(life.claim.text).casefold().rstrip(".")
        if not any(words in other or other in words for other in kept):
            kept[words] = life
    return list(kept.values())


def _line(life: Lifetime, note: str = "") -> Line:
    text, url = life.claim.text, life.best.url
    link = link_to(url, text if life.active else None)  # a sentence that is gone cannot be scrolled to
    return Line(clean(text, 200), note or f"since {day(life.first_seen)}", place(url), link)


def _lines(lives: Sequence[Lifetime], limit: int = SHOWN) -> tuple[Line, ...]:
    return tuple(_line(life) for life in _distinct(lives)[:limit])


def _audiences(living: Sequence[Lifetime]) -> tuple[Line, ...]:
    """Whom they say they are for, each audience once, at its most prominent."""
    first: dict[str, Lifetime] = {}
    for life in living:
        if life.claim.audience:
            first.setdefault(clean(life.claim.audience, 80), life)
    return tuple(
        Line(audience, f"since {day(x.first_seen)}", place(x.best.url), link_to(x.best.url, x.claim.text))
        for audience, x in list(first.items())[:SHOWN]
    )


def _fields(config: Config, living: Sequence[Lifetime], records: Records) -> tuple[Field, ...]:
    theirs = {p.segment: p for p in records.presence}
    ours = {p.segment: p for p in records.our_presence}
    fields = []
    for segment in config.segments:
        said = [x for x in living if any(name == segment.id for name, _ in x.segments)]
        stands = theirs.get(segment.id)
        if said or (stands and stands.stage is not Stage.ABSENT):
            lines = tuple(
                _line(x, f"{x.claim.strength}, since {day(x.first_seen)}") for x in _distinct(said)[:4]
            )
            fields.append(Field(clean(segment.name, 60), _stand(stands), _stand(ours.get(segment.id)), lines))
    return tuple(fields)


def _stand(presence: Presence | None) -> str:
    if presence is None or presence.stage is Stage.ABSENT:
        return "absent"
    return f"{presence.stage.value}, {percent(presence.presence)}"


def _plans(events: Sequence[PlanEvent]) -> tuple[Line, ...]:
    """Each price point as it stands now; events come oldest first."""
    current: dict[tuple[object, ...], PlanEvent] = {}
    for event in events:
        plan = event.plan
        key = (plan.product, plan.name, plan.period, plan.unit, plan.billing_note)
        current.pop(key, None)
        if event.event != "removed":
            current[key] = event
    return tuple(
        Line(
            f"{clean(e.plan.name, 60) or '(unnamed)'}: {price(e.plan)}",
            clean(e.plan.billing_note, 80),
            place(e.url),
            link_to(e.url, e.plan.name),
        )
        for e in list(current.values())[: 2 * SHOWN]
    )


def _price_moves(events: Sequence[PlanEvent]) -> tuple[Line, ...]:
    moves = [e for e in events if e.event]
    return tuple(
        Line(_move(e), day(e.date), place(e.url), link_to(e.url, e.plan.name))
        for e in sorted(moves, key=lambda e: e.date, reverse=True)[:SHOWN]
    )


def _move(event: PlanEvent) -> str:
    name = clean(event.plan.name, 60) or "(unnamed)"
    match event.event:
        case "added":
            return f"{name} added at {price(event.plan)}"
        case "removed":
            return f"{name} removed"
        case "price":
            moved = f" ({change(event.change_pct)})" if event.change_pct is not None else ""
            return f"{name}: {price(event.previous)} → {price(event.plan)}{moved}"
    return f"{name}: {clean(event.detail, 120) or event.event}"


def _launches(releases: Sequence[ReleaseSeen]) -> tuple[Line, ...]:
    shipped = [r for r in releases if r.release.kind in {"feature", "improvement"}]
    recent = sorted(shipped, key=lambda r: (r.release.date or r.first_seen, r.release.title), reverse=True)
    return tuple(
        Line(
            clean(r.release.title, 140),
            day(r.release.date or r.first_seen),
            place(r.url),
            link_to(r.url, r.release.title),
        )
        for r in recent[:SHOWN]
    )


def _weak(lives: Sequence[Lifetime], living: Sequence[Lifetime], today: date) -> tuple[Line, ...]:
    """Where they hedge, what they stopped saying, and the boldest words that bring no proof."""
    hedged = [_line(x, "hedged") for x in living if x.claim.strength == "hedged"]
    dropped = [
        _line(x, f"dropped {day(x.last_seen)}")
        for x in sorted(lives, key=lambda x: x.last_seen, reverse=True)
        if not x.active and today - x.last_seen <= 2 * RECENT
    ]
    bold = [
        _line(x, "absolute, and no number or proof with it")
        for x in living
        if x.claim.strength == "absolute" and not x.claim.quantity and x.claim.type not in PROOF
    ]
    return (*hedged[:2], *dropped[:3], *bold[:2])


def _ours(config: Config, name: str, positions: Sequence[Position], *, shared: bool) -> tuple[Line, ...]:
    """Our claims that this rival says as well (`shared`), or that are ours against it and not unproved."""
    lines = []
    for position in positions:
        rival = next((r for r in position.rivals if r.company == name), None)
        where = segment_name(config, position.segment)
        if shared and rival is not None:
            note = f"they say “{clean(rival.text, 120)}” since {day(rival.since)}"
            link = link_to(rival.url, rival.text)
            lines.append(Line(clean(position.claim, 160), note, place(rival.url), link))
        elif not shared and rival is None and position.true is not False:
            proof = "proved" if position.true else "proof still to be shown"
            lines.append(Line(clean(position.claim, 160), f"{where}, {proof}"))
    return tuple(lines[:SHOWN])


def _recent(signals: Sequence[Signal], today: date) -> tuple[Line, ...]:
    fresh = [s for s in signals if today - s.date <= RECENT and s.status != "noise"]
    return tuple(
        Line(
            clean(s.summary, 160),
            f"{day(s.date)}, {s.severity}",
            place(s.url),
            link_to(s.url, s.evidence[0].text if s.evidence else None),
        )
        for s in wording.by_weight(fresh)[:SHOWN]
    )
