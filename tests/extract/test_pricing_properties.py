"""What must not matter to a price: order, a toggle's default, markup, decoration."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.pricing import looks_priced, plans
from turfwatch.types import Plan

PAGES = Path(__file__).parent / "pages_pricing"
NAMES = ["Solo", "Team", "Studio", "Network", "Agency"]


def facts(found: tuple[Plan, ...]) -> set[tuple[object, ...]]:
    """Plans without their order and the words they were read from."""
    return {
        (
            p.product,
            p.name,
            p.amount,
            p.currency,
            p.period,
            p.unit,
            p.billing_note,
            p.custom,
            p.free,
            frozenset(p.gates),
        )
        for p in found
    }


def card(name: str, amount: int, users: int) -> str:
    price = f"<p>€{amount} <small>/ month</small></p>"
    return f"<div class=c><h3>{name}</h3>{price}<ul><li>{users} users</li></ul></div>"


def page_of(cards: list[str]) -> str:
    return f"<html lang=en><h1>Pricing</h1><div>{''.join(cards)}</div></html>"


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(NAMES), amounts=st.lists(st.integers(1, 9999), min_size=5, max_size=5, unique=True)
)
def test_the_order_of_cards_changes_nothing(order: list[str], amounts: list[int]) -> None:
    priced = dict(zip(NAMES, amounts, strict=True))
    pages = [page_of([card(n, priced[n], len(n)) for n in names]) for names in (NAMES, order)]
    first, second = (facts(plans(page)) for page in pages)
    assert first == second
    assert {(name, amount) for _, name, amount, *_ in first} == {(n, Decimal(a)) for n, a in priced.items()}


def test_a_swap_of_two_cards_is_no_price_move() -> None:
    page = (PAGES / "slider_default.html").read_text(encoding="utf-8")
    cards = re.findall(r'<div class="plan">.*?</a></div>', page)
    assert len(cards) == 2
    swapped = page.replace("".join(cards), "".join(reversed(cards)))
    assert swapped != page
    assert facts(plans(page)) == facts(plans(swapped))


DEFAULTS = {
    "toggle_two_panels": [
        ('class="panel active"', 'class="panel"'),
        ('id="yearly" class="panel" style="display:none"', 'id="yearly" class="panel active"'),
        ('aria-selected="true"', 'aria-selected="false"'),
    ],
    "toggle_in_card_spans": [
        ('price-annual" hidden', 'price-annual"'),
        ('class="price-monthly"', 'class="price-monthly" hidden'),
        ('id="annual"', 'id="annual" checked'),
    ],
    "toggle_data_attributes": [(">20<", ">16<"), (">45<", ">36<")],
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_toggle_s_default_does_not_matter(name: str) -> None:
    page = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    other = page
    for old, new in DEFAULTS[name]:
        assert old in other
        other = other.replace(old, new)
    assert facts(plans(page)) == facts(plans(other))


def spaced(page: str) -> str:
    return page.replace("><", ">\n   <")


def decorated(page: str) -> str:
    page = page.replace("</h3>", ' <img src="x.png" alt="star"></h3>').replace("?v=1", "?v=2")
    return page.replace(
        "<body>", '<body><div class="cookie-banner">We use cookies. <button>Accept</button></div>'
    )


def reclassed(page: str) -> str:
    return page.replace('class="card', 'class="x9f3 card')


@pytest.mark.parametrize("edit", [spaced, decorated, reclassed])
@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_harmless_edits_change_nothing(page: Path, edit: object) -> None:
    html = page.read_text(encoding="utf-8")
    assert facts(plans(html)) == facts(plans(edit(html)))  # type: ignore[operator]


def test_empty_and_broken_pages_have_no_plans() -> None:
    for html in (
        "",
        " ",
        "<html>",
        "<p>",
        "not a page",
        "<table><tr></table>",
        "<div><div></div>",
        "\x00\ufffd",
    ):
        assert plans(html) == ()


PIECES = re.findall(
    r"\S+",
    "<div> </div> <table> <tr> <td> </td> <li> <ul> </ul> <h3>Pro</h3> $9 /month Free Custom % Contact"
    " <td/colspan=0> <td/rowspan=99> <s>$5</s> <b/data-monthly=1/data-yearly=2>1</b>",
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=25,
    )
)
def test_no_markup_is_too_broken(pieces: list[str]) -> None:
    for plan in plans("".join(pieces)):
        assert plan.custom == (plan.amount is None)
        assert plan.free == (plan.amount == 0)


def test_the_cheap_test() -> None:
    assert looks_priced("Plans from €9 per month")
    assert looks_priced("<b>$</b><b>9</b> <i>/mo</i>")
    assert not looks_priced("Send invoices in seconds. See our pricing.")
    assert not looks_priced("<script>var price = '$9/month'</script><p>per month</p>")
