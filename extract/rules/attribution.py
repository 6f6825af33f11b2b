"""Names and job titles, under a quotation, on a team page or as an opening, claim nothing."""

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
_JOB = re.compile(r"(?!(?:Your|Our|The|An?|One|Every|Each|Any|For|By|No)\b)[A-Z][\w-]*(?:\s[\w-]+){0,4}")
_DASH = re.compile(r"^\s*[–—-]\s*")

EXAMPLES = (
    ("Ada Brook, Head Gardener, Longacre Farm", "p", "home", "none"),
    ("— Jo Fern, owner of Fern & Daughters", "p", "home", "none"),
    ("Founder / Engineer", "p", "other", "none"),
    ("Soil science engineer, Utrecht", "li", "other", "none"),
    ("Your garden designer, Reinvented", "h2", "home", None),
    ("Built for owners, managers and chefs", "h2", "home", None),
    ("Bed owner, manager and helper roles", "li", "product", None),
)


def _is_opening(parts: list[str]) -> bool:
    """`Soil science engineer, Utrecht`: a job's title and a place."""
    if len(parts) != 2 or not _JOB.fullmatch(parts[0]) or not _NAME.fullmatch(parts[1]):
        return False
    return parts[1][:1].isupper() and "titles" in spotted(parts[0].lower().rsplit(" ", 1)[-1])


def find(unit: Unit) -> str | None:
    """`none` for a line of names and titles without a verb."""
    text = _DASH.sub("", unit.text.strip())
    if len(text.split()) > 14 or "titles" not in spotted(unit.lower):
        return None
    if any(w.tag in {"VBZ", "VBP", "VBD", "MD"} for w in unit.parsed.words) or text.endswith((".", "!")):
        return None
    parts = _PARTS.split(text)
    first = (_NAME.fullmatch(parts[0]) is not None and parts[0][:1].isupper()) or _is_opening(parts)
    return (
        "none" if first and (len(parts) > 1 or unit.page_kind in {"other", "careers", "customers"}) else None
    )
