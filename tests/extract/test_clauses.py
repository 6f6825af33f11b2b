"""Features of the clause: what tells a command, the world at large and a named function apart."""

from __future__ import annotations

import pytest

from extract.clauses import clause_features, verb_class
from extract.features import grammar, surface
from extract.matching import matched
from extract.nlp import parse
from extract.units import ClaimRequest, Unit, names


def unit(text: str, role: str = "p", kind: str = "home") -> Unit:
    request = ClaimRequest(text, role, kind, company="Trowel")
    return Unit(text, 0, request, next(parse([text])), names("Trowel"), None, text.lower())


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Gardens change with the weather.", "s=things bare"),
        ("Trowel draws your beds.", "s=us"),
        ("Trowel draws your beds.", "so=us your"),
        ("Plan every bed on one map", "command@home"),
        ("Set the SOIL_TYPE variable", "command+tech"),
        ("If you plant in April, cover the beds.", "turn=condition"),
        ("Photo export", "npaction=True@p"),
        ("We do not sell seeds.", "denied we"),
    ],
)
def test_what_a_unit_shows(text: str, feature: str) -> None:
    shown = unit(text)
    assert feature in surface(shown) | grammar(shown)


def test_a_sentence_is_no_fragment() -> None:
    assert not any(f.startswith("np=") for f in clause_features(unit("Trowel draws your beds.")))


def test_verbs_have_classes() -> None:
    assert verb_class("click") == "instruction+action"
    assert "function" in verb_class("schedule")
    assert verb_class("wither") == "other"


def test_patterns_of_rules_match_the_parse() -> None:
    (found,) = matched("fit", unit("Trowel is made for small farms"))
    assert {name: token.text for name, token in found.items()} == {
        "fit": "made", "for": "for", "someone": "farms",
    }  # fmt: skip
    assert matched("fit", unit("Trowel is made of wood")) == []
