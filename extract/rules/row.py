"""Rows of plan tables and comparison tables, by what their cells hold."""

from __future__ import annotations

import re

from extract.lexicons import words
from extract.units import Unit

DECIDES = "claim"
_TICKS = frozenset(
    {
        *(
            "yes",
            "no",
            "✓",
            "✗",
            "✔",
            "✔️",
            "✕",
            "✅",
            "❌",
            "–",
            "-",
            "—",
            "+",
            "x",
            "•",
            "●",
            "○",
            "n/a",
            "none",
        ),
        *("included", "not included", "partial", "partially", "limited", "optional", "soon", "coming soon"),
        *("add-on", "addon"),
    }
)
_AMOUNT = re.compile(r"\d|\bunlimited\b|[$€£]|\bcustom\b|\bfree\b|\bcommunity\b|\bpriority\b", re.IGNORECASE)
_EDGES = ".,:;()"

EXAMPLES = (
    ("Frost alerts | – | ✓ | ✓", "cell", "pricing", "capability"),
    ("Beds | 3 | 10 | Unlimited", "cell", "pricing", "pricing"),
    ("Plan | Garden | Farm", "cell", "pricing", "none"),
    ("Frost alerts | Yes | No", "cell", "compare", "comparison"),
    ("Feature | Trowel | Spadely", "cell", "compare", "none"),
    ("Frost alerts by text message", "cell", "pricing", None),
)


def find(unit: Unit) -> str | None:  # noqa: PLR0911 - a list of cases
    """A comparison page's row compares; a plan table's is a limit or a feature; headers are neither."""
    if unit.role != "cell" or " | " not in unit.text:
        return None
    name, *values = (c.strip().strip(_EDGES) for c in unit.text.removeprefix("|").split(" | "))
    if name.lower() in _TICKS or name.lower() in {"supported", "available"}:
        return "none"
    ticks = all(v.lower() in _TICKS for v in values)
    amounts = any(_AMOUNT.search(v) for v in values)
    if not ticks and not amounts and _header(unit, name, values):
        return "none"
    if unit.page_kind == "compare":
        return "comparison"
    if unit.page_kind not in {"pricing", "home", "product", "solution"}:
        return None
    if ticks:
        if any("add" in v.lower() for v in values):
            return "pricing"
        return "capability" if name.lower() not in {"plan", "plans", ""} else "none"
    plans = name.lower() in {"plan", "plans", "tier"}
    limits = amounts and len(values) > 1 and not plans and unit.page_kind == "pricing"
    return "pricing" if limits else None


def _header(unit: Unit, name: str, values: list[str]) -> bool:
    if not all(_is_name(unit, v) for v in values):
        return False
    heads = words("labels", "generic") | words("labels", "row_heads")
    ours = unit.us is not None and any(unit.us.fullmatch(c) for c in (name, *values))
    return ours or not name or all(w in heads for w in name.lower().split())


def _is_name(unit: Unit, text: str) -> bool:
    known = any(p is not None and p.search(text) for p in (unit.us, unit.rivals))
    return known or (len(text.split()) <= 3 and text[:1].isupper())
