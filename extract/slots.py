"""The slots of a claim (GUIDELINE section 3): for whom, what, how much, against whom, how firmly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extract.lexicons import pattern, words
from extract.quantity import quantity
from extract.units import Unit
from turfwatch.types import ClaimType, Quantity, Strength

_ARTICLE = re.compile(r"^(?:the|a|an|your|our|their|its|every|all|any|each|these|those|this|that)\s+", re.IGNORECASE)
_EDGES = " \t\n.,;:!?\"'“”‘’()[]–—-|*•✓✔"
_CONTRAST = re.compile(
    r"\b(?:unlike|instead of|rather than|compared (?:to|with)|versus|vs\.?|alternatives? to|replac(?:es?|ing)|"
    r"as opposed to|in contrast to|switch(?:ed|ing)? from|migrat(?:e|ed|ing) (?:away )?from|mov(?:e|ed|ing) (?:away )?from|"
    r"without the [a-z]+ of|than)\s+",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w.'’+-]*(?:\s(?:[A-Z][\w.'’+-]*|\d+))*"
_NAMES = re.compile(rf"{_NAME}(?:(?:,\s|,?\s(?:and|or|&)\s){_NAME})*")
_ALTERNATIVE = re.compile(rf"\b({_NAME})\s+(?:alternatives?|replacement)\b")
_VERSUS = re.compile(rf"({_NAME})\s+(?:vs\.?|versus)\s+({_NAME})", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:no|not|never|without|none|nothing|cannot|can't|don't|doesn't|won't|isn't|aren't|no longer)\b", re.I)  # fmt: skip
_NOT_A_FEATURE = frozenset(
    """way ways time times day days week weeks month months year years minute minutes second seconds hour hours thing
    things lot kind plan plans team teams user users customer customers people everyone place price prices
    cost company business one everything anything something nothing work problem question hand""".split()
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
    text = unit.lower
    scoped = pattern("strength", "not_absolute").sub(" ", text)
    hedge = pattern("strength", "hedged").search(text)
    if pattern("strength", "absolute").search(scoped):
        return "hedged" if hedge and hedge.start() < 15 and _governs(hedge.group()) else "absolute"
    if hedge:
        return "hedged"
    return "strong" if pattern("strength", "strong").search(text) else "plain"


def _governs(hedge: str) -> bool:
    return hedge.startswith(("our ", "we ", "aim", "plan", "coming", "on "))


# --- audience ---------------------------------------------------------------------------------------


def audience(unit: Unit, claim_type: str) -> str | None:
    """The people or organisations the unit says it is for."""
    for token in unit.parsed.tokens:
        if token.lower_ in {"for", "by"} and token.dep_ in {"prep", "agent", "ROOT", "dative", "mark"}:
            if token.lower_ == "by" and claim_type != "proof":
                continue
            for head in (c for c in token.children if c.dep_ in {"pobj", "pcomp"}):
                if _is_people(head, loose=claim_type in {"audience", "category"}):
                    return _phrase(unit, head)
    return _served(unit)


def _served(unit: Unit) -> str | None:
    """Whom a verb of help serves: "helps dispatchers plan", "lets parents book"."""
    for token in unit.parsed.tokens:
        if token.lemma_.lower() in {"help", "let", "enable", "allow", "give", "empower", "free", "save", "serve"}:
            for child in token.subtree:
                if child.dep_ in {"dobj", "nsubj", "dative"} and child.i > token.i and _is_people(child, loose=False):
                    return _phrase(unit, child)
    return None


def _is_people(head: Any, *, loose: bool) -> bool:
    if head.pos_ not in {"NOUN", "PROPN"} or head.lower_ in {"you", "free", "example", "instance"}:
        return False
    known = words("audience", "people") | words("audience", "organisations")
    noun = head.lemma_.lower()
    last = noun.rsplit("-", 1)[-1]
    if noun in known or last in known or noun.removesuffix("s") in known:
        owner = next((c for c in head.children if c.dep_ == "poss"), None)
        return owner is None or loose
    return loose and head.tag_ == "NNS"


def _phrase(unit: Unit, head: Any) -> str:
    """The noun phrase with its conjuncts, "startups and agencies"."""
    heads = [head, *head.conjuncts]
    return " and ".join(p for h in heads if (p := _noun_phrase(unit, h))) or head.lower_


def _noun_phrase(unit: Unit, head: Any, *, after: bool = False) -> str:
    left = head.i
    for child in head.lefts:
        if child.dep_ in {"compound", "amod", "nmod", "nummod", "poss", "npadvmod", "quantmod"} and child.lower_ not in {
            "your", "our", "their", "its", "my", "every", "all", "any",
        }:  # fmt: skip
            left = min(left, child.left_edge.i)
    text = head.doc[left : head.i + 1].text.strip(_EDGES)
    return _ARTICLE.sub("", text.lower())


# --- capability -------------------------------------------------------------------------------------


def capability(unit: Unit, claim_type: str) -> str | None:
    """One to six words that name what is offered, head noun last."""
    if claim_type in {"audience", "superlative", "proof"} and not unit.parsed.shift:
        return None if claim_type != "superlative" else _kind(unit)
    if " | " in unit.text:
        return _tidy(unit.text.split(" | ")[0].lower())
    if claim_type == "category":
        return _kind(unit)
    tokens = [t for t in unit.parsed.tokens if not t.is_space]
    if claim_type == "pricing":
        return _unlimited(unit)
    if not any(t.pos_ in {"VERB", "AUX"} for t in tokens) and len(tokens) <= 7:
        return _tidy(re.split(r"\s[–—-]\s|: ", unit.text)[0].lower())
    return _offered(unit)


def _kind(unit: Unit) -> str | None:
    """What the product is said to be."""
    for token in unit.parsed.tokens:
        if token.dep_ in {"attr", "ROOT", "appos"} and token.pos_ in {"NOUN", "PROPN"}:
            if unit.us is not None and unit.us.search(token.text):
                continue
            return _tidy(_noun_phrase(unit, token))
    return None


def _unlimited(unit: Unit) -> str | None:
    found = re.match(r"unlimited\s+(.{2,60})", unit.text.strip(), re.IGNORECASE)
    return _tidy(found.group(1).lower()) if found and found.group(1).count(" ") < 5 else None


def _offered(unit: Unit) -> str | None:
    """The object of the main verb; with the verb as a noun when the object alone says little."""
    root = next((t for t in unit.parsed.tokens if t.dep_ == "ROOT"), None)
    verbs = [root] if root is not None and root.pos_ in {"VERB", "AUX"} else []
    for verb in list(verbs):
        verbs += [c for c in verb.children if c.dep_ in {"xcomp", "ccomp", "conj", "advcl"}]
    for verb in verbs:
        for child in verb.children:
            if child.dep_ in {"dobj", "attr", "nsubjpass", "oprd"} and child.pos_ in {"NOUN", "PROPN"}:
                if child.lemma_.lower() not in _NOT_A_FEATURE:
                    return _tidy(_noun_phrase(unit, child))
    for token in unit.parsed.tokens:
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "nmod"}:
            if token.lemma_.lower() not in _NOT_A_FEATURE and not _names_us(unit, token):
                return _tidy(_noun_phrase(unit, token))
    return None


def _names_us(unit: Unit, token: Any) -> bool:
    return unit.us is not None and bool(unit.us.search(token.text))


def _tidy(phrase: str) -> str | None:
    words_ = _ARTICLE.sub("", phrase.strip(_EDGES)).split()
    return " ".join(words_[-6:]).strip(_EDGES) or None


# --- comparison and subject -------------------------------------------------------------------------


def compared_to(unit: Unit, claim_type: str) -> str | None:
    """The rival or class of rivals a contrast is drawn with."""
    text = unit.text
    if claim_type != "comparison":
        return None
    if (found := _VERSUS.search(text)) is not None:
        return next((g for g in found.groups() if not _is_us(unit, g)), None)
    if (named := _ALTERNATIVE.search(text)) is not None and not _is_us(unit, named.group(1)):
        return named.group(1)
    if (contrast := _CONTRAST.search(text)) is not None:
        return _after(unit, contrast.end())
    if unit.rivals is not None and (rival := unit.rivals.search(text)) is not None:
        return rival.group()
    return _rival_subject(unit)


def _after(unit: Unit, position: int) -> str | None:
    """The names, or else the noun phrase, that follow a word of contrast."""
    rest = unit.text[position:]
    if (found := _NAMES.match(rest)) is not None and not _is_us(unit, found.group()):
        return found.group().rstrip(".'’")
    place = position + unit.parsed.shift
    for token in unit.parsed.tokens:
        if token.idx >= place and token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"compound", "nmod", "poss"}:
            return _noun_phrase(unit, token)
    return None


def _rival_subject(unit: Unit) -> str | None:
    """On a comparison page a proper name in subject position that is not ours is the rival's."""
    if unit.page_kind != "compare":
        return None
    for token in unit.parsed.tokens:
        if token.dep_ in {"nsubj", "nsubjpass", "poss"} and token.pos_ == "PROPN" and not _is_us(unit, token.text):
            start = token.left_edge.i if token.dep_ != "poss" else token.i
            name = token.doc[start : token.i + 1].text
            return re.sub(r"^(?:The|A|An|With|On|In)\s", "", name).removesuffix("'s").strip(_EDGES) or None
    return None


def _is_us(unit: Unit, text: str) -> bool:
    return unit.us is not None and unit.us.search(text) is not None


def subject(unit: Unit) -> str | None:
    """Who or what the unit speaks of: `us`, a named rival, or the subject as written."""
    for token in unit.parsed.tokens:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            phrase = token.doc[token.left_edge.i : token.i + 1].text
            if _is_us(unit, phrase) or token.lower_ in {"we"}:
                return unit.request.company or "we"
            return phrase.strip(_EDGES)[:80] or None
    return None
