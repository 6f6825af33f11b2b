"""The false alarms and the delay of the climb test (`signals.momentum`) on generated histories.

A history is the presence of one company in one segment, week by week. Its sentences come and go at
random, as many of them as before, and are now and then put elsewhere: nothing happens. In a ramp,
sentences are added on top, so many a week from a week on. Seeded: the same figures every time.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections.abc import Sequence

from signals.momentum import WEEKS, climb

SATURATION = 0.45  # as in signals.footing
SIZES = (1, 3, 8, 20)  # sentences about the segment
PACES = {"still": (0.0, 0.05), "calm": (0.02, 0.1), "lively": (0.05, 0.3), "restless": (0.1, 0.6)}
QUIET = 13  # weeks after an alarm in which none is raised
RAMP_AT, LOOKED = 40, 26


def history(
    rng: random.Random, size: int, pace: tuple[float, float], weeks: int, ramp: float = 0.0
) -> list[float]:
    """Presence week by week; `ramp` sentences a week are added from RAMP_AT on."""
    moved, came = pace
    weights = [_weight(rng) for _ in range(size)]
    levels: list[float] = []
    for week in range(weeks):
        staying = [w for w in weights if rng.random() >= came / size]
        weights = [_weight(rng) if rng.random() < moved else w for w in staying]
        if rng.random() < came:
            weights.append(_weight(rng))
        if week >= RAMP_AT and ramp:
            more = int(ramp) + (rng.random() < ramp - int(ramp))
            weights += [_weight(rng) for _ in range(more)]
        levels.append(1 - math.exp(-SATURATION * sum(weights)))
    return levels


def _weight(rng: random.Random) -> float:
    """What a sentence weighs: from a line in a blog to one in the middle of the home page."""
    return rng.choice((0.1, 0.2, 0.3, 0.5, 0.7)) * rng.uniform(0.7, 1.3)


def alarms(levels: Sequence[float]) -> int:
    """How often a climb is called over the whole history; after an alarm the count starts anew."""
    found = last = 0
    for week in range(1, len(levels)):
        if found and week - last < QUIET:
            continue
        if climb(levels[max(last, week - WEEKS) : week + 1]):
            found, last = found + 1, week
    return found


def rates(histories: int, seed: int = 1) -> dict[tuple[int, str], float]:
    """False alarms a year by size and pace, over `histories` of two years each."""
    rng = random.Random(seed)
    return {
        (size, name): sum(alarms(history(rng, size, pace, 105)) for _ in range(histories)) / (2 * histories)
        for size in SIZES
        for name, pace in PACES.items()
    }


def delays(histories: int, ramp: float, seed: int = 2) -> list[int | None]:
    """Weeks from the begin of a ramp until it is called, in calm histories; None where it is not."""
    rng = random.Random(seed)
    found: list[int | None] = []
    for size in SIZES:
        for _ in range(histories):
            levels = history(rng, size, PACES["calm"], RAMP_AT + LOOKED, ramp)
            weeks = range(RAMP_AT, RAMP_AT + LOOKED)
            called = (w for w in weeks if climb(levels[max(0, w - WEEKS) : w + 1]))
            found.append(next((w - RAMP_AT + 1 for w in called), None))
    return found


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    options = parser.parse_args()
    found = rates(options.histories)
    print("false alarms a company-segment-year, nothing happening")
    print(f"{'sentences':>12}" + "".join(f"{name:>10}" for name in PACES))
    for size in SIZES:
        print(f"{size:>12}" + "".join(f"{found[size, name]:>10.3f}" for name in PACES))
    print(f"mean {statistics.mean(found.values()):.3f}")
    for ramp in (0.5, 1.0, 2.0):
        waited = delays(options.histories, ramp)
        called = [w for w in waited if w is not None]
        share, middle = len(called) / len(waited), statistics.median(called)
        print(
            f"ramp of {ramp} sentences a week: {share:.0%} found in {LOOKED} weeks, median {middle:.0f} weeks"
        )


if __name__ == "__main__":
    main()
