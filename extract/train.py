"""`python -m extract.train`: build the shipped claim model from data/corpus, the same every time.

What counts is how it does on markets it has not seen, so it is measured by leaving out whole
markets (`make evaluate`). The shipped model is then fitted on all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract import model as weights
from extract import rules
from extract.features import claim_features, features, type_features
from extract.nlp import parse
from extract.units import ClaimRequest, Unit, names

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"
FOLDS = 6
THRESHOLD = 0.45  # of is-claim: the best over left-out markets; F1 is flat from 0.4 to 0.5


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
    """Fit the two regressions on the items and write the model to `path`."""
    from sklearn.linear_model import LogisticRegression

    enabled = rules.load()
    common = [
        (features(e.unit, [verdict for _, verdict in rules.said(enabled, e.unit)], heading=heading), e)
        for heading in (True, False)  # every unit with and without what stands above it
        for e in items
    ]
    claims = [(found, e) for found, e in common if e.claim_type != "none"]
    claim_sample, claim_columns = _matrix([claim_features(found, e.unit) for found, e in common])
    type_sample, type_columns = _matrix([type_features(found, e.unit) for found, e in claims])
    claim = LogisticRegression(C=20.0, solver="liblinear").fit(
        claim_sample, [e.claim_type != "none" for _, e in common]
    )
    kind = LogisticRegression(C=20.0, max_iter=400, class_weight="balanced").fit(
        type_sample, [e.claim_type for _, e in claims]
    )
    packed = np.zeros((weights.BUCKETS, 1 + len(kind.classes_)), dtype=np.float32)
    packed[claim_columns, 0] = claim.coef_[0]
    packed[type_columns, 1:] = kind.coef_.T
    bias = np.concatenate([claim.intercept_, kind.intercept_]).astype(np.float32)
    weights.save(path, list(kind.classes_), packed, bias, THRESHOLD)


def _matrix(rows: Sequence[set[str]]) -> tuple[Any, Any]:
    """A sparse matrix over the buckets that at least two units (each comes twice) use, and those buckets."""
    from scipy.sparse import csr_matrix

    vectors = [weights.vector(row) for row in rows]
    counts = np.bincount([b for buckets, _ in vectors for b in buckets], minlength=weights.BUCKETS)
    columns = np.flatnonzero(counts >= 3)
    place = np.full(weights.BUCKETS, -1)
    place[columns] = np.arange(len(columns))
    indices, values, ends = [], [], [0]
    for buckets, value in vectors:
        kept = [int(place[b]) for b in buckets if place[b] >= 0]
        indices += kept
        values += [value] * len(kept)
        ends.append(len(indices))
    return csr_matrix((values, indices, ends), shape=(len(vectors), len(columns))), columns


def main() -> None:
    """Fit on the whole corpus and replace the shipped model."""
    items = examples(corpus())
    fit(items, weights.FILE)
    markets = {e.market for e in items}
    print(f"{len(items)} units of {len(markets)} markets -> {weights.FILE.name}")  # noqa: T201


if __name__ == "__main__":
    main()
