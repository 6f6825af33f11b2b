"""A battlecard: one competitor on a page, every line with the place it comes from. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports import render, wording
from reports.digest import segment_name
from reports.formatting import change, clean, day, link_to, percent, place, price
from reports.positions import Position
from signals.generic import NOBODY, interchangeable
from signals.price_series import PricePoint, series
from turfwatch.config import Config
from turfwatch.types import Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Stage

RECENT = timedelta(days=90)
SPOKEN = 5  # words of an audience that can be said aloud
PROMINENT = 0.8  # of a standing: titles and headlines
SHOWN = 6  # lines a section: short enough to read before a call
FEW = 3  # lines of a section that only has to give an idea
PROOF = {"proof", "comparison"}  # claim types that bring evidence of their own
IDENTITY = {"category", "superlative"}  # claim types that say who somebody is
TELLING = {*IDENTITY, "audience", "comparison", "proof"}  # claim types that are missed when they go
ASIDE = {"blog", "docs", "legal", "careers", "release_notes", "other"}  # pages that introduce nobody
MADE = re.compile(r"<!-- turfwatch battlecard (\d{4}-\d\d-\d\d) -->")


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
    since: date | None  # the day of the last card, when there is one
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


def compose(
    config: Config, name: str, records: Records, today: date, since: date | None = None
) -> Battlecard:
    """The card of the competitor `name` as of `today`, with what changed since the last one."""
    living = _by_prominence([life for life in records.lifetimes if life.active])
    return Battlecard(
        company=clean(name),
        us=clean(config.company.name),
        made=today,
        since=since,
        who=_lines(_introductions(living), FEW),
        audiences=_audiences(living),
        fields=_fields(config, living, records),
        plans=_plans(records.plan_events),
        price_moves=_price_moves(records.plan_events),
        launches=_launches(records.releases),
        weak=(*_weak(living, today), *_dropped(records.lifetimes, today)),
        we_win=_ours(config, name, records.positions, records.presence, shared=False),
        they_answer=_ours(config, name, records.positions, records.presence, shared=True),
        recent=_recent(records.signals, since or today - RECENT),
    )


def made_on(card: str) -> date | None:
    """The day a card was made, from the card itself; None when it is none of ours."""
    found = MADE.search(card)
    return date.fromisoformat(found[1]) if found else None


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
    return Line(clean(text, 200), note or f"since {day(_since(life))}", place(url), link)


def _since(life: Lifetime) -> date:
    """Since when a claim is made in the words it has now."""
    return life.worded or life.first_seen


def _introductions(living: Sequence[Lifetime]) -> list[Lifetime]:
    """How they introduce themselves: what they say they are, on their home page before any other."""
    proper = [x for x in living if x.best.page_kind not in ASIDE] or list(living)
    said = [x for x in proper if x.claim.type in IDENTITY] or proper
    home = [x for x in proper if any(s.page_kind == "home" for s in x.standings)]
    first = [x for x in home if x.claim.type in IDENTITY] or home[:1]
    return [*first, *(x for x in said if x not in first)]


def _lines(lives: Sequence[Lifetime], limit: int = SHOWN) -> tuple[Line, ...]:
    return tuple(_line(life) for life in _distinct(lives)[:limit])


def _audiences(living: Sequence[Lifetime]) -> tuple[Line, ...]:
    """Whom they say they are for, each audience once, at its most prominent."""
    first, said = dict[str, Lifetime](), list[set[str]]()
    for life in sorted(living, key=lambda x: x.best.page_kind in ASIDE):  # keeps the order of prominence
        audience = clean(life.claim.audience, 60)
        words = set(audience.casefold().split())
        if 0 < len(words) <= SPOKEN and not any(words <= other or other <= words for other in said):
            said.append(words)
            first[audience] = life
    return tuple(
        Line(audience, f"since {day(_since(x))}", place(x.best.url), link_to(x.best.url, x.claim.text))
        for audience, x in list(first.items())[:SHOWN]
    )


def _fields(config: Config, living: Sequence[Lifetime], records: Records) -> tuple[Field, ...]:
    theirs = {p.segment: p for p in records.presence}
    ours = {p.segment: p for p in records.our_presence}
    fields = []
    for segment in config.segments:
        said = sorted(
            (x for x in living if segment.id in dict(x.segments)),
            key=lambda x: (x.best.page_kind in ASIDE, -x.best.prominence * dict(x.segments)[segment.id]),
        )
        stands = theirs.get(segment.id)
        if said or (stands and stands.stage is not Stage.ABSENT):
            lines = tuple(
                _line(x, f"{x.claim.strength}, since {day(_since(x))}") for x in _distinct(said)[:FEW]
            )
            fields.append(Field(clean(segment.name, 60), _stand(stands), _stand(ours.get(segment.id)), lines))
    return tuple(fields)


def _stand(presence: Presence | None) -> str:
    if presence is None or presence.stage is Stage.ABSENT:
        return "absent"
    return f"{presence.stage.value}, {percent(presence.presence)}"


def _plans(events: Sequence[PlanEvent]) -> tuple[Line, ...]:
    """Each plan with its prices as they stand now."""
    plans: dict[tuple[str, str | None, str | None], list[PricePoint]] = {}
    for point in sorted((p for p in series(events) if p.until is None), key=lambda p: p.since):
        plans.setdefault((point.url, point.product, point.plan), []).append(point)
    lines = []
    for (url, product, plan), points in list(plans.items())[: 2 * SHOWN]:
        name = " ".join(filter(None, (clean(product, 40), clean(plan, 60)))) or "(unnamed)"
        stated = (" ".join(filter(None, (price(p.as_plan), clean(p.billing_note, 60)))) for p in points)
        lines.append(Line(f"{name}: {'; '.join(dict.fromkeys(stated))}", "", place(url), link_to(url, plan)))
    return tuple(lines)


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
        case "renamed":
            return f"{clean(event.previous.name if event.previous else None, 60)} renamed {name}"
        case "ended":
            return f"{name}: {price(event.plan)} no longer stated"
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


def _weak(living: Sequence[Lifetime], today: date) -> tuple[Line, ...]:
    """Where they hedge, the boldest words that bring no proof, and what anybody could say."""
    hedged = [x for x in living if x.claim.strength == "hedged"]
    bold = [
        x for x in living
        if x.claim.strength == "absolute" and not x.claim.quantity and x.claim.type not in PROOF
    ]  # fmt: skip
    generic = [
        x for x in living
        if x.best.prominence >= PROMINENT and x.best.page_kind not in ASIDE
        and interchangeable(x.claim, (name for name, _ in x.segments), NOBODY, today)
    ]  # fmt: skip
    return (
        *(_line(x, "hedged") for x in hedged[:2]),
        *(_line(x, "absolute, and no number or proof with it") for x in _distinct(bold)[:2]),
        *(_line(x, "anybody could say it") for x in _distinct(generic)[:2]),
    )


def _dropped(lives: Sequence[Lifetime], today: date) -> tuple[Line, ...]:
    """What they stopped saying, as far as it bears on our segments or on who they are."""
    gone = [
        x for x in lives
        if not x.active and today - x.last_seen <= 2 * RECENT and x.best.page_kind not in ASIDE
        and (x.segments or x.claim.type in TELLING or _offer(x))
    ]  # fmt: skip
    latest = sorted(gone, key=lambda x: (x.last_seen, bool(x.segments), x.best.prominence), reverse=True)
    return tuple(_line(x, f"dropped {day(x.last_seen)}") for x in _distinct(latest)[:FEW])


def _ours(
    config: Config, name: str, positions: Sequence[Position], presence: Sequence[Presence], *, shared: bool
) -> tuple[Line, ...]:
    """Our claims that this rival says as well (`shared`), or that are ours against it and not unproved."""
    lines, there = [], {p.segment for p in presence if p.stage is not Stage.ABSENT}
    for position in sorted(positions, key=lambda p: p.segment not in there):  # where we meet, first
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


def _offer(life: Lifetime) -> bool:
    """Whether a claim is an offer in words ("free for three"): amounts are told as prices."""
    amount = life.claim.quantity
    return life.claim.type == "pricing" and (amount is None or amount.currency is None)


def _recent(signals: Sequence[Signal], since: date) -> tuple[Line, ...]:
    fresh = [s for s in signals if s.date > since and s.status != "noise"]
    return tuple(
        Line(
            clean(s.summary, 140),
            f"{day(s.date)}, {s.severity}",
            place(s.url),
            link_to(s.url, s.evidence[0].text if s.evidence else None),
        )
        for s in wording.by_weight(fresh)[:SHOWN]
    )
