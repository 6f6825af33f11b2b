"""Which of the claims that are no longer said became which of the new ones: one assignment for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from extract.canonical import canonical
from signals.compare.labels import Label, label
from signals.said import Said
from turfwatch.types import Lifetime

CANDIDATE = 55.0  # similarity (0-100) from which two claims may be versions of one another


def assign(ended: Sequence[Lifetime], fresh: Sequence[Said]) -> list[tuple[Lifetime, Said, Label]]:
    """Pair ended with fresh claims so that the pairs are, all in all, the most alike."""
    if not ended or not fresh:
        return []
    old = [canonical(life.claim.text) for life in ended]
    new = [s.key for s in fresh]
    alike = process.cdist(old, new, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    alike = np.maximum(alike, process.cdist(old, new, scorer=fuzz.token_set_ratio, dtype=np.float32) * 0.9)
    alike += np.array([[_kinship(life, s) for s in fresh] for life in ended], dtype=np.float32)
    rows, columns = linear_sum_assignment(alike, maximize=True)
    pairs: list[tuple[Lifetime, Said, Label]] = []
    for row, column in zip(rows, columns, strict=True):
        if alike[row, column] < CANDIDATE:
            continue
        what = label(ended[row].claim, fresh[column].claim)
        if what != "different_claim":
            pairs.append((ended[row], fresh[column], what))
    return pairs


def _kinship(life: Lifetime, said: Said) -> float:
    """The same place on the same page, or at least the same kind of claim, speaks for a rewording."""
    best = life.best
    same_place = any(s.url == best.url and s.role == best.role for s in said.standings)
    return (6.0 if same_place else 0.0) + (3.0 if life.claim.type == said.claim.type else 0.0)
