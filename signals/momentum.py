"""Has presence in a segment begun to climb? A CUSUM on weekly gains that holds its false-alarm rate.

Presence saturates, so what is watched is the weight of the claims behind it, -ln(1 - presence). Each
week's gain, cut off above so that no single week decides, is measured in units of how far the
company usually moves when it moves; what exceeds SLACK adds up, what falls short takes
away. The sum passing ALARM says that the level has been rising since the sum last was nothing.
Calibrated on histories in which sentences come and go but nothing happens: `benchmarks/momentum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from turfwatch.types import Presence

WEEKS = 52  # how far back is looked
SLACK = 0.3  # in usual moves: half the smallest climb worth finding
ALARM = 4.5  # the sum at which a climb is called one
CUT = 1.2  # the most that one week adds, in usual moves: no single day is momentum
USUAL = 0.05  # weight; a company that moves less than this when it moves is taken to move so much
_STILL = 0.002  # weight; less is no move
_FULL = 0.999


@dataclass(frozen=True)
class Climb:
    """Presence rose by `gained` over the last `weeks`, in `steps` of them."""

    weeks: int
    steps: int
    gained: float
    sum: float


def climb(levels: Sequence[float]) -> Climb | None:
    """The climb that presence at the ends of weeks (oldest first, today last) shows, if it shows one."""
    weights = [-math.log1p(-min(level, _FULL)) for level in levels]
    moves = [after - before for before, after in pairwise(weights)]
    total, start = 0.0, 0
    for week, move in enumerate(moves):
        total = max(0.0, total + min(CUT, move / _usual(moves[:start])) - SLACK)
        if total == 0.0:
            start = week + 1
    if total < ALARM:
        return None
    steps = sum(1 for move in moves[start:] if move > _STILL)
    return Climb(len(moves) - start, steps, levels[-1] - levels[start], total)


def _usual(moves: Sequence[float]) -> float:
    """How far a move goes, in the weeks before the climb: their median, zeros left out."""
    moved = [abs(move) for move in moves if abs(move) > _STILL]
    return max(USUAL, median(moved)) if moved else USUAL


def weekly(rows: Sequence[Presence], today: date, now: float, since: date) -> list[float]:
    """Presence at the end of each week up to today, from `since` or the first row on; today's last."""
    first = max(since, today - timedelta(weeks=WEEKS), rows[0].date if rows else today)
    count = (today - first).days // 7
    levels, at = list[float](), 0
    for week in range(count, 0, -1):
        end = today - timedelta(weeks=week)
        while at < len(rows) and rows[at].date <= end:
            at += 1
        levels.append(rows[at - 1].presence if at else rows[0].presence)
    return [*levels, now]
