"""Amounts: written in twelve locales and read back; what is near a number but no price."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.pricing import money, plans
from extract.pricing.money import Locale

# group mark, decimal mark, pattern with the currency, language, ISO code
LOCALES = {
    "en-US": (",", ".", "${}", "USD"),
    "en-GB": (",", ".", "£{}", "GBP"),
    "en-IE": (",", ".", "€{}", "EUR"),
    "de": (".", ",", "{} €", "EUR"),
    "de-CH": ("'", ".", "CHF {}", "CHF"),
    "fr": ("\u202f", ",", "{}\u00a0€", "EUR"),
    "es": (".", ",", "{} EUR", "EUR"),
    "it": (".", ",", "€ {}", "EUR"),
    "pt-BR": (".", ",", "R$ {}", "BRL"),
    "sv": ("\u00a0", ",", "{} kr", "SEK"),
    "pl": (" ", ",", "{} zł", "PLN"),
    "ja": (",", ".", "¥{}", "JPY"),
}


def written(amount: Decimal, group: str, point: str) -> str:
    whole, _, cents = f"{amount:,.2f}".partition(".")
    text = whole.replace(",", group)
    return text if cents == "00" else f"{text}{point}{cents}"


@pytest.mark.parametrize("language", LOCALES)
@given(cents=st.integers(min_value=1, max_value=99_999_999))
def test_an_amount_survives_its_locale(language: str, cents: int) -> None:
    group, point, pattern, code = LOCALES[language]
    amount = Decimal(cents) / 100
    text = pattern.format(written(amount, group, point))
    found = money.prices(text, Locale(language))
    assert [(m.amount, m.currency) for m in found] == [(amount, code)], text


@pytest.mark.parametrize("language", LOCALES)
@settings(max_examples=10, deadline=None)
@given(cents=st.integers(min_value=1, max_value=99_999_999))
def test_an_amount_survives_a_page_of_its_locale(language: str, cents: int) -> None:
    group, point, pattern, code = LOCALES[language]
    amounts = {"Solo": Decimal(cents) / 100, "Team": Decimal(cents + 700) / 100}
    cards = "".join(
        f"<div><h3>{name}</h3><p>{pattern.format(written(amount, group, point))}</p>"
        "<ul><li>Backups</li></ul></div>"
        for name, amount in amounts.items()
    )
    found = plans(f"<html lang={language}><body><h1>Pricing</h1><div>{cards}</div></body></html>")
    assert [(p.name, p.amount, p.currency) for p in found] == [(n, a, code) for n, a in amounts.items()]


@given(cents=st.integers(min_value=0, max_value=9_999_999))
def test_trailing_zeros_do_not_count(cents: int) -> None:
    amount = Decimal(cents) / 100
    locale = Locale("en")
    short, long = (
        money.prices(f"${text}", locale)[0] for text in (f"{amount.normalize():f}", f"{amount:.2f}")
    )
    assert short.amount == long.amount == amount


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$1,299", "1299", "USD"),
        ("1 099,00 €", "1099", "EUR"),
        ("1.099,00 €", "1099", "EUR"),
        ("US$49", "49", "USD"),
        ("49,00 EUR", "49", "EUR"),
        ("$49 USD", "49", "USD"),
        ("CA$18", "18", "CAD"),
        ("29,- €", "29", "EUR"),
        ("$0.0075", "0.0075", "USD"),
        ("€0.002", "0.002", "EUR"),
        ("₹1,00,000", "100000", "INR"),
        ("$1.5k", "1500", "USD"),
        ("30¢", "0.30", "USD"),
        ("2879.20 €", "2879.2", "EUR"),
    ],
)
def test_how_prices_are_written(text: str, amount: str, currency: str) -> None:
    found = money.prices(text, Locale("en"))
    assert [(m.amount, m.currency) for m in found] == [(Decimal(amount), currency)]


def test_a_shared_sign_is_settled_by_the_page() -> None:
    assert money.prices("$10", Locale("en"))[0].currency == "USD"
    assert money.prices("$10", Locale("en-AU"))[0].currency == "AUD"
    stated = money.locale_of("en", "All prices are in Canadian dollars.")
    assert money.prices("$10", stated)[0].currency == "CAD"
    assert money.prices("99 kr", Locale("en"))[0].currency is None
    assert money.prices("99 kr", Locale("en", suffix="dk"))[0].currency == "DKK"


@pytest.mark.parametrize("text", ["v2.0 of 2024", "10 sites", "24/7", "iso 27001", "5,000 contacts", "B2B"])
def test_what_is_no_money(text: str) -> None:
    assert money.prices(text, Locale("en")) == ()
