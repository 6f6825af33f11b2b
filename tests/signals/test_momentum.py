"""The climb test: it holds its false-alarm rate where nothing happens, and finds a ramp."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signals.momentum import climb, weekly
from turfwatch.types import Presence, Stage

D0 = date(2026, 1, 5)


def level(weight: float) -> float:
    return 1 - math.exp(-weight)


def churn(rng: random.Random, weeks: int) -> list[float]:
    """Presence of eight sentences of which one in a while goes and another comes."""
    weights, levels = [rng.uniform(0.05, 0.3) for _ in range(8)], list[float]()
    for _ in range(weeks):
        if rng.random() < 0.2:
            weights[rng.randrange(8)] = rng.uniform(0.05, 0.3)
        levels.append(level(sum(weights)))
    return levels


def test_presence_that_comes_and_goes_raises_hardly_an_alarm() -> None:
    rng = random.Random(3)
    years = [churn(rng, 52) for _ in range(100)]
    alarms = sum(any(climb(year[: week + 1]) for week in range(1, 52)) for year in years)
    assert alarms <= 5  # 0.02 a year in benchmarks/momentum.py


def test_one_week_decides_nothing() -> None:
    assert climb([0.2] * 20 + [0.9] * 10) is None


def test_a_ramp_is_found_and_told_from_its_begin() -> None:
    levels = [0.2] * 20 + [level(-math.log(0.8) + 0.12 * week) for week in range(1, 11)]
    found = climb(levels)
    assert found is not None
    assert (found.weeks, found.steps) == (10, 10)
    assert found.gained > 0.3


def test_a_restless_company_must_climb_further() -> None:
    rng = random.Random(5)
    restless = [level(1.0 + rng.choice((-0.3, 0.0, 0.3))) for _ in range(20)]
    ramp = [level(1.0 + 0.12 * week) for week in range(1, 11)]
    assert climb([level(1.0)] * 20 + ramp) is not None
    assert climb(restless + ramp) is None


@given(st.lists(st.floats(0, 1), max_size=60))
def test_presence_that_never_rises_is_no_climb(levels: list[float]) -> None:
    assert climb(sorted(levels, reverse=True)) is None


@given(st.lists(st.floats(0, 1), max_size=60))
def test_any_levels_will_do(levels: list[float]) -> None:
    found = climb(levels)
    assert found is None or 0 < found.weeks < len(levels)


def test_levels_are_those_at_the_ends_of_weeks_today_last() -> None:
    rows = [
        Presence(D0 + timedelta(days=n), "Deskly", "agencies", p, Stage.CLAIMING)
        for n, p in ((0, 0.1), (9, 0.2), (20, 0.3))
    ]
    assert weekly(rows, D0 + timedelta(days=28), 0.4, date.min) == [0.1, 0.1, 0.2, 0.3, 0.4]
    assert weekly(rows, D0 + timedelta(days=28), 0.4, D0 + timedelta(days=14)) == [0.2, 0.3, 0.4]
    assert weekly([], D0, 0.4, date.min) == [0.4]
