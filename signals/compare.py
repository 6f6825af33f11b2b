"""What happened from one claim to another (GUIDELINE, section 6): similarity finds candidates, slots decide.

Everything here works on the wording alone and calls no model: a day may compare thousands of candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from signals._compare_diff import Diff, diff, heavy
from signals.wording import read
from turfwatch.types import Claim

Label = Literal[
    "same_claim", "reworded_same", "stronger", "weaker", "different_claim", "audience_changed", "number_changed"
]


def label(a: Claim, b: Claim) -> Label:
    """What happened from the earlier claim `a` to the later `b`: the first label that applies."""
    return _label(diff(read(a.text), read(b.text)))


def _label(d: Diff) -> Label:
    if d.same_words:
        return "same_claim"
    if d.number_replaced and d.likeness >= 0.5:
        return "number_changed"
    if d.other_audience:
        return "audience_changed"
    if d.denied or d.stage_moved or d.turned_around:
        return "different_claim"
    if d.likeness >= 0.5 and _widened(d):
        return "stronger" if _widened(d) > 0 else "weaker"
    if ((d.likeness >= 0.85 and abs(d.push) > 1) or (d.decisive and d.likeness >= 0.33)) and d.push:
        return "stronger" if d.push > 0 else "weaker"
    if d.substituted or (d.likeness < 0.4 and heavy(d.lost) and heavy(d.gained)) or not d.shared:
        return "different_claim"
    promise = (d.push if d.likeness >= 0.6 and d.frame >= 0.6 else 0) or d.items
    if promise:
        return "stronger" if promise > 0 else "weaker"
    return "reworded_same"


def _widened(d: Diff) -> int:
    """A particular gave way to all, or all to a particular."""
    if d.lost and any(w.force == 2 for w in d.harder) and d.push > 0:
        return 1
    return -1 if d.gained and any(w.force == 2 for w in d.softer) and d.push < 0 else 0


def alike(a: Claim, b: Claim) -> bool:
    """Whether two claims are near enough to be candidates for the same proposition."""
    d = diff(read(a.text), read(b.text))
    return d.same_words or (d.likeness >= 0.6 and not d.denied and not d.turned_around)


def compare_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """`{id, a, b}` rows in, `{id, label}` rows out, in order."""
    for row in rows:
        yield {"id": row["id"], "label": label(_whole(row["a"]), _whole(row["b"]))}


def _whole(text: str) -> Claim:
    return Claim("capability", text, 0, len(text))
