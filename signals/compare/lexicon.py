"""The hand-written lexicon of marketing English (`lexicons/wording.toml`), indexed for look-up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.canonical import STOP_WORDS
from signals.compare.tokens import singular, stem, tokens

_FILE = Path(__file__).parent / "lexicons" / "wording.toml"
_FORCE = {"hedges": -2, "limits": -1, "intensifiers": 1, "universals": 2, "superlatives": 3}

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one word or phrase means: its senses, and what it does in a sentence."""

    senses: frozenset[str] = frozenset()
    force: int = 0
    filler: bool = False
    light: bool = False
    virtue: bool = False
    negation: bool = False
    stage: str = ""

    def with_marks(self, marks: Entry | None) -> Entry:
        """This entry's senses with the marks another gives the very words."""
        return (
            self
            if marks is None
            else replace(marks, senses=self.senses, light=self.light, virtue=self.virtue, filler=self.filler)
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases by their stems; tables by folded word."""

    senses: Mapping[Phrase, Entry]  # by stems: "deploys" is "deploy"
    marks: Mapping[Phrase, Entry]  # by the words themselves: "likely" is not "like"
    longest: Mapping[str, int]  # first word or stem -> length of the longest phrase that starts with it
    opposites: Mapping[str, frozenset[str]]  # stem -> stems
    contraries: frozenset[frozenset[str]]  # pairs of stems: to deny one is to say the other
    rungs: Mapping[str, tuple[tuple[int, int], ...]]  # stem -> (ladder, rung)
    standards: frozenset[str]
    lookalikes: frozenset[frozenset[str]]
    people: frozenset[str]  # in the singular, as are things
    things: frozenset[str]
    numbers: Mapping[str, Decimal]
    currencies: Mapping[str, str]
    units: Mapping[str, tuple[str, Decimal]]
    periods: Mapping[str, str]
    function: frozenset[str]
    grammar: Mapping[str, frozenset[str]]


def phrase(text: str) -> Phrase:
    """A lexicon entry as the stems it is found by."""
    return tuple(stem(t.text) for t in tokens(text))


def _plain(text: str) -> str:
    """A noun, or phrase, as one string, in the singular."""
    return singular(" ".join(t.text for t in tokens(text)))


def joined(text: str) -> str:
    """A phrase as one key."""
    return " ".join(phrase(text))


def _senses(raw: Mapping[str, Any]) -> dict[Phrase, Entry]:
    rungs = (word for ladder in raw["ladders"] for rung in ladder for word in rung)
    whole = (*rungs, *raw["people"]["words"], *raw["grammar"]["used_by"])
    found = {phrase(word): Entry() for word in whole}
    for number, words in enumerate(raw["synonyms"]):
        for key in map(phrase, words):
            found[key] = Entry(senses=found.get(key, Entry()).senses | {f"={number}"})
    for word in raw["strength"]["light"]:
        found[phrase(word)] = replace(found.get(phrase(word), Entry()), light=True)
    for word in raw["strength"]["virtues"]:
        found[phrase(word)] = replace(found.get(phrase(word), Entry()), virtue=True)
    for word in raw["strength"]["fillers"]:
        if phrase(word) not in found:
            found[phrase(word)] = Entry(filler=True)
    return found


def _marks(raw: Mapping[str, Any]) -> dict[Phrase, Entry]:
    found: dict[Phrase, Entry] = {}
    marks: list[tuple[dict[str, Any], list[str]]] = [
        *(({"force": force}, raw["strength"][kind]) for kind, force in _FORCE.items()),
        ({"negation": True}, raw["negation"]["words"]),
        *(({"stage": stage}, words) for stage, words in raw["stages"].items()),
    ]
    for mark, words in marks:
        for key in (tuple(t.text for t in tokens(word)) for word in words):
            found[key] = replace(found.get(key, Entry()), **mark)
    return found


def _rungs(ladders: Iterable[Iterable[Iterable[str]]]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, ladder in enumerate(ladders):
        for height, rung in enumerate(ladder):
            for word in rung:
                found[joined(word)] = (*found.get(joined(word), ()), (number, height))
    return found


def _opposites(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one, other in (map(joined, pair) for pair in pairs):
        found[one] = found.get(one, frozenset()) | {other}
        found[other] = found.get(other, frozenset()) | {one}
    return found


def _load() -> Lexicon:
    raw = tomllib.loads(_FILE.read_text("utf-8"))
    senses, marks = _senses(raw), _marks(raw)
    longest: dict[str, int] = {}
    for key in (*senses, *marks):
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    units = {w: (k, Decimal(str(size))) for k, table in raw["units"].items() for w, size in table.items()}
    return Lexicon(
        senses=senses,
        marks=marks,
        longest=longest,
        opposites=_opposites(raw["opposites"]),
        contraries=frozenset(
            frozenset((joined(a), joined(b)))
            for left, right in raw["contraries"]
            for a in left
            for b in right
        ),
        rungs=_rungs(raw["ladders"]),
        standards=frozenset(raw["names"]["standards"]),
        lookalikes=frozenset(map(frozenset, raw["names"]["lookalikes"])),
        people=frozenset(map(_plain, raw["people"]["words"])),
        things=frozenset(map(_plain, raw["people"]["things"])),
        numbers={word: Decimal(str(value)) for word, value in raw["numbers"].items()},
        currencies=raw["currencies"],
        units=units,
        periods=raw["periods"],
        function=STOP_WORDS,
        grammar={name: frozenset(words) for name, words in raw["grammar"].items()},
    )


def is_function(word: str) -> bool:
    """A function word, also with a verb drawn to it: you'll, it's."""
    head, mark, tail = word.partition("'")
    return word in LEXICON.function or (bool(mark) and tail != "t" and head in LEXICON.function)


LEXICON = _load()
