"""Plans over time: what moved is said once and on equal terms; wording and order are no news."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals import plans
from signals.views import Day, PageView
from turfwatch.types import Facts, Gate, Plan, PlanEvent

D0 = date(2026, 1, 5)
URL = "https://deskly.example/pricing"
SOLO = Plan("Solo", Decimal(9), "EUR", "month", gates=(Gate("Sites", "10"), Gate("Single sign-on", "no")))
TEAM = Plan("Team", Decimal(29), "EUR", "month", gates=(Gate("Sites", "50"), Gate("Single sign-on", "no")))
TEAM_YEARLY = replace(TEAM, amount=Decimal(24), billing_note="billed annually")
STUDIO = Plan(
    "Studio", Decimal(79), "EUR", "month", gates=(Gate("Sites", "250"), Gate("Single sign-on", "yes"))
)
TABLE = (SOLO, TEAM, TEAM_YEARLY, STUDIO)


def view(*table: Plan, url: str = URL) -> PageView:
    return PageView(url, "pricing", 1, Facts(plans=table), "Pricing", "")


def events(*tables: tuple[Plan, ...]) -> list[PlanEvent]:
    """The events of a page whose plans were these, one table a day; the first is the baseline."""
    book: plans.Book = {}
    found: list[PlanEvent] = []
    for number, table in enumerate(tables):
        day = Day(D0 + timedelta(days=number), ((URL, view(*table)),))
        book, happened = plans.step("Deskly", book, day, baseline=number == 0)
        found += happened
    return [e for e in found if e.event]


def only(found: list[PlanEvent]) -> PlanEvent:
    assert len(found) == 1, found
    return found[0]


def test_rows_without_their_columns_are_no_plans_removed() -> None:
    def gated(plan: Plan, seats: str) -> Plan:
        limits = (Gate("Retention", f"{seats} days"), Gate("Number of seats", seats))
        return replace(plan, gates=plan.gates + limits)

    table = (gated(SOLO, "1"), gated(TEAM, "5"), gated(STUDIO, "50"))
    labels = "sites\nsingle sign on\nretention\nnumber of seats"
    on_request = Plan("Custom", custom=True)

    def after(*shown: Plan, text: str) -> list[PlanEvent]:
        book: plans.Book = {}
        book, _ = plans.step("Deskly", book, Day(D0, ((URL, view(*table, on_request)),)), baseline=True)
        half = replace(view(*shown), text=text)
        later = Day(D0 + timedelta(days=1), ((URL, half),))
        book, happened = plans.step("Deskly", book, later, baseline=False)
        whole = Day(D0 + timedelta(days=2), ((URL, view(*table, on_request)),))
        return [e for e in (*happened, *plans.step("Deskly", book, whole, baseline=False)[1]) if e.event]

    assert after(on_request, text=labels) == []
    # The rows are gone with the plans, or stand under a plan that has them: those are removals.
    assert {e.event for e in after(on_request, text="custom\nlet's talk")} == {"removed", "added"}
    assert {e.event for e in after(table[0], on_request, text=labels)} == {"removed", "added"}


def test_the_first_sight_is_rows_without_an_event() -> None:
    _, rows = plans.step("Deskly", {}, Day(D0, ((URL, view(*TABLE)),)), baseline=True)
    assert [r.event for r in rows] == ["", "", "", ""]


def test_a_price_moves_on_its_own_terms() -> None:
    moved = only(events(TABLE, (SOLO, replace(TEAM, amount=Decimal(35)), TEAM_YEARLY, STUDIO)))
    assert (moved.event, moved.plan.name, moved.change_pct) == ("price", "Team", 20.7)
    assert moved.previous is not None
    assert moved.previous.amount == 29


def test_trailing_zeros_are_no_news() -> None:
    assert events(TABLE, (replace(SOLO, amount=Decimal("9.00")), TEAM, TEAM_YEARLY, STUDIO)) == []


def test_monthly_and_yearly_are_never_compared() -> None:
    monthly = replace(TEAM, amount=Decimal(10))
    yearly = replace(TEAM, amount=Decimal(114), period="year")
    assert [e.event for e in events((monthly,), (yearly,))] == ["ended"]
    assert all(e.change_pct is None and e.previous is None for e in events((monthly,), (yearly,)))


@given(st.randoms(use_true_random=False))
def test_the_order_of_plans_does_not_matter(order: random.Random) -> None:
    shuffled = list(TABLE)
    order.shuffle(shuffled)
    assert events(TABLE, tuple(shuffled)) == []


def test_plans_that_change_places_have_not_changed_price() -> None:
    assert events((SOLO, TEAM), (TEAM, SOLO)) == []


def test_a_plan_added_and_a_plan_removed() -> None:
    network = Plan("Network", Decimal(199), "EUR", "month")
    assert only(events(TABLE, (*TABLE, network))).event == "added"
    gone = only(events(TABLE, (TEAM, TEAM_YEARLY, STUDIO)))
    assert (gone.event, gone.plan.name) == ("removed", "Solo")


def test_a_renamed_plan_is_the_same_plan() -> None:
    renamed = only(events(TABLE, (replace(SOLO, name="Starter"), TEAM, TEAM_YEARLY, STUDIO)))
    assert (renamed.event, renamed.plan.name, renamed.detail) == ("renamed", "Starter", "was Solo")


def test_a_price_without_a_plan_s_name_moves_like_any_other() -> None:
    usage = Plan(None, Decimal("0.80"), "USD", "usage", "resolution")
    moved = only(events((TEAM, usage), (TEAM, replace(usage, amount=Decimal("0.95")))))
    assert (moved.event, moved.change_pct) == ("price", 18.8)


def test_contact_sales_is_a_price_event_and_never_zero() -> None:
    gated = only(
        events((SOLO, STUDIO), (SOLO, replace(STUDIO, amount=None, currency=None, period=None, custom=True)))
    )
    assert (gated.event, gated.plan.amount, gated.change_pct) == ("price", None, None)
    assert gated.detail == "now contact sales"


def test_all_prices_of_a_plan_gated_at_once_are_one_event() -> None:
    custom = Plan("Team", custom=True)
    assert only(events((SOLO, TEAM, TEAM_YEARLY), (SOLO, custom))).detail == "now contact sales"


@pytest.mark.parametrize(
    ("gates", "detail"),
    [
        ((Gate("Sites", "30"), Gate("Single sign-on", "no")), "Sites: 50 → 30 (limit cut)"),
        ((Gate("Sites", "50"), Gate("Single sign-on", "yes")), "Single sign-on: no → yes"),
        ((Gate("Site", "1"), Gate("Single sign-on", "no")), "Sites: 50 → Site: 1 (limit cut)"),
        (
            (Gate("Sites", "Unlimited sites"), Gate("Single sign-on", "no")),
            "Sites: 50 → Unlimited sites (limit raised)",
        ),
    ],
)
def test_limits_and_gates_that_move_are_packaging(gates: tuple[Gate, ...], detail: str) -> None:
    moved = only(events((SOLO, TEAM), (SOLO, replace(TEAM, gates=gates))))
    assert (moved.event, moved.detail) == ("packaging", detail)


def test_a_feature_that_becomes_a_limit_is_packaging() -> None:
    before = replace(TEAM, gates=(Gate("Sites", "50"), Gate("Team access", "yes")))
    after = replace(TEAM, gates=(Gate("Sites", "50"), Gate("Team members", "10")))
    assert only(events((before,), (after,))).detail == "Team access: yes → Team members: 10"


def test_a_gate_under_another_name_with_the_same_value_is_no_news() -> None:
    before = replace(TEAM, gates=(Gate("E-mail support", "yes"),))
    after = replace(TEAM, gates=(Gate("Priority e-mail support", "yes"),))
    assert events((before,), (after,)) == []


def test_another_wording_of_a_gate_is_no_news() -> None:
    reworded = replace(TEAM, gates=(Gate("Sites", "up to 50"), Gate("Single sign-on", "no")))
    assert events((TEAM,), (reworded,)) == []


def test_a_table_that_could_not_be_read_is_no_news() -> None:
    assert events(TABLE, (), TABLE) == []


def test_a_pricing_page_that_moves_keeps_its_plans() -> None:
    book, _ = plans.step("Deskly", {}, Day(D0, ((URL, view(*TABLE)),)), baseline=True)
    new = "https://deskly.example/plans"
    moved = Day(D0 + timedelta(days=1), ((URL, None), (new, view(*TABLE, url=new))))
    book, happened = plans.step("Deskly", book, moved, baseline=False)
    assert happened == ()
    assert set(book) == {new}
