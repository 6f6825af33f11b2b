"""Features of the clause: who does what kind of thing to what, and how a fragment is built.

Words differ from market to market; that a generic plural does something bad, that a command acts on
a file, or that a name ends in a noun of action, does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from extract.lexicons import load, pattern, words
from extract.units import Unit

_TECHNICAL = re.compile(  # identifiers, settings, calls, flags, paths, ticket numbers, acronyms
    r"\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z]{2,}_[A-Z_]+|\w\(\)|`|\b[a-z]+\.[a-z]+\b|\#\d+|--\w|\b[a-z]+[A-Z]\w+|/\w+/"
    r"|\b[A-Z]{2,5}\b"
)
_DEMONSTRATIVE = re.compile(r"(?:the|this|these|those|it|they|he|she|there)\b")
_COUNTED = re.compile(r"(?:one|two|three|four|five|six|seven|some)\b")
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD", "VB"})
_COMPLEMENTS = frozenset({"dobj", "attr", "acomp", "prep", "xcomp", "ccomp"})
_TELLING_OWNERS = frozenset({"the", "a", "an", "your", "our", "this", "any", "all", "every"})
_TELLING_ARTICLES = frozenset({"a", "an", "the", "this", "no", "every", "most", "any"})
_PRONOUNS = frozenset(
    """we you it they i this that he she there who which these those""".split()  # noqa: SIM905
)
_PLACED = frozenset({"nsubj", "dobj", "nsubjpass", "attr", "pobj"})
_LONGEST = 60  # tokens


def clause_features(unit: Unit) -> Iterator[str]:
    """The features of one unit, as names."""
    role, kind = unit.plain_role, unit.page_kind
    yield from _technical(unit, role, kind)
    yield from _turns(unit, role, kind)
    root = next((t for t in unit.parsed.tokens if t.dep_ == "ROOT"), None)
    if root is not None and root.pos_ in {"VERB", "AUX"}:
        yield from _clause(unit, root, role, kind)
    if not unit.parsed.shift and all(t.tag_ not in _FINITE for t in unit.parsed.tokens):
        yield from _fragment(unit, role, kind)
    for token in unit.parsed.tokens[:_LONGEST]:
        if token.dep_ in _PLACED:
            yield f"d={token.dep_} {token.lemma_.lower()}"
        if token.pos_ == "VERB":
            yield f"v={verb_class(token.lemma_.lower())} {token.dep_}"
            yield f"v={token.tag_} {token.dep_}"


def person(unit: Unit, subject: Any) -> str:
    """Whom a subject stands for: a pronoun, `us`, `rival`, "your thing", a name, people or a thing."""
    if (word := str(subject.lower_)) in _PRONOUNS:
        return word
    if unit.us is not None and unit.us.search(subject.text):
        return "us"
    if unit.rivals is not None and unit.rivals.search(subject.text):
        return "rival"
    owner = next((c.lower_ for c in subject.children if c.dep_ == "poss"), "")
    if owner in {"our", "your", "my", "their"}:
        return f"{owner} thing"
    if subject.pos_ == "PROPN":
        return "name"
    return "people" if subject.lemma_.lower() in words("audience", "people") else "thing"


@cache
def verb_class(lemma: str) -> str:
    """What the lexicons say a verb does: instructs, calls to act, offers, names a function; or `other`."""
    named = lemma in words("nominals", "gerund") or lemma in load("nominals")["noun"]
    classes = [t for t in ("instruction", "action", "feature") if lemma in words("verbs", t)]
    return "+".join(classes + ["function"] * named) or "other"


def _technical(unit: Unit, role: str, kind: str) -> Iterator[str]:
    count, command = len(_TECHNICAL.findall(unit.text)), bool(unit.parsed.shift)
    if count:
        yield from ("tech", f"tech={min(count, 3)}", f"tech@{kind}", f"tech@{role}")
    if command:
        yield from (f"command@{kind}", f"command@{role}", f"command@{role}@{kind}")
    if count and command:
        yield "command+tech"


@cache
def _turn_names() -> tuple[str, ...]:
    return tuple(load("turns"))


def _turns(unit: Unit, role: str, kind: str) -> Iterator[str]:
    found = [name for name in _turn_names() if pattern("turns", name, lowered=True).search(unit.lower)]
    found += ["demonstrative"] * bool(_DEMONSTRATIVE.match(unit.lower))
    found += ["counted"] * bool(_COUNTED.match(unit.lower))
    for name in found:
        yield from (f"turn={name}", f"turn={name}@{kind}", f"turn={name}@{role}")


def _clause(unit: Unit, root: Any, role: str, kind: str) -> Iterator[str]:
    does, who, owned = verb_class(root.lemma_.lower()), _subject(unit, root), ""
    after = next((c for c in root.children if c.dep_ in _COMPLEMENTS and c.i > root.i), None)
    what = "none" if after is None else after.dep_
    if after is not None and what == "dobj":
        owned = next((c.lower_ for c in after.children if c.dep_ in {"det", "poss"}), "bare")
        if owned not in _TELLING_OWNERS:
            owned = "bare plural" if after.tag_ == "NNS" else "bare"
    yield from (f"s={who}", f"s={who}@{kind}", f"s={who}@{role}", f"so={who} {owned}")
    yield from (f"sv={who} {does}", f"sv={who} {root.tag_} {does}", f"svo={who} {root.tag_} {what} {owned}")
    yield from (f"vc={does}@{kind}", f"vo={does} {what} {owned}")
    if any(c.dep_ == "neg" for c in root.children):
        yield f"denied {who}"
    helper = next((c.lower_ for c in root.children if c.dep_ in {"aux", "auxpass"}), None)
    if helper is not None and not unit.parsed.shift:
        yield f"aux={helper} {who}"


def _subject(unit: Unit, root: Any) -> str:
    """The subject's kind with number and article: a bare plural ("Policies change") speaks of the world."""
    subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}), None)
    if subject is None:
        return "none"
    who = person(unit, subject)
    if who not in {"thing", "people", "name"}:
        return who
    article = next((c.lower_ for c in subject.children if c.dep_ == "det"), "bare")
    known = article if article in _TELLING_ARTICLES or article == "bare" else "other"
    return f"{who}{'s' * (subject.tag_ == 'NNS')} {known}"


@cache
def _nouns_of_action() -> frozenset[str]:
    table: dict[str, str] = load("nominals")["noun"]
    return frozenset(table) | frozenset(table.values())


def _fragment(unit: Unit, role: str, kind: str) -> Iterator[str]:
    """How a fragment without a verb is built: its head, the head's ending, its length and order."""
    tokens = unit.parsed.tokens
    nouns = [t for t in tokens if t.pos_ in {"NOUN", "PROPN"}]
    if not nouns:
        return
    size = sum(not t.is_punct for t in tokens)
    head = nouns[-1].lower_.rstrip("s")
    yield from (f"np={head[-3:]}", f"np={head[-3:]}@{role}", f"nph={head}@{role}")
    yield f"npn={min(size, 8)}@{role}@{kind}"
    yield f"npshape={' '.join(t.pos_ for t in tokens[:5])}@{role}"
    yield f"npaction={head in _nouns_of_action()}@{role}"
    if size <= 6:
        yield from (f"npmod={t.lower_}" for t in tokens if t.dep_ in {"amod", "compound"})
