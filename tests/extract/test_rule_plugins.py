"""A claim rule of somebody else's: what is wrong with it is named, with the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.claims import ClaimReader, ClaimRequest
from extract.lines import clean_text
from turfwatch.config import Extract
from turfwatch.errors import PluginError


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def find(unit): return None", "needs DECIDES"),
        ('DECIDES = "claim"\ndef find(unit): return 1 / 0', "broke on 'Rounds in one list'"),
        ('DECIDES = "claim"\ndef find(unit): return "bananas"', "says 'bananas'"),
    ],
)
def test_a_broken_rule_is_named(
    source: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    name = f"rule{abs(hash(request.node.name))}"
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError, match=said):
        ClaimReader(Extract(rules=[f"theirs.{name}"])).judge(
            [ClaimRequest("Rounds in one list", "p", "home", "", company="Tocsin")]
        )


def test_terminal_controls_do_not_survive() -> None:
    assert clean_text("Fast \x1b[31mrounds\x1b]0;x\x07 \x9b1m now") == "Fast [31mrounds ]0;x 1m now"
