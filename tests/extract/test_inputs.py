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
        (
            {"id": 2, "text": "x", "page_kind": "landing", "source": "a.jsonl, line 9"},
            "a.jsonl, line 9, id 2: `page_kind` 'landing' is unknown\n.*home, pricing, product",
        ),
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


def test_lines_of_unknown_origin_are_judged_alone() -> None:
    rows = [{"id": 1, "text": GERMAN}] * 3 + [
        {"id": 2, "text": "Die beste Software für kleine Teams und ihre Kunden."},
        {"id": 3, "text": "Best route planner for farms"},
        {"id": 4, "text": "Send a quote, book a job, get a review."},  # `a` is a word of many languages
        {"id": 5, "text": "Touren planen"},  # cannot be told: the configured language
    ]
    answers = list(extract_lines(rows, "claims"))
    assert [a.get("unread") for a in answers] == ["de", "de", "de", "de", None, None, None]
    assert answers[4]["is_claim"]


def test_no_sentence_of_a_line_is_lost() -> None:
    text = "Quarrel is a route planner for dairies. Used by 900 dairies. Plans start at $9 per month."
    one, many, none = extract_lines(
        [
            {"id": 1, "text": "Used by 900 dairies"},
            {"id": 2, "text": text},
            {"id": 3, "text": "Features", "role": "h2"},
        ],
        "claims",
    )
    assert [c["claim_type"] for c in one["claims"]] == [one["claim_type"]] == ["proof"]
    assert [c["claim_type"] for c in many["claims"]] == ["category", "proof", "pricing"]
    assert all(c["text"] == text[c["start"] : c["end"]] for c in many["claims"])
    assert (many["is_claim"], many["claims"][1]["quantity"]) == (True, "900 dairies")
    assert (none["is_claim"], none["claims"]) == (False, [])


def test_a_long_line_is_the_first_type_of_its_sentences() -> None:
    text = "Used by 900 dairies. " * 30 + "Unlike spreadsheets, Quarrel never loses a row."
    (answer,) = extract_lines([{"id": 1, "text": text}], "claims")
    assert (answer["claim_type"], answer["start"]) == ("comparison", len("Used by 900 dairies. ") * 30)
    assert len(answer["claims"]) == 31


def test_a_claim_of_a_page_is_found_again_in_its_block() -> None:
    html = (
        "<title>Quarrel</title><h1>Plan every round from one board</h1>"
        "<h2>Why</h2><p>Hello there. Unlike spreadsheets, Quarrel never loses a row.</p>"
    )
    row = {"id": 1, "html": html, "company": "Quarrel"}
    (claims,), (blocks,) = (
        [answer[what] for answer in extract_lines([row], what)] for what in ("claims", "blocks")
    )
    last = claims[-1]
    block = next(b for b in blocks if b["position"] == last["position"])
    assert block["text"][last["start"] : last["end"]] == last["text"]
    assert last["headings"] == ["Plan every round from one board", "Why"]
    assert (last["subject"], last["negated"], last["compared_to"]) == ("Quarrel", True, "spreadsheets")
    assert 0.5 < last["confidence"] <= 1


def test_whole_amounts_have_no_fraction() -> None:
    html = "".join(
        f"<div class=card><h3>{name}</h3><p>{price} / month</p><ul><li>Rounds</li></ul></div>"
        for name, price in (("Starter", "$0"), ("Team", "$129"), ("Depot", "$249.50"))
    )
    row = {"id": 1, "html": f"<body><h1>Pricing</h1>{html}</body>"}
    (answer,) = extract_lines([row], "plans")
    assert [str(p["amount"]) for p in answer["plans"]] == ["0", "129", "249.5"]
