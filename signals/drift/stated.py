"""How our own site holds what we said we claim: in full, softened, for everybody, or not at all.

The stated claim is a sentence of the configuration; every sentence of the site that is near enough
takes a stance on it. `signals.compare.labels` decides; what is added here is the loss of the particular:
a sentence that says the same of everybody has given up the position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from extract.canonical import canonical, stems
from signals.compare.labels import alike, label
from signals.compare.reading import read
from turfwatch.types import Claim, Lifetime, Standing


class Stance(IntEnum):
    """What a sentence does with a stated claim, the more it says of it the higher."""

    WIDENS = 1  # for everybody, where the claim is for somebody
    REDIRECTS = 2  # for somebody else
    SOFTENS = 3
    RENUMBERS = 4
    MAKES = 5


_OF_LABEL: Mapping[str, Stance] = {
    "same_claim": Stance.MAKES,
    "reworded_same": Stance.MAKES,
    "stronger": Stance.MAKES,
    "weaker": Stance.SOFTENS,
    "number_changed": Stance.RENUMBERS,
    "audience_changed": Stance.REDIRECTS,
}
# How much of the claim's own words a sentence must have: one that says less, and that in other words,
# is about something else.
_COVERED: Mapping[Stance, float] = {
    Stance.WIDENS: 0.3, Stance.REDIRECTS: 0.3, Stance.SOFTENS: 0.6, Stance.RENUMBERS: 0.5,
    Stance.MAKES: 0.5,
}  # fmt: skip
_WHO = (
    r"(?:teams?|compan(?:y|ies)|business(?:es)?|organi[sz]ations?|people|persons?|users?|customers?|"
    r"industr(?:y|ies)|sectors?|shops?|stores?|brands?|agenc(?:y|ies)|developers?|enterprises?|ones?)"
)
_SIZE = r"(?:sizes?|kinds?|types?|shapes?|stages?|industr(?:y|ies)|sectors?)"
EVERYBODY = re.compile(
    rf"\b(?:(?:every|any|all|each)\s+(?:[\w-]+\s+)?{_WHO}|everyone|everybody|anyone|anybody|whoever"
    rf"|(?:every|any|all)\s+(?:[\w-]+\s+)?{_SIZE}|whatever\s+(?:your|their|the)\s+{_SIZE}"
    rf"|(?:of|for)\s+all\b|regardless\s+of\s+{_SIZE})\b",
    re.I,
)
FRAME = 0.4  # shared stems (Dice) of two sentences that differ in whom they are for
_NUMBER = re.compile(r"\d[\d.,]*")
_FOR_WHOM = re.compile(
    r"\b(?:for|to help|helps?|lets?|gives?|by)\s+((?:[\w&'’/-]+\s*,?\s*(?:and\s+|or\s+)?){1,6})", re.I
)


@dataclass(frozen=True)
class Holding:
    """One sentence of ours that takes a stance on a stated claim, where it stands most prominently."""

    stance: Stance
    life: Lifetime
    standing: Standing


def stance(stated: str, said: Claim) -> Stance | None:
    """What a sentence does with a stated claim; None when it is about something else."""
    return _stance(stated, said.text, said.audience)


@lru_cache(maxsize=200_000)
def _stance(stated: str, text: str, audience: str | None) -> Stance | None:
    own, said = Claim("capability", stated, 0, len(stated)), Claim("capability", text, 0, len(text))
    if not _near(stated, text):
        return None
    if audience is not None:
        said = Claim("capability", text, 0, len(text), audience=audience)
    what = label(own, said)
    if not alike(own, said) and not (what == "audience_changed" and shared(stated, text) >= FRAME):
        return None
    found = Stance.WIDENS if widened(stated, text) else _OF_LABEL.get(what)
    return found if found is not None and _covered(stated, text) >= _COVERED[found] else None


def widened(before: str, after: str) -> bool:
    """Whether the later sentence speaks to everybody, where the earlier one spoke to somebody."""
    return bool(EVERYBODY.search(after)) and not EVERYBODY.search(before)


def generalised(before: str, after: str) -> bool:
    """Whether all that made the earlier sentence particular is gone: its numbers, whom it is for."""
    if widened(before, after):
        return True
    particulars = _particulars(before)
    return bool(particulars) and particulars.isdisjoint((*_NUMBER.findall(after), *stems(after)))


def _particulars(text: str) -> frozenset[str]:
    addressed = (word for found in _FOR_WHOM.findall(text) for word in stems(found))
    return frozenset((*_NUMBER.findall(text), *addressed))


def shared(one: str, other: str) -> float:
    """How many stems two sentences have in common, 0…1 (Dice)."""
    a, b = set(stems(one)), set(stems(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _covered(stated: str, text: str) -> float:
    """The share of the stated claim's words that the sentence has, too."""
    own = set(stems(stated))
    return len(own & set(stems(text))) / len(own) if own else 1.0


def _near(one: str, other: str) -> bool:
    """Cheap: nothing can be alike that shares no stem, or is the same letters."""
    return canonical(one) == canonical(other) or not set(stems(one)).isdisjoint(stems(other))


def holdings(stated: str, lives: Iterable[Lifetime]) -> dict[str, Holding]:
    """By page address, the sentence there that says most of the claim, the most prominent of equals."""
    best: dict[str, Holding] = {}
    denies = bool(read(stated).negations)  # `Never miss a shift` is held by a sentence that denies, too
    for life in lives:
        found = stance(stated, life.claim)
        denied = life.claim.negated and not denies and canonical(stated) not in canonical(life.claim.text)
        if found is None or denied:
            continue
        for standing in life.standings:
            hold = Holding(found, life, standing)
            if standing.url not in best or _order(hold) > _order(best[standing.url]):
                best[standing.url] = hold
    return best


def _order(hold: Holding) -> tuple[int, float, str]:
    return hold.stance, hold.standing.prominence, hold.life.id


def best_of(held: Mapping[str, Holding]) -> Holding | None:
    """Where the site says most of the claim, and most prominently."""
    return max(held.values(), key=lambda h: (*_order(h)[:2], h.standing.url), default=None)
