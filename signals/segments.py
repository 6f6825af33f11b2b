"""Which of our segments a claim speaks to, how surely, and by which words.

A segment is compiled into phrases: audiences and terms speak for it by themselves, the words of its
name, problem and own claims only together. Evidence adds up as independent chances do (noisy-or).
Words count where the claim stands as well: under its headings, on its page. A phrase the company
uses everywhere says little about what this claim is for; `Usage` measures that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from urllib.parse import urlsplit

from extract.canonical import stems
from signals.background import rarity
from turfwatch.config import Segment

Origin = Literal["audience", "term", "hint"]

_WEIGHT: Mapping[Origin, float] = {"audience": 0.62, "term": 0.55, "hint": 0.12}
_SINGLE = (0.6, 0.4)  # a phrase of one word counts this much, plus so much the rarer the word is
_PLACE = {"text": 1.0, "page": 0.8}  # a page or heading for somebody speaks for what stands below
_NEGATION = re.compile(r"\b(?:not|n't|no longer|never|isn't|aren't|without)\b[^.;,]{0,40}$", re.I)


@dataclass(frozen=True)
class Phrase:
    """One phrase of a segment, as stems."""

    words: tuple[str, ...]
    text: str
    origin: Origin


@dataclass(frozen=True, eq=False)  # told apart by identity: it is a key of the cache below
class Lexicon:
    """A segment, ready to be recognised."""

    segment: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Relevance:
    """How surely a text speaks to a segment, and the phrases that say so."""

    segment: str
    probability: float
    own: frozenset[str]  # phrases in the text itself
    near: frozenset[str]  # phrases in its headings and page

    @property
    def words(self) -> frozenset[str]:
        """All phrases found."""
        return self.own | self.near


@dataclass(frozen=True)
class Usage:
    """In what share of a company's claims each phrase occurs: its measured background."""

    shares: Mapping[str, float]

    def weight(self, phrase: str) -> float:
        """1 for a phrase hardly used, falling to 0.35 for one that is in a third of all claims."""
        return max(0.35, 1.0 - 2.0 * self.shares.get(phrase, 0.0))


NO_USAGE = Usage({})


def compile_segment(segment: Segment) -> Lexicon:
    """The segment's phrases, each once, the surest origin first."""
    phrases: dict[tuple[str, ...], Phrase] = {}
    spoken: list[tuple[str, Origin]] = [(a, "audience") for a in segment.audience]
    spoken += [(t, "term") for t in segment.terms]
    for text, origin in spoken:
        if words := _words(text):
            phrases.setdefault(words, Phrase(words, text, origin))
    loose = " ".join([segment.name, segment.problem, *(c.text for c in segment.claims)])
    for word in dict.fromkeys(_words(loose)):
        phrases.setdefault((word,), Phrase((word,), word, "hint"))
    return Lexicon(segment.id, tuple(phrases.values()))


def relevance(
    text: str,
    lexicon: Lexicon,
    *,
    headings: Sequence[str] = (),
    page_title: str = "",
    url: str = "",
    usage: Usage = NO_USAGE,
) -> Relevance:
    """How surely `text`, standing where it stands, speaks to the segment."""
    own = _found(text, lexicon)
    near = _found(" . ".join(headings), lexicon) | _found(f"{page_title} . {_path_words(url)}", lexicon)
    doubt = 1.0
    for phrase in own | near:
        place = _PLACE["text"] if phrase in own else _PLACE["page"]
        doubt *= 1.0 - _strength(phrase) * place * usage.weight(phrase.text)
    sure = {p for p in own | near if p.origin != "hint"}
    probability = 1.0 - doubt if sure else min(1.0 - doubt, 0.35)
    return Relevance(
        lexicon.segment,
        probability,
        frozenset(p.text for p in own & sure),
        frozenset(p.text for p in (near - own) & sure),
    )


def measure_usage(texts: Iterable[str], lexicons: Iterable[Lexicon]) -> Usage:
    """The share of `texts` in which each phrase occurs."""
    counts: Counter[str] = Counter()
    total = 0
    compiled = tuple(lexicons)
    for text in texts:
        total += 1
        counts.update({p.text for lexicon in compiled for p in _found(text, lexicon)})
    return Usage({phrase: n / total for phrase, n in counts.items()}) if total >= 20 else NO_USAGE


def _strength(phrase: Phrase) -> float:
    weight = _WEIGHT[phrase.origin]
    if phrase.origin == "hint" or len(phrase.words) > 1:
        return weight
    least, rare = _SINGLE
    return weight * (least + rare * rarity(phrase.words))


@lru_cache(maxsize=50_000)
def _found(text: str, lexicon: Lexicon) -> frozenset[Phrase]:
    words = _words(text)
    if not words:
        return frozenset()
    joined = {a + b for a, b in pairwise(words)}  # "e commerce", "help desk"
    present = set(words) | joined
    return frozenset(
        phrase
        for phrase in lexicon.phrases
        if _occurs(phrase.words, words, present) and not _denied(text, phrase)
    )


def _words(text: str) -> tuple[str, ...]:
    """Stems with compounds taken apart: "white-label", "CI/CD" and "on-prem" match their variants."""
    return stems(re.sub(r"(?<=\w)[-/‐‑](?=\w)", " ", text))


def _occurs(phrase: tuple[str, ...], words: tuple[str, ...], present: set[str]) -> bool:
    """All words of the phrase, near one another and in any order, or run together."""
    if "".join(phrase) in present:
        return True
    if not set(phrase) <= set(words):
        return False
    if len(phrase) == 1:
        return True
    span = len(phrase) + 2
    return any(set(phrase) <= set(words[i : i + span]) for i in range(len(words)))


def _denied(text: str, phrase: Phrase) -> bool:
    """Whether the text says the audience is not meant: "not for agencies" claims no agencies."""
    first = phrase.text.split()[0]
    at = text.lower().find(first.lower()[:5])
    return at > 0 and bool(_NEGATION.search(text[:at])) and phrase.origin == "audience"


def _path_words(url: str) -> str:
    return re.sub(r"[^a-zA-Z0-9]+", " ", urlsplit(url).path)
