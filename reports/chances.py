"""Small numbers told honestly: an interval beside every share, and "too few to tell" where it is wide."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports.formatting import NBSP

Z = 1.6449  # 90 % of a normal distribution lies within so many standard deviations
ENOUGH = 8  # below so many of a kind, two shares are not compared


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `total`, and the interval that holds the true share nine times in ten (Wilson)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share as counted, 0 when nothing was."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound, 0…1; everything is possible when nothing was counted."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        middle = p + Z * Z / (2 * n)
        reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        low, high = (round((middle + side * reach) / scale, 9) for side in (-1, 1))
        return max(0.0, low), min(1.0, high)

    def with_more(self, other: Share) -> Share:
        """Both counts together."""
        return Share(self.hits + other.hits, self.total + other.total)

    def without(self, part: Share) -> Share:
        """What is left when a part of the count is taken out."""
        return Share(self.hits - part.hits, self.total - part.total)

    @property
    def words(self) -> str:
        """`4 of 6 (likely 35 to 88 %)`."""
        return f"{self.hits} of {self.total} ({self.likely})"

    @property
    def likely(self) -> str:
        """`likely 35 to 88 %`: what so few cases allow."""
        low, high = (round(100 * bound) for bound in self.interval)
        return f"likely {low} to {high}{NBSP}%" if low < high else f"likely {low}{NBSP}%"


def told_apart(one: Share, other: Share) -> int:
    """1 when `one` is surely the larger, -1 the smaller, 0 when the counts cannot tell."""
    if min(one.total, other.total) < ENOUGH:
        return 0
    if one.interval[0] > other.interval[1]:
        return 1
    return -1 if one.interval[1] < other.interval[0] else 0
