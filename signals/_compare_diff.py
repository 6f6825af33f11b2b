"""The differences between two readings, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, Indel

from signals._compare_amounts import Amount
from signals._compare_lexicon import LEXICON
from signals.wording import Reading, Word, keys

Pairs = tuple[tuple[Word, Word], ...]
_PREFIXES = ("un", "de", "dis", "non", "in", "off", "mis")


@dataclass(frozen=True, slots=True)
class Diff:
    """What two readings share and where they part."""

    a: Reading
    b: Reading
    shared: Pairs
    lost: tuple[Word, ...]
    gained: tuple[Word, ...]
    softer: tuple[Word, ...]  # force words only the earlier text has
    harder: tuple[Word, ...]  # force words only the later text has

    @property
    def likeness(self) -> float:
        """Shared content words, 0...1; a light word counts half."""
        both = sum(_weight(x) + _weight(y) for x, y in self.shared)
        total = both + sum(map(_weight, (*self.lost, *self.gained)))
        return both / total if total else 1.0

    @property
    def frame(self) -> float:
        """How far the content words stand in the same order, 0...1."""
        twin = {id(y): x.key for x, y in self.shared}
        return Indel.normalized_similarity(keys(self.a.content), [twin.get(id(y), y.key) for y in self.b.content])

    @property
    def same_words(self) -> bool:
        """Only spelling, case, punctuation, symbols or function words differ."""
        a, b = self.a, self.b
        if any(unmatched(a.amounts, b.amounts)) or a.negations != b.negations:
            return False
        if a.joined == b.joined or a.surface == b.surface or "".join(a.surface) == "".join(b.surface):
            return True
        return len(a.surface) == len(b.surface) and all(map(_slip, a.surface, b.surface))

    @property
    def number_replaced(self) -> bool:
        """A number, unit or period stands where another stood."""
        lost, gained = unmatched(self.a.amounts, self.b.amounts)
        one, other = self.a.periods, self.b.periods
        return bool(lost and gained) or bool(one and other and not (one <= other or other <= one))

    @property
    def other_audience(self) -> bool:
        """All that differs stands where a claim says whom it is for."""
        changed = (*self.lost, *self.gained)
        named = all(not side or any(w.person or w.addressed for w in side) for side in (self.lost, self.gained))
        return bool(changed and self.shared) and all(w.addressed for w in changed) and named

    @property
    def denied(self) -> bool:
        """What one text says, the other denies."""
        against = [x.denied - y.denied for x, y in self.shared if abs(x.denied - y.denied) == 2]
        return bool(against) and (self.a.negations != self.b.negations or len(against) > 1)

    @property
    def stage_moved(self) -> bool:
        """Another stage: planned, beta, retired."""
        return self.a.stage != self.b.stage and {self.a.stage, self.b.stage} != {"", "general"}

    @property
    def turned_around(self) -> bool:
        """A word gave way to its opposite."""
        return any(_opposite(x.key, y.key) for x in self.lost for y in self.gained)

    @property
    def substituted(self) -> bool:
        """The same frame around another word that is no synonym: another object, another name."""
        lost, gained = heavy(self.lost), heavy(self.gained)
        if not lost or not gained or self.climb:
            return False
        if any(w.name for w in lost) and any(w.name for w in gained):
            return True
        return self.frame >= 0.45 and len(lost) <= 3 and len(gained) <= 3

    @property
    def climb(self) -> int:
        """Rungs climbed on common ladders, from the words of the earlier text to those of the later."""
        return sum(
            rung_b - rung_a
            for x in (*self.lost, *self.softer)
            for y in (*self.gained, *self.harder)
            for ladder_a, rung_a in LEXICON.rungs.get(x.key, ())
            for ladder_b, rung_b in LEXICON.rungs.get(y.key, ())
            if ladder_a == ladder_b
        )

    @property
    def push(self) -> int:
        """Force gained less force lost."""
        return sum(w.force for w in self.harder) - sum(w.force for w in self.softer) + 2 * self.climb

    @property
    def items(self) -> int:
        """Things added less things dropped, when one side only has some."""
        lost, gained = _things(self.lost), _things(self.gained)
        return 0 if lost and gained else gained - lost


def diff(a: Reading, b: Reading) -> Diff:
    """Compare two readings."""
    return Diff(a, b, *align(a.content, b.content), *align(a.force, b.force)[1:])


def heavy(words: Sequence[Word]) -> list[Word]:
    """The words that are not light."""
    return [w for w in words if not w.light]


def _weight(word: Word) -> float:
    return 0.5 if word.light else 1.0


def _things(words: Sequence[Word]) -> int:
    """Listed things and names count, and so does a phrase of several words; an ornament does not."""
    some = heavy(words)
    listed = sum(w.listed or w.name for w in some)
    return listed or (len(some) if len(some) > 1 else 0)


def _slip(x: str, y: str) -> bool:
    """The same word, but for a typing error, a plural or each/every."""
    if x == y or {x, y} <= {"each", "every"}:
        return True
    if not (x.isalpha() and y.isalpha()):
        return False
    if x.removesuffix("s") == y.removesuffix("s"):
        return True
    if min(len(x), len(y)) < 5 or x[0] != y[0] or frozenset({x, y}) in LEXICON.lookalikes:
        return False
    return DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1


def unmatched(a: Sequence[Amount], b: Sequence[Amount]) -> tuple[list[Amount], list[Amount]]:
    """The amounts of each side without an equal on the other."""
    left, right = [], list(b)
    for amount in a:
        twin = next((other for other in right if amount.equals(other)), None)
        if twin is None:
            left.append(amount)
        else:
            right.remove(twin)
    return left, right


def align(a: Sequence[Word], b: Sequence[Word]) -> tuple[Pairs, tuple[Word, ...], tuple[Word, ...]]:
    """Pair the words of two texts, surest pairs first; the rest is lost or gained."""
    left, right = list(a), list(b)
    pairs: list[tuple[Word, Word]] = []
    for test in (_same_key, _same_sense, _kin, _related):
        for x in list(left):
            twin = next((y for y in right if test(x, y)), None)
            if twin is not None:
                pairs.append((x, twin))
                left.remove(x)
                right.remove(twin)
    return tuple(pairs), tuple(left), tuple(right)


def _same_key(x: Word, y: Word) -> bool:
    return x.key == y.key


def _same_sense(x: Word, y: Word) -> bool:
    return bool(x.senses & y.senses)


def _kin(x: Word, y: Word) -> bool:
    """Of one root (simplify, simple), or one typing error apart."""
    short, long = sorted((x.key, y.key), key=len)
    if len(short) < 5 or frozenset({short, long}) in LEXICON.lookalikes:
        return False
    if long.startswith(short) and len(short) >= 0.65 * len(long):
        return True
    return x.key[0] == y.key[0] and DamerauLevenshtein.distance(short, long, score_cutoff=1) <= 1


def _related(x: Word, y: Word) -> bool:
    """Parts of one compound: `roll out` and `rollout`, `sub-processors` and `processors`."""
    return x.key.replace(" ", "") == y.key.replace(" ", "")


def _opposite(x: str, y: str) -> bool:
    if frozenset({x, y}) in LEXICON.opposites:
        return True
    return any(x == prefix + y or y == prefix + x for prefix in _PREFIXES)
