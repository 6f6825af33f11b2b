"""How much more or less a later text says than an earlier one: force, rungs of a ladder, things listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from signals.compare.align import contrary, unmatched
from signals.compare.lexicon import LEXICON
from signals.compare.reading import Word
from signals.compare.shared import HALF, NEARLY_ALL, heavy
from signals.compare.turns import Turned


@dataclass(frozen=True)
class Graded(Turned):
    """Two readings, and by how much one says more than the other."""

    @property
    def diminished(self) -> bool:
        """A limit or hedge came or went: less is not nothing."""
        return any(w.force < 0 for w in (*self.softer, *self.harder))

    @cached_property
    def climb(self) -> int:
        """Rungs climbed on common ladders, from the words of the earlier text to those of the later."""
        return sum(
            rung_b - rung_a
            for x in _on_ladders((*self.lost, *self.softer))
            for y in _on_ladders((*self.gained, *self.harder))
            for ladder_a, rung_a in LEXICON.rungs[x.key]
            for ladder_b, rung_b in LEXICON.rungs[y.key]
            if ladder_a == ladder_b
        )

    @cached_property
    def push(self) -> int:
        """Force gained less force lost; "never" and "nothing" have none beside another negation."""
        both = bool(self.a.negations and self.b.negations) or any(
            contrary(x, y) or ({x.denied, y.denied} == {0, 2} and self._averts) for x, y in self.shared
        )
        both = both or self._denied_verb_replaced
        force = [sum(w.force for w in side if not (both and w.denied)) for side in (self.harder, self.softer)]
        return force[0] - force[1] + 2 * self.climb

    @property
    def _denied_verb_replaced(self) -> bool:
        """`We never see it`, `we store it`: no matter of more or less."""
        if self.a.negations == self.b.negations or not self.one_slot:
            return False
        sides = (self.lost, self.gained) if self.a.negations else (self.gained, self.lost)
        return any(w.denied == 2 for w in sides[0]) and bool(heavy(sides[1]))

    @property
    def decisive(self) -> bool:
        """A hedge or a superlative came or went: that tells, however much else was rewritten."""
        return any(w.force in {-2, 3} for w in (*self.harder, *self.softer))

    @cached_property
    def items(self) -> int:
        """Things added less things dropped, when one side only has some and the rest stands as it stood."""
        if self.reordered or (heavy(self.lost) and heavy(self.gained)):
            return 0
        if self.says_by_denying and self.likeness < HALF:
            return 0
        lost, gained = (
            sum(not x.spelled_one for x in side) for side in unmatched(self.a.amounts, self.b.amounts)
        )
        figures = gained - lost if self.likeness >= NEARLY_ALL and not (lost and gained) else 0
        asked = len(self.b.asks - self.a.asks) - len(self.a.asks - self.b.asks)
        return _things(self.gained) - _things(self.lost) + figures + asked


def _on_ladders(words: Sequence[Word]) -> list[Word]:
    return [w for w in words if w.key in LEXICON.rungs]


def _things(words: Sequence[Word]) -> int:
    """Listed things count, and a phrase of several words; an ornament or a longer name does not."""
    phrase = [w for w in heavy(words) if not (w.name or w.purpose)]
    listed = [w for w in words if w.listed and w.key not in LEXICON.grammar["support"]]
    return len(listed) or int(len(phrase) > 1 or any(w.denied or w.virtue for w in phrase))
