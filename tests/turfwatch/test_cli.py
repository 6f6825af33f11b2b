"""The command line as a user meets it: help, one-line errors, exit codes, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from turfwatch import clidocs, plugins

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
audience = ["agencies"]
[[competitors]]
name = "Deskly"
site = "https://deskly.example"
"""


def turfwatch(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "turfwatch", *arguments], cwd=cwd, input=stdin, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "turfwatch.toml").write_text(WORKSPACE)
    return tmp_path


def test_help_lists_every_command_and_imports_nothing_heavy(tmp_path: Path) -> None:
    shown = turfwatch("--help", cwd=tmp_path)
    assert shown.returncode == 0
    for name in plugins.names("turfwatch.commands"):
        assert f"  {name} " in shown.stdout
    code = (
        "import atexit, sys, turfwatch.cli as c\n"
        "heavy = {'spacy', 'scrapy', 'pandas', 'sqlite_utils', 'pydantic', 'turfwatch.types'}\n"
        "atexit.register(lambda: print('HEAVY', sorted(heavy & set(sys.modules))))\n"
        "c.main(['--help'])"
    )
    listed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "HEAVY []" in listed.stdout


def test_the_page_in_the_docs_is_the_commands_own_help() -> None:
    assert (ROOT / clidocs.FILE).read_text(encoding="utf-8") == clidocs.render(), "run `make docs`"


@pytest.mark.parametrize("name", plugins.names("turfwatch.commands"))
def test_every_command_has_help(name: str) -> None:
    assert plugins.load("turfwatch.commands", name).command.get_short_help_str()


def test_an_unknown_command_says_what_was_meant(tmp_path: Path) -> None:
    shown = turfwatch("signal", cwd=tmp_path)
    assert shown.returncode == 2
    assert "Did you mean signals" in shown.stderr


def test_no_configuration_is_one_line_and_a_hint(tmp_path: Path) -> None:
    shown = turfwatch("status", cwd=tmp_path)
    assert shown.returncode == 2
    assert "no turfwatch.toml" in shown.stderr
    assert "hint:" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert "Traceback" in turfwatch("--verbose", "status", cwd=tmp_path).stderr


def test_a_broken_configuration_names_every_mistake(workspace: Path) -> None:
    path = workspace / "turfwatch.toml"
    path.write_text(WORKSPACE + "[crawl]\ndelay = -1\nrobot = true\n")
    shown = turfwatch("check", "--offline", cwd=workspace)
    assert shown.returncode == 2
    assert shown.stderr.count(str(path)) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("signals", "--segment", "nope"), "no segment 'nope'"),
        (("signals", "--kind", "nope"), "no signal kind 'nope'"),
        (("signals", "--since", "yesterday"), "is not a date"),
        (("run", "--competitor", "nope"), "no competitor 'nope'"),
        (("goal", "record", "arr", "5"), "no goal 'arr'"),
        (("triage", "zzz", "noise"), "there is no database yet"),
        (("signals",), "there is no database yet"),
        (("--now", "soon", "status"), "is not a date"),
    ],
)
def test_wrong_words_are_usage_errors(workspace: Path, arguments: tuple[str, ...], message: str) -> None:
    shown = turfwatch(*arguments, cwd=workspace)
    assert (shown.returncode, message in shown.stderr) == (2, True), shown.stderr
    assert "Traceback" not in shown.stderr


def test_init_makes_a_workspace_that_is_valid_and_never_replaces_one(tmp_path: Path) -> None:
    made = turfwatch(
        "init", "w", "--company", 'O"Lark', "--competitor", "https://www.desk-ly.example", cwd=tmp_path
    )
    assert made.returncode == 0, made.stderr
    assert 'name = "Desk Ly"' in (tmp_path / "w" / "turfwatch.toml").read_text()
    again = turfwatch("init", "w", cwd=tmp_path)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    wrong = turfwatch("init", "v", "--competitor", "deskly", cwd=tmp_path)
    assert wrong.returncode == 2
    assert not (tmp_path / "v").exists()


@pytest.mark.slow
def test_check_says_in_plain_words_what_is_missing(workspace: Path) -> None:
    shown = turfwatch("check", "--offline", "--json", cwd=workspace)
    findings = [json.loads(line) for line in shown.stdout.splitlines()]
    said = {finding["what"] for finding in findings}
    assert "serves no goal: that is activity, not strategy" in said
    assert shown.returncode in {0, 3}


@pytest.mark.slow
def test_a_locked_database_is_said_and_left_alone(workspace: Path) -> None:
    from turfwatch.store import Store

    with Store(workspace / "turfwatch.db") as store, store.transaction():
        code = (
            "import turfwatch.store._base as b; b.Base.__init__.__kwdefaults__['patience'] = 0.3;"
            "from turfwatch.cli import main; main(['run', '--stage', 'signals'])"
        )
        shown = subprocess.run(
            [sys.executable, "-c", code], cwd=workspace, capture_output=True, text=True, check=False
        )
        assert shown.returncode == 1, shown.stderr
        assert "is writing to the database" in shown.stderr


def test_compare_reads_lines_and_names_the_bad_one(workspace: Path) -> None:
    good = '{"id": 1, "a": "Sort mail with rules", "b": "Sort mail with rules."}\n'
    shown = turfwatch("compare", "-", cwd=workspace, stdin=good)
    assert json.loads(shown.stdout) == {"id": 1, "label": "same_claim"}
    bad = turfwatch("compare", "-", cwd=workspace, stdin=good + '{"id": 2, "a": "x"}\n')
    assert (bad.returncode, "line 2: needs a text for b" in bad.stderr) == (2, True)


@pytest.mark.slow
def test_extract_reads_a_page_and_refuses_what_is_none(workspace: Path) -> None:
    (workspace / "p.html").write_text(
        "<h1>For teams</h1><p>Deskly is the fastest help desk for agencies.</p>"
    )
    shown = turfwatch("extract", "p.html", "--as", "claims", "--json", cwd=workspace)
    (line,) = shown.stdout.splitlines()
    claim = json.loads(line)["claims"][-1]
    assert (claim["claim_type"], claim["audience"]) == ("superlative", "agencies")
    (workspace / "p.bin").write_bytes(bytes(range(256)) * 20)
    for name, message in (("p.bin", "is not a page but binary data"), ("none.html", "no such file")):
        wrong = turfwatch("extract", name, "--as", "claims", cwd=workspace)
        assert (wrong.returncode, message in wrong.stderr, wrong.stdout) == (2, True, "")
