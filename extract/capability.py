"""The capability slot (GUIDELINE section 3): one to six words naming what is offered, head noun last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from extract.lexicons import load, words
from extract.phrases import edges_off, noun_phrase
from extract.units import Unit

_MAX_WORDS = 6
_VERBLESS = 9  # tokens: a longer fragment is parsed, not taken whole
_PARTS = re.compile(r"\s[–—-]\s|:\s|\s\|\s|\s→|\s\(|[.!]\s")
_COUNT_OF = re.compile(r"^(?:number|amount|choice|types?|variety)\sof\s", re.IGNORECASE)
_ANNOUNCES = re.compile(
    r"^\W*(?:introducing|announcing|meet|new(?:\sin\s[\w.]+)?:?|added|adds?|coming\s(?:soon|next):|now:|now\swith"
    r"|(?:initial\s|basic\s|full\s)?support\sfor)\s+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(?:new|now|add(?:ed)?|improve(?:d|ments?)?|change[ds]?|update[ds]?|beta|feat(?:ure)?)", re.IGNORECASE
)
_SUPPORT = re.compile(r"\bsupport\sfor\s", re.IGNORECASE)
_TAIL = re.compile(
    r"\s(?:for|with|without|by|in|on|per|at|from|that|which|when|to|via|across|over|after|before|is|are|now|you|your)\s.*$"
    r"|\s(?:planned|possible|included|beta|soon)$",
    re.IGNORECASE,
)
_UNLIMITED = re.compile(r"^(?:unlimited|all|any|every)\s+([\w][\w\s/&-]{1,45})$", re.IGNORECASE)
_LIMIT = re.compile(r"^([A-Za-z][\w\s/&-]{2,40}):\s")
_PRICED = re.compile(r"\b(?:add-?on|extra|included|available|comes?|paid|free)\b", re.IGNORECASE)
_DOING = frozenset(
    {"handle", "accept", "provide", "include", "support", "offer", "enable", "require", "allow"}
)
_FUNCTION = frozenset({"capability", "launch"})
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")  # plan: planning


def capability(unit: Unit, claim_type: str) -> str | None:
    """The name of the thing offered, lower case; None where a claim of this type names none."""
    if " | " in unit.text and unit.role == "cell":
        return _tidy(_COUNT_OF.sub("", unit.text.split(" | ")[0].lower()))
    if claim_type in _FUNCTION:
        return _function(unit)
    if claim_type in {"comparison", "benefit"} and _has_verb(unit):
        return next(_named(unit, sure=claim_type == "benefit"), None)
    read = {"category": _kind, "superlative": _kind, "pricing": _priced, "audience": _for_whom}.get(
        claim_type
    )
    return None if read is None else read(unit)


# --- by type ----------------------------------------------------------------------------------------


def _kind(unit: Unit) -> str | None:
    """What the product is said to be: the predicate noun, else the head of the fragment."""
    order = {"attr": 0, "appos": 1, "ROOT": 2, "dobj": 3, "pobj": 4}
    nouns = (
        t
        for t in unit.parsed.tokens
        if t.dep_ in order and t.pos_ in {"NOUN", "PROPN"} and not _named_company(unit, t)
    )
    head = min(nouns, key=lambda t: order[t.dep_], default=None)
    return None if head is None else _tidy(noun_phrase(head))


def _priced(unit: Unit) -> str | None:
    """What a price or limit is of, where told: "Unlimited seats", "Retention: 14 days", "SSO is extra"."""
    if (found := _UNLIMITED.match(unit.text.strip())) is not None:
        return _tidy(found.group(1).lower())
    if (found := _LIMIT.match(unit.text)) is not None and len(found.group(1).split()) <= 4:
        return _tidy(found.group(1).lower())
    if not _PRICED.search(unit.text):
        return None
    for token in unit.parsed.tokens:
        if token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "ROOT" and _nameable(unit, token):
            return _tidy(noun_phrase(token))
    return None


def _for_whom(unit: Unit) -> str | None:
    """What is for someone: the noun that "for" hangs on ("order forms for bakers")."""
    for token in unit.parsed.tokens:
        if token.lower_ == "for" and token.head.i < token.i and _nameable(unit, token.head):
            return _tidy(noun_phrase(token.head))
    return None


def _function(unit: Unit) -> str | None:
    """What a capability or launch names."""
    if not _has_verb(unit):
        return _fragment(unit, unit.text)
    return _headed(unit) or _means(unit) or next(_named(unit, sure=False), None) or next(_nouns(unit), None)


def _headed(unit: Unit) -> str | None:
    """The name before a dash or colon that the rest describes: "Course builder: turn a PDF into a lesson"."""
    if (cut := _PARTS.search(unit.text)) is None or cut.group()[0] in ".!(":
        return None
    head = unit.text[: cut.start()]
    if _LABEL.fullmatch(head.strip()):
        return None
    ours = unit.us is not None and unit.us.search(head) is not None
    end = cut.start() + unit.parsed.shift
    verbs = any(t.pos_ in {"VERB", "AUX", "PRON"} for t in unit.parsed.tokens if t.idx < end)
    return None if ours or verbs or len(head.split()) > 4 else _fragment(unit, head)


def _means(unit: Unit) -> str | None:
    """What the sentence opens with as the means: "With change approval, you …"."""
    first = next(iter(unit.parsed.tokens), None)
    if first is None or first.lower_ != "with":
        return None
    nouns = (c for c in first.children if c.dep_ == "pobj" and c.pos_ == "NOUN" and _nameable(unit, c))
    return next((_tidy(noun_phrase(c)) for c in nouns), None)


def _fragment(unit: Unit, text: str) -> str | None:
    """A name standing by itself, without what announces or describes it."""
    bare = _doing_off(_ANNOUNCES.sub("", text.strip()))
    parts = [p for p in _PARTS.split(bare) if p.strip()]
    theirs = [p for p in parts if unit.us is None or not unit.us.search(p)]
    supported = _SUPPORT.search(text) is not None and not _SUPPORT.search(bare)
    name = _tidy(_TAIL.sub("", (theirs or parts or [bare])[0].lower()))
    if name is None:
        return None
    return f"{name} support" if supported and name.count(" ") < _MAX_WORDS - 1 else name


def _doing_off(text: str) -> str:
    """The text without a verb in front that the parser took for a noun: "Handles SEPA and Bacs"."""
    first, _, rest = text.partition(" ")
    third = bool(rest) and first.istitle() and first.endswith("s")
    return rest if third and first.lower().removesuffix("s") in _DOING else text


def _has_verb(unit: Unit) -> bool:
    tokens = unit.parsed.tokens
    if unit.parsed.shift:
        return True
    finite = any(t.tag_ in {"VBZ", "VBP", "VBD", "MD", "VB"} for t in tokens)
    return finite or (len(tokens) > _VERBLESS and any(t.pos_ in {"VERB", "AUX"} for t in tokens))


# --- clauses ----------------------------------------------------------------------------------------


def _named(unit: Unit, *, sure: bool) -> Iterator[str]:
    """Names read off the clauses, the main one first; `sure` asks for a verb that names a function."""
    for verb in _verbs(unit):
        subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if subject is not None and subject.dep_ == "nsubjpass" and _nameable(unit, subject):
            yield from _joined(subject, verb, sure=sure)
            continue
        if not sure and subject is not None and _is_feature(unit, subject):
            yield from _kept(_tidy(noun_phrase(subject)))
        for child in verb.children:
            if (
                child.dep_ in {"dobj", "attr", "oprd", "nsubj"}
                and child.i > verb.i
                and _nameable(unit, child)
                and not _told(child, verb)
            ):
                yield from _joined(child, verb, sure=sure)
        yield from _connected(unit, verb)


def _told(noun: Any, verb: Any) -> bool:
    """Whether the object is who does what follows: "enables regulated institutions to orchestrate …"."""
    return noun.dep_ == "dobj" and any(
        c.dep_ in {"xcomp", "ccomp"} and c.tag_ == "VB" and c.i > noun.i for c in verb.children
    )


def _verbs(unit: Unit) -> list[Any]:
    root = next((t for t in unit.parsed.tokens if t.dep_ == "ROOT"), None)
    found = [root] if root is not None and root.pos_ in {"VERB", "AUX"} else []
    for verb in found:  # grows as it goes: clauses of clauses
        found += [
            c
            for c in verb.children
            if c.dep_ in {"xcomp", "ccomp", "conj", "advcl"} and c.pos_ in {"VERB", "AUX"}
        ]
    return found


def _joined(noun: Any, verb: Any, *, sure: bool) -> Iterator[str]:
    """The object named with its verb as a noun, "post scheduling"."""
    action = nominal(verb.lemma_.lower())
    if sure and action is None:
        return
    phrase = noun_phrase(noun, conjuncts=1)
    if action is not None and not phrase.endswith(action) and not _same_stem(phrase, action):
        phrase = f"{_singular(phrase, noun)} {action}"
    yield from _kept(_tidy(phrase))


def _same_stem(phrase: str, action: str) -> bool:
    return phrase.rsplit(" ", 1)[-1][:4] == action[:4]


def _singular(phrase: str, noun: Any) -> str:
    """The phrase as a modifier: "posts" in "post scheduling"."""
    if noun.tag_ != "NNS" or noun.lower_ == "data" or not phrase.endswith(noun.lower_):
        return phrase
    return phrase[: len(phrase) - len(noun.lower_)] + str(noun.lemma_.lower())


def _connected(unit: Unit, verb: Any) -> Iterator[str]:
    """An integration with X, from "connects to X" or "works with X"."""
    if verb.lemma_.lower() not in words("nominals", "connect"):
        return
    for preposition in (c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"with", "to", "into"}):
        for noun in (c for c in preposition.children if c.dep_ == "pobj" and _nameable(unit, c)):
            yield from _kept(_tidy(f"{noun_phrase(noun, conjuncts=1)} integration"))


def _nouns(unit: Unit) -> Iterator[str]:
    for token in unit.parsed.tokens:
        if token.dep_ not in {"compound", "nmod", "poss"} and _nameable(unit, token):
            yield from _kept(_tidy(noun_phrase(token)))


def _kept(name: str | None) -> Iterator[str]:
    if name:
        yield name


def _is_feature(unit: Unit, subject: Any) -> bool:
    """A thing as subject of an active verb does what it is named for: "Release health shows …"."""
    if subject.pos_ != "NOUN" or subject.lemma_.lower() in words("audience", "people"):
        return False
    return _nameable(unit, subject)


def _nameable(unit: Unit, token: Any) -> bool:
    """A noun that can name a function: neither filler nor people nor a company."""
    if token.pos_ not in {"NOUN", "PROPN"} or len(token) < 2:
        return False
    lemma = token.lemma_.lower()
    if lemma in words("nominals", "empty") or token.lower_ in words("nominals", "empty"):
        return False
    if lemma in words("audience", "people") or token.ent_type_:
        return False
    return not _named_company(unit, token)


def _named_company(unit: Unit, token: Any) -> bool:
    """Whether the token is part of a company's name."""
    text, start = unit.text, token.idx - unit.parsed.shift
    found = (m for p in (unit.us, unit.rivals) if p is not None for m in p.finditer(text))
    return any(m.start() <= start < m.end() for m in found)


# --- words ------------------------------------------------------------------------------------------


@cache
def nominal(verb: str) -> str | None:
    """The noun for what a verb does ("encrypt": "encryption"); None for verbs that name no function."""
    table: dict[str, str] = load("nominals")["noun"]
    if verb in table:
        return table[verb]
    return _gerund(verb) if verb in words("nominals", "gerund") else None


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1]}ing" if _DOUBLED.fullmatch(verb) else f"{verb}ing"


def _tidy(phrase: str) -> str | None:
    """Six words at most, without praise, counts and articles in front."""
    parts = edges_off(phrase).split()
    while len(parts) > 1 and (
        parts[0] in words("nominals", "praise") or not any(c.isalpha() for c in parts[0])
    ):
        parts = parts[1:]
    kept = edges_off(" ".join(parts[-_MAX_WORDS:]))
    return kept if any(c.isalpha() for c in kept) else None
