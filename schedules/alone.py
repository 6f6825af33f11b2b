"""One scheduler for one database: a lock the kernel takes back from a process that ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turfwatch.errors import StoreBusy
from turfwatch.store._turns import holder, turn


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Be the only scheduler of a database; StoreBusy tells which process is, and since when."""
    mark = database.with_name(f"{database.name}.schedule")
    entered = False
    try:
        with turn(mark, "turfwatch schedule", patience=0):
            entered = True
            yield
    except StoreBusy as busy:
        if entered:
            raise
        raise StoreBusy(
            f"{database}: is looked after already, by {holder(mark) or 'another scheduler'}",
            hint="end that one first: one scheduler is enough",
        ) from busy
