"""The entry of a scheduled run: `turfwatch`, ended with all it started when its scheduler is gone.

Without this a run whose scheduler was killed would go on beside the next scheduler, which makes it up. Only
Linux tells a process of its parent's end; elsewhere the run goes on, and the next one waits for its turn.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def leash(parent: int) -> None:
    """Let the end of the thread that started us end us too, and with us our process group."""
    leader = os.getpid()

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        if os.getpid() == leader == os.getpgrp():  # a worker that was forked from us ends alone
            os.killpg(leader, number)
        else:
            signal.raise_signal(signal.Signals(number))

    signal.signal(signal.SIGTERM, end)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was gone before it could be asked for
        sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    leash(int(sys.argv[1]))
    sys.argv[:2] = ["turfwatch"]
    runpy.run_module("turfwatch", run_name="__main__", alter_sys=True)
