"""Bare names in a list whose heading says what they are to the product: integrations, what a plan includes.

A name alone claims nothing; under "Integrations" it says what the product works with, and one more of them
is news. The heading is part of what a block's claims hang on.
"""

from __future__ import annotations

import re

from extract.lexicons import words
from extract.units import Unit

DECIDES = "claim"
_OFFERED = re.compile(
    r"""(?:our\s|all\s|native\s|built-in\s|popular\s|ready-made\s|available\s|supported\s|[\d,]+\+?\s|over\s\d+\s)*
    (?:integrations?|connectors?|plug-?ins?|extensions?|data\s(?:sources?|destinations?)|sources|destinations|importers?
    |exporters?|file\s(?:types|formats)|formats|languages|frameworks|runtimes|platforms|browsers|devices
    |databases|payment\s(?:methods|providers)|carriers|marketplaces)
    (?:\s(?:included|available|supported|we\ssupport|and\s\w+))?
    |(?:.{0,40}\b)?(?:integrates?\swith|works\swith|connects?\s(?:to|with)|plugs?\sinto|syncs?\swith|compatible\swith
    |imports?\sfrom|exports?\sto|supports|runs\son)\b.{0,40}
    |(?:what(?:'s|\sis)\s)?included(?:\s(?:in|with)\s.{1,40})?|.{1,40}\b(?:includes|comes\swith)|everything\sin\s.{1,40}""",
    re.VERBOSE,
)
_NAME = re.compile(r"[A-Z0-9][\w.+#&/'’-]*(?:\s[\w.+#&/'’()-]+){0,4}")
_POINTS = re.compile(r"\b(?:more|others?|all|soon|request|custom|view|see|learn|browse|any)\b")
_PLACES = frozenset({"home", "product", "solution", "pricing"})
_MOST = 5  # words

EXAMPLES = (  # on a page under the heading of `HEADING`
    ("Almanac", "li", "home", "capability"),
    ("Soil Sensor Cloud", "li", "product", "capability"),
    ("See all", "li", "home", None),
    ("Almanac", "li", "docs", None),
    ("Almanac", "p", "home", None),
    ("Almanac tells you when to sow.", "li", "home", None),
)
HEADING = "Integrations"


def find(unit: Unit) -> str | None:
    """`capability` for a name in such a list."""
    if unit.role != "li" or unit.page_kind not in _PLACES or unit.request.region in {"nav", "footer"}:
        return None
    text = unit.text.strip()
    if len(text.split()) > _MOST or not _NAME.fullmatch(text) or _POINTS.search(unit.lower):
        return None
    heading = unit.request.heading.lower().replace("’", "'").rstrip(" :.")
    if not heading or not _OFFERED.fullmatch(heading):
        return None
    known = words("labels", "generic")
    return None if all(word in known for word in unit.lower.split()) else "capability"
