"""Among claims: best, first, only and the like, said of the vendor, is a superlative."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "type"
_RANK = re.compile(
    r"""\bbest[- ]in[- ]class\b|\b(?:world|market|industry)[- ]leading\b
    |\bthe\s(?:very\s)?best\s(?!practices?|of\sboth|part|time)[\w-]+
    |\b\#\s?1\b|\bno\.\s?1\b|\bnumber\sone\b
    |\bnever\sbeen\s(?:so\s|this\s)?(?:easier|simpler|faster|better|easy|simple|fast)\b
    |\bworld'?s\s(?:first|best|fastest|most|leading|only|largest|easiest|simplest)\b
    |\bthe\s(?:fastest|easiest|simplest|cheapest|safest|smartest|quickest|leading|largest
    |first\sand\sonly|only)\s(?!thing|one\swho|time|way\sto\sknow|people|part)[\w-]+
    |\bthe\smost\s(?!important|common|recent|of|popular\squestions?|part)[\w-]+\b|\ba\s(?:leading
    |leader)\b|\btop[- ]rated\b|\bsecond\sto\snone\b|\bunmatched\b|\bunrivalled\b|\bunrivaled\b""",
    re.VERBOSE,
)

EXAMPLES = (
    ("The fastest way to plan a garden", "h1", "home", "superlative"),
    ("Best-in-class frost forecasts", "h3", "product", "superlative"),
    ("Garden best practices, built in", "li", "product", None),
    ("The only planner that knows your soil", "h2", "home", "superlative"),
)


def find(unit: Unit) -> str | None:
    """`superlative` for words of rank."""
    return "superlative" if unit.page_kind != "release_notes" and _RANK.search(unit.lower) else None
