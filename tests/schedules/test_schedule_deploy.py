"""The files of docs/deploy do what they say: units for systemd, a cron line that runs, options that exist."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = ("turfwatch.service", "turfwatch-once.service", "turfwatch-once.timer")
WORKSPACE = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
[[competitors]]
name = "Deskly"
site = "https://deskly.example"
[crawl]
window = "{window}"
[schedule]
review = "never"
tidy = "never"
"""


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    return parser


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for name in UNITS:  # the program and the user are not here
        text = (DEPLOY / name).read_text()
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        text = re.sub(r"^(User|Group)=.*", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)], capture_output=True,
        text=True, timeout=60, check=False, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    if "Failed to" in said.stderr and str(tmp_path) not in said.stderr:
        pytest.skip(f"systemd-analyze does not work here: {said.stderr}")
    assert (said.returncode, said.stderr) == (0, "")


def test_both_services_are_locked_up_alike() -> None:
    daemon, once = dict(unit(UNITS[0])["Service"]), dict(unit(UNITS[1])["Service"])
    apart = {"Type", "ExecStart", "ExecReload", "Restart", "RestartSec", "SuccessExitStatus"}
    assert {k: v for k, v in daemon.items() if k not in apart} == {
        k: v for k, v in once.items() if k not in apart
    }
    assert daemon["NoNewPrivileges"] == "yes" and daemon["ProtectSystem"] == "strict"
    assert int(daemon["TimeoutStopSec"]) > 10  # what the daemon takes at most


def test_every_option_that_is_used_exists() -> None:
    used = "\n".join(
        (DEPLOY / name).read_text() for name in (*UNITS, "Containerfile", "crontab", "README.md")
    )
    shown = subprocess.run(
        [sys.executable, "-c", "from turfwatch import clidocs; print(clidocs.render())"],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    for option in set(re.findall(r"turfwatch\S* (?:schedule|status|run)[^\n`#]*", used)):
        for word in re.findall(r"--[a-z-]+", option):
            assert word in shown, f"{word} in {option!r}"
    for path in re.findall(r"\]\((?!http)([^)#]+)\)", (DEPLOY / "README.md").read_text()):
        assert (DEPLOY / path).exists(), path


def test_the_image_is_debians_python_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {
        "docker.io/library/python:3.11-slim-bookworm"
    }
    assert "--require-hashes" in text
    assert text.index("USER 10001") < text.index("ENTRYPOINT")


@pytest.mark.slow
def test_the_cron_line_runs_and_says_nothing_on_a_quiet_day(tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    from turfwatch.store import Store
    from turfwatch.store.jobs import JobRun

    folder = tmp_path / "turfwatch"
    (folder / ".venv" / "bin").mkdir(parents=True)
    program = folder / ".venv" / "bin" / "turfwatch"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m turfwatch "$@"\n')
    program.chmod(0o755)
    (folder / "secrets.env").write_text("TURFWATCH_SMTP_PASSWORD=x\n")
    (folder / "turfwatch.toml").write_text(WORKSPACE.format(window="01:00-05:00"))
    now = datetime.now(UTC)
    with Store(folder / "turfwatch.db") as store:
        for name in ("crawl Deskly", "read", "digest", "health"):
            store.record_job(JobRun(name, now.date() + timedelta(days=1), "ended", now, now, 0))
    (line,) = [x for x in (DEPLOY / "crontab").read_text().splitlines() if x and not x.startswith("#")]
    said = subprocess.run(
        ["sh", "-c", line.split(maxsplit=5)[5]], capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
