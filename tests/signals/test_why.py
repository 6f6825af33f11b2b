"""One plain sentence for every signal: what it is, and what weighs most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signals.why import why
from turfwatch import plugins
from turfwatch.types import Signal, Stage

FULL = (
    ("stake", 18.0), ("stage", 25.0), ("prominence", 15.0), ("strength", 10.0), ("novelty", 3.0),
    ("corroboration", 1.0), ("consistency", 0.0),
)  # fmt: skip
ENTRY = Signal(
    "a1", date(2026, 3, 9), "Deskly", "entry", "agencies", "Deskly enters Agencies", 72.0, FULL, "high",
    "https://deskly.example/", (), stage_to=Stage.CLAIMING, goal="logos",
)  # fmt: skip


def test_the_weightiest_reasons_are_told_in_their_order() -> None:
    assert why(ENTRY, "Agencies with five workspaces") == (
        "A rival has come into a segment where it was not: it claims the segment, our goal “Agencies with "
        "five workspaces” rests on the segment and nobody who looks at the site can overlook it."
    )


def test_what_does_not_weigh_is_left_out() -> None:
    price = replace(
        ENTRY, kind="price_move", segment=None, goal=None, stage_to=None,
        parts=(("stake", 3.0), ("stage", 10.0), ("prominence", 9.0), ("consistency", 0.0)),
    )  # fmt: skip
    assert why(price) == "A rival has changed a price."
    assert "we claim the segment" in why(replace(ENTRY, goal=None))


def test_what_is_gone_is_not_said_to_be_seen_and_loud() -> None:
    parts = (("stake", 18.0), ("prominence", 15.0), ("strength", 8.0), ("consistency", 9.0))
    drift = replace(ENTRY, kind="drift", goal=None, stage_to=None, parts=parts)
    assert why(drift) == (
        "Our own site carries less of what we claim: it concerns a place that nobody overlooks and we have "
        "held the segment for months already."
    )


@pytest.mark.parametrize("kind", [*plugins.names("signals.rules"), "own_kind"])
def test_every_kind_has_a_sentence(kind: str) -> None:
    sentence = why(replace(ENTRY, kind=kind))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "_" not in sentence
