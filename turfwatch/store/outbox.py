"""The outbox: digests with the intent to send them, who is sending what, and what came of it.

pending ─claim→ sending ─begin→ sending, begun ─settle→ sent, failed, or pending until the next try
   ↑               │ its process died      │ its process died, or the line went dead
   └───────────────┘                       └→ doubtful: perhaps received, so never sent again unasked

Each step is one transaction that outlives a power cut, so at any moment at most one process may hand
over a delivery, and none does whose handing over may already have happened.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from turfwatch.store._base import Row, moment, stamp
from turfwatch.store._bodies import shrink, swell
from turfwatch.store.people import PeopleTables, StoredDigest

DeliveryState = Literal["pending", "sending", "sent", "failed", "doubtful"]
DIED = "the program ended while it was handed over: the receiver may have it"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest to one recipient, at most once."""

    id: int
    digest_id: int
    window: str
    recipient: str
    message_id: str
    message: bytes
    state: DeliveryState
    attempts: int = 0
    error: str = ""
    next_try: datetime | None = None  # not before this moment
    sent: datetime | None = None
    owner: str = ""  # the process that is sending it
    lease: datetime | None = None  # until when that is believed of a process on another host
    begun: bool = False  # the message is being handed over, or was


class OutboxTables(PeopleTables):
    """Reading and writing of digests on their way."""

    def queue(self, digest: StoredDigest, messages: dict[str, tuple[str, bytes]]) -> bool:
        """Persist a digest with the intent to send it: recipient -> (Message-ID, bytes).

        False when another process has written this window's digest meanwhile: theirs stands.
        """
        with self.transaction(durable=True):
            if self.digest(digest.window) is not None:
                return False
            digest_id = self._insert(
                "digests",
                {
                    "window": digest.window, "made": stamp(digest.made),
                    "since": digest.since.isoformat(), "until": digest.until.isoformat(),
                    "subject": digest.subject, "html": shrink(digest.html.encode()), "text": digest.text,
                    "signals": json.dumps(digest.signals),
                },
            )  # fmt: skip
            self._insert_all(
                "deliveries",
                [
                    {"digest_id": digest_id, "recipient": recipient, "message_id": message_id,
                     "message": shrink(message), "state": "pending", "attempts": 0, "error": ""}
                    for recipient, (message_id, message) in messages.items()
                ],
            )  # fmt: skip
            return True

    def deliveries(self, *states: DeliveryState) -> list[Delivery]:
        """Deliveries in these states, or all, oldest first."""
        wanted = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        return [_delivery(row) for row in self._rows(f"{_DELIVERIES} {wanted} ORDER BY d.id", states)]

    def pending(self) -> list[Delivery]:
        """Deliveries still to be made, oldest first."""
        return self.deliveries("pending")

    def claim(self, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the oldest delivery that is due; until it is settled nobody else gets it."""
        with self.transaction(durable=True):
            row = self._row(
                f"{_DELIVERIES} WHERE state = 'pending' AND coalesce(next_try, '') <= ?"
                " ORDER BY d.id LIMIT 1",
                [stamp(now)],
            )
            if row is None:
                return None
            self._execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, owner = ?, lease = ?,"
                " begun = 0 WHERE id = ?",
                [owner, stamp(now + lease), row["id"]],
            )
            row = self._row(f"{_DELIVERIES} WHERE d.id = ?", [row["id"]])
            assert row is not None
            return _delivery(row)

    def begin(self, delivery: Delivery) -> bool:
        """Note that the message is handed over from now on; False when the claim was lost meanwhile."""
        return self._update(delivery, "begun = 1", (), "state = 'sending'")

    def settle(
        self, delivery: Delivery, state: DeliveryState, now: datetime, error: str = "",
        next_try: datetime | None = None,
    ) -> bool:  # fmt: skip
        """Keep what came of a claimed delivery; False when it was taken from this process meanwhile.

        Whoever was believed dead and comes back with an answer is heard.
        """
        values = (
            state,
            error,
            stamp(now) if state == "sent" else None,
            stamp(next_try) if next_try else None,
        )
        return self._update(
            delivery, "state = ?, error = ?, sent = ?, next_try = ?, owner = NULL, lease = NULL", values,
            "state IN ('sending', 'doubtful')",
        )  # fmt: skip

    def reclaim(
        self, now: datetime, alive: Callable[[str], bool | None], repeatable: Callable[[Delivery], bool]
    ) -> list[Delivery]:
        """Settle what processes that are no more left behind; returns those that are doubtful now.

        What was not begun is due again, and so is what can be `repeatable` without harm. Of processes of
        which nothing can be known (None) their lease decides.
        """
        doubtful = []
        for left in self.deliveries("sending"):
            lives = alive(left.owner)
            if lives or (lives is None and left.lease is not None and left.lease > now):
                continue
            if left.begun and not repeatable(left):
                self._update(left, "state = 'doubtful', error = ?", (DIED,), "state = 'sending'")
                doubtful.append(left)
            else:
                self._update(left, "state = 'pending', owner = NULL, lease = NULL", (), "state = 'sending'")
        return doubtful

    def requeue(self, states: Collection[DeliveryState], *, window: str | None = None) -> int:
        """Make deliveries due again that a person wants sent once more; returns how many."""
        marks = ", ".join("?" * len(states))
        with self.transaction(durable=True):
            return self._execute(
                f"UPDATE deliveries SET state = 'pending', attempts = 0, next_try = NULL, owner = NULL,"
                f" lease = NULL, begun = 0 WHERE state IN ({marks}) AND length(message) > 0 AND"
                f" (? IS NULL OR digest_id IN (SELECT id FROM digests WHERE window = ?))",
                [*states, window, window],
            ).rowcount

    def _update(self, delivery: Delivery, what: str, values: tuple[str | None, ...], where: str) -> bool:
        """Change a delivery that is still in the same hands."""
        with self.transaction(durable=True):
            sql = f"UPDATE deliveries SET {what} WHERE id = ? AND owner = ? AND {where}"
            return self._execute(sql, [*values, delivery.id, delivery.owner]).rowcount == 1


_DELIVERIES = "SELECT d.*, g.window FROM deliveries d JOIN digests g ON g.id = d.digest_id"


def _delivery(row: Row) -> Delivery:
    def when(name: str) -> datetime | None:
        return moment(row[name]) if row[name] else None

    return Delivery(
        id=row["id"], digest_id=row["digest_id"], window=row["window"], recipient=row["recipient"],
        message_id=row["message_id"], message=swell(row["message"] or b""), state=row["state"],
        attempts=row["attempts"] or 0, error=row["error"] or "", next_try=when("next_try"),
        sent=when("sent"), owner=row["owner"] or "", lease=when("lease"), begun=bool(row["begun"]),
    )  # fmt: skip
