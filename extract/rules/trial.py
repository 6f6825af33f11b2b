"""Trials, credits and money-back terms with a number are pricing claims, on buttons too."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_TRIAL = re.compile(
    r"\b(?:\d+|seven|ten|fourteen|thirty)[- ](?:day|week|month)s?\b.{0,25}\b(?:trial|free|money[- ]back"
    r"|refund|guarantee)"
    r"|\b(?:free|trial|try)\b.{0,25}\b(?:for|of)\s(?:\d+|seven|ten|fourteen|thirty)\s(?:days?|weeks?"
    r"|months?)\b",
)

EXAMPLES = (
    ("Start your 14-day trial", "button", "home", "pricing"),
    ("Try it free for 30 days", "button", "home", "pricing"),
    ("30-day money-back guarantee", "li", "pricing", "pricing"),
    ("Try it free", "button", "home", None),
)


def find(unit: Unit) -> str | None:
    """`pricing` for a trial or refund term with its length."""
    if unit.page_kind in {"compare", "legal"} or unit.role == "quote" or len(unit.lower.split()) > 25:
        return None
    return "pricing" if _TRIAL.search(unit.lower) else None
