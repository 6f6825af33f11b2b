"""`turfwatch extract` on files: whose page, what kind, what a bad one among several does, the table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from turfwatch.cli import group
from turfwatch.commands import _tables
from turfwatch.commands._inputs import rows_of

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
PAGE = """<html lang=en><head><title>Plans and pricing</title>
<meta property="og:site_name" content=" Quarrel  Ltd ">{more}</head>
<body><h1>Plan every round from one board</h1></body></html>"""


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield


def extract(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["extract", *arguments], standalone_mode=False)


def row(name: str, html: str, **given: str) -> dict[str, Any]:
    Path(name).write_text(html, encoding="utf-8")
    (found,) = rows_of(name, None, NOW, given)
    return found


@pytest.mark.parametrize(
    ("name", "more", "kind"),
    [
        ("saved.html", "", "pricing"),  # its title
        ("changelog.html", "", "release_notes"),  # its file's name
        ("saved.html", '<link rel=canonical href="https://quarrel.example/customers/a">', "customers"),
        ("saved.html", '<link rel=canonical href="http://[x">', "pricing"),
    ],
)
def test_a_page_says_whose_it_is_and_what_kind(name: str, more: str, kind: str) -> None:
    found = row(name, PAGE.replace("{more}", more))
    assert (found["company"], found["page_kind"]) == ("Quarrel Ltd", kind)


def test_what_is_given_is_taken_before_what_the_page_says() -> None:
    found = row("saved.html", PAGE, company="Wagen", page_kind="docs")
    assert (found["company"], found["page_kind"]) == ("Wagen", "docs")
    Path("lines.jsonl").write_text('\n{"text": "x"}\n{"text": "y", "company": "Quarrel"}\n')
    lines = list(rows_of("lines.jsonl", None, NOW, {"company": "Wagen"}))
    assert [line["company"] for line in lines] == ["Wagen", "Quarrel"]
    assert [line["source"] for line in lines] == ["lines.jsonl, line 2", "lines.jsonl, line 3"]


def test_a_page_that_says_nothing_has_no_company() -> None:
    assert "company" not in row("p.html", "<p>Hello")


def test_one_bad_input_does_not_lose_the_others() -> None:
    for name in ("a.html", "b.html"):
        Path(name).write_text(PAGE)
    Path("bad.jsonl").write_text('{"id": 1, "text": "x"}\n{"id": 2, "text": "x", "page_kind": "shop"}\n')
    shown = extract("a.html", "none.html", "bad.jsonl", "b.html", "--as", "blocks", "--json")
    assert shown.return_value == 3
    ids = [json.loads(line)["id"] for line in shown.stdout.splitlines()]
    assert ids == ["a.html", 1, "b.html"]
    assert "none.html: no such file" in shown.stderr
    assert "bad.jsonl, line 2, id 2: `page_kind` 'shop' is unknown" in shown.stderr


def test_one_bad_line_does_not_lose_the_lines_after_it() -> None:
    good = '{"id": %d, "text": "Unlimited seats"}'
    Path("lines.jsonl").write_text("\n".join([good % 1, "{broken", "[]", '{"id": 4}', good % 5]))
    shown = extract("lines.jsonl", "--as", "blocks", "--json")
    assert shown.return_value == 3
    assert [json.loads(line)["id"] for line in shown.stdout.splitlines()] == [1, 5]
    for said in ("line 2: is not JSON", "line 3: must be an object", "line 4, id 4: needs a string"):
        assert f"lines.jsonl, {said}" in shown.stderr


def test_nothing_but_bad_lines_is_a_wrong_command() -> None:
    Path("lines.jsonl").write_text("{broken\n")
    assert extract("lines.jsonl", "--as", "claims", "--json").return_value == 2


def test_nothing_but_bad_inputs_is_a_wrong_command() -> None:
    assert extract("none.html", "nil.html", "--as", "blocks", "--json").return_value == 2


def test_the_quote_has_the_room_at_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(_tables, "Console", lambda **_: Console(file=out, width=80, force_terminal=False))
    quote = "Unlike spreadsheets, Quarrel never loses a row of your rounds, whoever edits them."
    said = {
        "claim_type": "superlative", "text": quote, "strength": "absolute", "audience": "dairies",
        "compared_to": "spreadsheets", "quantity": "40%",
    }  # fmt: skip
    _tables.print_extracted("claims", [{"claims": [said]}])
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].index("says") - lines[0].index("claim") > 45
    cells = " ".join(line[lines[0].index("says") :].strip() for line in lines[1:])
    assert " ".join(cells.split()) == "absolute · for dairies · vs spreadsheets · 40%"
