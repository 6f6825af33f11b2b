"""Money in text: where a price stands, how much it is and in which currency.

Amounts are read by price-parser; this module finds them, settles what it leaves open (a leading
zero, Indian grouping, cents) and maps symbols to ISO codes. A sign shared by several currencies is
resolved by what the page says, and stays None where the page says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from price_parser.parser import parse_number

# Unambiguous signs and names. Longer ones come first in the pattern built below.
CURRENCIES = {
    "US$": "USD", "U$S": "USD", "USD": "USD", "A$": "AUD", "AU$": "AUD", "AUD": "AUD", "C$": "CAD",
    "CA$": "CAD", "CAD": "CAD", "NZ$": "NZD", "NZD": "NZD", "S$": "SGD", "SG$": "SGD", "SGD": "SGD",
    "HK$": "HKD", "HKD": "HKD", "MX$": "MXN", "MXN": "MXN", "R$": "BRL", "BRL": "BRL", "€": "EUR",
    "EUR": "EUR", "Euro": "EUR", "£": "GBP", "GBP": "GBP", "CN¥": "CNY", "CNY": "CNY", "RMB": "CNY",
    "JPY": "JPY", "円": "JPY", "₹": "INR", "INR": "INR", "Rs.": "INR", "Rs": "INR", "₩": "KRW",
    "원": "KRW", "KRW": "KRW",
    "zł": "PLN", "PLN": "PLN", "Kč": "CZK", "CZK": "CZK", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK",
    "CHF": "CHF", "SFr.": "CHF", "Fr.": "CHF", "Ft": "HUF", "HUF": "HUF", "RON": "RON", "lei": "RON",
    "₺": "TRY", "TRY": "TRY", "₪": "ILS", "ILS": "ILS", "₴": "UAH", "UAH": "UAH", "₽": "RUB", "RUB": "RUB",
    "ZAR": "ZAR", "฿": "THB", "THB": "THB", "₫": "VND", "VND": "VND", "IDR": "IDR", "Rp": "IDR",
    "MYR": "MYR", "RM": "MYR", "₱": "PHP", "PHP": "PHP", "AED": "AED", "SAR": "SAR",
}  # fmt: skip

# Signs several currencies share: by the region or language the page declares.
SHARED = {
    "$": {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "MX": "MXN", "": "USD"},
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK",
           "da": "DKK"},
    "¥": {"CN": "CNY", "zh": "CNY", "JP": "JPY", "ja": "JPY"},
}  # fmt: skip
SHARED["kr."] = SHARED["kr"]
SHARED["¥"][""] = "JPY"

SIGN = "|".join(re.escape(sign) for sign in sorted({*CURRENCIES, *SHARED}, key=len, reverse=True))
_SPACE = "[ \u00a0\u202f\u2009]"
NUMBER = (
    rf"(?:\d{{1,3}}(?:(?:[.,'’]|{_SPACE})\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+)"
    r"(?:[.,]\d{1,4}(?!\d))?|\.\d{1,4}"
)
_DASH = r"(?:[.,]\s?[-–—]{1,2})?"  # 29,- and 29.–
_PRICE = re.compile(
    rf"(?<![\w$€£])(?P<before>{SIGN}){_SPACE}?(?:(?P<again>[$€£]){_SPACE}?)?(?P<n1>{NUMBER}){_DASH}(?P<k1>[kK]\b)?"
    rf"(?:{_SPACE}?(?P<code>USD|EUR|GBP|AUD|CAD|NZD|SGD|HKD|MXN)\b)?"
    rf"|(?<![\w.,])(?P<n2>{NUMBER}){_DASH}{_SPACE}?(?P<after>{SIGN})(?![A-Za-z])"
    rf"|(?<![\w.,])(?P<cents>\d+(?:\.\d+)?){_SPACE}?(?:¢|cents?\b)"
    rf"|(?<![\w.,])(?P<share>\d+(?:[.,]\d+)?){_SPACE}?%"
)
_BARE = re.compile(rf"(?:{NUMBER}){_DASH}$")
_STATED = re.compile(
    r"\b(?:all|our)?\s*(?:prices?|pricing|amounts?|billed|charged)\b[^.]{0,60}?\bin\s+(?P<code>(?-i:[A-Z]{3})\b|"
    r"(?:US|U\.S\.|Australian|Canadian|New Zealand|Singapore|Hong Kong)\s+dollars)",
    re.IGNORECASE,
)
_SPELT = {"us": "USD", "u.s.": "USD", "australian": "AUD", "canadian": "CAD", "new zealand": "NZD",
          "singapore": "SGD", "hong kong": "HKD"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locale:
    """What a page says of its own conventions: language tag, stated currency, host suffix."""

    language: str = ""
    stated: str | None = None
    suffix: str = ""

    def currency(self, sign: str) -> str | None:
        """The ISO code of a sign as this page uses it, or None when it cannot be told."""
        if sign in CURRENCIES:
            return CURRENCIES[sign]
        table = SHARED[sign]
        if self.stated in table.values():
            return self.stated
        language, _, region = self.language.partition("-")
        keys = (region.upper(), self.suffix.upper(), language.lower(), "")
        return next((table[key] for key in keys if key in table), None)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a text: `text[start:end]`; the currency is None for a bare figure."""

    amount: Decimal
    currency: str | None
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict, compare=False)


def locale_of(language: str, text: str, suffix: str = "") -> Locale:
    """The conventions of a page, from its language tag, its words and its host's suffix."""
    found = _STATED.search(text)
    code = found["code"].upper() if found else None
    if code and code not in CURRENCIES:
        code = _SPELT.get(re.sub(r"\s+dollars$", "", code.lower()))
    return Locale(language.strip(), code, suffix)


def number(text: str) -> Decimal | None:
    """The number a text writes: `1.099,00`, `1,299`, `1'099.50`, `1,00,000`, `0.002`, `29,-`."""
    digits = re.sub(rf"{_DASH}$", "", text.strip()) if text.strip()[-1:] in "-–—" else text.strip()
    if re.fullmatch(r"0?[.,]\d+", digits):  # three decimals after a zero are decimals, not thousands
        return Decimal("0" + re.sub(r"^0?[.,]", ".", digits))
    separator = None
    if match := re.search(r"([.,])\d{1,2}$|([.,])\d{4}$", digits):
        separator = match[1] or match[2]
    digits = re.sub(r"['’\u00a0\u202f\u2009 ]", "", digits)
    if separator is None:
        return Decimal(re.sub(r"[.,]", "", digits)) if digits else None
    value: Decimal | None = parse_number(digits, decimal_separator=separator)
    return value


def prices(text: str, locale: Locale) -> tuple[Money, ...]:
    """Every amount with a currency (or cents, or a percentage) in a text, in order."""
    return tuple(money for match in _PRICE.finditer(text) if (money := _money(match, locale)) is not None)


def bare_figure(text: str) -> Decimal | None:
    """The number a text consists of, when it is nothing but a number."""
    return number(text) if _BARE.match(text.strip()) else None


def _money(match: re.Match[str], locale: Locale) -> Money | None:
    start, end = match.span()
    if match["share"]:
        return Money(Decimal(match["share"].replace(",", ".")), "%", start, end)
    if match["cents"]:
        return Money(Decimal(match["cents"]) / 100, locale.currency("$"), start, end)
    value = number(match["n1"] or match["n2"])
    if value is None:
        return None
    if match["k1"]:
        value *= 1000
    sign = match["before"] or match["after"]
    currency = match["code"] or locale.currency(sign)
    return Money(value, currency, start, end)
