"""What happened from one claim to another: similarity finds candidates, slots decide.

Everything here works on the wording alone and calls no model: a day may compare thousands of candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from signals.compare.diff import Diff, diff
from signals.compare.reading import read
from signals.compare.shared import heavy
from turfwatch.types import Claim

Label = Literal[
    "same_claim", "reworded_same", "stronger", "weaker", "different_claim", "audience_changed",
    "number_changed",
]  # fmt: skip

_SAME_SUBJECT = 0.5  # shared content of two claims that differ in a number
_UNRELATED = 0.36  # below, texts that both have words of their own speak of different things
_UNRELATED_OPENING = (
    0.42  # the same, when they open with other verbs: "test your pages", "translate your pages"
)
_UNRELATED_IF_DENIED = 0.1  # "no signal needed", "works offline": a denial shares few words with what it says
_ALIKE = 0.55  # shared content of two claims that may say the same


def label(a: Claim, b: Claim) -> Label:
    """What happened from the earlier claim `a` to the later `b`: the first rule that applies."""
    found = _diff(a, b)
    return next((name for name, applies in _RULES if applies(found)), "reworded_same")


def alike(a: Claim, b: Claim) -> bool:
    """Whether two claims are near enough to be candidates for the same proposition.

    Strong overlap of content words, by stems and synonyms, or one within the other; a shared topic
    is not enough.
    """
    d = _diff(a, b)
    if d.same_words:
        return True
    if not d.shared or d.denied or d.turned_around or (d.substituted and not d.other_audience):
        return False
    return d.likeness >= _ALIKE or d.contained


def compare_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """`{id, a, b}` rows in, `{id, label}` rows out, in order."""
    for row in rows:
        yield {"id": row["id"], "label": label(_whole(row["a"]), _whole(row["b"]))}


def _whole(text: str) -> Claim:
    return Claim("capability", text, 0, len(text))


def _diff(a: Claim, b: Claim) -> Diff:
    return diff(read(a.text, a.audience), read(b.text, b.audience))


def _other_number(d: Diff) -> bool:
    return d.number_replaced and not d.other_size and (d.likeness >= _SAME_SUBJECT or d.prices)


def _for_others(d: Diff) -> bool:
    return (d.other_audience or (d.other_size and d.number_replaced)) and not d.reserved


def _contradicts(d: Diff) -> bool:
    denied = d.denied and not d.diminished
    return denied or d.reserved or d.stage_moved or d.turned_around or d.other_heading


def _reach(d: Diff) -> int:
    """A particular gave way to all (1), or all to a particular (-1), the rest standing as it stood."""
    if d.reordered or d.likeness < _SAME_SUBJECT:
        return 0
    if d.lost and d.push > 0 and any(w.force == 2 for w in d.harder):
        return 1
    return -1 if d.gained and d.push < 0 and any(w.force == 2 for w in d.softer) else 0


def _tone(d: Diff) -> int:
    """Force gained or lost that tells whatever else changed; the surer the subject, the less it takes."""
    tells = (
        (d.decisive and d.likeness >= 0.33)
        or (abs(d.push) > 2 and d.likeness >= 0.6)
        or (abs(d.push) > 1 and d.likeness >= 0.85 and not d.reordered)
    )
    return d.push if tells else 0


def _something_else(d: Diff) -> bool:
    climbed = d.climb and d.one_slot
    least = _UNRELATED_OPENING if d.other_opening else _UNRELATED
    least = _UNRELATED_IF_DENIED if d.says_by_denying else least
    unrelated = not climbed and d.likeness < least and heavy(d.lost) and heavy(d.gained)
    return bool(d.substituted or unrelated or ((d.lost or d.gained) and not d.shared))


def _promise(d: Diff) -> int:
    """Force, then things: what is left once the subject is known to be the same."""
    same = (d.likeness >= 0.6 and not d.reordered) or (d.climb and d.one_slot)
    force = d.push if same else 0
    if d.items * d.push < 0 and abs(d.push) > 1:  # what came in takes away more than it adds
        return d.push
    return force or d.items


_RULES: tuple[tuple[Label, Callable[[Diff], bool]], ...] = (
    ("same_claim", lambda d: d.same_words),
    ("number_changed", _other_number),
    ("audience_changed", _for_others),
    ("different_claim", _contradicts),
    ("stronger", lambda d: (_reach(d) or _tone(d)) > 0),
    ("weaker", lambda d: (_reach(d) or _tone(d)) < 0),
    ("different_claim", _something_else),
    ("stronger", lambda d: _promise(d) > 0),
    ("weaker", lambda d: _promise(d) < 0),
)
