"""Lexicons: lists found together are those that their patterns find one by one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from extract.lexicons import TELLING, load, pattern, spotted

TABLES = (*TELLING, *(("turns", table) for table in load("turns")))
PIECES = st.sampled_from(
    [
        "the best of both worlds", "best-effort", "best practices", "# 1", "no. 1", "world's first",
        "old-school", "old school", "we've added", "we have shipped", "e.g. pears", "20% off", "$5 /mo",
        "i'm", "in minutes", "in 3 minutes", "up to 10x", "all your data", "one of three", "when you",
        "open-ended", "12 countries", "head of garden", "—", "best", "in", "we", "5/month",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=8).map(" ".join))
@example("")
@example("vs. spreadsheets, by hand")
def test_all_lists_at_once_say_what_each_says_alone(text: str) -> None:
    lowered = text.lower()
    alone = {table for name, table in TABLES if pattern(name, table, lowered=True).search(lowered)}
    assert set(spotted(lowered)) == alone


def test_a_list_that_occurs_twice_is_counted() -> None:
    assert spotted("simple and powerful")["strong"] == 2
