"""How interchangeable a sentence is: could any other company's site carry it as it stands?

A sentence is ours by what only we would say: a number, a segment's own words, a word that few other
companies in the store use and that is rare on vendors' pages at large. What is left could be
anyone's. The market is what the other companies had said by the day in question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from extract.canonical import stem, stems
from signals.background import rarity
from turfwatch.types import Change, Claim, Lifetime

ANYONE = Path(__file__).parent.parent / "lexicons" / "anyone.txt"
RARE = 0.45  # on the scale of `signals.background`: how rare a word must be to tell a vendor apart
SHARED = 0.5  # share of the other companies from which a word is everybody's
_FEW = 3  # companies; a smaller market cannot tell by itself what everybody says
_NAME = re.compile(r"(?<![.!?:–—]\s)(?<!^)\b[A-Z][a-z]+[A-Z]\w*|\b[A-Z]{2,}\b")


class Market(Protocol):
    """What the other companies say."""

    def share(self, stem: str, day: date) -> float | None:
        """Of the other companies, the share that had used the word by that day; None: too few to tell."""


@dataclass(frozen=True)
class Voices:
    """The other companies' claims, by the days since when they have been said."""

    said: Sequence[tuple[str, date, str]] = field(default=(), repr=False)  # company, since, text

    @cached_property
    def _first(self) -> Mapping[str, Mapping[str, date]]:
        """Word -> company -> the first day it used the word; made when first asked for."""
        found: dict[str, dict[str, date]] = {}
        for company, day, text in self.said:
            for word in set(stems(text)):
                days = found.setdefault(word, {})
                days[company] = min(day, days.get(company, day))
        return found

    @cached_property
    def _companies(self) -> Mapping[str, date]:
        first: dict[str, date] = {}
        for company, day, _ in self.said:
            first[company] = min(day, first.get(company, day))
        return first

    def share(self, stem: str, day: date) -> float | None:
        """See `Market`."""
        known = sum(since <= day for since in self._companies.values())
        if known < _FEW:
            return None
        return sum(since <= day for since in self._first.get(stem, {}).values()) / known


NOBODY = Voices()


def voices(lives: Iterable[Lifetime], changes: Iterable[Change]) -> Voices:
    """Everything that was said, in the words and from the days it was said in them."""
    said: list[tuple[str, date, str]] = []
    reworded: dict[str, str] = {}  # a life's first wording
    for change in changes:  # oldest first
        if change.after is not None:
            said.append((change.company, change.date, change.after))
        if change.before is not None:
            reworded.setdefault(change.lifetime_id, change.before)
    for life in lives:
        said.append((life.company, life.first_seen, reworded.get(life.id, life.claim.text)))
        said.append((life.company, life.worded or life.first_seen, life.claim.text))
    return Voices(tuple(sorted(set(said))))


def interchangeable(claim: Claim, ours: Iterable[str], market: Market, day: date) -> bool:
    """Whether another company could say the sentence as it stands; `ours` are our segments' words in it."""
    if any(ours) or claim.quantity is not None or any(c.isdigit() for c in claim.text):
        return False
    if claim.compared_to or _NAME.search(claim.text):
        return False
    return not any(telling(word, market, day) for word in set(stems(claim.text)))


def telling(word: str, market: Market, day: date) -> bool:
    """Whether a word sets a vendor apart: rare on vendors' pages at large, and not the market's own."""
    if word in anyones() or rarity((word,)) < RARE:
        return False
    shared = market.share(word, day)
    return shared is None or shared < SHARED


@cache
def anyones() -> frozenset[str]:
    """Stems that any vendor of anything may use: none of them sets a company apart."""
    lines = ANYONE.read_text(encoding="utf-8").splitlines()
    return frozenset(stem(word) for line in lines if not line.startswith("#") for word in line.split())
