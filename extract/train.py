"""`python -m extract.train`: build the shipped claim model from data/corpus, the same every time.

Whole markets are held out (`--held-out`): what counts is how it does on markets it has not seen.
The shipped model is then fitted on all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract import model as weights
from extract.features import features
from extract.nlp import parse
from extract.units import ClaimRequest, Unit, names

CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"
FOLDS = 5


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


def held_out(markets: Iterable[str]) -> frozenset[str]:
    """Every fifth market by name: never fitted on when the model is measured."""
    return frozenset(sorted(set(markets))[2::FOLDS])


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
