"""Calls to action claim nothing unless they state a price or a term with a number."""

from __future__ import annotations

import re

from extract.lexicons import words
from extract.units import Unit

DECIDES = "claim"
_NUMBER = re.compile(r"\d|\b(?:one|two|three|seven|ten|fourteen|thirty)[- ](?:day|week|month)")
_EDGES = ".,:;!→›»▸"
_ASKS = re.compile(
    r"""(?:(?:start|get|begin)(?:\s(?:it|now|your|a|my|our|the|free|account))*\s(?:free|trial|now
    |started|today|demo|access|here|building|app)(?:\s(?:now|today|free|for\sfree|here))?
    |try(?:\s(?:it|now|out|our|the))*(?:\s[\w.]+)?(?:\s(?:free|now|today|for\sfree|demo|here|started))?
    |(?:book|request|schedule|watch|get|see)\s(?:a|your|the|an)?\s?(?:[\w-]+\s)?(?:demo|call|tour|quote
    |walkthrough)
    |(?:talk|speak|chat)\s(?:to|with)\s(?:us|sales|an?\s\w+|our\s\w+|the\steam)|contact\s(?:us|sales
    |support|the\steam)
    |(?:sign|log)\s?(?:up|in)(?:\s.{0,20})?|(?:learn|read|see|find\sout|view|discover)\s(?:more|all
    |the\s\w+|how|docs|our\s\w+)(?:\s(?:about|of|on)\s.{1,40})?
    |create\s(?:an?|your|my)\s(?:free\s)?account|join\s(?:the\s)?(?:waitlist|community|beta|us).{0,20}
    |subscribe.{0,20})""",
    re.VERBOSE | re.IGNORECASE,
)

EXAMPLES = (
    ("Get started free", "button", "home", "none"),
    ("Book a demo", "p", "home", "none"),
    ("Talk to sales", "button", "pricing", "none"),
    ("Learn more about crop rotation", "p", "product", "none"),
    ("Start your 14-day trial", "button", "home", None),
    ("Try Pro for €1", "button", "pricing", None),
    ("Start sleeping through the frost", "h2", "home", None),
    ("Get frost warnings by text message", "li", "product", None),
)


def find(unit: Unit) -> str | None:
    """`none` for a call to action without a number."""
    text = unit.text.strip().strip(_EDGES).strip()
    if _NUMBER.search(text.lower()):
        return None
    if unit.role == "button" and len(text.split()) <= 7:
        return "none"
    verb = text.split(" ", 1)[0].lower()
    short = len(text.split()) <= 8 and verb in words("verbs", "action")
    return "none" if short and _ASKS.fullmatch(text) else None
