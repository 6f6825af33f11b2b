"""One run in a process of its own: memory cannot creep, and whatever hangs can be stopped.

The child leads a process group, so that what it started in turn is stopped with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Literal

GRACE = 7.0  # seconds from asking a run to end to ending it: we ourselves are given ten
_LOOK = 0.2  # seconds between two looks at a run that goes on
_TOGETHER = 2.0  # seconds within which a signal to all reaches us too
_LINE = 10_000  # characters of one line that are taken at once


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: by itself with a code, at its limit, or because we were told to stop."""

    how: Literal["ended", "stopped", "interrupted"]
    code: int


def turfwatch(config: Path, database: Path, arguments: Sequence[str]) -> list[str]:
    """The command that runs `turfwatch` with these arguments on this workspace, with this Python.

    It ends when we do, however we end.
    """
    entry = [sys.executable, "-m", "schedules.entry", str(os.getpid())]
    return [*entry, "--config", str(config), "--db", str(database), *arguments]


def run(
    command: Sequence[str],
    folder: Path,
    limit: timedelta,
    stopping: Callable[[], bool],
    say: Callable[[str], None],
) -> Ended:
    """Run a command in `folder` until it ends, its limit is reached or we are `stopping`.

    `say` is called with each line it writes, in a thread of its own. Raises OSError if it cannot be started.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, a list of words, no shell
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace", start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    reader = threading.Thread(target=_listen, args=(process.stdout, say), daemon=True)
    reader.start()
    try:
        how = _wait(process, limit, stopping)
        if how != "ended":
            _end(process)
    except BaseException:
        _end(process)
        raise
    reader.join(timeout=2)  # what was started in turn may hold the pipe open for ever
    if not reader.is_alive():
        process.stdout.close()
    return Ended(how, process.returncode)


def _wait(
    process: subprocess.Popen[str], limit: timedelta, stopping: Callable[[], bool]
) -> Literal["ended", "stopped", "interrupted"]:
    deadline = time.monotonic() + limit.total_seconds()
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
            return "interrupted" if _with_us(process.returncode, stopping) else "ended"
        if stopping():
            return "interrupted"
        if time.monotonic() >= deadline:
            return "stopped"


def _with_us(code: int, stopping: Callable[[], bool]) -> bool:
    """Whether it was told to end together with us, as systemd does: it may have heard so first."""
    deadline = time.monotonic() + _TOGETHER
    while code in {-signal.SIGTERM, -signal.SIGINT} and not stopping():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOOK)
    return code in {-signal.SIGTERM, -signal.SIGINT}


def _end(process: subprocess.Popen[str]) -> None:
    """Ask the whole group to end, and end it."""
    _signal(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    _signal(process.pid, signal.SIGKILL)  # those the leader left behind, or all of them
    process.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # it is gone
        os.killpg(group, number)


def _listen(pipe: IO[str], say: Callable[[str], None]) -> None:
    with suppress(ValueError, OSError):  # closed under us
        while line := pipe.readline(_LINE):
            if line.strip():
                say(line.rstrip())
