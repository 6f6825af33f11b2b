"""Runs as real processes: each its own, stopped at its limit, made up after a crash, ended by a signal."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time as clocks
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from schedules import child
from schedules.alone import alone
from schedules.jobs import DAY, Job, jobs
from schedules.runner import Runner, once
from schedules.slots import latest
from turfwatch import config as configuration
from turfwatch.errors import StoreBusy
from turfwatch.processes import running
from turfwatch.store import Store
from turfwatch.store.jobs import JobRun

PATIENCE = 120  # seconds for anything to happen on a machine that is busy
LONG = timedelta(minutes=10)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
WORKSPACE = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
[[competitors]]
name = "Deskly"
site = "{site}"
[crawl]
allow_private_hosts = ["127.0.0.1"]
[schedule]
review = "never"  # what is weekly could fall into a test
tidy = "never"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "turfwatch.toml").write_text(WORKSPACE.format(site="https://deskly.example"))
    return tmp_path


def runner(folder: Path, *made: Job, at: datetime = NOON) -> Runner:
    found = Runner(folder / "turfwatch.toml", folder / "turfwatch.db", clock=lambda: at)
    found.jobs = made or found.jobs
    return found


def job(name: str, *arguments: str, at: time = time(7), **more: Any) -> Job:
    return Job(name, arguments, at, "UTC", timedelta(hours=20), **more)


def settle(folder: Path, *more: str) -> None:
    """Everything has run already, tomorrow's too, so that a scheduler that starts now has nothing to do."""
    now = datetime.now(UTC)
    with Store(folder / "turfwatch.db") as store:
        for one in jobs(configuration.load(folder / "turfwatch.toml")):
            for name in (one.name, *more):
                store.record_job(JobRun(name, now.date() + DAY, "ended", now, now, 0))


def until(happened: Callable[[], bool]) -> None:
    deadline = clocks.monotonic() + PATIENCE
    while not happened():
        assert clocks.monotonic() < deadline, "it did not happen"
        clocks.sleep(0.02)


# --- a process of its own ----------------------------------------------------------------------


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def test_a_run_is_heard_and_its_code_kept(tmp_path: Path) -> None:
    said: list[str] = []
    code = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    assert child.run(python(code), tmp_path, LONG, lambda: False, said.append) == child.Ended("ended", 3)
    assert sorted(said) == ["one", "two"]


def test_a_run_that_hangs_is_stopped_at_its_limit(tmp_path: Path) -> None:
    code = "import time; time.sleep(1000)"
    ended = child.run(python(code), tmp_path, timedelta(seconds=0.5), lambda: False, print)
    assert ended == child.Ended("stopped", -signal.SIGTERM)


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"])
open(sys.argv[1] + ".new", "w").write(str(below.pid))
import os; os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(1000)
"""


def test_one_that_was_told_to_end_before_we_were_is_interrupted_and_not_failed(tmp_path: Path) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    looks = iter([False, False])
    ended = child.run(python(code), tmp_path, LONG, lambda: next(looks, True), print)
    assert ended == child.Ended("interrupted", -signal.SIGTERM)
    assert child.run(python(code), tmp_path, LONG, lambda: False, print).how == "ended"


LEASHED = """
import os, subprocess, sys, time
from pathlib import Path
mark = Path(sys.argv[1])
if len(sys.argv) == 2:
    run = "import sys; from schedules.entry import leash; leash(int(sys.argv[2])); "
    run += "exec(open(sys.argv[3]).read())"
    words = [sys.executable, "-c", run, str(mark), str(os.getpid()), sys.argv[0]]
    subprocess.Popen(words, start_new_session=True)
else:
    below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    mark.with_suffix(".new").write_text(f"{os.getpid()} {below.pid}")
    mark.with_suffix(".new").rename(mark)
time.sleep(1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's end")
def test_a_run_ends_with_the_scheduler_that_was_killed(tmp_path: Path) -> None:
    script, mark = tmp_path / "scheduler.py", tmp_path / "mark"
    script.write_text(LEASHED)
    with subprocess.Popen([sys.executable, str(script), str(mark)]) as scheduler:
        until(mark.exists)
        scheduler.kill()
    pids = [int(pid) for pid in mark.read_text().split()]
    assert len(pids) == 2  # the run and what it started
    until(lambda: not any(map(running, pids)))


def test_one_that_will_not_end_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "GRACE", 0.3)
    mark = tmp_path / "below"
    ended = child.run(python(STUBBORN, mark), tmp_path, LONG, mark.exists, print)
    assert ended == child.Ended("interrupted", -signal.SIGKILL)
    until(lambda: not running(int(mark.read_text())))


# --- what is done about a job ------------------------------------------------------------------


def test_a_job_runs_once_for_its_day_whoever_looks(workspace: Path) -> None:
    version = job("version", "--version")
    first = runner(workspace, version).attend(version)
    assert first is not None and (first.day, first.code) == (date(2026, 11, 18), 0)
    assert runner(workspace, version).attend(version) is None  # another process, later
    later = runner(workspace, version, at=NOON + DAY)
    assert once(later) == "ok"
    assert later.known()["version"].day == date(2026, 11, 19)


def test_one_look_ends_as_its_runs_did(workspace: Path) -> None:
    fine, wrong = job("fine", "--version"), ("no-such-command",)
    assert once(runner(workspace, fine, at=NOON - timedelta(hours=11))) == "ok"  # its day before
    one_rival = job("crawl Deskly", *wrong, pings=False, attempts=1)
    other = job("crawl Helpmoor", "--version", pings=False)
    assert once(runner(workspace, one_rival, other, job("read", "--version"))) == "partial"
    assert once(runner(workspace, fine, job("digest", *wrong))) == "failed"
    late = Job("late", ("--version",), time(7), "UTC", timedelta(hours=1))
    with Store(workspace / "turfwatch.db") as store:
        store.record_job(JobRun("late", date(2026, 11, 16), "ended", NOON, NOON, 0))
    assert once(runner(workspace, late)) == "partial"


def test_nobody_fetched_anything_is_failure(workspace: Path) -> None:
    down = job("crawl Deskly", "no-such-command", pings=False, attempts=1)
    assert once(runner(workspace, down, job("read", "--version"))) == "failed"


def test_after_a_crash_the_run_is_made_up(workspace: Path) -> None:
    version = job("version", "--version")
    with Store(workspace / "turfwatch.db") as store:
        store.record_job(JobRun("version", NOON.date(), "running", NOON))
    made = runner(workspace, version).attend(version)
    assert made is not None and (made.state, made.code, made.attempts) == ("ended", 0, 2)


def test_one_that_fails_is_tried_again_and_then_left(workspace: Path) -> None:
    broken = job("broken", "no-such-command", attempts=2)
    for minutes, code in ((0, 2), (5, None), (11, 2), (60, None)):
        made = runner(workspace, broken, at=NOON + timedelta(minutes=minutes)).attend(broken)
        assert (made.code if made else None) == code, f"after {minutes} minutes"


def test_one_that_hangs_is_stopped_and_not_begun_again(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep = python("import time; time.sleep(600)")
    monkeypatch.setattr(child, "turfwatch", lambda *_: asleep)
    hanging = job("hanging", limit=timedelta(seconds=1))
    made = runner(workspace, hanging).attend(hanging)
    assert made is not None and made.state == "stopped" and made.failed
    assert runner(workspace, hanging, at=NOON + timedelta(hours=3)).attend(hanging) is None


def test_nothing_begins_while_the_configuration_cannot_be_read(
    workspace: Path, caplog: pytest.LogCaptureFixture
) -> None:
    version, file = job("version", "--version"), workspace / "turfwatch.toml"
    one, good = runner(workspace, version), file.read_text()
    file.write_text(good + "[[[")
    with caplog.at_level("INFO", logger="turfwatch"):
        assert [one.attend(version), one.attend(version), one.deliver()] == [None, None, 0]
        assert (once(one), one.held, one.known()) == ("failed", True, {})
    assert [(r.message, r.levelname) for r in caplog.records] == [("configuration kept", "ERROR")]
    file.write_text(good)
    one.load()
    one.jobs = (version,)
    assert (once(one), one.known()["version"].attempts) == ("ok", 1)


def test_a_run_that_met_a_broken_configuration_has_not_begun(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_try, file = job("crawl Deskly", "--version", attempts=1, pings=False), workspace / "turfwatch.toml"
    one, good = runner(workspace, one_try), file.read_text()

    def broken(*_: object) -> list[str]:
        return python("import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('[[['); sys.exit(2)", file)

    monkeypatch.setattr(child, "turfwatch", broken)
    for _ in range(3):
        file.write_text(good)
        made = one.attend(one_try)
        assert made is not None and (made.state, made.attempts, one.held) == ("running", 0, True)
    file.write_text(good)
    mended = python("import sys, os; os.utime(sys.argv[1]); sys.exit(2)", file)  # in order again by its end
    monkeypatch.setattr(child, "turfwatch", lambda *_: mended)
    made = one.attend(one_try)
    assert made is not None and (made.state, made.attempts) == ("running", 0)
    monkeypatch.undo()
    made = one.attend(one_try)
    assert made is not None and (made.state, made.code, made.attempts) == ("ended", 0, 1)


def test_what_is_missed_is_kept_and_told_once(workspace: Path) -> None:
    short = Job("short", ("--version",), time(7), "UTC", timedelta(hours=1))
    with Store(workspace / "turfwatch.db") as store:
        store.record_job(JobRun("short", date(2026, 11, 15), "ended", NOON, NOON, 0))
    made = runner(workspace, short).attend(short)
    assert made is not None and made.state == "missed"
    assert runner(workspace, short).attend(short) is None


def test_a_database_that_cannot_be_used_stops_no_run_and_repeats_none(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "turfwatch.db").write_text("this is not a database, it only has its name " * 100)
    version = job("version", "--version")
    one = runner(workspace, version)
    made = one.attend(version)
    assert made is not None and made.code == 0
    assert one.attend(version) is None


def test_one_scheduler_for_a_database(tmp_path: Path) -> None:
    database = tmp_path / "turfwatch.db"
    with alone(database), pytest.raises(StoreBusy, match=rf"pid {os.getpid()}, since 20"), alone(database):
        pass
    with alone(database):  # it was given back
        pass


# --- the daemon --------------------------------------------------------------------------------


class Started:
    """A process of ours, and what it logs."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip())

    def told(self, event: str) -> list[dict[str, Any]]:
        events = [json.loads(line) for line in tuple(self.lines) if line.startswith("{")]
        return [told for told in events if told["event"] == event]

    def wait_for(self, event: str, times: int = 1) -> dict[str, Any]:
        def happened() -> bool:
            assert self.process.poll() is None or len(self.told(event)) >= times, self.lines
            return len(self.told(event)) >= times

        until(happened)
        return self.told(event)[times - 1]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code


@pytest.fixture
def start() -> Iterator[Callable[..., Started]]:
    made: list[Started] = []

    def started(folder: Path, *command: str) -> Started:
        words = command or (sys.executable, "-m", "turfwatch", "schedule", "--log-format", "json")
        made.append(Started(list(words), folder))
        return made[-1]

    yield started
    for one in made:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()
        one.reader.join(PATIENCE)
        assert one.process.stderr is not None
        one.process.stderr.close()


@pytest.mark.slow
def test_a_second_daemon_says_who_is_there_and_a_signal_ends_the_first(
    workspace: Path, start: Callable[..., Started]
) -> None:
    settle(workspace)
    daemon = start(workspace)
    daemon.wait_for("scheduler started")
    command = [sys.executable, "-m", "turfwatch", "schedule"]
    second = subprocess.run(
        command, cwd=workspace, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert second.returncode == 1
    assert f"(pid {daemon.process.pid}, since " in second.stderr
    by_cron = subprocess.run(
        [*command, "--once"], cwd=workspace, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (by_cron.returncode, f"pid {daemon.process.pid}" in by_cron.stderr) == (0, True)
    assert daemon.end() == 0
    assert daemon.told("scheduler ended")
    assert not daemon.told("run started")


@pytest.mark.slow
def test_a_killed_daemon_leaves_the_place_to_the_next(workspace: Path, start: Callable[..., Started]) -> None:
    settle(workspace)
    first = start(workspace)
    first.wait_for("scheduler started")
    first.end(signal.SIGKILL)
    second = start(workspace)
    second.wait_for("scheduler started")
    assert second.end(signal.SIGINT) == 0


@pytest.mark.slow
def test_a_signal_in_the_middle_of_a_crawl_ends_both_in_time_and_the_crawl_is_made_up(
    tmp_path: Path, start: Callable[..., Started]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a site that takes a request and never answers
        silent.settimeout(PATIENCE)
        site = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "turfwatch.toml").write_text(WORKSPACE.format(site=site))
        settle(tmp_path)
        yesterday = datetime.now(UTC) - DAY
        with Store(tmp_path / "turfwatch.db") as store:
            store.record_job(JobRun("crawl Deskly", yesterday.date() - DAY, "ended", yesterday, yesterday, 0))
        daemon = start(tmp_path)
        daemon.wait_for("run started")
        asked, _ = silent.accept()
        began = clocks.monotonic()
        assert daemon.end() == 0
        asked.close()
    assert clocks.monotonic() - began < 60  # ten seconds, on a machine that does many other things
    assert daemon.told("run interrupted")
    with Store(tmp_path / "turfwatch.db") as store:
        left = store.jobs()["crawl Deskly"]
        assert (left.state, left.attempts, left.finished is not None) == ("running", 0, True)


@pytest.mark.slow
def test_an_edited_configuration_is_loaded_and_a_broken_one_is_not(
    workspace: Path, start: Callable[..., Started]
) -> None:
    settle(workspace, "crawl Newdesk")
    daemon = start(workspace)
    daemon.wait_for("scheduler started")
    file = workspace / "turfwatch.toml"
    good = file.read_text()
    file.write_text(good + "[[[")
    daemon.process.send_signal(signal.SIGHUP)
    assert "not valid TOML" in daemon.wait_for("configuration kept")["text"]
    file.write_text(good + '[[competitors]]\nname = "Newdesk"\nsite = "https://newdesk.example"\n')
    loaded = daemon.wait_for("configuration loaded")  # noticed without being told
    assert loaded["jobs"] == len(jobs(configuration.load(file)))
    assert daemon.end() == 0


MENDED = """
from pathlib import Path
from schedules import daemon
from schedules.runner import Runner
from turfwatch import logs

daemon.BEAT = 0.1
logs.setup("json")
runner = Runner(Path("turfwatch.toml").resolve(), Path("turfwatch.db").resolve())
Path("turfwatch.toml").rename("aside.toml")
daemon.Daemon(runner).run()
"""


@pytest.mark.slow
def test_what_was_due_while_the_configuration_was_broken_is_made_up(
    workspace: Path, start: Callable[..., Started]
) -> None:
    settle(workspace)
    now = datetime.now(UTC)
    with Store(workspace / "turfwatch.db") as store:  # due whatever the hour is: begun, and given back
        for one in jobs(configuration.load(workspace / "turfwatch.toml")):
            if one.name == "read":
                begun = latest(one, now)
                assert begun is not None
                store.record_job(JobRun("read", begun, "running", now, now, None, 0))
    daemon = start(workspace, *python(MENDED))
    daemon.wait_for("configuration kept")
    (workspace / "aside.toml").rename(workspace / "turfwatch.toml")
    daemon.wait_for("configuration loaded")
    until(lambda: bool(daemon.told("run ended") or daemon.told("run missed")))
    assert daemon.end() == 0
    assert len(daemon.told("configuration kept")) == 1


MOVED_CLOCK = """
import sys
from datetime import timedelta
from pathlib import Path
from schedules import daemon
from schedules.jobs import DAY, Job
from schedules.runner import Runner, utc_now
from turfwatch import logs

daemon.BEAT = 0.1
offset = Path("offset")
clock = lambda: utc_now() + timedelta(hours=float(offset.read_text()))
logs.setup("json")
runner = Runner(Path("turfwatch.toml").resolve(), Path("turfwatch.db").resolve(), clock=clock)
at = (utc_now() - timedelta(hours=1)).time().replace(second=0, microsecond=0)
runner.jobs = (Job("version", ("--version",), at, "UTC", timedelta(hours=20)),)
daemon.Daemon(runner).run()
"""


@pytest.mark.slow
def test_a_clock_that_is_moved_while_the_daemon_waits(workspace: Path, start: Callable[..., Started]) -> None:
    def move(hours: int) -> None:
        (workspace / "offset.new").write_text(str(hours))
        (workspace / "offset.new").rename(workspace / "offset")

    move(0)
    daemon = start(workspace, *python(MOVED_CLOCK))
    first = daemon.wait_for("run ended")
    move(24)
    second = daemon.wait_for("run ended", 2)
    move(-1)  # back to before today's hour: it has run, and tomorrow's too
    assert daemon.wait_for("clock moved", 2)["seconds"] < 0
    move(72)
    third = daemon.wait_for("run ended", 3)
    assert daemon.end() == 0
    days = [date.fromisoformat(told["day"]) for told in (first, second, third)]
    assert [day - days[0] for day in days] == [timedelta(), DAY, 3 * DAY]
    assert len(daemon.told("run ended")) == 3
