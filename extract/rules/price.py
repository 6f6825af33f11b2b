"""A price standing by itself is a pricing claim, whatever its role."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_AMOUNT = r"(?:us|ca?|a)?[$€£¥₹]\s?\d[\d.,' ]*k?|\d[\d.,' ]*\s?(?:€|£|usd|eur|gbp|chf|kr)"
_PRICE = re.compile(
    rf"(?:from|starting at|starts at|only|just|then|or)?\s?(?:{_AMOUNT})"
    r"(?:\s?(?:/|per|a|each|every|,|·|\(|billed|paid|\||-|–)?\s?(?:month|mo|year|yr|user|seat|agent"
    r"|member|monthly|annually|yearly|"
    r"annual|billed|paid|per|editor|site|rep|device|host|day|week|m|y|\.|\)|mon|plus vat|excl\.? vat"
    r"|ex\.? vat))*",
    re.IGNORECASE,
)

EXAMPLES = (
    ("$29/month", "p", "pricing", "pricing"),
    ("€12 per user / month, billed yearly", "p", "pricing", "pricing"),
    ("From £4", "h3", "pricing", "pricing"),
    ("Saves $400 a week", "p", "home", None),
    ("Rival's plan starts at $99", "p", "compare", None),
)


def find(unit: Unit) -> str | None:
    """`pricing` for a bare price."""
    if unit.page_kind == "compare":
        return None
    return "pricing" if _PRICE.fullmatch(unit.text.strip().rstrip(".*")) else None
