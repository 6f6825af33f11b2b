"""Words of a text as they are compared: folded, American spelling, with what stood before them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract.canonical import STOP_WORDS, stems

_QUOTES = str.maketrans("’‘‛ʼ′‐‑‒–—―−", "'''''-------", "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f")
_TOKEN = re.compile(r"[$€£¥₹%]|\d+(?:[.,]\d+)*|[^\W\d_]+(?:\+\+|#)?(?:'[^\W\d_]+)*(?:(?<=[A-Z])\d+(?![.,]?\d))?")
_ISE = re.compile(r"(?<=[a-z]{3}is)(?:e|ed|es|er|ers|ing|ation|ations)$")
_NEVER_IZE = frozenset(
    """exercis promis compromis revis advis supervis devis compris surpris enterpris franchis improvis aris rais
    prais apprais otherwis likewis nois precis concis excis premis disguis expertis advertis merchandis televis
    pois cruis bruis paradis treatis demis clockwis stepwis""".split()
)
_OUR = re.compile(r"^(col|fav|behavi|lab|hon|neighb|harb|hum|rum)our")


_BASE = dict(
    pair.split(":")
    for pair in """made:make built:build sent:send kept:keep got:get gotten:get seen:see saw:see found:find told:tell
    bought:buy sold:sell paid:pay lost:lose left:leave chosen:choose chose:choose written:write wrote:write ran:run
    taken:take took:take given:give gave:give shown:show known:know knew:know held:hold met:meet brought:bring
    thought:think taught:teach understood:understand stood:stand spent:spend caught:catch drawn:draw drew:draw
    grown:grow grew:grow hidden:hide hid:hide broken:break broke:break driven:drive drove:drive spoken:speak
    spoke:speak stolen:steal won:win led:lead gone:go went:go done:do did:do said:say came:come begun:begin
    began:begin fallen:fall fell:fall felt:feel fed:feed fought:fight flew:fly flown:fly forgotten:forget
    frozen:freeze heard:hear laid:lay lent:lend meant:mean ridden:ride risen:rise rose:rise shot:shoot slept:sleep
    sought:seek spun:spin stuck:stick struck:strike swept:sweep swum:swim thrown:throw threw:throw torn:tear
    woken:wake worn:wear wound:wind withdrawn:withdraw dealt:deal rebuilt:rebuild undone:undo overseen:oversee
    children:child men:man women:woman indices:index criteria:criterion analyses:analysis people:person
    faster:fast quicker:quick easier:easy simpler:simple cheaper:cheap safer:safe smarter:smart bigger:big
    larger:large smaller:small stronger:strong longer:long shorter:short higher:high lower:low""".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign; `lead` is what separates it from the one before."""

    text: str
    lead: str
    capital: bool
    acronym: bool


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of any text, in order."""
    return tuple(_tokens(unicodedata.normalize("NFKC", text).translate(_QUOTES)))


def _tokens(text: str) -> Iterator[Token]:
    shouted = text.isupper()
    end = 0
    for found in _TOKEN.finditer(text):
        raw = found.group()
        folded = american(unicodedata.normalize("NFKC", raw.casefold()))
        capital = raw[0].isupper() and not shouted
        acronym = len(raw) > 1 and raw.isupper() and not shouted
        if acronym and folded in STOP_WORDS:  # US and IT are no pronouns
            folded = raw
        yield Token(folded, text[end : found.start()] or "", capital, acronym)
        end = found.end()


@lru_cache(maxsize=65_536)
def american(word: str) -> str:
    """The American spelling of a British one: personalise, colour, centre, catalogue."""
    word = _OUR.sub(r"\1or", word)
    if (ending := _ISE.search(word)) and (root := word[: ending.start()]) not in _NEVER_IZE:
        word = f"{root[:-1]}z{ending.group()}"
    if word in {"centre", "centres", "theatre", "metre", "litre"}:
        word = word.replace("tre", "ter")
    return {"catalogue": "catalog", "licence": "license", "programme": "program", "analyse": "analyze"}.get(word, word)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one folded word; a stop word is its own."""
    found = stems(_BASE.get(word, word))
    return found[0] if found else word
