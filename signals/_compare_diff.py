"""The differences between two readings, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from signals._compare_align import (
    Pairs,
    align,
    contrary,
    one_slip_apart,
    opposite,
    same_but_for_spelling,
    unmatched,
)
from signals._compare_amounts import Amount
from signals._compare_audience import addressee, retargeted
from signals._compare_lexicon import LEXICON
from signals._compare_tokens import stem
from signals.wording import Reading, Word

_HALF = 0.5
_NEARLY_ALL = 0.8
_SOME = 2.5  # content words; a light one counts half
_OPENING = 3  # content words that tell what a text is about
_LONG = 6  # shared words from which one word that qualifies a light noun tells nothing


@dataclass(frozen=True)
class Diff:
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
        return shared >= _SOME and shared >= _NEARLY_ALL * (shared + rest) and self._opens_alike

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
        return all(named) and self.likeness >= _HALF

    @property
    def _for_others_alone(self) -> bool:
        """The same frame around another "for somebody": what differs stands in these phrases."""
        if not all(any(w.person and w.made_for for w in r.content) for r in (self.a, self.b)):
            return False
        moved = any(x.made_for and x.denied != y.denied for x, y in self.shared)
        changed = (*self.lost, *self.gained, *self.softer, *self.harder)
        return (moved or bool(changed)) and all(w.made_for for w in changed)

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
        return bool(against) and self.likeness >= 0.6

    @property
    def other_opening(self) -> bool:
        """Each opens with a word of its own that is nobody: in copy, mostly the verb."""
        if not (self.a.content and self.b.content):
            return False
        first, second = self.a.content[0], self.b.content[0]
        own = any(w is first for w in self.lost) and any(w is second for w in self.gained)
        return own and not (first.person or second.person)

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
        return bool(self.a.negations or self.b.negations) and bool(heavy([x for x, _ in self.shared]))

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
        return bool(a and b) and a != b and self.likeness >= _HALF

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
        if self.says_by_denying and self.likeness < _HALF:
            return 0
        lost, gained = (
            sum(not x.spelled_one for x in side) for side in unmatched(self.a.amounts, self.b.amounts)
        )
        figures = gained - lost if self.likeness >= _NEARLY_ALL and not (lost and gained) else 0
        asked = len(self.b.asks - self.a.asks) - len(self.a.asks - self.b.asks)
        return _things(self.gained) - _things(self.lost) + figures + asked


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


def _on_ladders(words: Sequence[Word]) -> list[Word]:
    return [w for w in words if w.key in LEXICON.rungs]


def _spans(amounts: Sequence[Amount]) -> bool:
    """Lengths of time."""
    return any(x.kind in {"time", "calendar"} for x in amounts)


def heavy(words: Sequence[Word]) -> list[Word]:
    """The words that are not light."""
    return [w for w in words if not w.light]


def _weight(word: Word) -> float:
    return 0.5 if word.light else 1.0


def _things(words: Sequence[Word]) -> int:
    """Listed things count, and a phrase of several words; an ornament or a longer name does not."""
    phrase = [w for w in heavy(words) if not (w.name or w.purpose)]
    listed = [w for w in words if w.listed and w.key not in LEXICON.grammar["support"]]
    return len(listed) or int(len(phrase) > 1 or any(w.denied or w.virtue for w in phrase))
