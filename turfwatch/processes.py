"""Who holds a thing: a process by host, pid and start, so that none that came later is taken for it."""

from __future__ import annotations

import gc
import os
import socket
from contextlib import suppress
from pathlib import Path


def me() -> str:
    """This process, as `alive` knows it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def alive(owner: str) -> bool | None:
    """Whether the process still runs; None for one of another host, of which nothing can be known."""
    rest, _, started = owner.rpartition(":")
    host, _, pid = rest.rpartition(":")
    if host != socket.gethostname():
        return None
    return running(int(pid)) and started in {_started(int(pid)), ""}


def running(pid: int) -> bool:
    """Whether a process with this pid exists here."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"  # one that died and whose parent has not looked yet


def _started(pid: int) -> str:
    """When it started, in the kernel's clock ticks; empty where the kernel does not tell."""
    return _stat(pid, 19)


def _state(pid: int) -> str:
    return _stat(pid, 0)


def _stat(pid: int, field: int) -> str:
    with suppress(OSError, IndexError):
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return text.rpartition(")")[2].split()[field]  # after the name, which may hold anything
    return ""


def collect_rarely() -> None:
    """Look for cyclic garbage once in 50,000 new objects instead of once in 700.

    A run makes records by the hundred thousand and keeps them; hardly any are in cycles. Looking through
    them at Python's own pace took a third of the signals stage's time.
    """
    gc.set_threshold(50_000, 10, 10)
