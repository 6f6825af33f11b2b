"""Names and job titles, under a quotation or on a team page, claim nothing."""

from __future__ import annotations

import re

from extract.lexicons import spotted
from extract.units import Unit

DECIDES = "claim"
GRAMMAR = True
_PARTS = re.compile(r"\s*(?:,|\||·|•|–|—|/|@|\bat\b|\s-\s)\s*")
_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]*|de|van|von|der|da|of|the|and|&|for)(?:\s(?:[A-Z][\w'’.-]*|de|van|von|der|da|of"
    r"|the|and|&|for|\d+\w*))*"
)
_DASH = re.compile(r"^\s*[–—-]\s*")

EXAMPLES = (
    ("Ada Brook, Head Gardener, Longacre Farm", "p", "home", "none"),
    ("— Jo Fern, owner of Fern & Daughters", "p", "home", "none"),
    ("Founder / Engineer", "p", "other", "none"),
    ("Built for owners, managers and chefs", "h2", "home", None),
    ("Bed owner, manager and helper roles", "li", "product", None),
)


def find(unit: Unit) -> str | None:
    """`none` for a line of names and titles without a verb."""
    text = _DASH.sub("", unit.text.strip())
    if len(text.split()) > 14 or "titles" not in spotted(unit.lower):
        return None
    if any(w.tag in {"VBZ", "VBP", "VBD", "MD"} for w in unit.parsed.words) or text.endswith((".", "!")):
        return None
    parts = _PARTS.split(text)
    first = _NAME.fullmatch(parts[0]) is not None and parts[0][:1].isupper()
    return (
        "none" if first and (len(parts) > 1 or unit.page_kind in {"other", "careers", "customers"}) else None
    )
