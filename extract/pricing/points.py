"""Price points of one card: its amounts with their terms, as plan records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile

from bs4 import Tag

from extract.pricing import terms
from extract.pricing.lines import Line, words_of
from extract.pricing.names import is_period
from extract.pricing.spots import Spot, heads_item
from extract.pricing.wording import BILLED_AFTER
from turfwatch.types import Period, Plan

_TALK = ("custom", "sales", "demo")


@dataclass(frozen=True, slots=True)
class Point:
    """A plan and the toggle position its price stands under, if the page has a toggle."""

    plan: Plan
    toggle: Period | None = None


def read(
    lines: list[Line], spots: list[Spot], low: int, high: int, name: str | None, root: Tag
) -> list[Point]:
    """The price points of the lines `low` ... `high - 1`."""
    offers = _main(lines, spots)
    if any(s.kind == "price" for s in offers):
        offers = [s for s in offers if s.kind == "price"]
    spots = _with_totals(lines, spots, offers)
    offers = [s for s in offers if s in spots] or [s for s in spots if s.role == "equivalent"][:1]
    if offers:
        points = [_priced(lines, spots, spot, low, high, name, root) for spot in offers]
        return _distinct(_with_remarks(points, lines, spots))
    return [Point(_unpriced(lines, spots, name))]


def _main(lines: list[Line], spots: list[Spot]) -> list[Spot]:
    """The card's own prices; in bullets they are limits and extras when the card says its price elsewhere."""
    offers = [s for s in spots if s.kind in {"price", "bare"} and s.role == "offer"]
    offers = [s for s in offers if not lines[s.line].button] or offers  # `Buy for $49` repeats the price
    loose = [s for s in offers if lines[s.line].item is None]
    if loose:
        return loose
    heads = [s for s in offers if heads_item(lines[s.line])]
    words = any(s.kind in {"free", "custom"} and lines[s.line].item is None for s in spots)
    return heads or ([] if words else offers)


def _with_totals(lines: list[Line], spots: list[Spot], offers: list[Spot]) -> list[Spot]:
    """The spots, with `$96 billed annually` after `$8` taken as the same price said otherwise."""
    resolved = []
    for found in spots:
        spot = found
        if (
            spot in offers
            and spot.money is not None
            and BILLED_AFTER.match(lines[spot.line].text[spot.money.end :])
        ):
            amounts = [o.money.amount for o in offers if o.money is not None and o is not spot]
            if any(amount and spot.money.amount > 5 * amount for amount in amounts):
                spot = replace(spot, role="equivalent")
        resolved.append(spot)
    return resolved


def _unpriced(lines: list[Line], spots: list[Spot], name: str | None) -> Plan:
    """A plan that says `free`, or else asks for a talk."""
    free = next((s for s in spots if s.kind == "free"), None)
    if free is not None:
        return Plan(name, Decimal(0), free=True, text=lines[free.line].text)
    talk = min((s for s in spots if s.kind in _TALK), key=lambda s: _TALK.index(s.kind), default=None)
    return Plan(name, custom=talk is not None, text=lines[talk.line].text if talk else "")


def _priced(
    lines: list[Line], spots: list[Spot], spot: Spot, low: int, high: int, name: str | None, root: Tag
) -> Point:
    assert spot.money is not None
    before, after = _context(lines, spots, spot, low, high)
    said = terms.read(before, after)
    element = lines[spot.line].element_at(spot.money.start)
    toggle = _toggle(element, root) or terms.span_word(before)
    notes = list(said.notes)
    if toggle == "year" and said.period == "month" and not any("annual" in n or "year" in n for n in notes):
        notes.append("billed annually")
    notes += [f"+ {_shown(lines, s)}" for s in spots if s.role == "extra" and s.line == spot.line]
    note = "; ".join(dict.fromkeys(notes)) or None
    amount = spot.money.amount
    plan = Plan(
        name,
        amount,
        spot.money.currency,
        said.period,
        said.unit,
        note,
        free=amount == 0,
        text=_quoted(lines, spots, spot),
    )
    return Point(_share(plan), toggle)


def _share(plan: Plan) -> Plan:
    """A share of the transaction is charged by use."""
    if plan.currency == "%":
        return replace(plan, period=plan.period or "usage", free=False)
    return plan


def _shown(lines: list[Line], spot: Spot) -> str:
    assert spot.money is not None
    return lines[spot.line].text[spot.money.start : spot.money.end]


def _quoted(lines: list[Line], spots: list[Spot], spot: Spot) -> str:
    """The price with the words on its own line, as they stand there, short of other prices."""
    assert spot.money is not None
    line, others = lines[spot.line], [s.money for s in spots if s.line == spot.line and s.money is not None]
    start = max((m.end for m in others if m.end <= spot.money.start), default=0)
    end = min((m.start for m in others if m.start >= spot.money.end), default=len(line.text))
    return line.text[start:end].strip()


def _context(lines: list[Line], spots: list[Spot], spot: Spot, low: int, high: int) -> tuple[str, str]:
    """The words before and after a price that speak of it, up to the next price."""
    assert spot.money is not None
    line = lines[spot.line]
    edges = sorted(
        (s.money.start, s.money.end)
        for s in spots
        if s.line == spot.line and s.money is not None and (s.role != "extra" or s is spot)
    )
    place = edges.index((spot.money.start, spot.money.end))
    start = edges[place - 1][1] if place else 0
    end = edges[place + 1][0] if place + 1 < len(edges) else len(line.text)
    before, after = line.text[start : spot.money.start], line.text[spot.money.end : end]
    if (shared := _shared_terms(lines, spot.line, high, edges, place)) is not None:
        return before, shared
    after = _shared_suffix(line, edges, place, after)
    taken = {s.line for s in spots if s.kind in {"price", "bare"}}
    if place == 0 and spot.line - 1 >= low and spot.line - 1 not in taken:
        label = lines[spot.line - 1]
        # Terms below the price before this one are that one's.
        told = (
            spot.line - 2 in taken
            and not label.level
            and terms.is_terms(label.text)
            and not is_period(label.text)
        )
        if not label.button and len(label.text.split()) <= 4 and _leads(label.text) and not told:
            before = f"{label.text} {before}"
    if place == len(edges) - 1:
        for number in range(spot.line + 1, min(high, spot.line + 4)):
            remark = lines[number]
            if (
                number in taken
                or remark.button
                or (remark.level and len(remark.text) > 40)
                or remark.item is not line.item
                or not terms.is_terms(remark.text)
                or re.match(
                    r"(?:no|without|kein\w*|sans|sin|senza|geen|utan|uten|sem)\b", remark.text, re.IGNORECASE
                )
                or (is_period(remark.text) and number + 1 in taken)  # the label of the next price
            ):
                break
            after = f"{after} {remark.text}"
    return before, after


def _shared_suffix(line: Line, edges: list[tuple[int, int]], place: int, after: str) -> str:
    """`$10 $8 /month`, the two in elements of their own: what follows the last is said of both."""
    gaps = [line.text[a[1] : b[0]].strip(" /|") for a, b in pairwise(edges[place:])]
    if gaps and all(gap == "" for gap in gaps):
        return line.text[edges[-1][1] :]
    return after


def _shared_terms(
    lines: list[Line], number: int, high: int, edges: list[tuple[int, int]], place: int
) -> str | None:
    """`$19 $15` over `per seat / month`: said of both; over two such lines, each price has its own."""
    text = lines[number].text
    gaps = [text[a[1] : b[0]] for a, b in pairwise(edges)]
    if not gaps or any(gap.strip() for gap in [*gaps, text[edges[-1][1] :]]):
        return None
    below = (line.text for line in lines[number + 1 : min(high, number + 1 + len(edges))])
    stated = list(takewhile(lambda told: terms.is_bare(told) and terms.read("", told).period, below))
    if len(stated) == len(edges):
        return stated[place]
    return stated[0] if len(stated) == 1 and place < len(edges) - 1 else None


def _leads(text: str) -> bool:
    return bool(
        terms.FROM.search(text)
        or terms.span_word(text)
        or re.match(r"one[- ]time|once|lifetime", text, re.IGNORECASE)
        or terms.is_bare(text)
    )


def _toggle(element: Tag, root: Tag) -> Period | None:
    """The toggle position an element belongs to, by the names of the elements around it."""
    for tag in _inside(element, root):
        marked = terms.span_word(re.sub(r"[_-]", " ", _marks(tag)))
        if marked is not None:
            return marked
    return None


def _inside(element: Tag, root: Tag) -> Iterator[Tag]:
    yield element
    for parent in element.parents:
        if parent is root or parent.name in {"body", "html", "[document]"}:
            return
        yield parent


def _marks(tag: Tag) -> str:
    values = [words_of(tag)]
    values += [
        f"{key} {value}"
        for key, value in tag.attrs.items()
        if key.startswith(("data-", "x-show", "v-if", "aria-label")) and len(str(value)) < 40
    ]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", " ".join(values))


def _with_remarks(points: list[Point], lines: list[Line], spots: list[Spot]) -> list[Point]:
    """List prices and yearly totals go into the note of the price they speak of."""
    remarks: list[str] = []
    for spot in spots:
        if spot.money is None or spot.role not in {"list", "equivalent"}:
            continue
        text = _shown(lines, spot)
        if spot.role == "equivalent":
            end = lines[spot.line].text[spot.money.end :]
            text = " ".join(f"{text}{end.rstrip(' )')}".split())
        word = "list price " if spot.role == "list" else "" if re.search(r"\bbilled\b", text) else "billed "
        remarks.append(f"{word}{text}")
    if not remarks or not points:
        return points
    if len(points) == 1 or len(remarks) != len(points):
        first = points[0]
        return [_noted(first, remarks), *points[1:]] if len(points) > 1 else [_noted(first, remarks)]
    return [_noted(point, [remark]) for point, remark in zip(points, remarks, strict=True)]


def _noted(point: Point, remarks: list[str]) -> Point:
    notes = [n for n in [point.plan.billing_note, *remarks] if n]
    return replace(point, plan=replace(point.plan, billing_note="; ".join(dict.fromkeys(notes))))


def _distinct(points: list[Point]) -> list[Point]:
    seen: dict[tuple[object, ...], Point] = {}
    for point in points:
        plan = point.plan
        seen.setdefault((plan.amount, plan.currency, plan.period, plan.unit, point.toggle), point)
    return list(seen.values())
