"""Among claims: who uses it, who certified it, who backs it is proof."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "type"
_PROOF = re.compile(
    r"""\b(?:trusted|used|loved|chosen|relied\son|preferred|recommended)\s(?:daily\s|every\sday\s
    |worldwide\s)?by\s
    |\b(?:self-funded|bootstrapped|profitable)\b|\bbacked\sby\s(?!up)|\braised\s[$€£]|\bseries\s[a-e]\b
    |\byears\s(?:in\sbusiness|of\sexperience)\b
    |\b\d[\d.,]*\s?(?:k|m|\+|million|billion|thousand)?\+?\s(?:[\w-]+\s){0,2}(?:customers|teams
    |companies|businesses|users|developers|organi[sz]ations|stars|downloads|reviews|farms|schools|shops
    |stores|brands|clinics|hotels|agencies)\b(?!\s(?:per|included|max))
    |\b(?:soc\s?2|iso\s?/?(?:iec\s)?\d+)\b.{0,30}\bcertified\b|\bcertified\b.{0,40}\b(?:soc\s?2|iso)\b
    |\brated\s\d|\b\d(?:\.\d)?\s(?:out\sof|/)\s5\b|\baward(?:ed|s)?\b.{0,20}\b(?:winner|winning|20\d\d)""",
    re.VERBOSE,
)
_USES = re.compile(
    r"\b(?:uses?|is using|are using|runs?|chose|choose|relies on|rely on|switched to|moved to|adopted"
    r"|built|builds|trusts?)\b",
)
_OFFER = re.compile(r"[$€£]\s?\d|\d\s?€|\bfree\b|\bup to\b|\bper\b|^for\s")  # limits, not proof
_NOT_CUSTOMERS = re.compile(r"\b(?:you|your|we|our|i|it|if|when|to|can|should|will|may|that|which)\b|[:.]")

EXAMPLES = (
    ("Trusted by 400 market gardens", "p", "home", "proof"),
    ("We are bootstrapped and profitable", "p", "other", "proof"),
    ("Longacre Farm uses Trowel to plan 300 beds", "h1", "customers", "proof"),
    ("You can use Trowel offline", "p", "home", None),
    ("Up to 5 users", "li", "pricing", None),
    ("ISO 27001 certified since 2021", "li", "home", "proof"),
)


def find(unit: Unit) -> str | None:
    """`proof` for evidence of use, standing or audit."""
    if unit.page_kind == "pricing" or unit.role in {"cell", "button"} or _OFFER.search(unit.lower):
        return None
    return "proof" if _PROOF.search(unit.lower) or _someone_uses_it(unit) else None


def _someone_uses_it(unit: Unit) -> bool:
    """A named customer or "developers around the world" as the subject of using the vendor."""
    if unit.us is None or (named := unit.us.search(unit.lower)) is None or unit.page_kind == "compare":
        return False
    used = _USES.search(unit.lower)
    if used is None or used.start() > named.start():
        return False
    before = unit.lower[: used.start()]
    return not _NOT_CUSTOMERS.search(before) and bool(before.strip())
