"""`signals`, `triage` and `verify` on a workspace with a told signal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extract import run as extraction
from signals import run as signals
from turfwatch import config
from turfwatch.cli import group
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome

WORKSPACE = """
[company]
name = "Larkdesk"
aliases = ["Lark Desk"]
[[segments]]
id = "agencies"
name = "Agencies"
audience = ["agencies"]
terms = ["client workspace"]
[[competitors]]
name = "Deskly"
site = "https://deskly.example"
"""
START = datetime(2026, 1, 5, 6, tzinfo=UTC)
PAGE = "<html><head><title>{0}</title></head><body><main><h1>{0}</h1>{1}</main></body></html>"
CALM = (
    "Deskly, the calm help desk",
    "Sort mail with rules that read like sentences.",
    "Answer in 40 languages.",
)
AGENCIES = (
    "The help desk for agencies", "Give every brand a client workspace of its own.",
    "Agencies bill each client by the ticket.",
)  # fmt: skip


def fetched(path: str, lines: Sequence[str], day: int) -> Fetch:
    body = PAGE.format(lines[0], "".join(f"<p>{line}</p>" for line in lines[1:])).encode()
    return Fetch(
        f"https://deskly.example{path}", "Deskly", START + timedelta(days=day), Outcome.OK, body=body,
        content_type="text/html", kind="home" if path == "/" else "solution",
    )  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "turfwatch.toml").write_text(WORKSPACE)
    settings, now = config.load(folder / "turfwatch.toml"), START + timedelta(days=8)
    with Store(folder / "turfwatch.db") as store:
        store.record(fetched("/", CALM, 0))
        store.record(fetched("/agencies", AGENCIES, 7))
        extraction.run(settings, store, now)
        signals.run(settings, store, now)
    return folder


def turfwatch(workspace: Path, *arguments: str) -> Result:
    common = ["--config", str(workspace / "turfwatch.toml"), "--now", "2026-01-14"]
    return CliRunner().invoke(group, [*common, *arguments])


def told(workspace: Path) -> dict[str, str]:
    [line] = turfwatch(workspace, "signals", "--json").stdout.splitlines()
    signal: dict[str, str] = json.loads(line)
    return signal


pytestmark = pytest.mark.slow  # the reader of claims is loaded


def test_a_signal_is_shown_down_to_the_stored_bytes(workspace: Path) -> None:
    shown = turfwatch(workspace, "signals", "--id", told(workspace)["id"][:6]).stdout
    assert "stake" in shown
    assert "#:~:text=" in shown
    assert "sha256" in shown


def test_our_own_name_is_a_company_too(workspace: Path) -> None:
    assert "No signals" in turfwatch(workspace, "signals", "--competitor", "lark desk").stdout
    assert turfwatch(workspace, "signals", "--competitor", "Deskly").exit_code == 0


def test_verify_reads_the_sentences_and_derives_the_signal_again(workspace: Path) -> None:
    checked = turfwatch(workspace, "verify", told(workspace)["id"])
    assert checked.exit_code == 0
    assert "MISSING" not in checked.stdout
    assert "follows again from the captures" in checked.stdout


def test_verify_takes_a_claim_too_and_names_what_does_not_hold(workspace: Path) -> None:
    with Store(workspace / "turfwatch.db") as store:
        life = store.lifetimes()[0]
    held = turfwatch(workspace, "verify", life.id)
    assert held.exit_code == 0
    assert "the claim follows again from the captures" in held.stdout
    signal = told(workspace)["id"]
    reworded(workspace, "enters", "storms")
    broken = turfwatch(workspace, "verify", signal).stdout
    reworded(workspace, "storms", "enters")
    assert "its wording is “Deskly enters Agencies" in broken
    assert "derives all signals anew" in broken


def reworded(workspace: Path, before: str, after: str) -> None:
    with closing(sqlite3.connect(workspace / "turfwatch.db")) as database, database:
        database.execute("UPDATE signals SET json = replace(json, ?, ?)", [before, after])


def test_a_verdict_is_said_back_and_taken_back(workspace: Path) -> None:
    name = told(workspace)["id"]
    taught = turfwatch(workspace, "triage", name, "noise", "--why", "not our agencies")
    assert "From tomorrow on, “" in taught.stderr
    assert told(workspace)["status"] == "noise"
    undone = turfwatch(workspace, "triage", name, "--undo")
    assert "Taken back: “" in undone.stderr
    assert told(workspace)["status"] == "open"


def test_nothing_is_taken_back_where_nothing_was_said(workspace: Path) -> None:
    name = told(workspace)["id"]
    undone = turfwatch(workspace, "triage", name, "--undo").stderr
    assert undone.startswith(f"{name}: no verdict was given, so nothing was taken back: ")
    assert "undo:" not in undone


def test_noise_that_will_be_told_again_is_called_so(workspace: Path) -> None:
    name = told(workspace)["id"]
    assert "told again" not in turfwatch(workspace, "triage", name, "noise").stderr
    turfwatch(workspace, "triage", name, "undo")
    reworded(workspace, '"kind":"entry"', '"kind":"head_on"')
    loud = turfwatch(workspace, "triage", name, "noise").stderr
    turfwatch(workspace, "triage", name, "undo")
    reworded(workspace, '"kind":"head_on"', '"kind":"entry"')
    assert "The next like it will be told again all the same: it names us, and nothing" in loud


def test_noise_teaches_what_it_is_told_to(workspace: Path) -> None:
    name = told(workspace)["id"]
    part = turfwatch(workspace, "triage", name, "noise", "--teach", "region")
    assert "of https://deskly.example/agencies counts for nothing" in part.stderr
    segment = turfwatch(workspace, "triage", name, "noise", "--teach", "segment")
    assert "a sentence about Agencies has to be 55% sure" in segment.stderr
    turfwatch(workspace, "triage", name, "undo")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("triage", "zzz", "noise"), "no signal with the ID 'zzz'"),
        (("verify", "zzz"), "no signal with the ID 'zzz'"),
        (("signals", "--id", "zzz"), "no signal with the ID 'zzz'"),
        (("signals", "--competitor", "nope"), "no competitor 'nope'"),
    ],
)
def test_what_there_is_not_is_said(workspace: Path, arguments: tuple[str, ...], message: str) -> None:
    failed = turfwatch(workspace, *arguments)
    assert failed.exit_code != 0
    assert message in str(failed.exception)


def test_a_verdict_must_be_given_and_fit(workspace: Path) -> None:
    name = told(workspace)["id"]
    assert "no verdict" in str(turfwatch(workspace, "triage", name).exception)
    assert "only noise teaches" in str(
        turfwatch(workspace, "triage", name, "useful", "--teach", "claim").exception
    )
