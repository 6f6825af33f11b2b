"""Opening the database, transactions, and SQLite's errors in our own words."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from turfwatch.errors import StoreBusy, StoreError, StoreTooNew

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
    """A connection with WAL, foreign keys and pending migrations applied."""

    def __init__(self, path: Path | str, *, patience: float = 30.0) -> None:
        database = _database_class()
        self.path = Path(path)
        with self._errors():
            self._connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
            try:
                self._connection.row_factory = sqlite3.Row
                self._execute("PRAGMA journal_mode=WAL")
                self._execute("PRAGMA synchronous=NORMAL")
                self._execute("PRAGMA foreign_keys=ON")
                self._db = database(self._connection)
                self._migrate()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a Store is not used afterwards."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; takes the write lock at once, so a conflict shows before work is done."""
        with self._errors():
            nested = self._connection.in_transaction
            if nested:
                with self._db.atomic():
                    yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._rollback()
                raise
            try:
                self._connection.execute("COMMIT")
            except sqlite3.DatabaseError:
                self._rollback()
                raise

    def _rollback(self) -> None:
        if self._connection.in_transaction:  # SQLite has already undone it after some errors
            self._connection.execute("ROLLBACK")

    def backup(self, file: Path) -> int:
        """Copy the database to a new file while it is in use; returns the copy's size in bytes."""
        if file.exists():
            raise StoreError(f"{file}: is there already", hint="name a new file for each backup")
        partial = file.with_name(file.name + ".partial")
        try:
            with self._errors(), closing(sqlite3.connect(partial)) as target:
                self._connection.backup(target)
            partial.rename(file)
        finally:
            partial.unlink(missing_ok=True)
        return file.stat().st_size

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file and its references; empty when it is sound."""
        damage = [row[0] for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        dangling = self._rows("PRAGMA foreign_key_check")
        return damage + [
            f"{row['table']} row {row['rowid']}: points at no {row['parent']}" for row in dangling
        ]

    def sizes(self) -> dict[str, int]:
        """Rows in each table, and the file's bytes."""
        tables = self._rows(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT GLOB '[_s]*qlite*' ORDER BY name"
        )
        rows = {row["name"]: int(self._rows(f'SELECT count(*) FROM "{row["name"]}"')[0][0]) for row in tables}
        pages, size = self._rows("PRAGMA page_count")[0][0], self._rows("PRAGMA page_size")[0][0]
        return {**rows, "bytes": pages * size}

    def _migrate(self) -> None:
        from turfwatch.migrations import migrations

        known = {m.name for m in migrations._migrations}
        applied = {m.name for m in migrations.applied(self._db)}
        if unknown := applied - known:
            raise StoreTooNew(
                f"{self.path}: was written by a newer Turfwatch (unknown: {', '.join(sorted(unknown))})",
                hint="upgrade Turfwatch, or name another database with --db",
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
            raise _explain(error, self.path) from error


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


def _explain(error: sqlite3.DatabaseError, path: Path) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreBusy(
            f"{path}: another process is writing to the database",
            hint="wait for the other run to end (`turfwatch status` shows it) and try again",
        )
    if "full" in text:
        return StoreError(
            f"{path}: the disk is full; nothing of this step was kept",
            hint="free some space and run again: what was stored before is intact",
        )
    if "readonly" in text or "unable to open" in text:
        return StoreError(f"{path}: cannot be written ({text})", hint="check the path and its permissions")
    if "not a database" in text or "malformed" in text:
        return StoreError(
            f"{path}: is not a usable database ({text})",
            hint="name another file with --db, or restore a backup",
        )
    if isinstance(error, sqlite3.OperationalError) and "disk I/O" in text:
        return StoreError(
            f"{path}: the disk could not be read or written ({text})",
            hint="is the disk full or read-only? what was stored before is intact",
        )
    raise error  # a bug of ours: keep its traceback
