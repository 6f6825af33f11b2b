"""`turfwatch check` on goals, owners and personas: what is missing, in plain words, and why it matters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.delivery import audiences
from schedules.checkup import _goal, _segment
from turfwatch.config import Config
from turfwatch.types import Signal, Span

WHOLE: dict[str, Any] = {
    "id": "logos", "metric": "Agencies", "baseline": 60, "target": 100, "due": date(2026, 12, 31),
    "owner": "milo@larkdesk.example", "agreed": date(2026, 1, 5), "definition": "Paying agencies.",
}  # fmt: skip


def config(stated: dict[str, Any], **more: Any) -> Config:
    segment = {"id": "agencies", "name": "Agencies", "terms": ["agency"], "goal": "logos",
               "personas": {"buyer": "Head of support"}}  # fmt: skip
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk"}, "goals": [stated], "segments": [{**segment, **more}],
            "competitors": [{"name": "Deskly", "site": "https://deskly.example"}],
            "digest": {
                "to": ["team@larkdesk.example"],
                "routes": [{"to": ["sales@larkdesk.example"], "personas": ["Head of support"]}],
            },
        }
    )  # fmt: skip


def told(stated: dict[str, Any], **more: Any) -> str:
    made = config(stated, **more)
    return " | ".join(f.what for f in (*_segment(made.segments[0], made), *_goal(made.goals[0], made)))


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("owner", "has no owner: nobody answers for it"),
        ("baseline", "has no baseline: nobody can say how far it has come"),
        ("due", "has no due: it can never be late"),
        ("agreed", "has no agreed: a later edit of its definition"),
        ("definition", "has no definition: its metric can be counted one way today"),
    ],
)
def test_what_a_goal_lacks(missing: str, words: str) -> None:
    assert words in told({name: value for name, value in WHOLE.items() if name != missing})
    assert words not in told(WHOLE)


def test_goals_that_cannot_be_reached_or_serve_nobody() -> None:
    assert "its target is its baseline" in told({**WHOLE, "target": 60})
    assert "before it was agreed" in told({**WHOLE, "due": date(2025, 1, 1)})
    assert "no segment serves it" in told(WHOLE, goal=None)
    assert "that is activity, not strategy" in told(WHOLE, goal=None)


def test_a_route_by_persona_gets_what_concerns_the_persona() -> None:
    sales = next(a for a in audiences(config(WHOLE)) if a.recipients == ("sales@larkdesk.example",))

    def concerns(segment: str | None, text: str) -> bool:
        span = Span("https://deskly.example", text)
        day = date(2026, 3, 2)
        return sales.wants(Signal("x", day, "Deskly", "entry", segment, "", 50, (), "high", "", (span,)))

    assert concerns("agencies", "Portals in your colours")
    assert concerns(None, "What every head of support asks for")
    assert not concerns(None, "Portals in your colours")


def test_a_route_to_an_unknown_persona_is_refused() -> None:
    with pytest.raises(ValueError, match="no segment has the persona 'Head of support'"):
        config(WHOLE, personas={"buyer": "Somebody else"})
