"""Growth with an end: what nobody can ask for any more goes, in small steps, and its room is given back.

What goes is bytes, never facts. A capture keeps its row and what was extracted from it for good (about
half a kilobyte), so everything derived from the captures is derived alike before and after; its body is
dropped once it is older than the retention and nothing quotes it. A body is kept that

- a signal or a price event quotes, with the one before it on that page (what stood there before);
- a living claim stands in, or the place where a company's history is taken up again;
- is the latest of its page, has not been extracted yet, or is what a kept body is stored as a delta of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import zstandard

from turfwatch.store._base import Row, moment, stamp
from turfwatch.store.checks import LOST_SNAPSHOTS, LOST_WALKS
from turfwatch.store.facts import FactTables
from turfwatch.store.outbox import OutboxTables
from turfwatch.types import RunRecord

MAIL_KEPT = timedelta(days=30)  # the bytes of a message that was sent or given up
RUNS_KEPT = timedelta(days=92)  # one by one; older ones are folded into a row a stage and month
_STEP = 500  # rows a transaction: short enough for nobody to notice
_PAGES = 256  # database pages given back a transaction


@dataclass(frozen=True, slots=True)
class Tidying:
    """What can go, by row id; `body_bytes` is what the bodies take in the file."""

    bodies: tuple[int, ...] = ()
    body_bytes: int = 0
    trouble: tuple[int, ...] = ()  # captures of what was in the way, long ago
    messages: tuple[int, ...] = ()  # bytes of mails that were sent long ago
    runs: tuple[tuple[int, ...], ...] = ()  # records of runs, each group to become one row
    walks: tuple[int, ...] = ()  # layouts of bodies that no capture of the page shows
    snapshots: tuple[int, ...] = ()  # bodies that no capture shows
    blocks: tuple[int, ...] = ()  # texts no page is laid out from any more
    records: tuple[int, ...] = ()  # plans and releases likewise

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "bodies": len(self.bodies), "body bytes": self.body_bytes, "trouble": len(self.trouble),
            "messages": len(self.messages), "runs": sum(map(len, self.runs)) - len(self.runs),
            "unused": sum(map(len, (self.walks, self.snapshots, self.blocks, self.records))),
        }  # fmt: skip


class TidyTables(FactTables, OutboxTables):
    """Retention, and room given back to the disk."""

    def untidy(self, now: datetime, *, days: int, per_page: int) -> Tidying:
        """What can go: bodies older than `days`, or older than the latest `per_page` of their page."""
        old = stamp(now - timedelta(days=days))
        bodies = self._bodies_to_drop(old, per_page)
        blocks, records = self._unused()
        return Tidying(
            bodies=tuple(bodies),
            body_bytes=sum(bodies.values()),
            trouble=self._ids(
                """SELECT id FROM captures c
                   WHERE outcome NOT IN ('ok', 'unchanged', 'gone') AND seen_until < ?
                   AND EXISTS (SELECT 1 FROM captures WHERE page_id = c.page_id AND at > c.at)""",
                [old],
            ),
            messages=self._ids(
                """SELECT d.id FROM deliveries d JOIN digests g ON g.id = d.digest_id
                   WHERE d.state IN ('sent', 'failed', 'doubtful') AND length(message) > 0 AND g.made < ?""",
                [stamp(now - MAIL_KEPT)],
            ),
            runs=self._runs_to_fold(stamp(now - RUNS_KEPT)),
            walks=self._ids(f"SELECT w.rowid AS id {LOST_WALKS}"),
            snapshots=self._ids(f"SELECT s.id {LOST_SNAPSHOTS}"),
            blocks=blocks,
            records=records,
        )

    def tidy(self, found: Tidying) -> int:
        """Let it go, in steps that each are whole; returns the bytes given back to the disk."""
        before = self._file_bytes()
        self._each("UPDATE snapshots SET body = x'', base_id = NULL WHERE id IN", found.bodies)
        self._each("DELETE FROM captures WHERE id IN", found.trouble)
        self._each("UPDATE deliveries SET message = x'' WHERE id IN", found.messages)
        for group in found.runs:
            self._fold(group)
        self._each("DELETE FROM walks WHERE rowid IN", found.walks)
        self._each("DELETE FROM snapshots WHERE id IN", found.snapshots)
        self._each("DELETE FROM claims WHERE block_id IN", found.blocks)
        self._each("DELETE FROM blocks WHERE id IN", found.blocks)
        self._each("DELETE FROM records WHERE id IN", found.records)
        while self._give_back():
            pass
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - self._file_bytes()

    def compact(self) -> int:
        """Rewrite the whole file, once, so that room can be given back in steps from now on."""
        before = self._file_bytes()
        self._execute("PRAGMA auto_vacuum=INCREMENTAL")
        self._execute("VACUUM")
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - self._file_bytes()

    @property
    def gives_back(self) -> bool:
        """Whether room is given back in steps; files made by the first versions keep it for new rows."""
        return bool(self._rows("PRAGMA auto_vacuum")[0][0] == 2)

    # --- what can go ----------------------------------------------------------------------------

    def _bodies_to_drop(self, old: str, per_page: int) -> dict[int, int]:
        """Snapshot -> bytes in the file, of all that are out of time and that nothing holds."""
        good = self._rows(
            """SELECT c.id, c.snapshot_id, c.seen_until, w.version IS NOT NULL AS extracted,
                      lag(c.id) OVER page AS before, row_number() OVER latest AS age
               FROM captures c
               LEFT JOIN walks w ON w.page_id = c.page_id AND w.snapshot_id = c.snapshot_id
               WHERE c.outcome = 'ok'
               WINDOW page AS (PARTITION BY c.page_id ORDER BY c.at),
                      latest AS (PARTITION BY c.page_id ORDER BY c.at DESC)"""
        )
        quoted = self._quoted()
        cited = quoted | self._standing() | {row["before"] for row in good if row["id"] in quoted}
        held = {
            row["snapshot_id"]
            for row in good
            if row["age"] == 1 or not row["extracted"] or row["id"] in cited
            or not (row["seen_until"] < old or row["age"] > per_page)
        }  # fmt: skip
        stored = self._rows("SELECT id, base_id, length(body) AS bytes FROM snapshots WHERE length(body) > 0")
        held |= {row["base_id"] for row in stored if row["id"] in held}
        return {row["id"]: row["bytes"] for row in stored if row["id"] not in held}

    def _quoted(self) -> set[int | None]:
        """The captures that signals and price events quote, by id."""
        rows = self._rows(
            """SELECT json_extract(e.value, '$.capture_id') AS id
               FROM signals s, json_each(s.json, '$.evidence') e
               UNION SELECT json_extract(json, '$.capture_id') FROM plan_events WHERE event <> ''"""
        )
        return {row["id"] for row in rows}

    def _standing(self) -> set[int | None]:
        """The captures that living claims stand in, and those a history is taken up from."""
        rows = self._rows(
            """SELECT DISTINCT json_extract(e.value, '$.capture_id') AS id
               FROM lifetimes l, json_each(l.json, '$.standings') e WHERE l.active"""
        )
        found = {row["id"] for row in rows}
        for row in self._rows("SELECT state FROM checkpoints"):
            found.update(json.loads(zstandard.ZstdDecompressor().decompress(row["state"]))["views"])
        return found

    def _unused(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Blocks and records from which no page is laid out: an upgraded extractor left them."""
        blocks, records = set(self._ids("SELECT id FROM blocks")), set(self._ids("SELECT id FROM records"))
        for row in self._connection.execute("SELECT layout FROM walks"):
            layout = json.loads(zstandard.ZstdDecompressor().decompress(row["layout"]))
            blocks.difference_update(entry[0] for entry in layout["blocks"])
            records.difference_update(layout["plans"], layout["releases"])
        return tuple(sorted(blocks)), tuple(sorted(records))

    def _runs_to_fold(self, old: str) -> tuple[tuple[int, ...], ...]:
        rows = self._rows(
            "SELECT id, stage, substr(started, 1, 7) AS month FROM runs WHERE finished < ?"
            " ORDER BY stage, month, id",
            [old],
        )
        groups = (tuple(r["id"] for r in g) for _, g in groupby(rows, lambda r: (r["stage"], r["month"])))
        return tuple(group for group in groups if len(group) > 1)

    # --- letting it go --------------------------------------------------------------------------

    def _each(self, sql: str, ids: Sequence[int]) -> None:
        for step in _steps(ids):
            with self.transaction():
                self._execute(f"{sql} ({', '.join('?' * len(step))})", step)

    def _fold(self, ids: Sequence[int]) -> None:
        """Put one row in place of several: from the first to the last, the counts added up."""
        with self.transaction():
            marks = ", ".join("?" * len(ids))
            rows = self._rows(f"SELECT * FROM runs WHERE id IN ({marks}) ORDER BY id", ids)
            if len(rows) < 2:
                return
            folded = _folded(rows)
            self._execute(f"DELETE FROM runs WHERE id IN ({marks}) AND id > ?", [*ids, rows[0]["id"]])
            self._execute(
                "UPDATE runs SET finished = ?, status = ?, counts = ?, messages = ? WHERE id = ?",
                [
                    stamp(folded.finished), folded.status, json.dumps(folded.counts),
                    json.dumps(folded.messages), rows[0]["id"],
                ],
            )  # fmt: skip

    def _give_back(self) -> bool:
        """Return some free room at the file's end to the disk; False when there is none left."""
        free = self._rows("PRAGMA freelist_count")[0][0]
        if not self.gives_back or free == 0:
            return False
        self._connection.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
        return bool(self._rows("PRAGMA freelist_count")[0][0] < free)

    def _file_bytes(self) -> int:
        return int(self._rows("PRAGMA page_count")[0][0]) * int(self._rows("PRAGMA page_size")[0][0])

    def _ids(self, sql: str, parameters: Iterable[str] = ()) -> tuple[int, ...]:
        return tuple(int(row["id"]) for row in self._rows(sql, parameters))


def _folded(rows: Sequence[Row]) -> RunRecord:
    counts: dict[str, int] = {}
    for row in rows:
        for name, number in json.loads(row["counts"] or "{}").items():
            counts[name] = counts.get(name, 0) + number
    states = {row["status"] for row in rows}
    return RunRecord(
        rows[0]["stage"],
        moment(rows[0]["started"]),
        moment(max(row["finished"] for row in rows)),
        "failed" if states == {"failed"} else "ok" if states == {"ok"} else "partial",
        counts,
        (f"{len(rows)} runs, folded",),
    )


def _steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[i : i + _STEP] for i in range(0, len(ids), _STEP))
