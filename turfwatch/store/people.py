"""What people said and were told: triage, digests, deliveries, goal values, runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from turfwatch.store._base import Base, moment, stamp
from turfwatch.types import RunRecord

DeliveryState = Literal["pending", "sent", "failed"]


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


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest to one recipient, at most once."""

    id: int
    digest_id: int
    recipient: str
    message_id: str
    message: bytes
    state: DeliveryState
    attempts: int
    error: str = ""


class PeopleTables(Base):
    """Reading and writing of everything that is not derived from captures."""

    def triage(self, signal_id: str, verdict: str | None, why: str, now: datetime) -> None:
        """Keep a person's verdict on a signal (useful or noise); None takes it back."""
        with self.transaction():
            self._execute("DELETE FROM triage WHERE signal_id = ?", [signal_id])
            if verdict is not None:
                row = {"signal_id": signal_id, "verdict": verdict, "why": why, "at": stamp(now)}
                self._insert("triage", row)

    def digest(self, window: str) -> StoredDigest | None:
        """The digest of a window, if it was written."""
        row = self._row("SELECT * FROM digests WHERE window = ?", [window])
        if row is None:
            return None
        return StoredDigest(
            id=row["id"], window=row["window"], made=moment(row["made"]),
            since=date.fromisoformat(row["since"]), until=date.fromisoformat(row["until"]),
            subject=row["subject"], html=row["html"], text=row["text"],
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

    def queue(self, digest: StoredDigest, messages: dict[str, tuple[str, bytes]]) -> bool:
        """Persist a digest with the intent to send it: recipient -> (Message-ID, bytes).

        False when another process has written this window's digest meanwhile: theirs stands.
        """
        with self.transaction():
            if self.digest(digest.window) is not None:
                return False
            digest_id = self._insert(
                "digests",
                {
                    "window": digest.window, "made": stamp(digest.made),
                    "since": digest.since.isoformat(), "until": digest.until.isoformat(),
                    "subject": digest.subject, "html": digest.html, "text": digest.text,
                    "signals": json.dumps(digest.signals),
                },
            )  # fmt: skip
            self._insert_all(
                "deliveries",
                [
                    {"digest_id": digest_id, "recipient": recipient, "message_id": message_id,
                     "message": message, "state": "pending", "attempts": 0, "error": ""}
                    for recipient, (message_id, message) in messages.items()
                ],
            )  # fmt: skip
            return True

    def pending(self) -> list[Delivery]:
        """Deliveries still to be made, oldest first."""
        return [
            Delivery(
                row["id"],
                row["digest_id"],
                row["recipient"],
                row["message_id"],
                row["message"],
                row["state"],
                row["attempts"],
                row["error"] or "",
            )
            for row in self._rows("SELECT * FROM deliveries WHERE state = 'pending' ORDER BY id")
        ]

    def delivered(self, delivery: Delivery, state: DeliveryState, now: datetime, error: str = "") -> None:
        """Keep what came of an attempt."""
        self._execute(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, error = ?, sent = ? WHERE id = ?",
            [state, error, stamp(now) if state == "sent" else None, delivery.id],
        )

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
