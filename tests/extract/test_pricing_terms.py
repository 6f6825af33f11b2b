"""The words around a price: period, unit, billing; nothing that is not said."""

from __future__ import annotations

import pytest

from extract.pricing import terms


@pytest.mark.parametrize(
    ("after", "period", "unit"),
    [
        ("/month", "month", None),
        ("/mo.", "month", None),
        ("per user per month", "month", "user"),
        ("/seat/mo", "month", "seat"),
        ("user / month", "month", "user"),
        ("a year", "year", None),
        ("/yr", "year", None),
        ("p.a.", "year", None),
        ("per agent / month, billed annually", "month", "agent"),
        ("billed annually", None, None),
        ("billed monthly", "month", None),
        ("one-time", "once", None),
        ("per 1,000 emails", "usage", "1,000 emails"),
        ("for 10k API runs", "usage", "10k API runs"),
        ("per host", None, "host"),
        ("for 5 users", None, None),
        ("every 3 months", None, None),
        ("per quarter", None, None),
        ("/week", None, None),
        ("", None, None),
        ("pro Nutzer und Monat", "month", "nutzer"),
        ("pro Monat", "month", None),
        ("par mois", "month", None),
        ("al mes", "month", None),
        ("/ mois / utilisateur", "month", "utilisateur"),
    ],
)
def test_what_is_said_after_a_price(after: str, period: str | None, unit: str | None) -> None:
    said = terms.read("", after)
    assert (said.period, said.unit) == (period, unit)


def test_billing_is_a_note_and_not_a_period() -> None:
    assert terms.read("From", "/month, billed annually").notes == ("from", "billed annually")
    assert terms.read("", "/month with a minimum of 3 seats").notes == ("minimum of 3 seats",)
    assert terms.read("", "/month for the first 3 months").notes == ("for the first 3 months",)


def test_a_label_is_one_toggle_position_or_none() -> None:
    assert terms.span_word("price monthly") == "month"
    assert terms.span_word("annual") == "year"
    assert terms.span_word("monthly annual toggle") is None
    assert terms.span_word("yearling") is None
