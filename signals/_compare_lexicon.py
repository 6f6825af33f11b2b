"""The hand-written lexicon of marketing English (`lexicons/wording.toml`), indexed for look-up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.canonical import STOP_WORDS
from signals._compare_tokens import stem, tokens

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
    negation: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases by their stems; tables by folded word."""

    entries: Mapping[Phrase, Entry]
    longest: Mapping[str, int]  # first stem -> length of the longest phrase that starts with it
    opposites: frozenset[frozenset[str]]  # pairs of stems
    rungs: Mapping[str, tuple[tuple[int, int], ...]]  # stem -> (ladder, rung)
    lookalikes: frozenset[frozenset[str]]
    people: frozenset[str]
    things: frozenset[str]
    numbers: Mapping[str, int]
    currencies: Mapping[str, str]
    units: Mapping[str, tuple[str, Decimal]]
    periods: Mapping[str, str]
    function: frozenset[str]


def phrase(text: str) -> Phrase:
    """A lexicon entry as the stems it is found by."""
    return tuple(stem(t.text) for t in tokens(text))


def joined(text: str) -> str:
    """A phrase as one key."""
    return " ".join(phrase(text))


def _entries(raw: Mapping[str, Any]) -> dict[Phrase, Entry]:
    found: dict[Phrase, dict[str, Any]] = {}
    for number, words in enumerate(raw["synonyms"]):
        for word in words:
            senses = found.setdefault(phrase(word), {}).get("senses", frozenset())
            found[phrase(word)]["senses"] = senses | {f"={number}"}
    for kind, force in _FORCE.items():
        for word in raw["strength"][kind]:
            found.setdefault(phrase(word), {})["force"] = force
    for word in raw["strength"]["fillers"]:
        found.setdefault(phrase(word), {}).setdefault("filler", True)
    for word in raw["strength"]["light"]:
        found.setdefault(phrase(word), {})["light"] = True
    for word in raw["negation"]["words"]:
        found.setdefault(phrase(word), {})["negation"] = True
    for stage, words in raw["stages"].items():
        for word in words:
            found.setdefault(phrase(word), {})["stage"] = stage
    for ladder in raw["ladders"]:
        for word in (w for rung in ladder for w in rung):
            found.setdefault(phrase(word), {})
    return {key: Entry(**value) for key, value in found.items()}


def _rungs(ladders: Iterable[Iterable[Iterable[str]]]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, ladder in enumerate(ladders):
        for height, rung in enumerate(ladder):
            for word in rung:
                found[joined(word)] = (*found.get(joined(word), ()), (number, height))
    return found


def _load() -> Lexicon:
    raw = tomllib.loads(_FILE.read_text("utf-8"))
    entries = _entries(raw)
    longest: dict[str, int] = {}
    for key in entries:
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    units = {w: (k, Decimal(str(size))) for k, table in raw["units"].items() for w, size in table.items()}
    return Lexicon(
        entries=entries,
        longest=longest,
        opposites=frozenset(frozenset(map(joined, pair)) for pair in raw["opposites"]),
        rungs=_rungs(raw["ladders"]),
        lookalikes=frozenset(map(frozenset, raw["names"]["lookalikes"])),
        people=frozenset(map(joined, raw["people"]["words"])),
        things=frozenset(map(joined, raw["people"]["things"])),
        numbers=raw["numbers"],
        currencies=raw["currencies"],
        units=units,
        periods=raw["periods"],
        function=STOP_WORDS - {"do", "does", "could"},
    )


LEXICON = _load()
