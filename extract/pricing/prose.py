"""Prices in sentences: only what they add about plans the page already shows.

A sentence never founds a priced plan. It may state the other period of a plan that has a card or a
column (`Pro is $1,000/year`), or name the free plan that the paid ones start beside.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.pricing import terms
from extract.pricing.money import Locale, prices
from turfwatch.types import Plan

_LINK = r"(?:\s+(?:plan|tier))?\s*(?:\b(?:at|for|is|costs|starts at|from)\b|:|–|—|\()\s*(?:just |only )?"
_FREE_PLAN = re.compile(
    r"\b(?:[Oo]ur|[Tt]he) free (?P<name>[A-Z]\w+(?: [A-Z]\w+)?) (?:plan|tier) (?:includes|gives|comes"
    r"|covers|has|offers|lets)\b"
)


def add(plans: list[Plan], text: str, locale: Locale) -> list[Plan]:
    """The plans with the price points that sentences add to them."""
    if not any(plan.amount for plan in plans):
        return plans
    text = " ".join(text.split())
    found = list(plans)
    for name in dict.fromkeys(p.name for p in plans if p.name and p.amount):
        known = [p for p in plans if p.name == name and p.amount]
        added = [
            point
            for match in _mentions(name, text)
            if (point := _point(known, text[match.end() :][:60], locale))
        ]
        found += list({p.period: p for p in reversed(added)}.values())
    return found + _free(found, text)


def _mentions(name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}{_LINK}(?=\W{{0,3}}\w?\w?\w?.?\d)", text))


def _point(known: list[Plan], after: str, locale: Locale) -> Plan | None:
    """A price for a period the plan has none for, in its currency and of a credible size."""
    money = next(iter(prices(after, locale)), None)
    if money is None or after[: money.start].strip():
        return None
    said = terms.read("", re.split(r"[;.(),]|\band\b", after[money.end :])[0])
    base = known[0]
    if (
        said.period not in {"month", "year"}
        or said.period in {p.period for p in known}
        or money.currency != base.currency
    ):
        return None
    if base.period not in {"month", "year"} or base.amount is None:
        return None
    year, month = (money.amount, base.amount) if said.period == "year" else (base.amount, money.amount)
    if not month or not Decimal(6) <= year / month <= Decimal(13):
        return None
    words = f"{base.name} {after[: money.end]}"
    return replace(
        base, amount=money.amount, period=said.period, billing_note="; ".join(said.notes) or None, text=words
    )


def _free(plans: list[Plan], text: str) -> list[Plan]:
    match = _FREE_PLAN.search(text)
    if match is None or any(p.free for p in plans):
        return []
    return [Plan(match["name"], Decimal(0), free=True, text=match[0])]
