"""A price standing by itself is a pricing claim, whatever its role; beside a rival nobody knows whose."""

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
    ("From £4", "p", "compare", "none"),
    ("Saves $400 a week", "p", "home", None),
    ("Rival's plan starts at $99", "p", "compare", None),
)


def find(unit: Unit) -> str | None:
    """`pricing` for a bare price; on a comparison page `none`, but for a table's cell, which compares."""
    if not _PRICE.fullmatch(unit.text.strip().rstrip(".*")):
        return None
    if unit.page_kind == "compare":
        return "none" if unit.role in {"p", "li"} else None
    return "pricing"
