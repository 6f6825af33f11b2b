"""Is the watch well, and who is told: problems in plain words, and pings that never fail a run."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from schedules import health
from schedules.ping import ping
from turfwatch.config import Config, Health
from turfwatch.store import Store
from turfwatch.store.jobs import JobRun, JobState
from turfwatch.store.outbox import Delivery, DeliveryState
from turfwatch.types import Outcome, RunRecord, SourceHealth

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "segments": [{"id": "agencies", "name": "Agencies"}],
        "competitors": [
            {"name": "Deskly", "site": "https://deskly.example"},
            {"name": "Helpmoor", "site": "https://helpmoor.example"},
        ],
    }
)


def ended(stage: str, hours: float, status: str = "ok") -> RunRecord:
    at = NOW - timedelta(hours=hours)
    return RunRecord(stage, at - timedelta(minutes=1), at, status)  # type: ignore[arg-type]


def job(name: str, code: int | None = 0, state: JobState = "ended", hours: float = 5) -> JobRun:
    at = NOW - timedelta(hours=hours)
    return JobRun(name, at.date(), state, at, None if state == "running" else at, code)


def failing(number: int, hosts: int = 1) -> tuple[SourceHealth, ...]:
    return tuple(
        SourceHealth("Deskly", f"https://deskly{n % hosts}.example/{n}", Outcome.ERROR, "timed out",
                     NOW - timedelta(days=1 + n)) for n in range(number)
    )  # fmt: skip


def delivery(state: DeliveryState, day: date) -> Delivery:
    return Delivery(1, 1, day.isoformat(), "dana@larkdesk.example", "<m@larkdesk.example>", b"", state)


def known(
    runs: Sequence[RunRecord] = (ended("crawl", 5), ended("extract", 4)),
    scheduled: Sequence[JobRun] = (),
    trouble: Sequence[SourceHealth] = (),
    deliveries: Sequence[Delivery] = (),
) -> health.Known:
    return health.Known(runs, {one.name: one for one in scheduled}, trouble, 40, deliveries, 123_456)


def problems(**what: Any) -> list[str]:
    return health.problems(CONFIG, known(**what), NOW)


def test_a_watch_with_a_few_pages_in_trouble_is_well() -> None:
    assert problems(trouble=failing(5), scheduled=[job("digest"), job("crawl Deskly", 1)]) == []
    found = health.facts(CONFIG, known(trouble=failing(5), scheduled=[job("digest")]), NOW)
    assert found["healthy"] is True
    assert (found["sources_failing"], found["sources_failing_since"]) == (5, "2026-11-13T12:00:00Z")
    assert found["stages"]["crawl"]["age_seconds"] == 5 * 3600
    assert found["jobs"]["digest"]["code"] == 0
    assert found["database_bytes"] == 123_456
    json.dumps(found)


def test_a_storm_is_one_line() -> None:
    assert problems(trouble=failing(30, hosts=7)) == ["30 pages of 7 hosts fail since 2026-10-19"]


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"runs": []}, "nothing was ever crawled"),
        ({"runs": [ended("crawl", 5, "failed")]}, "nothing at all was fetched in any run that is known"),
        ({"runs": [ended("crawl", 50)]}, "nothing was fetched since 2026-11-16 10:00 UTC"),
        ({"runs": [ended("crawl", 5), ended("signals", 4, "failed")]}, "the last run of signals failed"),
        ({"scheduled": [job("crawl Deskly", 1), job("crawl Helpmoor", -15, "stopped")]},
         "nothing at all was fetched by the last crawl of any company"),
        ({"scheduled": [job("digest", 1)]}, "the scheduled digest of 2026-11-18 failed with 1"),
        ({"scheduled": [job("crawl Deskly", 1)]}, "crawl Deskly of 2026-11-18 failed with 1: see"),
        ({"scheduled": [job("crawl Deskly", 2)], "trouble": failing(5)}, "crawl Deskly of 2026-11-18 could"),
        ({"scheduled": [job("crawl Deskly", None, "missed")]}, "crawl Deskly of 2026-11-18 was missed"),
        ({"scheduled": [job("read", None, "missed")]}, "the scheduled read of 2026-11-18 was missed"),
        ({"scheduled": [job("tidy", -15, "stopped")]}, "tidy of 2026-11-18 hung and was stopped"),
        ({"scheduled": [job("digest", None, "running", 40)]}, "digest of 2026-11-16 never ended"),
        ({"deliveries": [delivery("pending", date(2026, 11, 16))]}, "1 message could not be sent yet"),
        ({"deliveries": [delivery("failed", date(2026, 11, 17))]}, "1 message could not be delivered"),
        ({"deliveries": [delivery("doubtful", date(2026, 11, 17))]}, "1 message may or may not"),
    ],
)  # fmt: skip
def test_what_a_person_should_look_into(what: dict[str, Any], problem: str) -> None:
    (found,) = problems(**what)
    assert problem in found


def test_what_is_under_way_or_long_past_is_no_problem() -> None:
    assert problems(deliveries=[delivery("pending", date(2026, 11, 18))]) == []
    assert problems(deliveries=[delivery("failed", date(2026, 11, 1))]) == []
    assert problems(scheduled=[job("digest", None, "running", 1)]) == []


# --- pings -------------------------------------------------------------------------------------


@contextmanager
def watcher(status: int = 200) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    heard: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/secret-uuid?rid=1", heard
        server.shutdown()
        thread.join()


def test_a_ping_goes_to_the_address_start_and_fail_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with watcher() as (url, heard):
        monkeypatch.setenv("PING", url)
        for event in ("start", "success", "fail"):
            assert ping(Health(ping_env="PING"), event, f"{event} of dana@larkdesk.example") == ""  # type: ignore[arg-type]
    assert [path for path, _ in heard] == ["/secret-uuid/start?rid=1", "/secret-uuid?rid=1",
                                           "/secret-uuid/fail?rid=1"]  # fmt: skip
    assert heard[0][1] == "start of d***@larkdesk.example"


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_refused_ping_is_said_without_the_address(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    with watcher(status) as (url, _):
        monkeypatch.setenv("PING", url)
        assert ping(Health(ping_env="PING"), "success") == f"127.0.0.1 answered {status}"


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "PING is not set"), ("ftp://x.example/secret", "PING does not hold an address of the web"),
     ("http://127.0.0.1:9/secret-uuid", "127.0.0.1 cannot be reached"), ("http://[::1", "PING does not")],
)  # fmt: skip
def test_a_ping_that_cannot_be_made_never_raises(
    monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("PING", value)
    found = ping(Health(ping_env="PING"), "success")
    assert said in found and "secret" not in found
    assert ping(Health(), "success") == ""


WORKSPACE = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
[[competitors]]
name = "Deskly"
site = "http://127.0.0.1:9"
[crawl]
allow_private_hosts = ["127.0.0.1"]
delay = 0
[health]
ping_env = "PING"
"""


@pytest.mark.slow
def test_when_nothing_was_fetched_it_is_said_in_code_ping_log_and_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "turfwatch.toml").write_text(WORKSPACE)

    def turfwatch(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "turfwatch", *arguments], cwd=tmp_path, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip

    with watcher() as (url, heard):
        monkeypatch.setenv("PING", url)
        shown = turfwatch("run", "--log-format", "json")
    assert shown.returncode == 1
    assert [path for path, _ in heard] == ["/secret-uuid/start?rid=1", "/secret-uuid/fail?rid=1"]
    assert heard[1][1] == "crawl failed"
    (began, told, *_) = [json.loads(line) for line in shown.stderr.splitlines()]
    assert (began["event"], began["stage"]) == ("stage started", "crawl")
    assert (told["event"], told["level"], told["status"]) == ("stage ended", "error", "failed")
    status = turfwatch("status", "--json", "--check")
    assert status.returncode == 1
    assert json.loads(status.stdout)["problems"] == ["nothing at all was fetched in any run that is known"]
    assert "nothing at all was fetched" in turfwatch("status", "--check").stderr
    with Store(tmp_path / "turfwatch.db") as store:
        assert [run.status for run in store.runs()] == ["failed"]
