"""Customers' words: proof when they say anything of the product, the attribution line nothing."""

from __future__ import annotations

import re

from extract.lexicons import pattern
from extract.units import Unit

DECIDES = "claim"
_OPENS = re.compile(r"^[\"“”„«]")
_JUDGES = re.compile(
    r"\b(?:we|our|us|i|my|me)\b.*\b(?:use|used|using|love|switch|save|saved|cut|went|can|could|stopped"
    r"|moved|found|recommend|chose|replaced|no longer|helped|get|got|need|never|now|trust|rely|went"
    r"|spend|spent)\b"
    r"|\b(?:it|they|this|that)(?:'s|’s| is| has| was| just| paid| made| does| took| gave| saved| helped)\b",
    re.IGNORECASE,
)

EXAMPLES = (
    ("“Trowel paid for itself in one season.”", "quote", "home", "proof"),
    ("We stopped losing seedlings the week we started using it.", "quote", "home", "proof"),
    ("Ada Brook, Head Gardener, Longacre Farm", "quote", "home", None),
    ("Ada Brook, Head Gardener, Longacre Farm", "p", "home", None),
)


def find(unit: Unit) -> str | None:
    """`proof` for an evaluative quotation."""
    if unit.role != "quote" and not _OPENS.match(unit.text):
        return None
    text = unit.text
    if (
        len(text.split()) < 4
        or text.rstrip("\"”' ").endswith("?")
        or pattern("compare", "contrast").search(text)
    ):
        return None
    ours = unit.us is not None and unit.us.search(text) is not None and unit.role == "quote"
    judged = pattern("strength", "strong").search(text) or pattern("strength", "absolute").search(text)
    return "proof" if ours or _JUDGES.search(text) or (judged and unit.role == "quote") else None
