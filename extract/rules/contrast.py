"""Among claims: a contrast with a rival, a class of rivals or the old way is a comparison."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "type"
_CONTRAST = re.compile(
    r"""\b(?:unlike|instead\sof|rather\sthan|compared\s(?:to|with)|versus|vs\.?
    |(?:open[- ]source\s|self-hosted\s|modern\s|free\s|simple\s)?alternatives?\sto
    |as\sopposed\sto|in\scontrast\sto
    |most\s(?:other\s)?(?:[\w-]+\s){0,3}(?:tools?|platforms?|vendors?|providers?|apps?|systems?
    |solutions?|suites?|competitors)\b
    |other\s(?:[\w-]+\s)?(?:tools?|platforms?|vendors?|providers?|apps|systems?|solutions?|products?)\b
    |(?:replaces?|replacing|ditch|say\sgoodbye\sto|switch(?:ed|ing)?\sfrom|mov(?:e|ed|ing)\s(?:away\s
    |over\s)?from|migrat(?:e|ed|ing)\s(?:away\s)?from)\s(?!the\scode))""",
    re.VERBOSE,
)
_THAN = re.compile(
    r"""\b(?:\w+er|more|less|fewer|better|worse|rather|other)\b(?:\s[\w-]+){0,6}\sthan\b
    (?!\s(?:\d|a\s(?:minute|hour|day|week|month|dozen|hundred|million|thousand|few|decade|century)
    |(?:one|two|three|four|five|ten|half|ever|just|that|expected|before)\b|an\shour|you\sthink))""",
    re.VERBOSE,
)

EXAMPLES = (
    ("Unlike spreadsheets, Trowel knows the weather", "p", "home", "comparison"),
    ("Plan the season in less time than it takes to boil a kettle", "p", "home", "comparison"),
    ("An open source alternative to Spadely", "p", "home", "comparison"),
    ("More than 400 farms plan with us", "p", "home", None),
    ("Plan in less than five minutes", "p", "home", None),
)


def find(unit: Unit) -> str | None:
    """`comparison` where words of contrast stand."""
    return "comparison" if _CONTRAST.search(unit.lower) or _THAN.search(unit.lower) else None
