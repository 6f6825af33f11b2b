"""The house rules that no linter knows: plugins honour their interface, the top-level names are ours."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
import subprocess
from pathlib import Path

import pytest

from turfwatch import plugins
from turfwatch.errors import PluginError

ROOT = Path(__file__).resolve().parents[2]
INTERFACE = {
    "crawlers.sites": "urls",
    "extract.rules": "find",
    "signals.rules": "detect",
    "reports.channels": "send",
    "turfwatch.commands": "command",
}
FILES = [(package, name) for package in INTERFACE for name in plugins.names(package)]


@pytest.mark.parametrize(("package", "name"), FILES, ids=lambda value: value)
def test_every_plugin_says_what_it_is_and_honours_its_interface(package: str, name: str) -> None:
    module = plugins.load(package, name)
    assert inspect.getdoc(module)
    assert callable(getattr(module, INTERFACE[package]))


def test_an_unknown_plugin_lists_the_choices() -> None:
    with pytest.raises(PluginError, match="no plugin 'entri'") as caught:
        plugins.load("signals.rules", "entri")
    assert "entry, escalation" in caught.value.hint


def test_a_broken_plugin_is_named_and_takes_no_other_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_signal.py").write_text("import not_there\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    from signals.detect import load_rules

    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "__init__.py").write_text("")
    (tmp_path / "ours" / "broken.py").write_text("import not_there\n")
    rules, problems = load_rules(("entry", "ours.broken", "launch"))
    assert [rule.name for rule in rules] == ["entry", "launch"]
    assert problems[0].startswith("plugin 'ours.broken' of signals.rules does not load")


def test_the_top_level_names_belong_to_our_distribution() -> None:
    owners = importlib.metadata.packages_distributions()
    for name in ("turfwatch", "crawlers", "extract", "signals", "reports", "schedules"):
        assert owners.get(name, ["turfwatch"]) == ["turfwatch"], f"another distribution ships {name!r}"


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / line for line in listed.splitlines()] if listed else []


def test_no_file_names_a_registry_or_one_machine() -> None:
    hosts = re.compile(r"(?:files\.pythonhosted|pypi\.org/simple|registry\.npmjs)")
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".lock", ".txt", ".yml", ""} and path.is_file():
            found = hosts.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found or path.name == "test_house.py", f"{path}: {found and found.group()}"


def test_sql_is_written_in_the_store_alone() -> None:
    statement = re.compile(r"\b(?:SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b")
    for package in ("crawlers", "extract", "signals", "reports", "schedules", "turfwatch"):
        for path in (ROOT / package).rglob("*.py"):
            if "store" not in path.parts and path.name != "migrations.py":
                assert not statement.search(path.read_text(encoding="utf-8")), path
