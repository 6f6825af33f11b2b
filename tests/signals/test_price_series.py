"""The history of a price: one line a series, without gaps or overlaps, whatever happened to the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from signals import plans
from signals.price_series import PricePoint, series
from signals.views import Day, PageView
from turfwatch.types import Facts, Plan, PlanEvent

D0 = date(2026, 1, 5)
URL = "https://deskly.example/pricing"
SOLO = Plan("Solo", Decimal(9), "EUR", "month")
TEAM = Plan("Team", Decimal(29), "EUR", "month")
YEARLY = replace(TEAM, amount=Decimal(290), period="year")


def history(*tables: tuple[Plan, ...]) -> tuple[PricePoint, ...]:
    """The series of a page whose plans were these, one table a day."""
    book: plans.Book = {}
    events: list[PlanEvent] = []
    for number, table in enumerate(tables):
        view = PageView(URL, "pricing", 1, Facts(plans=table), "Pricing", "")
        book, happened = plans.step(
            "Deskly", book, Day(D0 + timedelta(days=number), ((URL, view),)), baseline=number == 0
        )
        events += happened
    return series(events)


def line(points: tuple[PricePoint, ...], name: str) -> list[tuple[Decimal | None, int, int | None]]:
    """Amount, first day and the day it ended, in days since the first."""
    return [
        (p.amount, (p.since - D0).days, None if p.until is None else (p.until - D0).days)
        for p in points
        if p.series == name
    ]


def test_a_price_that_moves_ends_one_point_and_begins_another() -> None:
    dearer = replace(TEAM, amount=Decimal(35))
    points = history((SOLO, TEAM), (SOLO, TEAM), (SOLO, dearer))
    assert line(points, "Team") == [(Decimal(29), 0, 2), (Decimal(35), 2, None)]
    assert line(points, "Solo") == [(Decimal(9), 0, None)]


def test_a_renamed_plan_goes_on_in_its_series() -> None:
    points = history(
        (SOLO, TEAM),
        (SOLO, replace(TEAM, name="Crew")),
        (SOLO, replace(TEAM, name="Crew", amount=Decimal(31))),
    )
    assert line(points, "Team") == [(Decimal(29), 0, 1), (Decimal(29), 1, 2), (Decimal(31), 2, None)]
    assert [p.plan for p in points if p.series == "Team"] == ["Team", "Crew", "Crew"]


def test_a_price_on_other_terms_is_a_line_of_its_own() -> None:
    points = history((SOLO, TEAM), (SOLO, TEAM, YEARLY), (SOLO, YEARLY))
    assert sorted((p.period or "", p.since.day, p.until is None) for p in points if p.plan == "Team") == [
        ("month", 5, False), ("year", 6, True),
    ]  # fmt: skip


def test_a_plan_behind_contact_sales_has_no_amount_and_comes_back() -> None:
    points = history((SOLO, TEAM), (SOLO, Plan("Team", custom=True)), (SOLO, TEAM))
    assert sorted(line(points, "Team"), key=lambda p: p[1]) == [
        (Decimal(29), 0, 1), (None, 1, 2), (Decimal(29), 2, None),
    ]  # fmt: skip


def test_a_plan_that_is_removed_ends_with_all_its_prices() -> None:
    assert all(p.until is not None for p in history((SOLO, TEAM, YEARLY), (SOLO,)) if p.plan == "Team")


AMOUNTS = st.lists(st.none() | st.integers(1, 5), min_size=1, max_size=12)


@given(AMOUNTS)
def test_the_series_says_of_every_day_what_the_page_said(amounts: list[int | None]) -> None:
    tables = [(SOLO,) if a is None else (SOLO, replace(TEAM, amount=Decimal(a))) for a in amounts]
    points = [p for p in history(*tables) if p.plan == "Team"]
    for number, amount in enumerate(amounts):
        day = D0 + timedelta(days=number)
        standing = [p.amount for p in points if p.since <= day and (p.until is None or day < p.until)]
        assert standing == ([] if amount is None else [Decimal(amount)])
