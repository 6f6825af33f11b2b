"""A segment compiled into the phrases that speak for it, as stems.

Audiences and terms speak for a segment by themselves; the words of its name, problem and own claims
are hints that count together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from extract.canonical import stems
from turfwatch.config import Segment

Origin = Literal["audience", "term", "hint"]

_DETERMINERS = frozenset({"each", "everi", "all", "ani", "own"})


@dataclass(frozen=True, eq=False)  # compiled once, and looked up more often than anything else
class Phrase:
    """One phrase of a segment, as stems; `shared` counts our other segments that use its words too."""

    words: tuple[str, ...]
    text: str
    origin: Origin
    shared: int = 0


@dataclass(frozen=True, eq=False)  # told apart by identity: it is a key of the cache below
class Lexicon:
    """A segment, ready to be recognised."""

    segment: str
    phrases: tuple[Phrase, ...]

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Phrase, ...]]:
        """The phrases by words of which a text must have one to hold them: most texts have none."""
        found: dict[str, tuple[Phrase, ...]] = {}
        for p in self.phrases:
            for key in {p.words[0], "".join(p.words), singular(p.text.casefold()), p.words[-1]}:
                found[key] = (*found.get(key, ()), p)
        return found

    @cached_property
    def has_audience(self) -> bool:
        """Whether the segment says whom it is for."""
        return any(p.origin == "audience" for p in self.phrases)


def compile_segments(segments: Sequence[Segment]) -> tuple[Lexicon, ...]:
    """A lexicon a segment; words that several of our segments use tell them apart the less."""
    plain = [compile_segment(segment) for segment in segments]
    spoken = [{w for p in lexicon.phrases if p.origin != "hint" for w in p.words} for lexicon in plain]

    def shared(phrase: Phrase, own: int) -> int:
        return sum(1 for i, words in enumerate(spoken) if i != own and set(phrase.words) <= words)

    return tuple(
        Lexicon(lexicon.segment, tuple(replace(p, shared=shared(p, i)) for p in lexicon.phrases))
        for i, lexicon in enumerate(plain)
    )


def compile_segment(segment: Segment) -> Lexicon:
    """The segment's phrases, each once, the surest origin first."""
    phrases: dict[tuple[str, ...], Phrase] = {}
    spoken: list[tuple[str, Origin]] = [(a, "audience") for a in segment.audience]
    spoken += [(t, "term") for t in segment.terms]
    for text, origin in spoken:
        if words := content_words(text):
            phrases.setdefault(words, Phrase(words, text, origin))
    loose = " ".join([segment.name, segment.problem, *(c.text for c in segment.claims)])
    for word in dict.fromkeys(content_words(loose)):
        phrases.setdefault((word,), Phrase((word,), word, "hint"))
    return Lexicon(segment.id, tuple(phrases.values()))


def content_words(text: str) -> tuple[str, ...]:
    """Stems with compounds taken apart: "white-label", "CI/CD" and "on-prem" match their variants."""
    words = stems(re.sub(r"(?<=\w)[-/‐‑](?=\w)", " ", text))
    return tuple(word for word in words if word not in _DETERMINERS)


def singular(word: str) -> str:
    """The singular of an English noun, by its ending."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
