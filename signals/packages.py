"""What moved in the packages: a limit cut or raised, a feature gated, moved to another plan, let go.

Wording and order do not count, nor does a feature that is merely listed for the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extract.canonical import stems
from extract.pricing.gates import NO, UNLIMITED, YES
from extract.pricing.money import number
from signals.offers import Match, Offer, plain
from turfwatch.types import Gate

_NUMBER = re.compile(
    r"(?P<n>\d{1,3}(?:[,.'’\s\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s?(?P<scale>[kKM](?![\w])|[KMGTP]i?B\b)?"
)
_SCALE = {"": 0, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15}  # powers of ten
_ALIKE = 0.3  # share of common words from which two features may be one under another name
_LIMITLESS = re.compile(rf"\b{UNLIMITED}\b", re.IGNORECASE)


def movements(matches: Sequence[Match]) -> Mapping[tuple[str, str], list[str]]:
    """What moved, in words, by the key of the plan as it is now; plans without a movement are left out."""
    pairs = [(m.old, m.new) for m in matches if m.old is not None and m.new is not None]
    origins = _origins(pairs)
    found: dict[tuple[str, str], list[str]] = {}
    for old, new in pairs:
        said = [
            f"{now.name}: moved from {origins[key]} to {new.name}"
            for key, now in new.gates.items()
            if key in origins and _gains(old, new, key)
        ]
        said += [_said(was, now) for was, now in changed(old, new, skipped=frozenset(origins))]
        if said:
            found[new.key] = said
    return found


def changed(old: Offer, new: Offer, skipped: frozenset[str] = frozenset()) -> list[tuple[Gate, Gate]]:
    """The features and limits of one plan that say something else now."""
    before = {k: g for k, g in old.gates.items() if k not in skipped}
    after = {k: g for k, g in new.gates.items() if k not in skipped}
    pairs = [(before[key], after[key]) for key in after if key in before]
    pairs += _renamed(
        [g for k, g in before.items() if k not in after], [g for k, g in after.items() if k not in before]
    )
    return [(was, now) for was, now in pairs if differs(was.value, now.value)]


def _origins(pairs: Sequence[tuple[Offer, Offer]]) -> dict[str, str]:
    """Features that left plans and came to others, with the names of those they left."""
    gained = {key for old, new in pairs for key in new.gates if _gains(old, new, key)}
    left: dict[str, list[str]] = {}
    for old, new in pairs:
        for key in gained & set(old.gates):
            if _gains(new, old, key) and old.name:
                left.setdefault(key, []).append(old.name)
    return {key: " and ".join(names) for key, names in left.items()}


def _gains(old: Offer, new: Offer, key: str) -> bool:
    """Whether a plan has a feature now that it had not: listed, or ticked where it was crossed."""
    before, after = old.gates.get(key), new.gates.get(key)
    return after is not None and after.value == YES and (before is None or before.value == NO)


def _renamed(gone: Sequence[Gate], came: Sequence[Gate]) -> Iterator[tuple[Gate, Gate]]:
    """Gates that speak of the same thing under another name: "Team access" became "10 team members"."""
    left = list(gone)
    for gate in came:
        like = max(left, key=lambda g: _alike(g, gate), default=None)
        if like is not None and _alike(like, gate) >= _ALIKE:
            left.remove(like)
            yield like, gate


def _alike(a: Gate, b: Gate) -> float:
    one, other = set(stems(a.name)), set(stems(b.name))
    return len(one & other) / len(one | other) if one | other else 0.0


def _said(was: Gate, now: Gate) -> str:
    before = was.value if plain(was.name) == plain(now.name) else f"{was.value} → {now.name}"
    joint = " → " if before == was.value else ": "
    way = _direction(was.value, now.value)
    return f"{was.name}: {before}{joint}{now.value}" + (f" ({way})" if way else "")


def _direction(old: str, new: str) -> str:
    """Which way a limit moved, where both sides state one."""
    sizes = [
        (Decimal("Infinity"),) if _LIMITLESS.search(text) else tuple(quantities(text)) for text in (old, new)
    ]
    if any(len(size) != 1 for size in sizes) or sizes[0] == sizes[1]:
        return ""
    return "limit raised" if sizes[1] > sizes[0] else "limit cut"


def differs(old: str, new: str) -> bool:
    """Yes to no, another number, or a limit lifted: not another wording of the same."""
    if plain(old) == plain(new) and quantities(old) == quantities(new):
        return False
    if {plain(old), plain(new)} & {YES, NO}:
        return True
    if bool(_LIMITLESS.search(old)) != bool(_LIMITLESS.search(new)):
        return True
    return quantities(old) != quantities(new)


def quantities(text: str) -> list[Decimal]:
    """The numbers of a value at their size: `10k` is 10,000, `1 TB` more than `500 GB`."""
    found = []
    for match in _NUMBER.finditer(text):
        value = number(match["n"])
        if value is not None:
            found.append(value * Decimal(10) ** _SCALE[(match["scale"] or "")[:1].upper()])
    return found
