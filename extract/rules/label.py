"""Labels: words that name a part of a page, bare numbers, durations, dates, versions, names of places."""

from __future__ import annotations

import re

from extract.lexicons import words
from extract.units import Unit

DECIDES = "claim"
_EDGES = ".,:;!?&→←▾▸›»+()[]|–—-/*•"
_BARE = re.compile(r"[\W\d_]*|[~≈<>]?\s?\d[\d.,:]*\s?(?:%|k|m|ms|s|x|\+)?", re.IGNORECASE)
_COUNT = (
    r"(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|several|a few)"
)
_DURATION = re.compile(  # what a row of a comparison holds, and what it measures
    rf"{_COUNT}(?:\s?(?:-|–|to|or)\s?{_COUNT})?\s(?:minute|hour|day|week|month|year)s?(?:\sor\s(?:more|longer|less))?"
    r"|time to (?:[\w-]+\s?){1,3}",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?:(?:posted|published|updated|last updated|last modified|effective)(?: on)?:?\s*)?(?:(?:mon|tue"
    rf"|wed|thu|fri|sat|sun)[a-z]*,?\s)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s{_MONTH},?\s\d{{4}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd"
    rf"|th)?,?\s\d{{4}}|{_MONTH}\s\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:\s?[·|–—-].{0,30})?",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:version\s|release\s|v\.?\s?)?\d+\.\d+(?:\.\d+)*(?:[-\w.]*)?(?:\s?[-–—(·]\s?[\w ,.-]+\)?)?",
    re.IGNORECASE,
)

EXAMPLES = (
    ("Features", "h2", "home", "none"),
    ("Frequently asked questions", "h2", "pricing", "none"),
    ("Read more →", "p", "blog", "none"),
    ("12 March 2026", "p", "release_notes", "none"),
    ("v2.14.0 – 2026-03-12", "h2", "release_notes", "none"),
    ("4,100", "p", "home", "none"),
    ("0ms", "p", "home", "none"),
    ("Analytics", "nav", "home", "none"),
    ("Two weeks or more", "p", "compare", "none"),
    ("Time to first harvest", "p", "compare", "none"),
    ("Time to plant", "h2", "home", None),
    ("Soil analytics for market gardens", "h2", "product", None),
    ("4,100 growers plan with us", "p", "home", None),
    ("$29", "p", "pricing", None),
    ("Free for developers", "p", "pricing", None),
)


def find(unit: Unit) -> str | None:
    """`none` for what names or numbers without asserting."""
    text = unit.text.strip()
    if any(sign in text for sign in "$€£¥₹"):
        return None
    if _BARE.fullmatch(text) or _DATE.fullmatch(text) or _VERSION.fullmatch(text):
        return "none"
    if unit.page_kind == "compare" and unit.plain_role != "h" and _DURATION.fullmatch(text):
        return "none"
    parts = [w for p in text.lower().split() if (w := p.strip(_EDGES))]
    if not parts:
        return "none"
    known = words("labels", "generic")
    if len(parts) > 5 or not all(p in known for p in parts):
        return None
    offers = "free" in parts or (parts[0] in {"for", "by"} and len(parts) > 1)
    return None if len(parts) > 1 and (offers or unit.role in {"li", "cell"}) else "none"
