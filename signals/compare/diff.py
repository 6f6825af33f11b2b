"""The differences between two readings, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signals.compare.align import align, one_slip_apart, same_but_for_spelling, unmatched
from signals.compare.amounts import Amount
from signals.compare.audience import addressee, retargeted
from signals.compare.degrees import Graded
from signals.compare.lexicon import LEXICON
from signals.compare.reading import Reading
from signals.compare.shared import HALF, heavy
from signals.compare.tokens import stem

_LONG = 6  # shared words from which one word that qualifies a light noun tells nothing


@dataclass(frozen=True)
class Diff(Graded):
    """Two readings, and what stands in the one where something else stood in the other."""

    @property
    def same_words(self) -> bool:
        """Only spelling, case, punctuation, symbols or function words differ."""
        a, b = self.a, self.b
        if any(unmatched(a.amounts, b.amounts)) or a.negations != b.negations or a.stage != b.stage:
            return False
        if self._goes_back or self._switched or a.asks != b.asks:
            return False
        if a.joined == b.joined or a.surface == b.surface or "".join(a.surface) == "".join(b.surface):
            return True
        if len(a.surface) != len(b.surface):  # "roll outs" and "rollout"
            one, other = ("".join(map(stem, r.surface)) for r in (a, b))
            return one == other or one_slip_apart(one, other)
        return all(map(same_but_for_spelling, a.surface, b.surface))

    @property
    def prices(self) -> bool:
        """Both are a price and the terms of payment, nothing else."""
        terms = LEXICON.grammar["payment"]
        priced = all(any(x.priced for x in r.amounts) for r in (self.a, self.b))
        return priced and all(w.key in terms for w in (*self.a.content, *self.b.content))

    @property
    def other_size(self) -> bool:
        """The number says how big those are whom it is for: "made for teams of 5"."""
        return self.a.sized and self.b.sized and not (self.lost or self.gained or self.softer or self.harder)

    @property
    def number_replaced(self) -> bool:
        """A number, unit or period stands where another stood."""
        lost, gained = unmatched(self.a.amounts, self.b.amounts)
        if all(x.spelled_one for x in (*lost, *gained)) and not (_spans(lost) and _spans(gained)):
            lost, gained = [], []
        if self.lost and self.gained and self.lost[0].rate and self.gained[0].rate:
            return True
        one, other = self.a.periods, self.b.periods
        if (one - other and _spans(gained)) or (other - one and _spans(lost)):  # hourly, every five minutes
            return True
        return bool(lost and gained) or bool(one and other and not (one <= other or other <= one))

    @property
    def other_audience(self) -> bool:
        """All that differs stands where a claim says whom it is for."""
        rebuilt = self.reordered and not (self.lost and self.gained)
        if self._for_others_alone or (not rebuilt and retargeted(self.lost, self.gained, self.shared)):
            return True
        if not (self.lost and self.gained):
            return False
        swapped = self.one_slot and addressee(self.lost) and addressee(self.gained)
        return swapped or self._for_others

    @property
    def _for_others(self) -> bool:
        """Both name somebody they are for, not the same, and share half of the rest."""
        named = [any(w.person and w.made_for for w in side) for side in (self.lost, self.gained)]
        return all(named) and self.likeness >= HALF

    @property
    def _for_others_alone(self) -> bool:
        """The same frame around another "for somebody": what differs stands in these phrases."""
        if not all(any(w.person and w.made_for for w in r.content) for r in (self.a, self.b)):
            return False
        moved = any(x.made_for and x.denied != y.denied for x, y in self.shared)
        changed = (*self.lost, *self.gained, *self.softer, *self.harder)
        return (moved or bool(changed)) and all(w.made_for for w in changed)

    @property
    def other_opening(self) -> bool:
        """Each opens with a word of its own that is nobody: in copy, mostly the verb."""
        if not (self.a.content and self.b.content):
            return False
        first, second = self.a.content[0], self.b.content[0]
        own = any(w is first for w in self.lost) and any(w is second for w in self.gained)
        return own and not (first.person or second.person)

    @property
    def substituted(self) -> bool:
        """The same frame around another word that is no synonym: another object, another name."""
        lost, gained = self.lost, self.gained
        if not lost or not gained or self.climb:
            return False
        if all(w.name for w in lost) and all(w.name for w in gained):
            return not self._item_exchanged
        if not self.one_slot:
            return False
        if lost[0].name and gained[0].name:
            return True
        sides = bool(heavy(lost)) + bool(heavy(gained))
        if not sides or self._same_in_general:
            return False
        short = max(len(self.a.content), len(self.b.content)) <= 4
        return short or len(lost) == len(gained) <= 3 or (sides == 2 and max(len(lost), len(gained)) <= 3)

    @property
    def _same_in_general(self) -> bool:
        """In a long sentence, one word that qualifies a light noun gave way to another: "the intake tool"."""
        one = len(self.lost) == len(self.gained) == 1
        return one and len(self.shared) >= _LONG and self.lost[0].before_light and self.gained[0].before_light

    @property
    def _item_exchanged(self) -> bool:
        """One of several names in a list gave way to another: often the same product under a new name."""
        if not (self.one_slot and all(w.listed for w in (*self.lost, *self.gained))):
            return False
        return sum(w.listed for w, _ in self.shared) >= 2

    @property
    def other_heading(self) -> bool:
        """The same under another heading: `Team plan: rotas`, `Solo plan: rotas`."""
        a, b = self.a.heading, self.b.heading
        return bool(a and b) and a != b and self.likeness >= HALF


def diff(a: Reading, b: Reading) -> Diff:
    """Compare two readings."""
    shared, lost, gained = align(a.content, b.content)
    _, softer, harder = align(a.force, b.force)
    # One text may use as mere emphasis what the other says outright: "automatically", "by itself".
    emphatic, softer, gained = align(softer, gained)
    outright, lost, harder = align(lost, harder)
    if a.by_us:  # "We plan rotas" and "Loomery plans rotas" have one subject
        gained = tuple(w for w in gained if not w.subject)
    if b.by_us:
        lost = tuple(w for w in lost if not w.subject)
    return Diff(a, b, (*shared, *emphatic, *outright), lost, gained, softer, harder)


def _spans(amounts: Sequence[Amount]) -> bool:
    """Lengths of time."""
    return any(x.kind in {"time", "calendar"} for x in amounts)
