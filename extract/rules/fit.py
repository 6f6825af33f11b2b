"""Among claims: "made for X" and "perfect for X" as the main point is an audience claim."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "type"
_FIT = re.compile(
    r"""^(?:[\w.'’-]+\s){0,4}(?:is\s|are\s|was\s|it's\s|it’s\s)?(?:specially\s|specifically\s
    |purpose-)?(?:built|made|designed|created|crafted|intended|meant|tailored|suited)\s(?:specifically\s
    |especially\s|with\s)?(?:for|by\s\w+\sfor|with)\s(?!speed|scale|performance|growth|you\b|security
    |love|care|privacy|\w+\sin\smind\sfrom)
    |^(?:[\w.'’-]+\s){0,4}(?:is\s|are\s)?(?:a\s)?(?:perfect|ideal|great|good|best|right)\s(?:fit\s
    |choice\s|match\s)?(?:for|if)\s
    |\bmade\sby\s[\w\s]{3,20}\sfor\s|\bwith\s(?:the\s)?[\w-]+s?\sin\smind\b
    |^for\s(?:the\s)?[\w\s,&-]{3,50}$""",
    re.VERBOSE | re.IGNORECASE,
)

EXAMPLES = (
    ("Made for market gardeners", "h2", "home", "audience"),
    ("Trowel is a great fit for small farms", "p", "home", "audience"),
    ("For landscape architects", "h3", "home", "audience"),
    ("Built for speed", "h3", "home", None),
    ("Frost alerts for every bed", "li", "home", None),
)


def find(unit: Unit) -> str | None:
    """`audience` where fitness for someone is what the unit says."""
    if unit.page_kind in {"release_notes", "docs"} or not _FIT.search(unit.text):
        return None
    theirs = unit.page_kind == "compare" and (unit.us is None or not unit.us.search(unit.text))
    return None if theirs else "audience"
