"""Sentences of one site that cannot both be true: another number in the same words, or the denial.

Only where a site speaks in its own name of today: not in release notes, posts, quotations or tables,
and not in prices and plans, whose numbers differ from plan to plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from extract.canonical import stems
from signals.compare.diff import diff
from signals.compare.labels import label
from signals.compare.reading import read
from turfwatch.types import Lifetime, PageKind, Standing

SAME = 0.8  # shared content of two sentences that differ in nothing but the number
_TODAY: frozenset[PageKind] = frozenset({"home", "product", "solution", "compare", "customers", "other"})
_ANSWER = re.compile(r"^(?:yes|no|sure|absolutely|of course)\b[\s,.!:–—-]*", re.I)  # to a question above it
_WORDS = 3  # content words; fewer make no statement that could be contradicted


@dataclass(frozen=True)
class Clash:
    """Two sentences and where they stand; the one that is new comes first."""

    one: tuple[Lifetime, Standing]
    other: tuple[Lifetime, Standing]


def clashes(lives: Iterable[Lifetime], news: Collection[str]) -> Iterator[Clash]:
    """Every pair of living claims on different pages that exclude each other, one of them news."""
    standing = [(life, place) for life in lives if (place := _place(life)) is not None]
    for one in (item for item in standing if item[0].id in news):
        words = set(stems(one[0].claim.text))
        for other in standing:
            fresh = other[0].id in news and other[0].id < one[0].id  # of two news, once
            if other[0].id == one[0].id or other[1].url == one[1].url or fresh:
                continue
            theirs = set(stems(other[0].claim.text))
            if 2 * len(words & theirs) >= SAME * (len(words) + len(theirs)) and _exclude(one[0], other[0]):
                yield Clash(one, other)


def _place(life: Lifetime) -> Standing | None:
    """Where the claim is made in the company's own name, most prominently."""
    if life.claim.type in {"pricing", "launch"} or len(stems(life.claim.text)) < _WORDS:
        return None
    places = [
        s for s in life.standings
        if s.page_kind in _TODAY and s.role not in {"cell", "quote", "title", "meta"}
        and s.region != "testimonial"
    ]  # fmt: skip
    return max(places, key=lambda s: (s.prominence, s.url), default=None)


def _exclude(one: Lifetime, other: Lifetime) -> bool:
    found = diff(*(read(_ANSWER.sub("", life.claim.text)) for life in (one, other)))
    if found.likeness < SAME:
        return False
    return found.denied or label(one.claim, other.claim) == "number_changed"
