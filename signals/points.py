"""What a score is made of: the most each of its parts can add. Read wherever a score is explained."""

from __future__ import annotations

from collections.abc import Mapping

POINTS: Mapping[str, float] = {  # together 100
    "stake": 20, "stage": 25, "prominence": 15, "strength": 10, "novelty": 10, "corroboration": 10,
    "consistency": 10,
}  # fmt: skip
