"""Texts to read for claims, in batches that any process can take: all a worker needs, as plain records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.readers import ReaderSpec, reader
from extract.units import ClaimRequest
from turfwatch.types import Claim

TEXTS = 128  # of a batch: two of spaCy's, and enough batches to share out


@dataclass(frozen=True, slots=True)
class Batch:
    """Some texts, and what is to read them."""

    spec: ReaderSpec
    requests: tuple[ClaimRequest, ...]


def batches(spec: ReaderSpec, requests: Sequence[ClaimRequest]) -> Iterator[Batch]:
    """The texts in batches, in order."""
    return (Batch(spec, tuple(requests[i : i + TEXTS])) for i in range(0, len(requests), TEXTS))


def read(batch: Batch) -> list[tuple[Claim, ...]]:
    """The claims of each text, in order; `claim.text == request.text[claim.start:claim.end]`. Pure.

    A process makes the reader of a spec once, and keeps it. Raises ExtractError when a model is missing.
    """
    return list(reader(batch.spec).read(batch.requests))
