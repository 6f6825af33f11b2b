"""Where a later text turns against an earlier one: denied, reversed, reserved for others."""

from __future__ import annotations

from dataclasses import dataclass

from signals.compare.align import contrary, opposite
from signals.compare.lexicon import LEXICON
from signals.compare.shared import Shared, heavy

_AGREED = 0.6  # likeness from which a denial is of the same thing


@dataclass(frozen=True)
class Turned(Shared):
    """Two readings, and whether one says the contrary of the other."""

    @property
    def denied(self) -> bool:
        """What one text says, the other denies."""
        against = {
            x.denied - y.denied
            for x, y in self.shared
            if abs(x.denied - y.denied) == 2 and not contrary(x, y) and not (x.averted or y.averted)
        }
        if against and self._averts:  # "no paper forms", "paper forms are a thing of the past"
            return False
        if self.a.negations == self.b.negations:  # "by seats, never by users" against the reverse
            return len(against) == 2
        return bool(against) and self.likeness >= _AGREED

    @property
    def _averts(self) -> bool:
        """The text without the negation says by a verb or an idiom that it does not come to that."""
        fewer = self.gained if self.a.negations > self.b.negations else self.lost
        paired = [y if self.a.negations > self.b.negations else x for x, y in self.shared]
        said = (*fewer, *(w for w in paired if " " in w.key))
        return any(w.key in LEXICON.grammar["averts"] or w.key.startswith(("without ", "no ")) for w in said)

    @property
    def says_by_denying(self) -> bool:
        """One text says by a denial what the other says outright, or by another denial."""
        weighty = any(heavy(side) for side in zip(*self.shared, strict=True))
        return bool(self.a.negations or self.b.negations) and weighty

    @property
    def stage_moved(self) -> bool:
        """Another stage: planned, beta, retired."""
        return self.a.stage != self.b.stage and {self.a.stage, self.b.stage} != {"", "general"}

    @property
    def reserved(self) -> bool:
        """What some may do, in the other text only others may: the actor changed."""
        if self.a.only == self.b.only:
            return False
        one, other = (self.a, self.gained) if self.a.only else (self.b, self.lost)
        if not any(w.person for w in one.content):  # "only you can open it", "our support can open it"
            return any(w.person and w.addressed for w in other)
        return all(any(w.person and w.addressee for w in side) for side in (self.lost, self.gained))

    @property
    def turned_around(self) -> bool:
        """A word gave way to its opposite, or what stood before "than" or "into" now stands after it."""
        moved = {x.target - y.target for x, y in self.shared}
        if self._goes_back or self._switched or self._roles_swapped or self._sides_swapped:
            return True
        return {-1, 1} <= moved or any(opposite(x, y) for x in self.lost for y in self.gained)

    @property
    def _sides_swapped(self) -> bool:
        """`They charge for it, we do not`, `we charge for it, they do not`."""
        a, b = dict(self.a.sides), dict(self.b.sides)
        return len(a) > 1 and a.keys() == b.keys() and all(a[name] != b[name] for name in a)

    @property
    def _roles_swapped(self) -> bool:
        """The very same words, but another one does it to the other: `nurses call porters`."""
        if not (self.a.content and self.b.content) or sorted(self.a.surface) != sorted(self.b.surface):
            return False
        first, second = self.a.content[0], self.b.content[0]
        acting = all((w.person or w.name or w.subject) and not w.listed for w in (first, second))
        return acting and first.key != second.key

    @property
    def _switched(self) -> bool:
        """`Off unless you switch it on`, `on unless you switch it off`."""
        a, b = self.a.switches, self.b.switches
        return bool(a) and len(a) == len(b) and all(x != y for x, y in zip(a, b, strict=True))

    @property
    def _goes_back(self) -> bool:
        """`Migrate from Loomery`, `Migrate to Loomery`."""
        return any({x.direction, y.direction} == {"from", "to"} for x, y in self.shared)
