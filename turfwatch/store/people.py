"""What people said and were told: triage, digests, goal values, buyers' evidence, runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from turfwatch.store._base import Base, moment, stamp
from turfwatch.store._bodies import swell
from turfwatch.store._json import dump, parse
from turfwatch.types import BuyerEvidence, GoalVersion, RunRecord, Verdict


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was written, for one window (a day, in the digest's time zone)."""

    window: str
    made: datetime
    since: date
    until: date
    subject: str
    html: str
    text: str
    signals: tuple[str, ...]
    id: int = 0


class PeopleTables(Base):
    """Reading and writing of everything that is not derived from captures."""

    def triage(
        self, signal_id: str, verdict: str | None, why: str, now: datetime, about: Verdict | None = None
    ) -> None:
        """Keep a person's verdict on a signal (useful or noise) and what it is about; None takes it back."""
        with self.transaction():
            self._execute("DELETE FROM triage WHERE signal_id = ?", [signal_id])
            if verdict is not None:
                told = dump(about) if about else None
                row = {"signal_id": signal_id, "verdict": verdict, "why": why, "at": stamp(now)}
                self._insert("triage", {**row, "about": told})

    def verdicts(self) -> list[Verdict]:
        """All verdicts that tell what they are about, oldest first."""
        rows = self._rows("SELECT about FROM triage WHERE about IS NOT NULL ORDER BY at, signal_id")
        return [parse(Verdict, row["about"]) for row in rows]

    def digest(self, window: str) -> StoredDigest | None:
        """The digest of a window, if it was written."""
        row = self._row("SELECT * FROM digests WHERE window = ?", [window])
        if row is None:
            return None
        return StoredDigest(
            id=row["id"], window=row["window"], made=moment(row["made"]),
            since=date.fromisoformat(row["since"]), until=date.fromisoformat(row["until"]),
            subject=row["subject"], html=_html(row["html"]), text=row["text"],
            signals=tuple(json.loads(row["signals"])),
        )  # fmt: skip

    def announced(self, *, before: str = "9999") -> set[str]:
        """The signals that digests of windows before this one have already told."""
        rows = self._rows("SELECT signals FROM digests WHERE window < ?", [before])
        return {name for row in rows for name in json.loads(row["signals"])}

    def last_digest(self, *, before: str = "9999") -> StoredDigest | None:
        """The latest digest of a window before this one."""
        row = self._row("SELECT window FROM digests WHERE window < ? ORDER BY window DESC LIMIT 1", [before])
        return self.digest(row["window"]) if row else None

    def record_goal(self, goal: str, day: date, value: float) -> None:
        """Keep an observed value of a goal; a second value for a day replaces the first."""
        self._execute(
            "INSERT INTO goal_values (goal, date, value) VALUES (?, ?, ?)"
            " ON CONFLICT (goal, date) DO UPDATE SET value = excluded.value",
            [goal, day.isoformat(), value],
        )

    def goal_values(self, goal: str) -> list[tuple[date, float]]:
        """A goal's observed values by date."""
        rows = self._rows("SELECT date, value FROM goal_values WHERE goal = ? ORDER BY date", [goal])
        return [(date.fromisoformat(row["date"]), row["value"]) for row in rows]

    def observe_goal(self, version: GoalVersion) -> bool:
        """Keep a goal's definition if it is another than the last one kept; True when it was."""
        last = self._row(
            "SELECT hash FROM goal_versions WHERE goal = ? ORDER BY seen DESC, id DESC LIMIT 1",
            [version.goal],
        )
        if last is not None and last["hash"] == version.hash:
            return False
        self._insert(
            "goal_versions",
            {"goal": version.goal, "hash": version.hash, "seen": stamp(version.seen),
             "terms": json.dumps(version.terms, ensure_ascii=False)},
        )  # fmt: skip
        return True

    def goal_versions(self, goal: str) -> list[GoalVersion]:
        """Every definition the goal has had, oldest first."""
        rows = self._rows("SELECT * FROM goal_versions WHERE goal = ? ORDER BY seen, id", [goal])
        return [
            GoalVersion(
                row["goal"], row["hash"], moment(row["seen"]),
                tuple((name, text) for name, text in json.loads(row["terms"])),
                moment(row["acknowledged"]) if row["acknowledged"] else None, row["why"] or "",
            )
            for row in rows
        ]  # fmt: skip

    def acknowledge_goal(self, goal: str, why: str, now: datetime) -> int:
        """Accept every definition of the goal read so far; returns how many were still open."""
        cursor = self._execute(
            "UPDATE goal_versions SET acknowledged = ?, why = ? WHERE goal = ? AND acknowledged IS NULL",
            [stamp(now), why, goal],
        )
        return cursor.rowcount

    def add_evidence(self, rows: Iterable[tuple[str, BuyerEvidence]], now: datetime) -> int:
        """Keep buyers' evidence under its identity; returns how many rows were not there before."""
        with self.transaction():
            before = self._row("SELECT count(*) AS n FROM evidence")
            self._insert_all("evidence", [_evidence_row(key, row, now) for key, row in rows], known="IGNORE")
            after = self._row("SELECT count(*) AS n FROM evidence")
        assert before is not None and after is not None
        return int(after["n"] - before["n"])

    def evidence(self, *, until: date | None = None) -> list[BuyerEvidence]:
        """What buyers said, oldest first."""
        rows = self._rows(  # columns and not `json`: there may be a hundred thousand, of a survey
            """SELECT date, segment, source, outcome, json ->> '$.said_as' AS said_as, quote, rival, count
               FROM evidence WHERE date <= ? ORDER BY date, id""",
            [until.isoformat() if until else "9999"],
        )
        return [
            BuyerEvidence(
                date.fromisoformat(row["date"]), row["segment"], row["source"], row["outcome"],
                row["said_as"] or "", row["quote"], row["rival"], row["count"],
            )
            for row in rows
        ]  # fmt: skip

    def record_run(self, run: RunRecord) -> None:
        """Keep how a stage's run ended."""
        self._insert(
            "runs",
            {
                "stage": run.stage, "started": stamp(run.started), "finished": stamp(run.finished),
                "status": run.status, "counts": json.dumps(run.counts),
                "messages": json.dumps(run.messages),
            },
        )  # fmt: skip

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """The latest runs, newest first."""
        return [
            RunRecord(
                row["stage"],
                moment(row["started"]),
                moment(row["finished"]),
                row["status"],
                json.loads(row["counts"] or "{}"),
                tuple(json.loads(row["messages"] or "[]")),
            )
            for row in self._rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit])
        ]


def _html(stored: str | bytes) -> str:
    """A digest's HTML, which earlier versions kept as plain text."""
    return stored if isinstance(stored, str) else swell(stored).decode()


def _evidence_row(key: str, row: BuyerEvidence, now: datetime) -> dict[str, Any]:
    return {
        "id": key, "date": row.date.isoformat(), "segment": row.segment, "source": row.source,
        "outcome": row.outcome, "quote": row.quote, "rival": row.rival, "count": row.count,
        "added": stamp(now), "json": dump(row),
    }  # fmt: skip
