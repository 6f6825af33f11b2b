"""Share of voice: parts of a whole, as each day stood."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.share import with_share
from turfwatch.types import Presence, Stage

D0 = date(2026, 1, 5)


def row(day: int, company: str, presence: float) -> Presence:
    return Presence(D0 + timedelta(days=day), company, "agencies", presence, Stage.CLAIMING)


def test_a_rival_that_comes_takes_a_share_and_ours_falls_with_our_next_row() -> None:
    rows = [row(0, "Larkdesk", 0.6), row(0, "Deskly", 0.0), row(7, "Deskly", 0.2), row(9, "Larkdesk", 0.6)]
    assert [(p.company, p.share) for p in with_share(rows)] == [
        ("Deskly", 0.0), ("Larkdesk", 1.0), ("Deskly", 0.25), ("Larkdesk", 0.75),
    ]  # fmt: skip


def test_nobody_has_no_share() -> None:
    assert [p.share for p in with_share([row(0, "Deskly", 0.0)])] == [0.0]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ABC"), st.floats(0, 1)), max_size=12))
def test_the_shares_of_a_day_on_which_all_speak_add_up_to_one(entries: list[tuple[int, str, float]]) -> None:
    rows = list({(day, name): row(day, name, presence) for day, name, presence in entries}.values())
    for day in {p.date for p in rows}:
        today = [p for p in with_share(rows) if p.date == day]
        if {p.company for p in today} == set("ABC") and any(p.presence for p in today):
            assert sum(p.share for p in today) == pytest.approx(1.0, abs=0.001)
