"""Features of the clause: who does what kind of thing to what, and how a fragment is built.

Words differ from market to market; that a generic plural does something bad, that a command acts on
a file, or that a name ends in a noun of action, does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extract.lexicons import load, words
from extract.nlp import Word, imperative
from extract.units import Unit

_TECHNICAL = re.compile(  # identifiers, settings, calls, flags, paths, ticket numbers, acronyms
    r"\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z]{2,}_[A-Z_]+|\w\(\)|`|\b[a-z]+\.[a-z]+\b|\#\d+|--\w|\b[a-z]+[A-Z]\w+|/\w+/"
    r"|\b[A-Z]{2,5}\b"
)
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
    root = next((w for w in unit.parsed.words if w.dep == "ROOT"), None)
    if root is not None and root.pos in {"VERB", "AUX"}:
        yield from _clause(unit, root, role, kind)
    if not unit.parsed.shift and all(w.tag not in _FINITE for w in unit.parsed.words):
        yield from _fragment(unit, role, kind)
    for word in unit.parsed.words[:_LONGEST]:
        if word.dep in _PLACED:
            yield f"d={word.dep} {word.lemma}"
        if word.pos == "VERB":
            yield f"v={verb_class(word.lemma)} {word.dep}"
            yield f"v={word.tag} {word.dep}"


def person(unit: Unit, subject: Word) -> str:
    """Whom a subject stands for: a pronoun, `us`, `rival`, "your thing", a name, people or a thing."""
    if (word := subject.lower) in _PRONOUNS:
        return word
    if unit.us is not None and unit.us.search(subject.text):
        return "us"
    if unit.rivals is not None and unit.rivals.search(subject.text):
        return "rival"
    owner = next((c.lower for c in subject.children if c.dep == "poss"), "")
    if owner in {"our", "your", "my", "their"}:
        return f"{owner} thing"
    if subject.pos == "PROPN":
        return "name"
    return "people" if subject.lemma in words("audience", "people") else "thing"


@cache
def verb_class(lemma: str) -> str:
    """What the lexicons say a verb does: instructs, calls to act, offers, names a function; or `other`."""
    named = lemma in words("nominals", "gerund") or lemma in load("nominals")["noun"]
    classes = [t for t in ("instruction", "action", "feature") if lemma in words("verbs", t)]
    return "+".join(classes + ["function"] * named) or "other"


def technical(unit: Unit) -> Iterator[str]:
    """Signs of commands and code: what they say depends on the place."""
    role, kind = unit.plain_role, unit.page_kind
    count, command = len(_TECHNICAL.findall(unit.text)), imperative(unit.text)
    if count:
        yield from ("tech", f"tech={min(count, 3)}", f"tech@{kind}", f"tech@{role}")
    if command:
        yield from (f"command@{kind}", f"command@{role}", f"command@{role}@{kind}")
    if count and command:
        yield "command+tech"


def _clause(unit: Unit, root: Word, role: str, kind: str) -> Iterator[str]:
    does, who, owned = verb_class(root.lemma), _subject(unit, root), ""
    after = next((c for c in root.children if c.dep in _COMPLEMENTS and c.place > root.place), None)
    what = "none" if after is None else after.dep
    if after is not None and what == "dobj":
        owned = next((c.lower for c in after.children if c.dep in {"det", "poss"}), "bare")
        if owned not in _TELLING_OWNERS:
            owned = "bare plural" if after.tag == "NNS" else "bare"
    yield from (f"s={who}", f"s={who}@{kind}", f"s={who}@{role}", f"so={who} {owned}")
    yield from (f"sv={who} {does}", f"sv={who} {root.tag} {does}", f"svo={who} {root.tag} {what} {owned}")
    yield from (f"vc={does}@{kind}", f"vo={does} {what} {owned}")
    if any(c.dep == "neg" for c in root.children):
        yield f"denied {who}"
    helper = next((c.lower for c in root.children if c.dep in {"aux", "auxpass"}), None)
    if helper is not None and not unit.parsed.shift:
        yield f"aux={helper} {who}"


def _subject(unit: Unit, root: Word) -> str:
    """The subject's kind with number and article: a bare plural ("Policies change") speaks of the world."""
    subject = next((c for c in root.children if c.dep in {"nsubj", "nsubjpass", "expl"}), None)
    if subject is None:
        return "none"
    who = person(unit, subject)
    if who not in {"thing", "people", "name"}:
        return who
    article = next((c.lower for c in subject.children if c.dep == "det"), "bare")
    known = article if article in _TELLING_ARTICLES or article == "bare" else "other"
    return f"{who}{'s' * (subject.tag == 'NNS')} {known}"


@cache
def _nouns_of_action() -> frozenset[str]:
    table: dict[str, str] = load("nominals")["noun"]
    return frozenset(table) | frozenset(table.values())


def _fragment(unit: Unit, role: str, kind: str) -> Iterator[str]:
    """How a fragment without a verb is built: its head, the head's ending, its length and order."""
    found = unit.parsed.words
    nouns = [w for w in found if w.pos in {"NOUN", "PROPN"}]
    if not nouns:
        return
    size = sum(w.pos != "PUNCT" for w in found)
    head = nouns[-1].lower.rstrip("s")
    yield from (f"np={head[-3:]}", f"np={head[-3:]}@{role}", f"nph={head}@{role}")
    yield f"npn={min(size, 8)}@{role}@{kind}"
    yield f"npshape={' '.join(w.pos for w in found[:5])}@{role}"
    yield f"npaction={head in _nouns_of_action()}@{role}"
    if size <= 6:
        yield from (f"npmod={w.lower}" for w in found if w.dep in {"amod", "compound"})
