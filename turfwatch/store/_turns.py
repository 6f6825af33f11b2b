"""One run at a time: who runs holds a lock beside the database, and the others wait for their turn.

The kernel takes the lock back from a process that ends, however it ends. SQLite's own lock is for
single transactions; this one is for a whole run, so that no run sees another's half.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from turfwatch.errors import StoreBusy, StoreError

PATIENCE = 3600.0  # seconds a run waits for the one before it
_LOOK = 0.2  # seconds between two looks at the lock


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that has its turn."""

    what: str
    pid: int
    since: str  # UTC, to the second

    def __str__(self) -> str:
        return f"another {self.what} (pid {self.pid}, since {self.since.replace('T', ' ')[:16]} UTC)"


@contextmanager
def turn(
    database: Path, what: str, *, patience: float = PATIENCE, waiting: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the turn to run; `waiting` is told once for whom this run waits.

    Raises StoreBusy when `patience` seconds were not enough, StoreError when the lock cannot be made.
    """
    lock = _open(_file(database))
    try:
        _wait(lock, database, patience, waiting)
        holder = Holder(what, os.getpid(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"))
        _sign(lock, json.dumps(asdict(holder)).encode())
        yield
        _sign(lock, b"")
    finally:
        os.close(lock)


def holder(database: Path) -> Holder | None:
    """The run that has its turn now, if there is one."""
    try:
        lock = os.open(_file(database), os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(lock)
    finally:
        os.close(lock)
    return None


def _file(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{file}: cannot be written ({error.strerror}), so nothing can be run on this database",
            hint="free some space and run again: what was stored before is intact"
            if error.errno == errno.ENOSPC
            else "check the folder and its permissions; reading commands work all the same",
        ) from error


def _sign(lock: int, text: bytes) -> None:
    """Say who holds it; on a full disk it is held unsigned.

    What cannot be stored there says so itself, and what makes room must be able to run.
    """
    with suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, text, 0)


def _wait(lock: int, database: Path, patience: float, waiting: Callable[[str], None]) -> None:
    deadline, told = time.monotonic() + patience, False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            other = _read(lock) or "another run"
        if time.monotonic() >= deadline:
            raise StoreBusy(
                f"{database}: {other} has not ended in {patience / 60:.0f} minutes",
                hint="run again when it has; `turfwatch doctor` says who has its turn",
            )
        if not told:
            waiting(f"waiting for {other}")
            told = True
        time.sleep(_LOOK)


def _read(lock: int) -> Holder | None:
    try:
        return Holder(**json.loads(os.pread(lock, 4096, 0)))
    except (ValueError, TypeError):  # just taken, and not signed yet
        return None
