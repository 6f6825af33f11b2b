"""One offer in many kinds of markup: the words decide, not the elements they stand in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from extract.pricing import plans

URL = "https://vendor.example/pricing"
OFFER = [
    ("Pond", "$12 per month", ["500 replies a month included", "3 inboxes", "Saved answers"]),
    ("Lake", "$40 per month", ["4,000 replies a month included", "20 inboxes", "Single sign-on"]),
    ("Ocean", "Contact sales", ["Unlimited inboxes", "Own region"]),
]


def page(body: str) -> str:
    return f"<!doctype html><html lang='en'><body><h1>Pricing</h1>{body}</body></html>"


def lists() -> str:
    return "".join(
        f"<div><h3>{name}</h3><p>{price}</p><ul>{''.join(f'<li>{x}</li>' for x in has)}</ul></div>"
        for name, price, has in OFFER
    )


def boxes() -> str:
    cards = "".join(
        f'<div class="k1"><div class="k2">{name}</div><div class="k3">{price}</div>'
        f'<div class="k4">{"".join(f"<div>{x}</div>" for x in has)}</div></div>'
        for name, price, has in OFFER
    )
    return f'<div class="k0">{cards}</div>'


def loose_boxes() -> str:
    return "".join(
        f'<article aria-label="{name}"><header><h2>{name}</h2></header><div class="p">{price}</div>'
        + "".join(f'<div class="w">{x}</div>' for x in has)
        + f"<form><button>Choose {name}</button></form></article>"
        for name, price, has in OFFER
    )


def custom_elements() -> str:
    cards = "".join(
        f"<mere-card><mere-name>{name}</mere-name><mere-sum>{price}</mere-sum>"
        + "".join(f"<mere-line>{x}</mere-line>" for x in has)
        + "</mere-card>"
        for name, price, has in OFFER
    )
    return f"<mere-cards>{cards}</mere-cards>"


def breaks() -> str:
    return "".join(f"<p><b>{name}</b><br>{'<br>'.join([price, *has])}</p>" for name, price, has in OFFER)


def roles() -> str:
    return "".join(
        f'<section><div role="heading" aria-level="3">{name}</div><p>{price}</p><div role="list">'
        + "".join(f'<div role="listitem">{x}</div>' for x in has)
        + "</div></section>"
        for name, price, has in OFFER
    )


def layout_table() -> str:
    cells = "".join(
        f"<td><table><tr><td><b>{name}</b></td></tr><tr><td>{price}</td></tr>"
        f"<tr><td>{'<br>'.join(has)}</td></tr></table></td>"
        for name, price, has in OFFER
    )
    return f"<table><tr>{cells}</tr></table>"


def accordion() -> str:
    return "".join(
        f"<details><summary>{name} <span>{price}</span></summary>"
        f"<ul>{''.join(f'<li>{x}</li>' for x in has)}</ul></details>"
        for name, price, has in OFFER
    )


MARKUPS = [lists, boxes, loose_boxes, custom_elements, breaks, roles, layout_table, accordion]


@pytest.mark.parametrize("markup", MARKUPS, ids=lambda markup: markup.__name__)
def test_the_same_words_give_the_same_plans_and_gates(markup: Callable[[], str]) -> None:
    found = plans(page(markup()), URL)
    assert [(p.name, p.amount, p.period, p.custom) for p in found] == [
        ("Pond", Decimal(12), "month", False),
        ("Lake", Decimal(40), "month", False),
        ("Ocean", None, None, True),
    ]
    assert [{g.name: g.value for g in p.gates} for p in found] == [
        {"replies a month included": "500", "inboxes": "3", "Saved answers": "yes"},
        {"replies a month included": "4,000", "inboxes": "20", "Single sign-on": "yes"},
        {"inboxes": "unlimited", "Own region": "yes"},
    ]


def test_a_price_by_use_beside_base_fees_is_read_from_the_sentence() -> None:
    sentence = "<p>A base fee with replies included, then $0.30 per reply.</p>"
    for markup in (lists, custom_elements):
        added = plans(page(sentence + markup()), URL)[-1]
        assert (added.name, added.amount, added.period, added.unit) == (
            None,
            Decimal("0.30"),
            "usage",
            "reply",
        )


@pytest.mark.parametrize(
    "remark",
    [
        "<p>Teams spend $300 per ticket elsewhere.</p>",
        "<blockquote>We paid $9 a month and then $2 per reply.</blockquote>",
        "<h2>What is a reply?</h2><p>A message, plus $1 per reply beyond it.</p>",
    ],
)
def test_what_others_pay_is_no_price_by_use(remark: str) -> None:
    assert {p.name for p in plans(page(lists() + remark), URL)} == {"Pond", "Lake", "Ocean"}


def test_sentences_are_plans_only_on_a_page_about_prices() -> None:
    body = "<h1>{}</h1><p>Rillwork Plus is $30 per month and Rillwork Max is $90 per month.</p>"
    told = plans(body.format("Pricing"), "https://vendor.example/pricing")
    assert [(p.name, p.amount) for p in told] == [
        ("Rillwork Plus", Decimal(30)),
        ("Rillwork Max", Decimal(90)),
    ]
    assert plans(body.format("How we moved house"), "https://vendor.example/blog/house") == ()


def test_a_side_box_that_asks_for_a_call_is_no_plan() -> None:
    frame = (
        "<table><tr><td>{}</td><td><table><tr><th>Evaluate</th></tr><tr><td>"
        "<a href='/x'>Request a trial copy</a></td></tr></table>"
        "<table><tr><th>Call us</th></tr><tr><td>Mon-Fri</td></tr></table></td></tr></table>"
    )
    prices = (
        "<table><tr><th>Edition</th><th>Price per year</th></tr><tr><td>Small</td><td>$90</td></tr>"
        "<tr><td>Large</td><td>$190</td></tr></table>"
    )
    assert [p.name for p in plans(page(frame.format(prices)), URL)] == ["Small", "Large"]


def test_a_label_over_a_price_is_its_billing_not_its_name() -> None:
    card = (
        "<article><h2>{}</h2><dl><dt>Monthly</dt><dd>${} per month</dd><dt>Yearly</dt>"
        "<dd>${} per month, billed yearly</dd></dl></article>"
    )
    found = plans(page(card.format("Creek", Decimal(20), 16) + card.format("River", 50, 40)), URL)
    assert [(p.name, p.amount, p.period, p.billing_note) for p in found] == [
        ("Creek", 20, "month", None),
        ("Creek", Decimal(16), "month", "billed yearly"),
        ("River", Decimal(50), "month", None),
        ("River", Decimal(40), "month", "billed yearly"),
    ]


def points(body: str) -> list[tuple[str | None, Decimal | None, str | None, str | None]]:
    return [(p.name, p.amount, p.period, p.unit) for p in plans(page(body), URL)]


def test_two_prices_on_a_line_share_the_terms_below_or_have_their_own() -> None:
    card = "<div><h3>{}</h3><div><span>$19</span><span>$15</span></div>{}<ul><li>Maps</li></ul></div>"
    shared = "<p>per seat / month</p><p>billed annually</p>"
    own = "<p>per seat / month</p><p>per seat / month, billed annually</p>"
    assert points("".join(card.format(name, shared) for name in ("Lark", "Wren"))) == [
        (name, Decimal(amount), "month", "seat") for name in ("Lark", "Wren") for amount in (19, 15)
    ]
    found = plans(page("".join(card.format(name, own) for name in ("Lark", "Wren"))), URL)
    assert [(p.amount, p.billing_note) for p in found if p.name == "Lark"] == [
        (19, None),
        (15, "billed annually"),
    ]


def test_a_sentence_adds_a_plan_only_where_the_page_vouches_for_its_name() -> None:
    rival = "<h2>Why switch</h2><p>Trellis is $20 per month. We are not.</p>"
    own = "<h2>Prefer the cloud?</h2><p>Pond Cloud is $45 per month or $450 per year.</p>"
    assert points(lists() + rival) == points(lists())
    assert points(lists() + own)[3:] == [
        ("Pond Cloud", Decimal(45), "month", None),
        ("Pond Cloud", Decimal(450), "year", None),
    ]


def test_a_price_band_is_a_name_where_its_neighbours_have_prices() -> None:
    bands = "".join(
        f"<li><span>{name}</span> <b>{price}</b></li>"
        for name, price in (
            ("Up to 20 pupils", "Free"),
            ("21-200 pupils", "$30 a month"),
            ("Over 200 pupils", "Please contact us"),
        )
    )
    found = plans(page(f"<ul>{bands}</ul>"), URL)
    assert [(p.name, p.free, p.custom) for p in found] == [
        ("Up to 20 pupils", True, False),
        ("21-200 pupils", False, False),
        ("Over 200 pupils", False, True),
    ]


def test_rows_across_a_table_are_the_products_of_the_rows_below() -> None:
    rows = "".join(
        f"<tr><td colspan=2>{group}</td></tr><tr><td>{name}</td><td>${amount}</td></tr>"
        for group, name, amount in (("Schools", "Chalk", 9), ("Districts", "Hall", 99))
    )
    found = plans(page(f"<table><tr><th>Plan</th><th>Monthly</th></tr>{rows}</table>"), URL)
    assert [(p.product, p.name, p.amount) for p in found] == [
        ("Schools", "Chalk", 9),
        ("Districts", "Hall", 99),
    ]
