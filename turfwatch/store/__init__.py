"""The only package with SQL: one SQLite file, opened by `Store`.

One mixin a group of tables: captures (below facts), facts, signals, people (below the outbox), jobs; two
look after all of them: tidying and checks. Everything goes in and comes out as the records of
`turfwatch.types`.
"""

from __future__ import annotations

from turfwatch.store.checks import CheckedTables
from turfwatch.store.jobs import JobTables
from turfwatch.store.signals import Checkpoint, SignalTables
from turfwatch.store.tidying import TidyTables


class Store(SignalTables, JobTables, TidyTables, CheckedTables):
    """A Turfwatch database, open; use it as a context manager.

    Raises StoreError when the file cannot be used, StoreBusy when another process keeps it locked
    for longer than `patience` seconds, StoreTooNew when a newer Turfwatch wrote it.
    """


__all__ = ["Checkpoint", "Store"]
