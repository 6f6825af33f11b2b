"""Offers without an amount: free for someone, no card needed, on which plan, price on request."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_TERMS = re.compile(
    r"""^(?:there'?s\s|with\s)?no\s(?:credit\s)?card\s(?:required|needed)|\bno\scredit\scard\b
    |\byou\sdo(?:n't|\snot)\sneed\sa\scredit\scard
    |^no\s(?:per-(?:seat|user)|set-?up|hidden|long-term|minimum|annual|monthly|lock-in
    |commitment)\s?(?:pricing|fees?|costs?|contracts?|commitments?|charges?)?
    |\b(?:available|included|comes|come)\s(?:on|in|with)\s(?:all|every|any|the|our|both
    |each)?\s?(?:\w+\s){0,2}plans?\b|\b(?:all|every)\splans?\s(?:come|include|has|have)
    |^free\s(?:forever|for\s(?!\d)[\w\s-]{3,40})$|\bfree\s(?:plan|tier)\s(?:includes?|with|for|forever
    |available)
    |\b(?:is|as)\sa\spaid\sadd-?on\b|\bmoney[- ]back\sguarantee\b|\bcancel\s(?:at\s)?any\s?time\b
    |\bno\squestions\sasked\b
    |^(?:enterprise|custom|larger\steams?)\b.{0,40}\b(?:talk\sto|contact)\s(?:us|sales)|\bcontact\s(?:us
    |sales)\sfor\s(?:a\s)?(?:quote|pric)""",
    re.VERBOSE,
)

EXAMPLES = (
    ("No credit card required", "p", "home", "pricing"),
    ("Free for schools", "p", "pricing", "pricing"),
    ("Frost alerts are available on all paid plans", "p", "product", "pricing"),
    ("Cancel any time", "li", "pricing", "pricing"),
    ("Enterprise: talk to sales", "p", "pricing", "pricing"),
    ("Plans for every season", "h2", "product", None),
    ("Free up your weekends", "h2", "home", None),
)


def find(unit: Unit) -> str | None:
    """`pricing` for an offer's terms."""
    if unit.page_kind in {"compare", "legal", "docs", "careers", "release_notes"} or unit.role in {
        "quote",
        "button",
    }:
        return None
    text = unit.lower.replace("’", "'")
    return "pricing" if "?" not in text and "unlike" not in text and _TERMS.search(text) else None
