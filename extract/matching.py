"""Grammar patterns of rules, as data: spaCy's DependencyMatcher, one a rule, made on first use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from spacy.matcher import DependencyMatcher
from spacy.vocab import Vocab

from extract.units import Unit


def matched(rule: str, unit: Unit) -> list[dict[str, Any]]:
    """Where a rule's `PATTERNS` match the unit's parse: for each match its tokens by their `RIGHT_ID`."""
    doc = unit.parsed.doc
    patterns = _patterns(rule)
    names = [[str(node["RIGHT_ID"]) for node in pattern] for pattern in patterns]
    found = []
    for key, places in _matcher(rule, doc.vocab)(doc):
        number = int(doc.vocab.strings[key])
        found.append({name: doc[i] for name, i in zip(names[number], places, strict=True)})
    return found


@cache
def _matcher(rule: str, vocab: Vocab) -> DependencyMatcher:
    matcher = DependencyMatcher(vocab, validate=True)
    for number, pattern in enumerate(_patterns(rule)):
        matcher.add(str(number), [list(pattern)])
    return matcher


@cache
def _patterns(rule: str) -> Sequence[Sequence[dict[str, Any]]]:
    from turfwatch import plugins

    module = plugins.load("extract.rules", rule)
    patterns: Sequence[Sequence[dict[str, Any]]] = module.PATTERNS
    return patterns
