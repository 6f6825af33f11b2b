"""Looking after the database as a file: is it sound, what fills it, a copy of it in a safe place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from turfwatch.errors import StoreError
from turfwatch.processes import running
from turfwatch.store.captures import CaptureTables
from turfwatch.store.outbox import OutboxTables

LOST_WALKS = """FROM walks w WHERE NOT EXISTS (
    SELECT 1 FROM captures WHERE page_id = w.page_id AND snapshot_id = w.snapshot_id)"""
LOST_SNAPSHOTS = """FROM snapshots s WHERE NOT EXISTS (SELECT 1 FROM captures WHERE snapshot_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM snapshots WHERE base_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM walks WHERE snapshot_id = s.id)"""
_IMPOSSIBLE = {
    "good captures without a body": "FROM captures WHERE outcome = 'ok' AND snapshot_id IS NULL",
    "captures that end before they begin": "FROM captures WHERE seen_until < at",
    "bodies that rest on one that was dropped": "FROM snapshots s JOIN snapshots b ON b.id = s.base_id"
    " WHERE length(b.body) = 0",
    "mails that were sent at no time": "FROM deliveries WHERE state = 'sent' AND sent IS NULL",
    "mails in nobody's hands": "FROM deliveries WHERE state = 'sending' AND owner IS NULL",
}
_THE_COPYS = ("unable to open", "full", "readonly", "disk I/O")
_UNUSED = {"layouts": LOST_WALKS, "bodies": LOST_SNAPSHOTS}


class CheckedTables(CaptureTables, OutboxTables):
    """Checks, sizes and backups."""

    def problems(self) -> list[str]:
        """What is wrong with the file, its references and what its rows say of each other."""
        damage = [row[0] for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        dangling = self._rows("PRAGMA foreign_key_check")
        pointless = [f"{row['table']} row {row['rowid']}: points at no {row['parent']}" for row in dangling]
        return damage + pointless + [f"{n} {what}" for what, n in self._counted(_IMPOSSIBLE)]

    def matters(self, alive: Callable[[str], bool | None]) -> list[str]:
        """What is no damage, but somebody's to decide or the next run's to clear up."""
        said = [
            f"in doubt: the digest of {d.window} to {d.recipient}: {d.error}"
            for d in self.deliveries("doubtful")
        ]
        said += [
            f"given up: the digest of {d.window} to {d.recipient}: {d.error}"
            for d in self.deliveries("failed")
        ]
        said += [
            f"left behind by a process that is no more: the digest of {d.window} to {d.recipient};"
            " the next sending settles it"
            for d in self.deliveries("sending")
            if alive(d.owner) is False
        ]
        unused = (f"{n} {what} that no capture shows: `turfwatch tidy`" for what, n in self._counted(_UNUSED))
        return [*said, *unused]

    def sizes(self) -> dict[str, int]:
        """Rows in each table, and the file's bytes."""
        rows = {name: int(self._rows(f'SELECT count(*) FROM "{name}"')[0][0]) for name in self._tables()}
        return {**rows, "bytes": self._pragma("page_count") * self._pragma("page_size")}

    def table_bytes(self) -> dict[str, int]:
        """The bytes of each table with its indexes, and those free for new rows, if this SQLite can tell."""
        try:
            found = self._connection.execute(
                "SELECT coalesce(m.tbl_name, s.name) AS name, sum(s.pgsize) AS bytes FROM dbstat s"
                " LEFT JOIN sqlite_master m ON m.name = s.name GROUP BY 1"
            ).fetchall()
        except sqlite3.OperationalError:
            return {}
        free = self._pragma("freelist_count") * self._pragma("page_size")
        return {**{row["name"]: row["bytes"] for row in found}, "free": free}

    def backup(self, file: Path) -> int:
        """Copy the database to a new file while it is in use; returns the copy's size in bytes.

        The file is there whole and checked, or not at all; it is one file, without a log beside it.
        """
        if file.exists():
            raise StoreError(f"{file}: is there already", hint="name a new file for each backup")
        partial = file.with_name(f"{file.name}.partial-{os.getpid()}")
        with self._errors(), _writing(file):
            for left in _partials(file):
                _remove(left)
            try:
                with closing(sqlite3.connect(partial, isolation_level=None)) as target:
                    self._connection.backup(target)
                    target.execute("PRAGMA journal_mode=DELETE")
                    checked = target.execute("PRAGMA quick_check").fetchone()[0]
                if checked != "ok":
                    raise StoreError(
                        f"{file}: the copy is damaged ({checked})", hint="`turfwatch doctor` first"
                    )
                _keep(partial, file, mode=self.path.stat().st_mode & 0o777)
            finally:
                _remove(partial)
        return file.stat().st_size

    def _counted(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        for what, sql in wanted.items():
            if count := self._rows(f"SELECT count(*) {sql}")[0][0]:
                yield what, count

    def _tables(self) -> list[str]:
        found = self._rows(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND name NOT GLOB '[_s]*qlite*' ORDER BY name"
        )
        return [row["name"] for row in found]

    def _pragma(self, name: str) -> int:
        return int(self._rows(f"PRAGMA {name}")[0][0])


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Say of the copy what is the copy's: the database is only read."""
    hint = "the database is as it was: name a file in a folder that is there, can be written and has room"
    if not file.parent.is_dir():
        raise StoreError(f"{file}: cannot be written (there is no folder {file.parent})", hint=hint)
    try:
        yield
    except sqlite3.OperationalError as error:
        if not any(words in str(error) for words in _THE_COPYS):
            raise
        raise StoreError(f"{file}: cannot be written ({error})", hint=hint) from error
    except OSError as error:
        raise StoreError(f"{file}: cannot be written ({error.strerror})", hint=hint) from error


def _partials(file: Path) -> Iterator[Path]:
    """Halves that backups to this name left when they were killed."""
    for found in file.parent.glob(f"{file.name}.partial-*"):
        pid = found.suffix.partition("-")[2]
        if pid.isdigit() and not running(int(pid)):
            yield found


def _remove(partial: Path) -> None:
    for end in ("", "-journal"):
        partial.with_name(partial.name + end).unlink(missing_ok=True)


def _keep(partial: Path, file: Path, mode: int) -> None:
    """Give the copy its name once its bytes are on the disk, and the name too."""
    partial.chmod(mode)
    for path, rename in ((partial, True), (file.parent, False)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if rename:
            partial.rename(file)
