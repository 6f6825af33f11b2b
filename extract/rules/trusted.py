"""Who trusts, uses or loves it is proof, even where the sentence has no verb of its own."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_TRUSTED = re.compile(
    r"^(?:[\w.'’-]+\s){0,3}(?:trusted|loved|used|chosen|relied\son|recommended)\s(?:daily\s|worldwide\s"
    r"|every\sday\s)?by\s(?!the\s(?:user|system|app|browser|following)\b)\S{3,}"
    r"|^join(?:ed\sby)?\s(?:over\s|more\sthan\s|the\s)?\d[\d.,]*\s?[k+]?\+?\s[a-z]",
)

EXAMPLES = (
    ("Trusted by 400 market gardens", "p", "home", "proof"),
    ("Join 2,000+ growers who plan ahead", "h2", "home", "proof"),
    ("Loved by gardeners everywhere", "h2", "home", "proof"),
    ("Trusted by", "h3", "home", None),
    ("The cache is used by the system at night", "p", "docs", None),
)


def find(unit: Unit) -> str | None:
    """`proof` for "trusted by" and the like with someone named or counted."""
    if unit.page_kind in {"docs", "legal", "release_notes"} or len(unit.lower.split()) > 14:
        return None
    return "proof" if _TRUSTED.search(unit.lower) else None
