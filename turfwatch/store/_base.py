"""Opening the database, transactions, and SQLite's errors in our own words."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from turfwatch.errors import StoreBusy, StoreError, StoreTooNew
from turfwatch.store import _opening, _turns

if TYPE_CHECKING:
    from sqlite_utils import Database

Row = sqlite3.Row


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, ISO, seconds, sortable as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.fromisoformat(text)


class Base:
    """A connection with WAL, foreign keys and pending migrations applied.

    Where the file or its folder cannot be written it is open for reading, and `read_only` says so; also
    where the disk is so full that SQLite's log and index find no room beside it.
    """

    def __init__(self, path: Path | str, *, patience: float = 30.0) -> None:
        database = _database_class()
        self.path = Path(path)
        self.read_only = self.path.exists() and not _opening.writable(self.path)
        self._no_room = False
        with self._errors():
            self._connection = self._opened(patience)
            try:
                self._connection.row_factory = sqlite3.Row
                self._db = database(self._connection)
                self._migrate()
            except BaseException:
                self._connection.close()
                raise

    def _opened(self, patience: float) -> _opening.Connection:
        if self.read_only:
            return _opening.connect_reading(self.path, patience)
        there = self.path.exists() and self.path.stat().st_size > 0
        try:
            return _opening.connect(self.path, patience)
        except sqlite3.OperationalError as error:
            if not (there and _opening.no_room(error, self.path)):
                raise
            self.read_only = self._no_room = True
            return _opening.connect_reading(self.path, patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a Store is not used afterwards."""
        self._connection.close()

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All or nothing; takes the write lock at once, so a conflict shows before work is done.

        What was written outlives the process in any case; `durable` waits until it outlives a power cut too.
        """
        with self._errors():
            nested = self._connection.in_transaction
            if nested:
                with self._db.atomic():
                    yield
                return
            self._connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._rollback()
                raise
            try:
                self._commit()
            except sqlite3.DatabaseError:
                self._rollback()
                raise

    def _commit(self) -> None:
        """The moment from which on a transaction is kept; the fault tests end the process around it."""
        self._connection.execute("COMMIT")

    def _rollback(self) -> None:
        if self._connection.in_transaction:  # SQLite has already undone it after some errors
            self._connection.execute("ROLLBACK")

    def turn(
        self, what: str, *, patience: float = _turns.PATIENCE, waiting: Callable[[str], None] = lambda _: None
    ) -> AbstractContextManager[None]:
        """Hold the turn to run on this database; see `turfwatch.store._turns`."""
        return _turns.turn(self.path, what, patience=patience, waiting=waiting)

    def running(self) -> _turns.Holder | None:
        """The run that goes on now, if there is one."""
        return _turns.holder(self.path)

    def _migrate(self) -> None:
        from turfwatch.migrations import migrations

        known = {m.name for m in migrations._migrations}
        applied = {m.name for m in migrations.applied(self._db)}
        if unknown := applied - known:
            raise StoreTooNew(
                f"{self.path}: was written by a newer Turfwatch (unknown: {', '.join(sorted(unknown))})",
                hint="upgrade Turfwatch, or name another database with --db",
            )
        if known - applied and self.read_only:
            raise StoreError(
                f"{self.path}: is of an older Turfwatch, and cannot be brought up to date where it is",
                hint="copy it to where it can be written, or run a command on it once as its owner",
            )
        if known - applied:
            with self.transaction():
                migrations.apply(self._db)

    def _execute(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        with self._errors():
            return self._connection.execute(sql, tuple(parameters))

    def _rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Row]:
        with self._errors():
            return self._connection.execute(sql, tuple(parameters)).fetchall()

    def _row(self, sql: str, parameters: Iterable[Any] = ()) -> Row | None:
        rows = self._rows(sql, parameters)
        return rows[0] if rows else None

    def _insert(self, table: str, values: dict[str, Any]) -> int:
        """Insert one row and return its rowid."""
        columns, marks = ", ".join(f'"{c}"' for c in values), ", ".join("?" * len(values))
        cursor = self._execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values.values())
        return int(cursor.lastrowid or 0)

    def _insert_all(
        self, table: str, rows: Iterable[dict[str, Any]], *, known: Literal["ABORT", "IGNORE"] = "ABORT"
    ) -> None:
        """Insert many rows of the same columns; a row that is there already is an error, or left as it is."""
        rows = list(rows)
        if not rows:
            return
        columns, marks = ", ".join(f'"{c}"' for c in rows[0]), ", ".join("?" * len(rows[0]))
        with self._errors():
            self._connection.executemany(
                f'INSERT OR {known} INTO "{table}" ({columns}) VALUES ({marks})',
                [tuple(row.values()) for row in rows],
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _explain(error, self.path, no_room=self._no_room) from error


def _database_class() -> type[Database]:
    """sqlite-utils, imported as if pandas and numpy were not there: it would take two seconds for them."""
    absent = [name for name in ("pandas", "numpy") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: Python's mark of absence
    try:
        from sqlite_utils import Database
    finally:
        for name in absent:
            sys.modules.pop(name, None)
    return Database


def _explain(error: sqlite3.DatabaseError, path: Path, *, no_room: bool = False) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        other = _turns.holder(path) or "another process"
        return StoreBusy(
            f"{path}: {other} is writing to the database",
            hint="wait for it to end (`turfwatch status` shows the last runs) and try again",
        )
    if "full" in text or (no_room and "readonly" in text):
        return StoreError(
            f"{path}: the disk is full ({_free(path)}); nothing of this step was kept",
            hint="free some space and run again: what was stored before is intact. Commands that only read"
            " work meanwhile; `turfwatch tidy` gives room back once it has a few megabytes to work in",
        )
    if "readonly" in text or "unable to open" in text:
        return StoreError(
            f"{path}: cannot be written ({text})",
            hint="check the path and its permissions; commands that only read work on a read-only database",
        )
    if "not a database" in text or "malformed" in text:
        return StoreError(
            f"{path}: is not a usable database ({text})",
            hint="name another file with --db, or restore a backup",
        )
    if isinstance(error, sqlite3.OperationalError) and "disk I/O" in text:
        return StoreError(
            f"{path}: the disk could not be read or written ({text}; {_free(path)})",
            hint="is the disk full or read-only? what was stored before is intact",
        )
    raise error  # a bug of ours: keep its traceback


def _free(path: Path) -> str:
    try:
        return f"{shutil.disk_usage(path.parent).free / 1e6:,.1f} MB free in {path.parent.resolve()}"
    except OSError:
        return f"in {path.parent.resolve()}"
