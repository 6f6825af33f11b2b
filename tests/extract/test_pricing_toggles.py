"""Monthly and yearly prices behind one switch: both are read, whichever the page shows first."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.pricing import plans

Prices = list[tuple[str, int, int]]  # name, a month, a year
Markup = Callable[[Prices, bool], str]


def hidden(shown: bool) -> str:
    return "" if shown else ' style="display:none" aria-hidden="true"'


def card(name: str, price: str) -> str:
    return f'<div class="card"><h3>{name}</h3>{price}<ul><li>5 sites</li><li>Backups</li></ul></div>'


def two_panels(prices: Prices, yearly: bool) -> str:
    months = "".join(card(n, f"<p>€{m} <small>/ month</small></p>") for n, m, _ in prices)
    years = "".join(card(n, f"<p>€{y} <small>/ year</small></p>") for n, _, y in prices)
    return (
        f"<a role=tab aria-controls=m aria-selected={str(not yearly).lower()}>Monthly</a>"
        f"<a role=tab aria-controls=y aria-selected={str(yearly).lower()}>Yearly</a>"
        f"<div id=m role=tabpanel{hidden(not yearly)}>{months}</div>"
        f"<div id=y role=tabpanel{hidden(yearly)}>{years}</div>"
    )


def spans_in_cards(prices: Prices, yearly: bool) -> str:
    return "".join(
        card(
            n,
            f'<p class="price"><span class="monthly"{hidden(not yearly)}>€{m} / month</span>'
            f'<span class="yearly"{hidden(yearly)}>€{y} / year</span></p>',
        )
        for n, m, y in prices
    )


def data_attributes(prices: Prices, yearly: bool) -> str:
    return "".join(
        card(n, f'<p>€<b data-monthly="{m}" data-yearly="{y}">{y if yearly else m}</b></p>')
        for n, m, y in prices
    )


def amounts_on_the_box(prices: Prices, yearly: bool) -> str:
    return "".join(
        card(n, f'<p data-month="€{m}" data-year="€{y}"><span>€{y if yearly else m}</span></p>')
        for n, m, y in prices
    )


@pytest.mark.parametrize("markup", [two_panels, spans_in_cards, data_attributes, amounts_on_the_box])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(months=st.lists(st.integers(5, 400), min_size=2, max_size=4, unique=True), rebate=st.integers(9, 11))
def test_a_toggle_s_default_does_not_matter(markup: Markup, months: list[int], rebate: int) -> None:
    prices = [
        (name, m, m * rebate) for name, m in zip(("Solo", "Team", "Studio", "Agency"), months, strict=False)
    ]
    page = "<html lang=en><body><h1>Pricing</h1><div>{}</div></body></html>"
    by_month, by_year = (plans(page.format(markup(prices, yearly))) for yearly in (False, True))
    assert set(by_month) == set(by_year)
    assert {(p.name, p.amount, p.period) for p in by_month} == {
        (n, Decimal(amount), period) for n, m, y in prices for amount, period in ((m, "month"), (y, "year"))
    }
