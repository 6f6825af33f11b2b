"""Words of a text as they are compared: folded, American spelling, with what stood before them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.canonical import STOP_WORDS, stems

_SPELLING = tomllib.loads((Path(__file__).parent / "lexicons" / "spelling.toml").read_text("utf-8"))
_AMERICAN: dict[str, str] = _SPELLING["american"]
_NEVER_IZE = frozenset(_SPELLING["never_ize"])
_BASE = {form: base for base, forms in _SPELLING["forms"].items() for form in forms}
_DOMAINS = frozenset(_SPELLING["domains"])
_APART = {word: kept for kept, words in _SPELLING["apart"].items() for word in words}

_UNIFY = str.maketrans("’‘‛ʼ′‐‑‒–—―−", "'''''-------", "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")
_TOKEN = re.compile(
    r"""[$€£¥₹%]
      | \#(?=\d)
      | \d+(?:[.,]\d+)*
      | [^\W\d_]+(?:\+\+|\#)?(?:'[^\W\d_]+)*
        (?:(?<=[A-Z])\d+(?![.,]?\d))?  # a name such as S3 or NIS2
    """,
    re.VERBOSE,
)
_ISE = re.compile(r"(?<=[a-z]{3}is)(?:e|ed|es|er|ers|ing|ation|ations)$")
_OUR = re.compile(r"^(col|fav|behavi|lab|hon|neighb|harb|hum|rum)our")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign; `lead` is what separates it from the one before."""

    text: str
    lead: str
    capital: bool
    acronym: bool


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of any text, in order."""
    return tuple(_tokens(unicodedata.normalize("NFKC", text).translate(_UNIFY)))


def _tokens(text: str) -> Iterator[Token]:
    shouted = text.isupper()
    end = 0
    for found in _TOKEN.finditer(text):
        raw = found.group()
        if raw in _DOMAINS and end and text[end : found.start()] == ".":  # the name alone: Loomery.io
            end = found.end()
            continue
        folded = american(unicodedata.normalize("NFKC", raw.casefold()))
        acronym = len(raw) > 1 and raw.isupper() and not shouted
        if len(raw) > 2 and raw[:-1].isupper() and raw[-1] == "s":  # APIs
            acronym, folded = True, folded[:-1]
        if acronym and folded in STOP_WORDS:  # US and IT are no pronouns
            folded = raw
        yield Token(folded, text[end : found.start()], raw[0].isupper() and not shouted, acronym)
        end = found.end()


@lru_cache(maxsize=65_536)
def american(word: str) -> str:
    """The American spelling of a British one: personalise, colour, centre, catalogue."""
    word = _OUR.sub(r"\1or", word)
    if (ending := _ISE.search(word)) and (root := word[: ending.start()]) not in _NEVER_IZE:
        word = f"{root[:-1]}z{ending.group()}"
    return _AMERICAN.get(word, word)


def singular(word: str) -> str:
    """The singular of a regular plural, or the word itself."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one folded word; a stop word is its own."""
    if word in _APART:
        return str(_APART[word])
    found = stems(_BASE.get(word, word))
    return found[0] if found else word
