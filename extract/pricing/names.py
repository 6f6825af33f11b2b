"""What a plan is called: the words on a card that are its name, and not a sticker or a slogan."""

from __future__ import annotations

import re

from extract.pricing import terms

_STICKER = re.compile(
    r"(?:(?:our )?most (?:popular|loved|chosen|picked)(?: plan| choice)?|popular(?: choice| pick)?"
    r"|recommended|best (?:value|seller|choice|deal|for .*)|new!?|hot|beta"
    r"|limited(?: time)?(?: offer)?"
    r"|coming soon|(?:save|spare|économisez|ahorra)\b.*|.*\b(?:off|discount|rabatt)|featured"
    r"|great value|beliebt(?:este[rs]?)?|empfohlen|le plus populaire|recommandé|recomendado"
    r"|más popular|current plan|early access)[!.]?$",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"(?:(?:our|simple|transparent|fair|flexible|straightforward|honest|clear|affordable|the|see|view"
    r"|compare|all|choose|pick|select|find|a|your|one|great|plans?|pricing|prices?|price|and|&|for"
    r"|right|perfect|that"
    r"|fits?|you|everyone|every|teams?|costs?|subscriptions?|packages?|tiers?|options?|table|features?"
    r"|comparison|overview|monthly|yearly|annually|annual|billing|billed|upgrade|start|free|today"
    r"|later|no|surprises|hidden"
    r"|fees|preise|tarife|tarifs?|precios|planes|prix|how|much|does|it)[\s,.!:?-]*)+$",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    {
        "free",
        "team",
        "teams",
        "start",
        "one",
        "free plan",
        "for teams",
        "team plan",
        "free tier",
        "the team",
        "every team",
        "flexible",
        "simple",
        "plus",
    }
)
_PERIOD = re.compile(
    r"(?:pay |billed |paid )?(?:monthly|annual(?:ly)?|yearly|month|year|per month|per year|quarterly"
    r"|monatlich|jährlich|mensuel|annuel|mensual|anual|lifetime|forever|always"
    r"|\d+ months?|\d+ years?|rent(?:al)?|hire|buy|purchase|mieten?|kauf(?:en)?|location|achat"
    r"|alquiler|compra|noleggio|acquisto|huur|koop)(?: billing| plan| payment| price| pricing)?:?$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:get|start|sign|try|buy|choose|select|subscribe|upgrade|learn|contact(?! cent(?:er|re))|book"
    r"|request|join|create|order|go|see|view|compare|download|talk|switch|continue|add|read|pick|save|jetzt|mehr|commencer"
    r"|essayer|choisir|empezar|probar)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(  # `More than 50,000`: a step of a price table
    r"(?:(?:more|less|fewer|mehr|weniger) (?:than|als)|over|above|up to|under|below|beyond|from|first|next"
    r"|über|ab|bis(?: zu)?|plus de|jusqu'à|más de|hasta)\s+(?:the\s+)?\d[\d.,' ]*[kKmM]?\+?(?:\s+\w+)?$",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\b(?:is|are|was|were|equals?|costs?|for|of|with|and|or|to|from|the|an|per|by|in|at|your|our|you|then|dann|puis)$",
    re.IGNORECASE,
)


def clean_name(text: str) -> str | None:
    """A plan's name as on the card, or None when the text cannot be one."""
    name = re.sub(r"^[\s:;,|•·–—\-*→✓]+|[\s:;,|•·–—\-*→=(]+$", "", text)
    name = re.sub(
        r"\s*[\[(](?:most popular|popular|recommended|new|best value|beta)[\])]$",
        "",
        name,
        flags=re.IGNORECASE,
    )
    words = name.split()
    if not re.search(r"[^\W\d_]", name) or len(words) > 5 or len(name) > 40:
        return None
    if is_sticker(name) or is_slogan(name) or _RANGE.match(name):
        return None
    if _UNFINISHED.search(name):
        return None
    if name.endswith(("?", "!", ".")) or (_ACTION.match(name) and len(words) > 1):
        return None
    if is_period(name):
        return name
    return None if terms.is_terms(name) or not re.search(r"[^\W\d_]", terms.strip(name)) else name


def band(text: str) -> str | None:
    """`Up to 75 people` as the name of a step of a price list; a figure alone names nothing."""
    name = " ".join(text.split()).strip(" :–—-")
    return name if _RANGE.match(name) and re.search(r"\d\s+[^\W\d]+$", name) else None


def is_sticker(text: str) -> bool:
    """Whether a text only recommends a plan: `Most popular`, `Save 20%`."""
    return bool(_STICKER.match(text))


def is_slogan(name: str) -> bool:
    """Whether the words only announce prices: `Simple, transparent pricing`."""
    return bool(_SLOGAN.match(name)) and not is_period(name) and name.lower() not in _PLAIN


def is_period(name: str) -> bool:
    """Whether a label is a toggle's position rather than a plan's name."""
    return bool(_PERIOD.match(name))


def name_key(name: str | None) -> str:
    """A name as compared: no case, no punctuation, no `plan`."""
    return re.sub(r"\b(?:plan|tier|edition)\b|[^\w+]+", "", (name or "").casefold())
