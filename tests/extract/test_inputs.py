"""JSON lines for `turfwatch extract`: odd lines are errors that name the line, other languages are said."""

from __future__ import annotations

from typing import Any

import pytest

from extract.inputs import extract_lines
from turfwatch.errors import UsageError

GERMAN = "Planen Sie alle Touren auf einer Tafel, ohne Zettel und mit dem Blick auf die Fahrer."
ENGLISH = "Plan all rounds on one board, without the paper and with your drivers in view of the office."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": 2}, "line 2: needs a string"),
        ({"id": 2, "text": None, "html": None}, "line 2: needs a string"),
        ({"id": 2, "text": 5}, "line 2: `text` must be a string, not 5"),
        ({"id": 2, "text": "x", "company": ["Quarrel"]}, "`company` must be a string"),
        ({"id": 2, "text": "x", "role": {}}, "`role` must be a string"),
        ({"id": 2, "html": "x", "url": 5}, "`url` must be a string"),
        ({"id": 2, "text": 5, "source": "a.jsonl"}, "a.jsonl, id 2: `text` must be"),
        (["text"], "line 2: must be an object, not list"),
    ],
)
@pytest.mark.parametrize("what", ["claims", "blocks"])
def test_a_line_that_cannot_be_read_is_named(row: Any, message: str, what: Any) -> None:
    with pytest.raises(UsageError, match=message):
        list(extract_lines([{"id": 1, "text": "Unlimited rounds"}, row], what))


def test_half_a_character_is_replaced_and_spans_stay() -> None:
    (answer,) = extract_lines([{"id": "\ud800", "text": "$29\ud800 per month for every van"}], "claims")
    assert (answer["id"], answer["claim_type"], answer["start"], answer["end"]) == (
        "\ud800",
        "pricing",
        0,
        28,
    )


def test_an_answer_quotes_its_claim() -> None:
    claim, label = extract_lines(
        [{"id": 1, "text": " $29 per month "}, {"id": 2, "text": "Features", "role": "h2"}], "claims"
    )
    assert claim["text"] == " $29 per month "[claim["start"] : claim["end"]]
    assert (label["is_claim"], label["text"]) == (False, None)


@pytest.mark.parametrize("url", ["http://[bad", "::", "javascript:x", ""])
def test_a_bad_address_in_a_line_is_no_trouble(url: str) -> None:
    html = "<h1>Plan every round from one board</h1><a href='http://[x'>Rounds</a>"
    (answer,) = extract_lines([{"id": 1, "html": html, "url": url}], "blocks")
    assert answer["blocks"][0]["text"] == "Plan every round from one board"


def test_other_languages_are_said_not_guessed() -> None:
    page = f"<html lang=de><body><h1>Touren planen</h1><p>{GERMAN}</p></body></html>"
    rows = [
        {"id": 1, "text": GERMAN, "company": "Wagen"},
        {"id": 2, "text": "Touren planen", "company": "Wagen"},  # too short to tell: as its neighbours
        {"id": 3, "text": ENGLISH, "company": "Quarrel"},
        {"id": 4, "html": page},
    ]
    first, second, third, fourth = extract_lines(rows, "claims")
    assert (first["unread"], first["is_claim"]) == ("de", False)
    assert second["unread"] == "de"
    assert "unread" not in third
    assert (fourth["claims"], fourth["unread"]) == ([], "de")
