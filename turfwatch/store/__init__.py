"""The only package with SQL: one SQLite file, opened by `Store`.

One mixin a group of tables: captures (below facts), facts, signals, people. Everything goes in and
comes out as the records of `turfwatch.types`.
"""

from __future__ import annotations

from turfwatch.store.facts import FactTables
from turfwatch.store.people import PeopleTables
from turfwatch.store.signals import Checkpoint, SignalTables


class Store(FactTables, SignalTables, PeopleTables):
    """A Turfwatch database, open; use it as a context manager.

    Raises StoreError when the file cannot be used, StoreBusy when another process keeps it locked
    for longer than `patience` seconds, StoreTooNew when a newer Turfwatch wrote it.
    """


__all__ = ["Checkpoint", "Store"]
