"""One plan with all its price points, and the terms on which two of its prices may be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.canonical import stems
from turfwatch.types import Gate, Plan

Terms = tuple[str | None, str | None, str, bool]


@dataclass(frozen=True)
class Offer:
    """One plan of a page with all its price points."""

    name: str | None
    product: str | None
    points: tuple[Plan, ...]
    place: int  # 0-based order on the page
    capture_id: int | None = field(default=None, compare=False)  # where it was read last

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a plan by words; empty when the page names none."""
        return plain(self.product), plain(self.name)

    @property
    def is_free(self) -> bool:
        """Whether nothing is paid for it."""
        return all(p.free for p in self.points)

    @property
    def is_custom(self) -> bool:
        """Whether its price is told on request only."""
        return all(p.custom for p in self.points)

    @property
    def gates(self) -> dict[str, Gate]:
        """Features and limits by their name, singular and plural alike."""
        return {gate_key(g): g for p in self.points for g in p.gates}

    @property
    def terms(self) -> frozenset[Terms]:
        """The terms of its prices."""
        return frozenset(terms(p) for p in self.points)

    @property
    def amounts(self) -> frozenset[tuple[str, Decimal | None]]:
        """The prices with their terms, for recognising a renamed plan; free is free on any terms."""
        return frozenset(("", Decimal(0)) if p.free else (repr(terms(p)), p.amount) for p in self.points)


@dataclass(frozen=True)
class Match:
    """A plan before and after; None where it is new or gone."""

    old: Offer | None
    new: Offer | None


def offers_of(plans: Sequence[Plan], capture_id: int | None = None) -> tuple[Offer, ...]:
    """Group price points by product and name; unnamed ones stand alone."""
    groups: dict[tuple[str, str, int], list[Plan]] = {}
    for number, plan in enumerate(plans):
        key = plain(plan.product), plain(plan.name), 0 if plan.name else number
        groups.setdefault(key, []).append(plan)
    return tuple(
        Offer(g[0].name, g[0].product, tuple(g), place, capture_id) for place, g in enumerate(groups.values())
    )


def terms(plan: Plan) -> Terms:
    """What must agree before two amounts are compared: currency, period, unit, billed yearly or not."""
    yearly = bool(re.search(r"annual|year|12 months", plan.billing_note or "", re.I))
    return plan.currency, plan.period, plain(plan.unit), yearly


def gate_key(gate: Gate) -> str:
    """A feature's name as compared: its stems, or its words where it has none."""
    return " ".join(stems(gate.name)) or plain(gate.name)


def plain(text: str | None) -> str:
    """A name as compared: no case, no punctuation, no `plan`."""
    words = re.sub(r"[^\w+]+", " ", (text or "").casefold()).split()
    return " ".join(w for w in words if w not in {"plan", "tier", "edition", "the"})
