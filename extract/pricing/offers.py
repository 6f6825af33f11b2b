"""JSON-LD offers: they confirm what the page shows, and fill what it leaves out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from bs4 import BeautifulSoup

from extract.pricing.names import name_key
from turfwatch.types import Period, Plan

_DURATION = re.compile(r"^P1([MY])$")
_UNIT_CODE: dict[str, Period] = {"MON": "month", "ANN": "year"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One schema.org Offer."""

    name: str | None
    amount: Decimal | None
    currency: str | None
    period: Period | None


def read(soup: BeautifulSoup) -> tuple[Offer, ...]:
    """The offers a page declares; broken JSON counts as none."""
    offers: list[Offer] = []
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.IGNORECASE)):
        try:
            data = json.loads(script.string or "")
        except ValueError:
            continue
        offers += [_offer(node, owner) for node, owner in _offers(data, None)]
    return tuple(offers)


def marked_currencies(soup: BeautifulSoup) -> set[str]:
    """The ISO codes a page's own markup (microdata) gives its prices."""
    tags = soup.find_all(itemprop="priceCurrency")
    return {str(tag.get("content") or tag.get_text(strip=True)).upper() for tag in tags} - {""}


def _offers(data: Any, owner: str | None) -> Iterator[tuple[dict[str, Any], str | None]]:
    if isinstance(data, list):
        for item in data:
            yield from _offers(item, owner)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if "Offer" in (kinds if isinstance(kinds, list) else [kinds]):
            yield data, owner
            return
        name = data.get("name")
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _offers(value, name if isinstance(name, str) else owner)


def _offer(node: dict[str, Any], owner: str | None) -> Offer:
    raw = node.get("priceSpecification")
    detail = raw[0] if isinstance(raw, list) and raw else raw
    detail = detail if isinstance(detail, dict) else {}
    name = node.get("name")
    return Offer(
        " ".join(name.split()) if isinstance(name, str) else owner,
        _decimal(node.get("price", detail.get("price"))),
        str(node.get("priceCurrency") or detail.get("priceCurrency") or "") or None,
        _period(detail),
    )


def _decimal(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _period(detail: dict[str, Any]) -> Period | None:
    for key in ("billingDuration", "billingIncrement", "duration"):
        if match := _DURATION.match(str(detail.get(key) or "")):
            return "month" if match[1] == "M" else "year"
    if code := _UNIT_CODE.get(str(detail.get("unitCode") or "")):
        return code
    text = str(detail.get("unitText") or "").strip().lower()
    return {"month": "month", "monthly": "month", "year": "year", "annual": "year"}.get(text)  # type: ignore[return-value]


def fill(plans: tuple[Plan, ...], offers: tuple[Offer, ...]) -> tuple[Plan, ...]:
    """Plans with the currency or period their own offer states; where names agree, never against the page."""
    return tuple(_filled(plan, offers) for plan in plans)


def _filled(plan: Plan, offers: tuple[Offer, ...]) -> Plan:
    if plan.amount is None or plan.custom:
        return plan
    same = [o for o in offers if o.amount == plan.amount and name_key(o.name) == name_key(plan.name)]
    if len({(o.currency, o.period) for o in same}) != 1:
        return plan
    return replace(plan, currency=plan.currency or same[0].currency, period=plan.period or same[0].period)


def alone(offers: tuple[Offer, ...]) -> tuple[Plan, ...]:
    """The plans of a page that shows none, as when a script draws them: two named offers at least."""
    named = [o for o in offers if o.name and o.amount is not None]
    if len({o.name for o in named}) < 2:
        return ()
    return tuple(
        Plan(
            o.name,
            o.amount,
            o.currency,
            o.period,
            free=o.amount == 0,
            text=f"{o.name} {o.amount} {o.currency or ''}".strip(),
        )
        for o in dict.fromkeys(named)
    )
