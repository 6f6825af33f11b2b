"""Opening the file: for reading and writing, or for reading alone where it cannot be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

_ROOM = 2**20  # bytes below which a disk is full as far as SQLite's index goes
WAL_KEPT = 64 * 2**20  # bytes the log may keep on disk once a large import is written back


class Connection(sqlite3.Connection):
    """A connection, with the folder that holds a copy made for it."""

    copies: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Close, and remove the copy."""
        super().close()
        if self.copies is not None:
            self.copies.cleanup()


def writable(path: Path) -> bool:
    """Whether the database, and the log SQLite keeps beside it, can be written."""
    folder = path.parent if path.parent.exists() else Path()
    return os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def connect(path: Path, patience: float) -> Connection:
    """Open for reading and writing, with a write-ahead log: readers are never in a writer's way."""
    new = not path.exists() or path.stat().st_size == 0
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, factory=Connection)
    try:
        if new:  # has to come before anything else is in the file
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA journal_size_limit={WAL_KEPT}")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
    except BaseException:
        connection.close()
        raise
    return connection


def no_room(error: sqlite3.OperationalError, path: Path) -> bool:
    """Whether a file could not be opened because the log and its index find no room beside it."""
    text = str(error)
    if "full" in text:
        return True
    return "disk I/O" in text and shutil.disk_usage(path.parent).free < _ROOM


def connect_reading(path: Path, patience: float) -> Connection:
    """Open what cannot be written, log and all.

    SQLite reads a log only with an index beside it, which a read-only folder may lack: without a log the
    file is taken as it is, with one both are copied to where the index can be made.
    """
    try:
        return _reading(f"{_uri(path)}?mode=ro", patience)
    except sqlite3.OperationalError:
        log = path.with_name(path.name + "-wal")
        if not log.exists() or log.stat().st_size == 0:
            return _reading(f"{_uri(path)}?mode=ro&immutable=1", patience)
    copies = TemporaryDirectory(prefix="turfwatch-")
    try:
        for file in (path, log):
            shutil.copyfile(file, Path(copies.name) / file.name)
        with closing(sqlite3.connect(Path(copies.name) / path.name)) as made:
            made.execute("SELECT count(*) FROM sqlite_master")  # makes the index
        connection = _reading(_uri(Path(copies.name) / path.name) + "?mode=ro", patience)
    except BaseException:
        copies.cleanup()
        raise
    connection.copies = copies
    return connection


def _uri(path: Path) -> str:
    return "file:" + quote(str(path.resolve()))


def _reading(uri: str, patience: float) -> Connection:
    connection = sqlite3.connect(uri, timeout=patience, isolation_level=None, uri=True, factory=Connection)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")  # only now does SQLite look at the file
    except BaseException:
        connection.close()
        raise
    return connection
