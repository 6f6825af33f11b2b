"""Whether two claims differ only in whom they are for."""

from __future__ import annotations

from collections.abc import Sequence

from signals.compare.align import Pairs
from signals.compare.reading import Word


def retargeted(lost: Sequence[Word], gained: Sequence[Word], shared: Pairs) -> bool:
    """All that differs stands where a claim says whom it is for."""
    changed = (*lost, *gained)
    if changed and all(w.addressed or w.for_what for w in changed):
        return _in_address(lost, gained, shared)
    if lost and gained:
        return False
    return bool(changed) and all(w.person and w.listed for w in changed) and any(w.person for w, _ in shared)


def _in_address(lost: Sequence[Word], gained: Sequence[Word], shared: Pairs) -> bool:
    changed = (*lost, *gained)
    if any(w.person for w in changed):
        return True
    if lost and gained:  # teams that sell, teams that hire
        qualified = all(w.addressed and w.for_what for w in changed)
        return qualified and any(w.person and w.made_for for w, _ in shared)
    return _joins(changed, shared)


def _joins(words: Sequence[Word], shared: Pairs) -> bool:
    """Further items of a list of those it is for."""
    return all(w.listed for w in words) and any(_of_them(x) and (x.listed or y.listed) for x, y in shared)


def _of_them(word: Word) -> bool:
    return word.person and word.addressed


def addressee(words: Sequence[Word]) -> bool:
    """A noun phrase whose head is somebody, or a list of such."""
    head = words[-1]
    somebody = head.person or any(w.person and w.listed for w in words)
    return somebody and head.addressee and not any(w.apart and not w.listed for w in words[1:])
