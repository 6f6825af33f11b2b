"""Which words of one text answer to which of another: same stem, same sense, same root, an acronym."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from signals.compare.amounts import Amount
from signals.compare.lexicon import LEXICON
from signals.compare.reading import Word
from signals.compare.tokens import stem

Pairs = tuple[tuple[Word, Word], ...]
_ENDINGS = frozenset({"", "s", "es", "d", "ed", "e", "ing", "y", "ies", "ied"})
_PREFIXES = frozenset({"un", "de", "dis", "non", "in", "off", "mis"})
_ROOT = 5  # letters a shared root, or a word with a typing error, has at least
_TEXT = range(16, 1_000)  # letters of a text in which one of them may be wrong
_ROOT_SHARE = 0.65  # of the longer word


def align(a: Sequence[Word], b: Sequence[Word]) -> tuple[Pairs, tuple[Word, ...], tuple[Word, ...]]:
    """Pair the words of two texts, surest pairs first; what is left over on either side follows."""
    left, right = list(a), list(b)
    pairs: list[tuple[Word, Word]] = []
    for test in (_same_key, _same_sense, contrary, _kin, _part):
        for x in list(left):
            twin = next((y for y in right if test(x, y)), None)
            if twin is not None:
                pairs.append((x, twin))
                left.remove(x)
                right.remove(twin)
    pairs += _abbreviated(left, right)
    pairs += [(x, y) for y, x in _abbreviated(right, left)]
    return tuple(pairs), tuple(left), tuple(right)


def _same_key(x: Word, y: Word) -> bool:
    if x.key == y.key or not (" " in x.key or " " in y.key):
        return x.key == y.key
    return x.key.replace(" ", "") == y.key.replace(" ", "")  # "roll out" and "rollout"


def _same_sense(x: Word, y: Word) -> bool:
    return bool(x.senses & y.senses)


def contrary(x: Word, y: Word) -> bool:
    """One text denies what is contrary to what the other says: never leaves, stays."""
    if (x.denied == 2) == (y.denied == 2):
        return False
    return frozenset({x.key, y.key}) in LEXICON.contraries


def one_slip_apart(x: str, y: str) -> bool:
    """One typing error in a whole text."""
    return len(x) in _TEXT and len(y) in _TEXT and _one_slip(x, y)


def _kin(x: Word, y: Word) -> bool:
    """Of one root (simplify, simple), or one typing error apart."""
    if x.key[0] != y.key[0]:
        return False
    short, long = sorted((x.key, y.key), key=len)
    if len(short) >= _ROOT - 1 and long in {f"{short}er", f"{short}{short[-1]}er"}:  # plan, planner
        return True
    if len(short) < _ROOT or _lookalikes(short, long):
        return False
    if long.startswith(short) and len(short) >= _ROOT_SHARE * len(long):
        return True
    return _one_slip(short, long)


def _part(x: Word, y: Word) -> bool:
    """A phrase and one of its words: custom domain, domain."""
    if not (" " in x.key or " " in y.key):
        return False
    return x.key in y.key.split() or y.key in x.key.split()


def _abbreviated(left: list[Word], right: list[Word]) -> list[tuple[Word, Word]]:
    """Pair an acronym with the words it is made of (`AR`, accounts receivable), taking both off the lists."""
    pairs = []
    for x in [w for w in left if w.acronym]:
        size = len(x.key)
        at = next((i for i in range(len(right)) if _spells(right[i : i + size], x.key)), None)
        if at is not None:
            left.remove(x)
            pairs += [(x, y) for y in right[at : at + size]]
            del right[at : at + size]
    return pairs


def _spells(words: Sequence[Word], acronym: str) -> bool:
    if not 1 < len(acronym) == len(words):
        return False
    plain = not any(" " in w.key or w.acronym for w in words)
    return plain and all(w.key[0] == letter for w, letter in zip(words, acronym, strict=True))


def opposite(x: Word, y: Word) -> bool:
    """One word turns the other around: import and export, provision and deprovision."""
    if y.key in LEXICON.opposites.get(x.key, ()):
        return True
    if x.key[-2:] != y.key[-2:]:
        return False
    short, long = sorted((x.key, y.key), key=len)
    return long.endswith(short) and long.removesuffix(short) in _PREFIXES


def same_but_for_spelling(x: str, y: str) -> bool:
    """The same word, but for a typing error, an inflection, or each for every."""
    x, y = x.replace("'", ""), y.replace("'", "")
    if x == y or {x, y} == {"each", "every"}:
        return True
    if not (x.isalpha() and y.isalpha()):
        return False
    if _inflected(x, y):
        return True
    return min(len(x), len(y)) >= _ROOT and not _lookalikes(x, y) and _one_slip(x, y)


def _inflected(x: str, y: str) -> bool:
    """Forms of one word: change, changes, changed, changing."""
    if stem(x) != stem(y):
        return False
    same = next((i for i, (c, d) in enumerate(zip(x, y, strict=False)) if c != d), min(len(x), len(y)))
    return x[same:] in _ENDINGS and y[same:] in _ENDINGS


def _lookalikes(x: str, y: str) -> bool:
    """Two real words one slip apart."""
    return frozenset({x, y}) in LEXICON.lookalikes or frozenset({stem(x), stem(y)}) in LEXICON.lookalikes


def _one_slip(x: str, y: str) -> bool:
    return x[0] == y[0] and DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1


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
