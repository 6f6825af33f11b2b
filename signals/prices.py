"""What happened to the prices of one plan: compared on equal terms, or not at all.

A monthly price is never set against a yearly one, nor one currency against another, and a
percentage is given only when both amounts are known. A price that is stated on other terms from
now on ends one series and begins another; it has not moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from signals.offers import Offer, Terms, terms
from turfwatch.types import Plan


@dataclass(frozen=True)
class Move:
    """One price point and what became of it: `price` moved, `ended`, or empty when first seen."""

    event: str
    plan: Plan
    previous: Plan | None = None
    detail: str = ""
    percent: float | None = None


def moves(old: Offer, new: Offer) -> Iterator[Move]:
    """What happened between two states of one plan."""
    if detail := _gated(old, new):
        yield Move("price", new.points[0], old.points[0], detail)
        yield from (Move("", plan) for plan in new.points[1:])
        return
    before, after = _by_terms(old), _by_terms(new)
    for key in dict.fromkeys([*before, *after]):
        left, came = _rest(before.get(key, ()), after.get(key, ()))
        for was, now in zip_longest(left, came):
            if was is None:
                yield Move("", now, detail="a further price" if before else "")
            elif now is None:
                yield Move("ended", was, detail="this price is no longer stated")
            else:
                yield Move("price", now, was, "", _percent(was.amount, now.amount))


def _gated(old: Offer, new: Offer) -> str:
    """Prices that went behind a talk, came out of it, or became something to pay for."""
    if old.is_custom != new.is_custom:
        return "now contact sales" if new.is_custom else "the price is public now"
    if old.is_free != new.is_free:
        return "free now" if new.is_free else "no longer free"
    return ""


def _by_terms(offer: Offer) -> Mapping[Terms, tuple[Plan, ...]]:
    found: dict[Terms, tuple[Plan, ...]] = {}
    for plan in offer.points:
        if plan.amount is not None and not plan.free:
            found[terms(plan)] = (*found.get(terms(plan), ()), plan)
    return found


def _rest(old: tuple[Plan, ...], new: tuple[Plan, ...]) -> tuple[list[Plan], list[Plan]]:
    """Prices on the same terms that stand on one side only, the cheapest first; 20 equals 20.00."""
    amounts_old, amounts_new = {p.amount for p in old}, {p.amount for p in new}
    left = {p.amount: p for p in old if p.amount not in amounts_new}
    came = {p.amount: p for p in new if p.amount not in amounts_old}
    return [left[a] for a in sorted(filter(None, left))], [came[a] for a in sorted(filter(None, came))]


def _percent(was: Decimal | None, now: Decimal | None) -> float | None:
    return round(float((now - was) / was * 100), 1) if was and now is not None else None
