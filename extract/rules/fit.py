"""Among claims: "made for X" and "perfect for X" as the main point is an audience claim."""

from __future__ import annotations

import re

from extract.matching import matched
from extract.units import Unit

DECIDES = "type"
_MADE = ["build", "make", "design", "create", "craft", "intend", "mean", "tailor", "suit", "draw"]
_FITTING = ["perfect", "ideal", "great", "good", "best", "right", "suitable"]
_QUALITIES = [  # made for these, a thing is good, not someone's
    "speed", "scale", "performance", "growth", "security", "love", "care", "privacy", "you", "it", "work",
    "reliability", "simplicity", "flexibility", "success", "comfort", "use", "free",
]  # fmt: skip
_SOMEONE = {"DEP": "pobj", "POS": {"IN": ["NOUN", "PROPN"]}, "LEMMA": {"NOT_IN": _QUALITIES}}
_FOR_SOMEONE = (
    {"LEFT_ID": "fit", "REL_OP": ">", "RIGHT_ID": "for", "RIGHT_ATTRS": {"LOWER": "for", "DEP": "prep"}},
    {"LEFT_ID": "for", "REL_OP": ">", "RIGHT_ID": "someone", "RIGHT_ATTRS": _SOMEONE},
)
PATTERNS = (
    ({"RIGHT_ID": "fit", "RIGHT_ATTRS": {"LEMMA": {"IN": _MADE}, "TAG": "VBN"}}, *_FOR_SOMEONE),
    ({"RIGHT_ID": "fit", "RIGHT_ATTRS": {"LOWER": {"IN": _FITTING}}}, *_FOR_SOMEONE),
    ({"RIGHT_ID": "fit", "RIGHT_ATTRS": {"LEMMA": {"IN": ["fit", "choice", "match"]}}}, *_FOR_SOMEONE),
)
_EARLY = 6  # tokens: fitness said later is said by the way
_IDIOM = re.compile(
    r"""\bmade\sby\s[\w\s]{3,20}\sfor\s|\bwith\s(?:the\s)?[\w-]+(?:\s\w+)?\sin\smind\b
    |^for\s(?:the\s)?[\w\s,&-]{3,50}$|^(?:ideal|perfect)\s(?:for|if)\s""",
    re.VERBOSE | re.IGNORECASE,
)

EXAMPLES = (
    ("Made for market gardeners", "h2", "home", "audience"),
    ("Trowel is a great fit for small farms", "p", "home", "audience"),
    ("Trowel was designed from day one for allotment societies", "p", "home", "audience"),
    ("For landscape architects", "h3", "home", "audience"),
    ("Built for speed", "h3", "home", None),
    ("Trowel is made for you", "p", "home", None),
    ("Frost alerts for every bed", "li", "home", None),
)


def find(unit: Unit) -> str | None:
    """`audience` where fitness for someone is what the unit says."""
    if unit.page_kind in {"release_notes", "docs"} or not (_IDIOM.search(unit.text) or _suits(unit)):
        return None
    theirs = unit.page_kind == "compare" and (unit.us is None or not unit.us.search(unit.text))
    return None if theirs else "audience"


def _suits(unit: Unit) -> bool:
    if " for " not in unit.lower:  # nearly always: matching grammar costs more than all else a rule does
        return False
    first = unit.parsed.words[0].place if unit.parsed.words else 0
    return any(m["fit"].i - first < _EARLY for m in matched("fit", unit))
