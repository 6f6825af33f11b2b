"""Amounts, prices and changes in per cent in words: signals and reports write them alike. Pure."""

from __future__ import annotations

from decimal import Decimal

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "BRL": "R$"}
_PERIODS = {"month": "month", "year": "year", "usage": "use"}
_NBSP = "\u00a0"


def number(value: Decimal | float) -> str:
    """Plain digits in groups of three: `1,299`, `0.5`, `49.90`."""
    if isinstance(value, float):
        value = Decimal(str(round(value, 2)))
    exact = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    text = f"{exact:,f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<2}" if fraction else whole


def money(amount: Decimal, currency: str | None) -> str:
    """`$49`, `€1,099.50`, `CHF 12`; without a currency only the number."""
    sign, size = ("−" if amount < 0 else ""), number(abs(amount))
    if not currency:
        return sign + size
    symbol = _SYMBOLS.get(currency.upper())
    return f"{sign}{symbol}{size}" if symbol else f"{sign}{currency} {size}"


def stated(amount: Decimal, currency: str | None, unit: str | None, period: str | None) -> str:
    """What is paid for what and how often: `$49 / seat / month`, `$0.95 / resolution`, `$99 once`."""
    often = "" if unit and period == "usage" else _PERIODS.get(period or "", "")
    parts = [money(amount, currency), unit or "", often]
    return " / ".join(part for part in parts if part) + (" once" if period == "once" else "")


def change(percentage: float) -> str:
    """A change in per cent with its sign: `+25 %`, `−18.5 %`; the space does not break."""
    return f"{'−' if percentage < 0 else '+'}{abs(round(percentage, 1)):g}{_NBSP}%"
