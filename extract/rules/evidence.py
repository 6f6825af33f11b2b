"""Among claims: who uses it, who certified it, who backs it is proof."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "type"
_PROOF = re.compile(
    r"""\b(?:trusted|used|loved|chosen|relied\son|preferred|recommended)\s(?:daily\s|every\sday\s|worldwide\s)?by\s
    |\b(?:self-funded|bootstrapped|profitable)\b|\bbacked\sby\s(?!up)|\braised\s[$€£]|\bseries\s[A-E]\b|\byears\s(?:in\sbusiness|of\sexperience)\b
    |\b\d[\d.,]*\s?(?:k|m|\+|million|billion|thousand)?\+?\s(?:[\w-]+\s){0,2}(?:customers|teams|companies|businesses|users|developers|organi[sz]ations|stars|downloads|reviews|countries|farms|schools|shops|stores|brands|clinics|hotels|agencies)\b(?!\s(?:per|included|max))
    |\b(?:soc\s?2|iso\s?/?(?:iec\s)?\d+)\b.{0,30}\bcertified\b|\bcertified\b.{0,40}\b(?:soc\s?2|iso)\b|\brated\s\d|\b\d(?:\.\d)?\s(?:out\sof|/)\s5\b|\baward(?:ed|s)?\b.{0,20}\b(?:winner|winning|20\d\d)""",
    re.VERBOSE | re.IGNORECASE,
)

EXAMPLES = (
    ("Trusted by 400 market gardens", "p", "home", "proof"),
    ("We are bootstrapped and profitable", "p", "other", "proof"),
    ("Up to 5 users", "li", "pricing", None),
    ("ISO 27001 certified since 2021", "li", "home", "proof"),
)


def find(unit: Unit) -> str | None:
    """`proof` for evidence of use, standing or audit."""
    if unit.page_kind == "pricing" and unit.role in {"li", "cell"}:
        return None
    return "proof" if _PROOF.search(unit.text) else None
