"""Canonical forms: equal where a reader sees no change, different where one sees a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.canonical import canonical, stems

SAME = [
    ("It’s “free”", 'it\'s "Free"'),
    ("Plan\u00a0 faster –  today!", "plan faster - today"),
    ("e‑mail", "e-mail"),
    ("Rounds…", "rounds"),
    ("€ 29 / month", "€29 / month"),
]
DIFFERENT = [
    ("12,481 rounds", "12,482 rounds"),
    ("$29", "€29"),
    ("10%", "10"),
    ("C++", "C"),
    ("we do", "we don't"),
    ("49 €", "49"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_typography_changes_nothing(a: str, b: str) -> None:
    assert canonical(a) == canonical(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_what_a_reader_sees_stays(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


@given(st.text(max_size=80))
def test_canonical_is_idempotent(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_stems_drop_function_words_and_keep_negation() -> None:
    assert stems("Automating the invoices of your teams") == ("autom", "invoic", "team")
    assert "without" in stems("Reports without SQL")
    assert "no" in stems("no limits")
