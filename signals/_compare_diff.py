"""The differences between two readings, each with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os.path import commonprefix

from rapidfuzz.distance import DamerauLevenshtein, Indel

from signals._compare_amounts import Amount
from signals._compare_lexicon import LEXICON
from signals._compare_tokens import stem
from signals.wording import Reading, Word, keys

Pairs = tuple[tuple[Word, Word], ...]
_ENDINGS = frozenset({"", "s", "es", "d", "ed", "e", "ing", "y", "ies", "ied", "'s"})
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
        if any(unmatched(a.amounts, b.amounts)) or a.negations != b.negations or a.stage != b.stage:
            return False
        if a.joined == b.joined or a.surface == b.surface or "".join(a.surface) == "".join(b.surface):
            return True
        if "".join(map(stem, a.surface)) == "".join(map(stem, b.surface)):
            return all(map(inflected, a.surface, b.surface)) or len(a.surface) != len(b.surface)
        return len(a.surface) == len(b.surface) and all(map(_slip, a.surface, b.surface))

    @property
    def number_replaced(self) -> bool:
        """A number, unit or period stands where another stood."""
        lost, gained = unmatched(self.a.amounts, self.b.amounts)
        if all(x.spelled_one for x in (*lost, *gained)):
            lost, gained = [], []
        one, other = self.a.periods, self.b.periods
        return bool(lost and gained) or bool(one and other and not (one <= other or other <= one))

    @property
    def other_audience(self) -> bool:
        """All that differs stands where a claim says whom it is for."""
        changed = (*self.lost, *self.gained)
        if not changed:
            return False
        sides = [side for side in (self.lost, self.gained) if side]
        if all(w.addressed or w.for_what for w in changed):
            return any(w.person for w in changed) 
        if len(sides) == 1:
            return all(w.person and w.listed for w in changed) and any(w.person for w, _ in self.shared)
        return self.one_slot and _addressee(self.lost) and _addressee(self.gained)

    @property
    def denied(self) -> bool:
        """What one text says, the other denies."""
        against = {x.denied - y.denied for x, y in self.shared if abs(x.denied - y.denied) == 2}
        if self.a.negations and self.b.negations:  # "by seats, never by users" against "by users, never by seats"
            return len(against) == 2
        return bool(against) and self.likeness >= 0.6

    @property
    def stage_moved(self) -> bool:
        """Another stage: planned, beta, retired."""
        return self.a.stage != self.b.stage and {self.a.stage, self.b.stage} != {"", "general"}

    @property
    def turned_around(self) -> bool:
        """A word gave way to its opposite."""
        return any(_opposite(x.key, y.key) for x in self.lost for y in self.gained)

    @property
    def one_slot(self) -> bool:
        """Everything that differs stands in one place of an otherwise equal row of words."""
        twin = {id(y): x.key for x, y in self.shared}
        ops = Indel.opcodes(keys(self.a.content), [twin.get(id(y), y.key) for y in self.b.content])
        runs = [op.tag == "equal" for op in ops]
        return len(runs) - sum(runs) <= 2 and "equal" in {op.tag for op in ops} and not _parted(runs)

    @property
    def substituted(self) -> bool:
        """The same frame around another word that is no synonym: another object, another name."""
        lost, gained = self.lost, self.gained
        if not lost or not gained or self.climb:
            return False
        if all(w.name for w in lost) and all(w.name for w in gained):
            return True
        named = [sum(w.name for w in side) == len(side) for side in (lost, gained)]
        if not (heavy(lost) or heavy(gained)) or (any(named) and len(lost) != len(gained)):
            return False
        short = max(len(self.a.content), len(self.b.content)) <= 4
        return self.one_slot and (len(lost) == len(gained) <= 3 or short)

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
        """Force gained less force lost; "never" and "nothing" have none beside another negation."""
        both = bool(self.a.negations and self.b.negations)
        force = [sum(w.force for w in side if not (both and w.denied)) for side in (self.harder, self.softer)]
        return force[0] - force[1] + 2 * self.climb

    @property
    def decisive(self) -> bool:
        """A hedge or a superlative came or went: that tells, however much else was rewritten."""
        return any(w.force in {-2, 3} for w in (*self.harder, *self.softer))

    @property
    def items(self) -> int:
        """Things added less things dropped, when one side only has some."""
        if heavy(self.lost) and heavy(self.gained):
            return 0
        return _things(self.gained) - _things(self.lost)


def diff(a: Reading, b: Reading) -> Diff:
    """Compare two readings."""
    shared, lost, gained = align(a.content, b.content)
    _, softer, harder = align(a.force, b.force)
    # One text may use as mere emphasis what the other says outright: "automatically", "by itself".
    emphatic, softer, gained = align(softer, gained)
    outright, lost, harder = align(lost, harder)
    return Diff(a, b, (*shared, *emphatic, *outright), lost, gained, softer, harder)


def heavy(words: Sequence[Word]) -> list[Word]:
    """The words that are not light."""
    return [w for w in words if not w.light]


def _weight(word: Word) -> float:
    return 0.5 if word.light else 1.0


def _things(words: Sequence[Word]) -> int:
    """Listed things count, and a phrase of several words; an ornament or a longer name does not."""
    phrase = [w for w in heavy(words) if not w.name]
    return sum(w.listed for w in words) or int(len(phrase) > 1)


def _addressee(words: Sequence[Word]) -> bool:
    """One noun phrase whose head is somebody."""
    head = words[-1]
    return head.person and head.addressee and not any(w.apart for w in words[1:])


def _parted(equal: Sequence[bool]) -> bool:
    """Whether equal runs stand between the differing ones."""
    differing = [at for at, same in enumerate(equal) if not same]
    return bool(differing) and differing[-1] - differing[0] >= len(differing)


def _slip(x: str, y: str) -> bool:
    """The same word, but for a typing error, a plural or each/every."""
    if x == y or {x, y} <= {"each", "every"}:
        return True
    if not (x.isalpha() and y.isalpha()):
        return False
    if inflected(x, y):
        return True
    if min(len(x), len(y)) < 5 or x[0] != y[0] or frozenset({x, y}) in LEXICON.lookalikes:
        return False
    return DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1


def inflected(x: str, y: str) -> bool:
    """Forms of one word: change, changes, changed, changing."""
    return stem(x) == stem(y) and all(w[len(commonprefix((x, y))) :] in _ENDINGS for w in (x, y))


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
    pairs += [*_abbreviated(left, right), *((y, x) for x, y in _abbreviated(right, left))]
    return tuple(pairs), tuple(left), tuple(right)


def _abbreviated(left: list[Word], right: list[Word]) -> list[tuple[Word, Word]]:
    """Pair an acronym with the words it is made of (`AR`, accounts receivable), taking both off the lists."""
    pairs = []
    for x in [w for w in left if w.acronym]:
        run = next((right[i : i + len(x.key)] for i in range(len(right)) if _spells(right[i:], x.key)), [])
        if run:
            left.remove(x)
            pairs += [(x, y) for y in run]
            del right[right.index(run[0]) : right.index(run[0]) + len(run)]
    return pairs


def _spells(words: Sequence[Word], acronym: str) -> bool:
    return len(words) >= len(acronym) > 1 and all(w.key[0] == c for w, c in zip(words, acronym, strict=False))


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
