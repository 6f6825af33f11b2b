"""Asides: pointers, invitations to events, how bills are run, how to contribute, what a figure counts."""

from __future__ import annotations

import re

from extract.units import Unit

DECIDES = "claim"
_POINTER = re.compile(
    r"""\b(?:in|see|read|consult)\s(?:the|our)\s(?:[\w-]+\s){0,2}(?:reference|docs|documentation|guides?|handbook
    |manual|changelog|readme|faq)\.?$|\bthere(?:\sis|'s)\sa\s(?:guide|page)\s(?:for|on|about)\b
    |^(?:see|read)\s(?:the|our)\s(?!difference|whole|full\spicture)[\w\s]{3,40}\.?$""",
    re.VERBOSE,
)
_BILLING = re.compile(
    r"""\b(?:renewal\sdate|takes?\seffect|billing\s(?:cycle|period|contact|address)|next\s(?:invoice|billing)
    |current\s(?:\w+\s)?(?:period|cycle)|subscription\scycle|upgrades?\s(?:and|or)\sdowngrades?
    |invoices?\s(?:is|are)\s(?:issued|sent|due)|purchase\sorder\snumber)\b""",
    re.VERBOSE,
)
_CONTRIBUTE = re.compile(
    r"""\b(?:pull\srequests?|contributions?|patches|prs)\b.{0,30}\b(?:welcome|accepted|appreciated)\b
    |\b(?:accepts?|accepting|welcomes?)\s(?:pull\srequests|contributions|patches)\b|^contribute\s
    |\bopen\sa\s(?:pull\srequest|pr|ticket\sfirst)\b""",
    re.VERBOSE,
)
_EVENT = re.compile(
    r"""^(?:join|watch|attend|register\sfor|sign\sup\sfor|tune\sin\sto|save\syour\sseat\s(?:at|for|in))\s
    (?:us\s(?:at|for|on)\s)?(?:the|our|a|an|this|next)\s(?:[\w-]+\s){0,3}?
    (?:webinar|live\s?stream|meet-?up|conference|masterclass|open\shouse|office\shours)\b""",
    re.VERBOSE,
)
_LEGEND = re.compile(
    r"""^(?:the\s)?(?:maximum\s|minimum\s|total\s|longest\s|shortest\s)?(?:number|amount|length|period|size)\sof\s
    |^how\s(?:many|long|far|often|much)\b|^the\s(?:longest|shortest)\s(?:time|period)\b""",
    re.VERBOSE,
)

EXAMPLES = (
    ("All options are listed in the reference.", "p", "product", "none"),
    ("The change takes effect at the next billing period.", "p", "pricing", "none"),
    ("Pull requests are welcome.", "p", "home", "none"),
    ("The number of beds you can draw in one garden.", "p", "pricing", "none"),
    ("Join our webinar on June 4: mulching with Ada and Jo.", "p", "home", "none"),
    ("Run a webinar from your greenhouse", "h2", "product", None),
    ("See the difference a plan makes", "h2", "home", None),
    ("See which beds need water today.", "p", "product", None),
    ("Number of beds | 3 | 10", "cell", "pricing", None),
)


def find(unit: Unit) -> str | None:
    """`none` for what helps the reader round the site or the bill."""
    if unit.role in {"cell", "quote"} or unit.page_kind == "compare":
        return None
    text = unit.lower.strip().replace("’", "'")
    if _POINTER.search(text) or _EVENT.match(text) or _CONTRIBUTE.search(text):
        return "none"
    if unit.page_kind in {"pricing", "legal", "docs"} and _BILLING.search(text):
        return "none"
    legend = unit.page_kind in {"pricing", "docs"} and not text.endswith("?") and _LEGEND.match(text)
    return "none" if legend else None
