"""Saved pricing pages of invented vendors against the plans they state."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.pricing import looks_priced, plans
from turfwatch.types import Plan

PAGES = sorted((Path(__file__).parent / "pages_pricing").glob("*.html"))


def described(plan: Plan, expected: dict[str, Any]) -> dict[str, Any]:
    """The plan's own values for the keys the expectation names."""
    seen: dict[str, Any] = {key: getattr(plan, key) for key in expected if key != "gates"}
    if "amount" in seen:
        seen["amount"] = plan.amount
    if "gates" in expected:
        values = {gate.name: gate.value for gate in plan.gates}
        seen["gates"] = {name: values.get(name) for name in expected["gates"]}
    return seen


def wanted(expected: dict[str, Any]) -> dict[str, Any]:
    amount = expected.get("amount")
    return expected | (
        {"amount": None if amount is None else Decimal(amount)} if "amount" in expected else {}
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_plans_of_a_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    found = plans(page.read_text(encoding="utf-8"), f"https://vendor.example/{page.stem}")
    by_place = lambda p: (p.get("product") or "", p["name"] or "", str(p.get("period")), str(p.get("amount")))  # noqa: E731
    keys = ("product", "name", "period", "amount")
    assert len(found) == len(expected), found
    described_plans = []
    rest = list(found)
    for target in sorted(map(wanted, expected), key=by_place):
        best = max(rest, key=lambda p: sum(getattr(p, k) == target[k] for k in keys if k in target))
        rest.remove(best)
        described_plans.append((described(best, target), target))
    for seen, target in described_plans:
        assert seen == target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_with_plans_looks_priced(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    if json.loads(page.with_suffix(".json").read_text(encoding="utf-8")):
        assert looks_priced(html)
