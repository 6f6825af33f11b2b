"""The database's shape, as append-only steps; each is applied in one transaction with its record.

Never edit a step that was released: add the next one. A database with steps this program does not
know is refused (StoreTooNew) rather than guessed at.
"""

from __future__ import annotations

from sqlite_utils.db import Database, ForeignKeysType, Table
from sqlite_utils.migrations import Migrations

migrations = Migrations("turfwatch")


def _create(
    db: Database,
    name: str,
    columns: dict[str, type],
    *,
    pk: str | tuple[str, ...] = "id",
    required: set[str] | None = None,
    links: ForeignKeysType | None = None,
) -> Table:
    table = db.table(name)
    table.create(columns, pk=pk, not_null=required or set(), foreign_keys=links or [])
    return table


@migrations()
def captures(db: Database) -> None:
    """Pages, their captures and the content-addressed bodies."""
    _create(
        db,
        "pages",
        {
            "id": int, "url": str, "company": str, "kind": str, "found_via": str,
            "etag": str, "last_modified": str, "body_hash": str,
            "first_seen": str, "last_checked": str, "gone_since": str,
        },
        required={"url", "company", "kind"},
    ).create_index(["company", "url"], unique=True)  # fmt: skip
    snapshots = _create(
        db,
        "snapshots",
        {"id": int, "hash": str, "base_id": int, "size": int, "body": bytes},
        required={"hash", "size", "body"},
        links=[("base_id", "snapshots", "id")],
    )
    snapshots.create_index(["hash"], unique=True)
    table = _create(
        db,
        "captures",
        {
            "id": int, "page_id": int, "snapshot_id": int, "at": str, "seen_until": str,
            "outcome": str, "reason": str, "status": int, "content_type": str, "origin": str,
            "etag": str, "last_modified": str,
        },
        required={"page_id", "at", "seen_until", "outcome"},
        links=[("page_id", "pages", "id"), ("snapshot_id", "snapshots", "id")],
    )  # fmt: skip
    table.create_index(["page_id", "at"], unique=True)
    table.create_index(["snapshot_id"])


@migrations()
def facts(db: Database) -> None:
    """Blocks with their claims, plans and releases, and how captures are laid out from them."""
    _create(
        db, "blocks", {"id": int, "key": str, "role": str, "text": str, "version": str},
        required={"key", "role", "text", "version"},
    ).create_index(["key"], unique=True)  # fmt: skip
    _create(
        db,
        "claims",
        {
            "id": int, "block_id": int, "ordinal": int, "type": str, "text": str,
            "start": int, "end": int, "strength": str, "subject": str, "audience": str,
            "capability": str, "quantity": str, "compared_to": str, "negated": int,
            "rule": str, "confidence": float,
        },
        required={"block_id", "type", "text", "start", "end", "strength"},
        links=[("block_id", "blocks", "id")],
    ).create_index(["block_id", "ordinal"], unique=True)  # fmt: skip
    _create(
        db, "records", {"id": int, "hash": str, "kind": str, "json": str},
        required={"hash", "kind", "json"},
    ).create_index(["hash"], unique=True)  # fmt: skip
    walks = _create(
        db,
        "walks",
        {"page_id": int, "snapshot_id": int, "version": str, "layout": bytes},
        pk=("page_id", "snapshot_id"),
        required={"version", "layout"},
        links=[("page_id", "pages", "id"), ("snapshot_id", "snapshots", "id")],
    )
    walks.create_index(["version"])


@migrations()
def signals(db: Database) -> None:
    """What the captures mean over time: rebuilt from them at any moment."""
    _create(
        db,
        "lifetimes",
        {
            "id": str, "company": str, "type": str, "text": str, "strength": str,
            "audience": str, "capability": str, "quantity": str, "compared_to": str,
            "url": str, "page_kind": str, "role": str, "segments": str,
            "first_seen": str, "last_seen": str, "active": int, "json": str,
        },
        required={"company", "text", "json"},
    ).create_index(["company"])  # fmt: skip
    changes = _create(
        db,
        "changes",
        {
            "id": int, "date": str, "company": str, "url": str, "change": str,
            "claim_type": str, "before": str, "after": str, "segment": str,
            "suppressed": str, "lifetime_id": str, "json": str,
        },
        required={"date", "company", "change", "json"},
    )  # fmt: skip
    changes.create_index(["company", "date"])
    dated: dict[str, dict[str, type]] = {
        "plan_events": {"plan": str, "event": str},
        "release_log": {"title": str, "kind": str},
        "presence": {"segment": str, "presence": float, "stage": str},
    }
    for name, extra in dated.items():
        _create(
            db, name, {"id": int, "date": str, "company": str, "url": str, **extra, "json": str},
            required={"date", "company", "json"},
        ).create_index(["company", "date"])  # fmt: skip
    table = _create(
        db,
        "signals",
        {
            "id": str, "date": str, "company": str, "kind": str, "segment": str,
            "severity": str, "score": float, "summary": str, "url": str, "json": str,
        },
        required={"date", "company", "kind", "json"},
    )  # fmt: skip
    table.create_index(["date"])
    _create(
        db, "derivations", {"company": str, "inputs": str, "until": str},
        pk="company", required={"inputs", "until"},
    )  # fmt: skip


@migrations()
def people(db: Database) -> None:
    """What people said and were told: triage, digests and deliveries, goals, runs."""
    _create(
        db, "triage", {"signal_id": str, "verdict": str, "why": str, "at": str},
        pk="signal_id", required={"verdict", "at"},
    )  # fmt: skip
    _create(
        db,
        "digests",
        {"id": int, "window": str, "made": str, "since": str, "until": str, "subject": str,
         "html": str, "text": str, "signals": str},
        required={"window", "made", "subject", "html", "text"},
    ).create_index(["window"], unique=True)  # fmt: skip
    _create(
        db,
        "deliveries",
        {"id": int, "digest_id": int, "recipient": str, "message_id": str, "message": bytes,
         "state": str, "attempts": int, "next_try": str, "error": str, "sent": str},
        required={"digest_id", "recipient", "message_id", "state"},
        links=[("digest_id", "digests", "id")],
    ).create_index(["digest_id", "recipient"], unique=True)  # fmt: skip
    _create(
        db, "goal_values", {"id": int, "goal": str, "date": str, "value": float},
        required={"goal", "date", "value"},
    ).create_index(["goal", "date"], unique=True)  # fmt: skip
    _create(
        db,
        "runs",
        {"id": int, "stage": str, "started": str, "finished": str, "status": str,
         "counts": str, "messages": str},
        required={"stage", "started", "finished", "status"},
    )  # fmt: skip


@migrations()
def languages(db: Database) -> None:
    """In which language a capture is, and whether its claims were left unread for that."""
    walks = db.table("walks")
    walks.add_column("language", str)
    walks.add_column("claims_skipped", int, not_null_default=0)


@migrations()
def checkpoints(db: Database) -> None:
    """Where the fold of a company's history can be taken up again, and for which inputs that holds."""
    _create(
        db, "checkpoints", {"company": str, "day": str, "inputs": str, "state": bytes},
        pk="company", required={"day", "inputs", "state"},
    )  # fmt: skip


@migrations()
def lessons(db: Database) -> None:
    """What a verdict can teach is kept with it; signals that are not told are kept with the reason."""
    db.table("triage").add_column("about", str)
    db.table("signals").add_column("suppressed", str)
    db.table("signals").add_column("update_of", str)


@migrations()
def positioning(db: Database) -> None:
    """What buyers said, and every wording a goal's definition has had."""
    table = _create(
        db,
        "evidence",
        {"id": str, "date": str, "segment": str, "source": str, "outcome": str, "quote": str,
         "rival": str, "count": int, "added": str, "json": str},
        required={"date", "segment", "outcome", "json"},
    )  # fmt: skip
    table.create_index(["segment", "date"])
    _create(
        db,
        "goal_versions",
        {"id": int, "goal": str, "hash": str, "seen": str, "terms": str, "acknowledged": str, "why": str},
        required={"goal", "hash", "seen", "terms"},
    ).create_index(["goal", "seen"])


@migrations()
def addresses(db: Database) -> None:
    """What a company's site linked to, visited or not: what is not among it is a new page."""
    _create(db, "addresses", {"company": str, "marks": bytes}, pk="company", required={"marks"})


@migrations()
def jobs(db: Database) -> None:
    """What the scheduler knows of each of its jobs: the last day it ran for, and how that went."""
    _create(
        db,
        "jobs",
        {"name": str, "day": str, "state": str, "started": str, "finished": str, "code": int,
         "attempts": int},
        pk="name", required={"day", "state", "started", "attempts"},
    )  # fmt: skip


@migrations()
def outbox(db: Database) -> None:
    """Who is sending a delivery, until when that is believed, and whether the handing over has begun."""
    deliveries = db.table("deliveries")
    deliveries.add_column("owner", str)
    deliveries.add_column("lease", str)
    deliveries.add_column("begun", int, not_null_default=0)
    deliveries.create_index(["state", "id"])


@migrations()
def shown(db: Database) -> None:
    """How much text a body shows: a page that all but empties is known without reading its last body."""
    db.table("snapshots").add_column("shown", int)


@migrations()
def two_checkpoints(db: Database) -> None:
    """A company's history is put away at the end of its last day too; what is there is derived anew."""
    db.table("checkpoints").drop()
    _create(
        db, "checkpoints", {"company": str, "day": str, "inputs": str, "state": bytes},
        pk=("company", "day"), required={"inputs", "state"},
    )  # fmt: skip
