"""`python -m extract.train`: build the shipped claim model from data/corpus, the same every time.

What counts is how it does on markets it has not seen, so it is measured by leaving out whole
markets (`make evaluate`). The shipped model is then fitted on all of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract import model as weights
from extract import provenance, rules
from extract.features import claim_features, features, type_features
from extract.nlp import parse
from extract.units import ClaimRequest, Unit, names

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"
FOLDS = 6
# All three are the best over left-out markets, where F1 is flat: C from 8 to 30, threshold from 0.45 to 0.5.
CLAIM_C, TYPE_C = 15.0, 20.0
THRESHOLD = 0.47  # of is-claim


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled unit of the corpus."""

    market: str
    unit: Unit
    claim_type: str  # "none" when it is no claim
    row: dict[str, Any]


def corpus(folder: Path = CORPUS) -> list[dict[str, Any]]:
    """The labelled lines of every market, each with its `market`."""
    return [
        {**json.loads(line), "market": file.stem}
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def groups(markets: Iterable[str]) -> list[frozenset[str]]:
    """The markets in `FOLDS` groups, each once the unseen one when the model is measured."""
    ordered = sorted(set(markets))
    return [frozenset(ordered[i::FOLDS]) for i in range(FOLDS)]


def examples(rows: Sequence[dict[str, Any]]) -> list[Example]:
    """The corpus lines, parsed."""
    found = []
    for row, parsed in zip(rows, parse(r["text"] for r in rows), strict=True):
        request = ClaimRequest(
            row["text"], row["role"], row["page_kind"], row.get("heading") or "", company=row["vendor"]
        )
        unit = Unit(row["text"], 0, request, parsed, names(row["vendor"]), None, row["text"].lower())
        found.append(Example(row["market"], unit, row.get("claim_type") or "none", row))
    return found


def fit(items: Sequence[Example], path: Path) -> None:
    """Fit is-claim and each type on the items and write the model to `path`."""
    from sklearn.linear_model import LogisticRegression

    enabled = rules.load()
    common = [
        (features(e.unit, [verdict for _, verdict in rules.said(enabled, e.unit)], heading=heading), e)
        for heading in (True, False)  # every unit with and without what stands above it
        for e in items
    ]
    claims = [(found, e) for found, e in common if e.claim_type != "none"]
    claim_rows = [weights.buckets(found | claim_features(e.unit)) for found, e in common]
    type_rows = [weights.buckets(found | type_features(e.unit)) for found, e in claims]
    used = np.union1d(_frequent(claim_rows), _frequent(type_rows))
    truth = np.array([e.claim_type != "none" for _, e in common])
    claim_sample = _matrix(claim_rows, used)
    telling = _telling(claim_sample, truth)
    claim_sample.data *= telling[claim_sample.indices]
    claim = LogisticRegression(C=CLAIM_C, solver="liblinear").fit(claim_sample, truth)
    type_sample, types = _matrix(type_rows, used), np.array([e.claim_type for _, e in claims])
    kinds = [
        LogisticRegression(C=TYPE_C, solver="liblinear").fit(type_sample, types == name)
        for name in np.unique(types)
    ]
    rows = np.column_stack([claim.coef_[0] * telling, *(k.coef_[0] for k in kinds)])
    bias = np.concatenate([claim.intercept_, *(k.intercept_ for k in kinds)])
    weights.save(path, np.unique(types).tolist(), used, rows, bias, THRESHOLD)


def _frequent(rows: Sequence[Sequence[int]]) -> Any:
    """The buckets that at least two units use; each unit comes twice."""
    counts = np.bincount([b for row in rows for b in row], minlength=weights.BUCKETS)
    return np.flatnonzero(counts >= 3)


def _matrix(rows: Sequence[Sequence[int]], used: Any) -> Any:
    """The units over the used buckets, sparse, each of length one."""
    from scipy.sparse import csr_matrix

    place = np.full(weights.BUCKETS, -1)
    place[used] = np.arange(len(used))
    indices, values, ends = [], [], [0]
    for row in rows:
        kept = [int(p) for p in place[row] if p >= 0]
        indices += kept
        values += [1 / math.sqrt(max(1, len(kept)))] * len(kept)
        ends.append(len(indices))
    return csr_matrix((values, indices, ends), shape=(len(rows), len(used)))


def _telling(sample: Any, truth: Any) -> Any:
    """How unevenly each column falls on the two classes, by its naive Bayes log ratio, never negative.

    Scaled by it (Wang and Manning 2012), a regression spends its weights on what tells the classes apart.
    """
    present = sample.astype(bool)
    shares = [np.asarray(present[side].sum(axis=0)).ravel() + 1.0 for side in (truth, ~truth)]
    return np.abs(np.log((shares[0] / shares[0].sum()) / (shares[1] / shares[1].sum())))


def main() -> None:
    """Fit on the whole corpus and replace the shipped model."""
    items = examples(corpus())
    fit(items, weights.FILE)
    provenance.record()
    markets = {e.market for e in items}
    print(f"{len(items)} units of {len(markets)} markets -> {weights.FILE.name}")  # noqa: T201


if __name__ == "__main__":
    main()
