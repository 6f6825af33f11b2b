"""The history of a price as a series: what was asked, from when, until when.

Built from a company's plan events in the order they happened. A renamed plan goes on in the same
series; a price on other terms (currency, period, unit, billing) is a series of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from signals.offers import Terms, plain, terms
from turfwatch.types import Period, Plan, PlanEvent

_Date = date
_Key = tuple[str, str]  # a plan by product and name


@dataclass(frozen=True)
class PricePoint:
    """One price as it stood from a day to the day before another; `until` is None while it stands."""

    company: str
    url: str
    series: str  # the plan's first name with its product, the same over renamings
    product: str | None
    plan: str | None
    currency: str | None
    period: Period | None
    unit: str | None
    billing_note: str | None
    amount: Decimal | None  # None where the price is told on request, or not at all
    custom: bool
    free: bool
    since: _Date
    until: _Date | None = None

    @property
    def as_plan(self) -> Plan:
        """The price as a plan states it."""
        return Plan(
            self.plan, self.amount, self.currency, self.period, self.unit, self.billing_note,
            self.custom, self.free, self.product,
        )  # fmt: skip


def series(events: Iterable[PlanEvent]) -> tuple[PricePoint, ...]:
    """Every price point of the plans in these events, by company, series and terms, the oldest first."""
    books: dict[tuple[str, str], _Page] = {}
    for event in sorted(events, key=lambda e: e.date):
        page = books.setdefault((event.company, event.url), _Page())
        page.take(event)
    points = [point for page in books.values() for point in page.points()]
    return tuple(sorted(points, key=_order))


def _order(point: PricePoint) -> tuple[object, ...]:
    words = (point.currency, point.period, point.unit, point.billing_note)
    return (point.company, point.url, point.series, *(w or "" for w in words), point.since)


class _Page:
    """The prices that stand on one page, and those that did."""

    def __init__(self) -> None:
        self.past: list[PricePoint] = []
        self.standing: dict[_Key, dict[tuple[Terms, Decimal | None], PricePoint]] = {}
        self.names: dict[_Key, str] = {}

    def take(self, event: PlanEvent) -> None:
        """What one event does to the prices."""
        plan, previous, day = event.plan, event.previous, event.date
        if event.event == "removed":
            self.close(_key(plan), day)
        elif event.event == "ended":
            self.close(_key(plan), day, plan)
        elif event.event == "renamed" and previous is not None:
            self.rename(previous, plan, day)
        elif event.event == "price" and previous is not None:
            gated = plan.custom != previous.custom or plan.free != previous.free
            self.close(_key(plan), day, None if gated else previous)
            self.open(event)
        elif event.event in {"", "added"}:
            self.open(event)

    def open(self, event: PlanEvent) -> None:
        plan, key = event.plan, _key(event.plan)
        name = self.names.setdefault(key, "/".join(filter(None, (plan.product, plan.name))))
        point = PricePoint(
            event.company, event.url, name, plan.product, plan.name, plan.currency, plan.period,
            plan.unit, plan.billing_note, plan.amount, plan.custom, plan.free, event.date,
        )  # fmt: skip
        self.standing.setdefault(key, {}).setdefault((terms(plan), plan.amount), point)

    def close(self, key: _Key, day: date, plan: Plan | None = None) -> None:
        """End one price of a plan, or all of them."""
        prices = self.standing.get(key, {})
        ending = list(prices) if plan is None else [(terms(plan), plan.amount)]
        self.past += [replace(prices.pop(k), until=day) for k in ending if k in prices]

    def rename(self, old: Plan, new: Plan, day: date) -> None:
        """Go on under another name from this day."""
        prices = self.standing.pop(_key(old), {})
        self.names[_key(new)] = self.names.get(_key(old), new.name or "")
        self.past += [replace(point, until=day) for point in prices.values()]
        self.standing[_key(new)] = {
            k: replace(point, plan=new.name, product=new.product, since=day) for k, point in prices.items()
        }

    def points(self) -> list[PricePoint]:
        """All prices but those that did not stand for a day."""
        standing = [point for prices in self.standing.values() for point in prices.values()]
        return [point for point in self.past + standing if point.until != point.since]


def _key(plan: Plan) -> _Key:
    unnamed = (
        plan.unit or plan.period or ""
    )  # prices without a plan's name are told apart by what they are for
    return plain(plan.product), plain(plan.name) if plan.name else f"({unnamed})"
