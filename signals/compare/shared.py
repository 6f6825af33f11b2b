"""What two readings share: how much of it, and whether in the same order and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from signals.compare.align import Pairs
from signals.compare.reading import Reading, Word

HALF = 0.5
NEARLY_ALL = 0.8
_SOME = 2.5  # content words; a light one counts half
_OPENING = 3  # content words that tell what a text is about


@dataclass(frozen=True)
class Shared:
    """What two readings share and where they part."""

    a: Reading
    b: Reading
    shared: Pairs
    lost: tuple[Word, ...]
    gained: tuple[Word, ...]
    softer: tuple[Word, ...]  # force words only the earlier text has
    harder: tuple[Word, ...]  # force words only the later text has

    @cached_property
    def likeness(self) -> float:
        """Shared content words, 0...1; a light word counts half."""
        both = sum(_weight(x) + _weight(y) for x, y in self.shared)
        total = both + sum(map(_weight, (*self.lost, *self.gained)))
        return both / total if total else 1.0

    @property
    def contained(self) -> bool:
        """Nearly all of one text, and that no mere word or two, stands in the other, which is about it."""
        shared = sum(_weight(x) for x, _ in self.shared)
        rest = min(sum(map(_weight, side)) for side in (self.lost, self.gained))
        return shared >= _SOME and shared >= NEARLY_ALL * (shared + rest) and self._opens_alike

    @property
    def _opens_alike(self) -> bool:
        """What the longer text opens with stands in the other: it is no mere mention further on."""
        others = {id(w) for w in (*self.lost, *self.gained)}
        longest = max(len(self.a.content), len(self.b.content))
        openings = (heavy(r.content)[:_OPENING] for r in (self.a, self.b) if len(r.content) == longest)
        return any(id(w) not in others for words in openings for w in words)

    @cached_property
    def reordered(self) -> bool:
        """The shared words stand in another order: the sentence was built anew."""
        place = {id(w): at for at, w in enumerate(self.b.content)}
        row = [place[id(y)] for w in self.a.content for x, y in self.shared if x is w and id(y) in place]
        return row != sorted(row)

    @cached_property
    def one_slot(self) -> bool:
        """Everything that differs stands in one place of an otherwise equal row of words."""
        equal = [op.tag == "equal" for op in Indel.opcodes(*self._rows)]
        differing = [at for at, same in enumerate(equal) if not same]
        return any(equal) and bool(differing) and differing[-1] - differing[0] < len(differing)

    @property
    def _rows(self) -> tuple[list[str], list[str]]:
        """The content of both texts in order, paired words under one key."""
        twin = {id(y): x.key for x, y in self.shared}
        return [w.key for w in self.a.content], [twin.get(id(w), w.key) for w in self.b.content]


def heavy(words: Sequence[Word]) -> list[Word]:
    """The words that are not light."""
    return [w for w in words if not w.light]


def _weight(word: Word) -> float:
    return 0.5 if word.light else 1.0
