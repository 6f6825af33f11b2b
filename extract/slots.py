"""The slots of a claim (GUIDELINE section 3): for whom, what, how much, against whom, how firmly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extract.lexicons import pattern, words
from extract.quantity import quantity
from extract.units import Unit
from turfwatch.types import ClaimType, Quantity, Strength

_ARTICLE = re.compile(
    r"^(?:the|a|an|your|our|their|its|every|all|any|each|these|those|this|that)\s+", re.IGNORECASE
)
_EDGES = " \t\n.,;:!?\"'“”‘’()[]–—-|*•✓✔"
_CONTRAST = re.compile(
    r"\b(?:unlike|instead of|rather than|compared (?:to|with)|versus|vs\.?|alternatives? to|replac(?:es?"
    r"|ing)|"
    r"as opposed to|in contrast to|in place of|(?:say )?goodbye to|switch(?:ed|ing)? from|migrat(?:e|ed"
    r"|ing) (?:away )?from|mov(?:e|ed|ing) (?:away )?from|"
    r"without the [a-z]+ of|than)\s+",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w.'’+-]*(?:\s(?:[A-Z][\w.'’+-]*|\d+))*"
_NAMES = re.compile(rf"{_NAME}(?:(?:,\s|,?\s(?:and|or|&)\s){_NAME})*")
_ALTERNATIVE = re.compile(rf"\b(?!The\b|An?\b|Our\b|Your\b)({_NAME})\s+(?:alternatives?|replacement)\b")
_VERSUS = re.compile(rf"({_NAME})\s+(?:[Vv][Ss]\.?|versus)\s+({_NAME})")
_CLASS = re.compile(
    r"\b(?:traditional|legacy|typical|conventional|standard|most|other|generic|classic|old-school"
    r"|ordinary)\s(?:[\w-]+\s){0,3}?"
    r"(?:tools?|systems?|platforms?|vendors?|providers?|products?|apps?|software|solutions?|suites?"
    r"|spreadsheets?|vpns?|crms?)\b",
    re.IGNORECASE,
)
_BESIDE_RIVAL = frozenset(
    {"with", "than", "from", "over", "beyond", "on", "leave", "leaves", "outgrow", "outgrown", "unlike"}
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|without|none|nothing|cannot|can't|don't|doesn't|won't|isn't|aren't|no longer)\b",
    re.IGNORECASE,
)
_HELPING = frozenset(
    {"help", "let", "enable", "allow", "give", "empower", "free", "save", "serve", "tell", "ask", "show"}
)
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "nummod", "poss", "npadvmod", "quantmod", "punct"})
_DETERMINERS = frozenset({"your", "our", "their", "its", "my", "every", "all", "any"})
_NOT_A_FEATURE = frozenset(
    """way ways time times day days week weeks month months year years minute minutes second seconds hour
    hours thing things lot kind
    plan plans team teams user users customer customers people everyone place price
    prices cost company business one everything anything something nothing work problem question
    hand""".split()  # noqa: SIM905
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
    return _served(unit) or _acting(unit, claim_type)


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
                    return _phrase(unit, child)
    return None


def _acting(unit: Unit, claim_type: str) -> str | None:
    """People in subject position: "Editors finish earlier"."""
    if claim_type in {"pricing", "launch"}:
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
        ):
            return _phrase(unit, child)
    return None


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


def _phrase(unit: Unit, head: Any) -> str:
    """The noun phrase with its conjuncts, "startups, agencies and studios"."""
    phrases = [p for h in (head, *head.conjuncts) if (p := _noun_phrase(unit, h))]
    return " and ".join(x for x in (", ".join(phrases[:-1]), phrases[-1] if phrases else "") if x)


def _noun_phrase(unit: Unit, head: Any) -> str:
    """The noun with what stands before it, whole words, lower case, without article or owner."""
    left = head.i
    for child in head.lefts:
        if child.dep_ in _BEFORE_NOUN and child.lower_ not in _DETERMINERS:
            left = min(left, child.left_edge.i)
    text = head.doc.text
    start, end = head.doc[left].idx, head.idx + len(head)
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-/'’"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "-/"):
        end += 1
    return _ARTICLE.sub("", text[start:end].strip(_EDGES).lower())


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
            if child.dep_ in {"dobj", "attr", "nsubjpass", "oprd"} and _nameable(unit, child):
                return _tidy(_noun_phrase(unit, child))
    for token in unit.parsed.tokens:
        if token.dep_ not in {"compound", "nmod"} and _nameable(unit, token):
            return _tidy(_noun_phrase(unit, token))
    return None


def _nameable(unit: Unit, token: Any) -> bool:
    """A noun that can name a function: neither filler nor the vendor."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.lemma_.lower() in _NOT_A_FEATURE:
        return False
    return unit.us is None or not unit.us.search(token.text)


def _tidy(phrase: str) -> str | None:
    words_ = _ARTICLE.sub("", phrase.strip(_EDGES)).split()
    return " ".join(words_[-6:]).strip(_EDGES) or None


# --- comparison and subject -------------------------------------------------------------------------


def compared_to(unit: Unit, claim_type: str) -> str | None:  # noqa: PLR0911 - in order of trust
    """The rival or class of rivals a contrast is drawn with."""
    text = unit.text
    if claim_type != "comparison":
        return None
    if (found := _VERSUS.search(text)) is not None:
        return next((g for g in found.groups() if not _is_us(unit, g)), None)
    if (contrast := _CONTRAST.search(text)) is not None and (after := _after(unit, contrast.end())):
        return after
    if (named := _ALTERNATIVE.search(text)) is not None and not _is_us(unit, named.group(1)):
        return named.group(1)
    if unit.rivals is not None and (rival := unit.rivals.search(text)) is not None:
        return rival.group()
    if (kind := _CLASS.search(text)) is not None:
        return kind.group().lower()
    return _rival_named(unit)


def _after(unit: Unit, position: int) -> str | None:
    """The names, or else the noun phrase, that follow a word of contrast."""
    rest = unit.text[position:]
    if (found := _NAMES.match(rest)) is not None:
        ours = unit.us.search(found.group()) if unit.us is not None else None
        named = found.group()[: ours.start()] if ours else found.group()
        if named := named.strip(_EDGES + "&’").removesuffix(" and"):
            return named
    place = position + unit.parsed.shift
    for token in unit.parsed.tokens:
        if (
            token.idx >= place
            and token.pos_ in {"NOUN", "PROPN"}
            and token.dep_ not in {"compound", "nmod", "poss"}
        ):
            return _noun_phrase(unit, token)
    return None


def _rival_named(unit: Unit) -> str | None:
    """On a comparison page a proper name that is not ours, as subject or after "with", is the rival's."""
    if unit.page_kind != "compare" or " | " in unit.text:
        return None
    for token in unit.parsed.tokens:
        if token.pos_ != "PROPN" or _is_us(unit, token.text) or token.dep_ == "compound":
            continue
        if token.dep_ in {"nsubj", "nsubjpass", "poss"} or token.head.lower_ in _BESIDE_RIVAL:
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
            if _is_us(unit, phrase) or token.lower_ == "we":
                return unit.request.company or "we"
            return phrase.strip(_EDGES)[:80] or None
    return None
