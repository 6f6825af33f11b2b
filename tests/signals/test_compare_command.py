"""`turfwatch compare` on lines that are not what they should be: file and line are named, nothing crashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from turfwatch.cli import group
from turfwatch.errors import UsageError


def compare(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return (
        CliRunner()
        .invoke(group, ["compare", str(path)], standalone_mode=False, catch_exceptions=False)
        .output
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a": "5 seats", "b": "6 seats"}', "line 3: needs id"),
        ('{"id": 1, "a": "5 seats"}', "line 3: needs a text for b"),
        ('{"id": 1, "a": 5, "b": null}', "line 3: needs a text for a and b"),
        ("[1]", "line 3: must be an object"),
        ('{"id": 1', "line 3: is not JSON"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        compare(tmp_path / "pairs.jsonl", f'{{"id": 0, "a": "x", "b": "x"}}\n\n{line}\n')


def test_half_a_character_goes_through(tmp_path: Path) -> None:
    output = compare(tmp_path / "pairs.jsonl", '{"id": "\\ud800", "a": "x\\udfff", "b": "x"}\n')
    assert json.loads(output)["id"] == "\ud800"
