"""The slots of a claim (GUIDELINE section 3): for whom, what, how much, against whom, how firmly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extract.capability import capability
from extract.contrast import compared_to
from extract.lexicons import pattern, spotted, words
from extract.phrases import EDGES, listed
from extract.quantity import quantity
from extract.units import Unit
from turfwatch.types import ClaimType, Quantity, Strength

_NEGATION = re.compile(
    r"\b(?:no|not|never|without|none|nothing|cannot|can't|don't|doesn't|won't|isn't|aren't|no longer)\b",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(r"\s+[|–—·•-]\s.*")
_TRADES = frozenset(
    {"sales", "operations", "communications", "logistics", "analytics", "systems", "services"}
)
_HELPING = frozenset(
    {"help", "let", "enable", "allow", "give", "empower", "free", "save", "serve", "tell", "ask", "show"}
)


@dataclass(frozen=True, slots=True)
class Slots:
    """What a unit says beside its type."""

    audience: str | None = None
    capability: str | None = None
    quantity: Quantity | None = None
    compared_to: str | None = None
    strength: Strength = "plain"
    negated: bool = False
    subject: str | None = None


def read(unit: Unit, claim_type: ClaimType) -> Slots:
    """The slots of a unit that is a claim of this type."""
    return Slots(
        audience=audience(unit, claim_type),
        capability=capability(unit, claim_type),
        quantity=quantity(unit.text),
        compared_to=compared_to(unit, claim_type),
        strength=strength(unit),
        negated=bool(_NEGATION.search(unit.text)),
        subject=subject(unit),
    )


# --- strength ---------------------------------------------------------------------------------------


def strength(unit: Unit) -> Strength:
    """Absolute over strong; a hedge wins over strong, and over absolute when it governs the whole."""
    text, found = unit.lower, spotted(unit.lower)
    if "absolute" in found and _pattern("absolute").search(_pattern("not_absolute").sub(" ", text)):
        hedge = _pattern("hedged").search(text)
        return "hedged" if hedge and hedge.start() < 15 and _governs(hedge.group()) else "absolute"
    if "hedged" in found:
        return "hedged"
    return "strong" if "strong" in found else "plain"


def _pattern(table: str) -> re.Pattern[str]:
    return pattern("strength", table, lowered=True)


def _governs(hedge: str) -> bool:
    return hedge.startswith(("our ", "we ", "aim", "plan", "coming", "on "))


# --- audience ---------------------------------------------------------------------------------------


def audience(unit: Unit, claim_type: str) -> str | None:
    """The people or organisations the unit says it is for, without the site's name behind them in a title."""
    found = _addressed(unit, claim_type) or _served(unit) or _acting(unit, claim_type)
    return _SITE_NAME.sub("", found) if found else None


def _addressed(unit: Unit, claim_type: str) -> str | None:
    """Whom it is for in so many words: "for agencies", "used by clinics"."""
    for token in unit.parsed.tokens:
        if token.lower_ in {"for", "by"} and token.dep_ in {"prep", "agent", "ROOT", "dative", "mark"}:
            if token.lower_ == "by" and claim_type != "proof":
                continue
            for head in (c for c in token.children if c.dep_ in {"pobj", "pcomp"}):
                if _is_people(head, loose=claim_type in {"audience", "category"}):
                    return listed(head)
    return None


def _served(unit: Unit) -> str | None:
    """Whom a verb of help serves: "helps dispatchers plan", "lets parents book"."""
    for token in unit.parsed.tokens:
        if token.lemma_.lower() in _HELPING:
            for child in token.subtree:
                if (
                    child.dep_ in {"dobj", "nsubj", "dative"}
                    and child.i > token.i
                    and _is_people(child, loose=False)
                ):
                    return listed(child)
    return None


def _acting(unit: Unit, claim_type: str) -> str | None:
    """People in subject position: "Editors finish earlier"."""
    if claim_type == "launch":
        return None
    root = next((t for t in unit.parsed.tokens if t.dep_ == "ROOT"), None)
    for child in root.children if root is not None else ():
        if (
            (
                child.dep_ == "nsubj"
                and child.tag_ == "NNS"
                and child.lower_ not in {"customers", "users", "people"}
            )
            and _is_people(child, loose=False)
            and not any(c.lower_ in {"most", "many", "our"} for c in child.children)
            and not _is_told_of(child, root)
        ):
            return listed(child)
    return None


def _is_told_of(people: Any, verb: Any) -> bool:
    """People in a relative clause without its pronoun: "Rules stores start with", "Tools cooks love"."""
    last = next((t for t in reversed(list(verb.doc)) if not t.is_punct), verb)
    if last.i != verb.i and not (last.tag_ == "IN" and last.head.i == verb.i):
        return False
    return any(
        c.dep_ == "compound" and c.tag_ in {"NNS", "NNPS"} and c.lower_ not in _TRADES
        for c in people.children
    )


def _is_people(head: Any, *, loose: bool) -> bool:
    if head.pos_ not in {"NOUN", "PROPN"} or head.lower_ in {"you", "free", "example", "instance"}:
        return False
    if any(c.dep_ == "nummod" for c in head.children):
        return False  # "for 10 users" is a quantity
    if loose:
        return head.ent_type_ == "" and not any(c.lower_ in {"your", "our"} for c in head.children)
    known = words("audience", "people") | words("audience", "organisations")
    noun = head.lemma_.lower()
    if noun in known or noun.rsplit("-", 1)[-1] in known or noun.removesuffix("s") in known:
        return not any(c.dep_ == "poss" for c in head.children)
    return False


# --- subject ---------------------------------------------------------------------------------------


def _is_us(unit: Unit, text: str) -> bool:
    return unit.us is not None and unit.us.search(text) is not None


def subject(unit: Unit) -> str | None:
    """Who or what the unit speaks of: `us`, a named rival, or the subject as written."""
    for token in unit.parsed.tokens:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            phrase = token.doc[token.left_edge.i : token.i + 1].text
            if _is_us(unit, phrase) or token.lower_ == "we":
                return unit.request.company or "we"
            return phrase.strip(EDGES)[:80] or None
    return None
