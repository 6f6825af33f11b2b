"""Noun phrases as slots quote them: whole words, lower case, without article or owner."""

from __future__ import annotations

import re
from typing import Any

ARTICLE = re.compile(
    r"^(?:the|a|an|your|our|their|its|every|all|any|each|these|those|this|that|and|or)\s+", re.IGNORECASE
)
EDGES = " \t\n.,;:!?\"'“”‘’()[]–—-|*•✓✔"
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "nummod", "poss", "npadvmod", "quantmod", "punct"})
_DETERMINERS = frozenset({"your", "our", "their", "its", "my", "every", "all", "any"})


def edges_off(text: str) -> str:
    """The text without punctuation at its ends and without an article in front."""
    return ARTICLE.sub("", text.strip(EDGES)).strip(EDGES)


def noun_phrase(head: Any, *, conjuncts: int = 0) -> str:
    """The noun with what stands before it, and with its list when that has at most `conjuncts` more."""
    others = head.conjuncts
    phrases = [_one(h) for h in (head, *(others if len(others) <= conjuncts else ()))]
    return " and ".join(p for p in phrases if p)


def listed(head: Any) -> str:
    """The noun phrase with all its conjuncts: "startups, agencies and studios"."""
    phrases = [p for h in (head, *head.conjuncts) if (p := _one(h))]
    return " and ".join(x for x in (", ".join(phrases[:-1]), phrases[-1] if phrases else "") if x)


def _one(head: Any) -> str:
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
    return ARTICLE.sub("", text[start:end].strip(EDGES).lower())
