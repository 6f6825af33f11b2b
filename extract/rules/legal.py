"""Cookie notices, copyright lines and the like."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_NOTICE = re.compile(
    r"""^(?:©|\(c\)\s?(?:19|20)\d\d|copyright\b)|\ball\ rights\ reserved\b
    |\b(?:we|this\ (?:site|website)|\w+)\ uses?\ cookies\b|\b(?:accept|reject|manage|necessary|essential
    |allow)\ (?:all\ )?cookies\b
    |\bcookie\ (?:policy|settings|preferences|notice)\b|\bby\ (?:continuing|clicking|signing\ up|using
    |submitting)\b.*\b(?:agree|accept|consent)
    |\bterms\ (?:of\ (?:service|use)|and\ conditions)\b.*\b(?:apply|agree|govern)|\b(?:hereby|herein
    |thereof|pursuant\ to|notwithstanding)\b
    |\bregistered\ (?:trademark|office|in\ england)|\bcompany\ (?:no|number|registration)\b|\bvat\ (?:no
    |id|number|reg)""",
    re.VERBOSE,
)

EXAMPLES = (
    ("© 2026 Trowel Ltd. All rights reserved.", "footer", "home", "none"),
    ("We use cookies to remember your basket.", "p", "home", "none"),
    ("By signing up you agree to our terms.", "p", "home", "none"),
    ("Copyright checks run on every upload", "li", "product", "none"),
    ("No cookies, no banners", "li", "product", None),
)


def find(unit: Unit) -> str | None:
    """`none` for legal boilerplate."""
    return "none" if _NOTICE.search(unit.lower) else None
