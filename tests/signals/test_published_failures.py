"""What other price monitors got wrong in public, each from the page to the signal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from extract.pricing import plans
from signals.detect import load_rules
from signals.fold import Context, fold
from signals.phrases import compile_segments
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Facts

D0 = date(2026, 3, 2)
URL = "https://ledgerly.example/pricing"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Tallybird"},
        "segments": [{"id": "shops", "name": "Shops", "audience": ["corner shops"], "terms": ["till roll"]}],
        "competitors": [{"name": "Ledgerly", "site": "https://ledgerly.example"}],
    }
)
CONTEXT = Context("Ledgerly", CONFIG, compile_segments(CONFIG.segments), load_rules(())[0])

Card = tuple[str, str, Sequence[str]]  # name, price as HTML, bullets


def page(*cards: Card, around: str = "") -> str:
    boxes = "".join(
        f'<div class="plan"><h3>{name}</h3><p class="price">{price}</p>'
        f"<ul>{''.join(f'<li>{b}</li>' for b in bullets)}</ul>"
        f"<a class=btn href=/start>Choose {name}</a></div>"
        for name, price, bullets in cards
    )
    return f"<html lang=en><body><h1>Pricing</h1>{around}<div class=plans>{boxes}</div></body></html>"


def play(*pages: str) -> Derived:
    days = [
        Day(
            D0 + timedelta(days=7 * n),
            ((URL, PageView(URL, "pricing", n + 1, Facts(plans=plans(p, URL)), "", "")),),
        )
        for n, p in enumerate(pages)
    ]
    return fold(CONTEXT, days).derived


SOLO: Card = ("Solo", "$20 / month", ["1 till", "E-mail support"])
TEAM: Card = ("Team", "$60 / month", ["5 tills", "Stock counts"])


def test_a_yearly_price_is_not_read_as_a_monthly_one() -> None:
    (solo, _) = plans(page(("Solo", "$48/year", ["1 till"]), TEAM), URL)
    assert (solo.amount, solo.period) == (Decimal(48), "year")
    assert (
        play(
            page(("Solo", "$4/month", ["1 till"]), TEAM), page(("Solo", "$48/year", ["1 till"]), TEAM)
        ).signals
        == ()
    )


def test_a_sale_price_is_not_the_list_price() -> None:
    sale: Card = ("Team", "<s>$60</s> $45 / month", ["5 tills", "Stock counts"])
    team = plans(page(SOLO, sale), URL)[1]
    assert (team.amount, team.billing_note) == (Decimal(45), "list price $60")
    (signal,) = play(page(SOLO, TEAM), page(SOLO, sale)).signals
    assert signal.kind == "price_move"
    assert "$60 / month → $45 / month (−25\u00a0%)" in signal.summary


@pytest.mark.parametrize(
    "words", ["Contact sales", "Let’s talk", "Custom pricing", "On request", "Speak to our team"]
)
def test_contact_sales_is_not_nothing(words: str) -> None:
    gated: Card = ("Team", words, ["5 tills", "Stock counts"])
    team = plans(page(SOLO, gated), URL)[1]
    assert (team.amount, team.custom, team.free) == (None, True, False)
    (signal,) = play(page(SOLO, TEAM), page(SOLO, gated)).signals
    assert (signal.kind, "%" in signal.summary) == ("price_move", False)
    assert "$60 / month → contact sales" in signal.summary


@pytest.mark.parametrize(
    "written", ["$20.00 / month", "$20.0 / month", "US$20 / month", "20 USD / month", "$20/mo"]
)
def test_another_way_to_write_a_price_is_no_change(written: str) -> None:
    assert play(page(SOLO, TEAM), page(("Solo", written, SOLO[2]), TEAM)).signals == ()


def test_plans_that_change_places_are_no_change() -> None:
    derived = play(page(SOLO, TEAM), page(TEAM, SOLO), page(SOLO, TEAM))
    assert derived.signals == ()
    assert [e for e in derived.plan_events if e.event] == []


def test_plans_that_swap_prices_are_told_with_both_amounts() -> None:
    swapped = page(("Solo", "$60 / month", SOLO[2]), ("Team", "$20 / month", TEAM[2]))
    (signal,) = play(page(SOLO, TEAM), swapped).signals
    assert "$20 / month → $60 / month" in signal.summary
    assert "$60 / month → $20 / month" in signal.summary


def test_thousands_are_not_cut_off() -> None:
    big: Card = ("Team", "$1,299 / month", TEAM[2])
    assert plans(page(SOLO, big), URL)[1].amount == Decimal(1299)
    (signal,) = play(page(SOLO, ("Team", "$1,199 / month", TEAM[2])), page(SOLO, big)).signals
    assert "$1,199 / month → $1,299 / month (+8.3\u00a0%)" in signal.summary


def test_a_month_is_not_compared_with_a_year() -> None:
    derived = play(
        page(("Solo", "€10/month", ["1 till"]), ("Team", "€30/month", ["5 tills"])),
        page(("Solo", "€114/year", ["1 till"]), ("Team", "€342/year", ["5 tills"])),
    )
    assert derived.signals == ()
    assert all(event.change_pct is None for event in derived.plan_events)
    assert "price" not in {event.event for event in derived.plan_events}


def test_another_currency_for_another_visitor_is_no_move() -> None:
    euros = page(("Solo", "€18 / month", SOLO[2]), ("Team", "€55 / month", TEAM[2]))
    assert play(page(SOLO, TEAM), euros).signals == ()


def test_a_free_plan_that_is_dropped_is_said_to_be() -> None:
    free: Card = ("Market stall", "Free", ["1 till"])
    (signal,) = play(page(free, SOLO, TEAM), page(SOLO, TEAM)).signals
    assert (signal.kind, "the free plan is gone" in signal.summary) == ("plan_removed", True)


def test_a_renamed_plan_is_neither_new_nor_gone() -> None:
    derived = play(page(SOLO, TEAM), page(("Starter", *SOLO[1:]), TEAM))
    assert derived.signals == ()
    assert [(e.event, e.detail) for e in derived.plan_events if e.event] == [("renamed", "was Solo")]


def test_a_feature_that_changes_plans_is_one_packaging_signal() -> None:
    down = page(("Solo", SOLO[1], [*SOLO[2], "Stock counts"]), ("Team", TEAM[1], ["5 tills"]))
    (signal,) = play(page(SOLO, TEAM), down).signals
    assert signal.kind == "packaging"
    assert "Stock counts: moved from Team to Solo" in signal.summary
    assert signal.evidence[0].text == "Stock counts"


@pytest.mark.parametrize(
    ("now", "way"),
    [("3 tills", "limit cut"), ("9 tills", "limit raised"), ("Unlimited tills", "limit raised")],
)
def test_a_limit_that_moves_says_which_way(now: str, way: str) -> None:
    (signal,) = play(page(SOLO, TEAM), page(SOLO, ("Team", TEAM[1], [now, "Stock counts"]))).signals
    assert signal.kind == "packaging"
    assert f"({way})" in signal.summary
    assert (signal.evidence[0].before, signal.evidence[0].text) == ("5 tills", now)


def test_the_same_limit_in_other_figures_is_no_change() -> None:
    before = page(SOLO, ("Team", TEAM[1], ["10,000 receipts"]))
    after = page(SOLO, ("Team", TEAM[1], ["10k receipts"]))
    assert play(before, after).signals == ()


def test_a_pricing_page_missing_for_a_day_is_no_news() -> None:
    read = Facts(plans=plans(page(SOLO, TEAM), URL))
    view = PageView(URL, "pricing", 1, read, "", "")
    days = [
        Day(D0, ((URL, view),)),
        Day(D0 + timedelta(days=1), ((URL, None),), frozenset({URL})),
        Day(D0 + timedelta(days=2), ((URL, view),)),
    ]
    derived = fold(CONTEXT, days).derived
    assert derived.signals == ()
    assert [e for e in derived.plan_events if e.event] == []
