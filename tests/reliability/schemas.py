"""Writes `schemas/NN-name.sql`: a database of each schema that was released, with a row in every table.

Run it after adding a migration: `python tests/reliability/schemas.py`. Files that are there stay as they are,
since what was released does not change.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

FOLDER = Path(__file__).parent / "schemas"
BODY = b"<h1>A friendly inbox for online shops</h1>" * 9
BODY_HASH = hashlib.sha256(BODY).hexdigest()


def rows() -> dict[str, dict[str, Any]]:
    """One row a table, as the program of that time wrote it; columns that came later are left out."""
    pack = zstandard.ZstdCompressor(level=9).compress
    layout = {
        "language": "en", "paths": [[]], "blocks": [[1, 0, 1.0, "main", None, []]],
        "plans": [], "releases": [],
    }  # fmt: skip
    at, day = "2026-01-05T07:00:00Z", "2026-01-05"
    return {
        "pages": {
            "id": 1, "url": "https://deskly.example/", "company": "Deskly", "kind": "home", "etag": '"1"',
            "body_hash": BODY_HASH, "first_seen": at, "last_checked": at, "found_via": "home",
        },
        "snapshots": {"id": 1, "hash": BODY_HASH, "size": len(BODY), "body": pack(BODY)},
        "captures": {
            "id": 1, "page_id": 1, "snapshot_id": 1, "at": at, "seen_until": at, "outcome": "ok",
            "status": 200, "content_type": "text/html", "origin": "crawl",
        },
        "blocks": {
            "id": 1, "key": "k1", "role": "h1", "text": "A friendly inbox for online shops", "version": "v1",
        },
        "claims": {
            "id": 1, "block_id": 1, "ordinal": 0, "type": "category",
            "text": "A friendly inbox for online shops", "start": 0,
            "end": 33, "strength": "plain", "negated": 0, "confidence": 1.0,
        },
        "walks": {
            "page_id": 1, "snapshot_id": 1, "version": "v1", "layout": pack(json.dumps(layout).encode()),
        },
        "triage": {"signal_id": "s1", "verdict": "noise", "why": "old news", "at": at},
        "digests": {
            "id": 1, "window": day, "made": at, "since": "2025-12-29", "until": day, "subject": "News",
            "html": "<p>News</p>", "text": "News", "signals": '["s1"]',
        },
        "deliveries": {
            "id": 1, "digest_id": 1, "recipient": "dana@larkdesk.example", "message_id": "<1@x>",
            "message": b"Subject: News\r\n\r\nNews\r\n", "state": "pending", "attempts": 1, "error": "later",
        },
        "goal_values": {"id": 1, "goal": "arr", "date": day, "value": 1.5},
        "runs": {
            "id": 1, "stage": "crawl", "started": at, "finished": at, "status": "ok", "counts": '{"ok": 1}',
            "messages": "[]",
        },
    }  # fmt: skip


def write() -> None:
    """Write what is missing."""
    from sqlite_utils import Database

    from turfwatch.migrations import migrations

    names = [m.name for m in migrations._migrations]
    FOLDER.mkdir(exist_ok=True)
    for number, name in enumerate(names, 1):
        file = FOLDER / f"{number:02}-{name}.sql"
        if file.exists():
            continue
        with closing(sqlite3.connect(":memory:")) as connection:
            migrations.apply(Database(connection), stop_before=names[number:])
            connection.commit()
            for table, row in rows().items():
                there = [r[1] for r in connection.execute(f"PRAGMA table_info({table})")]
                values = {column: value for column, value in row.items() if column in there}
                if values:
                    marks = ", ".join("?" * len(values))
                    connection.execute(
                        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", [*values.values()]
                    )
            connection.commit()
            file.write_text("\n".join(connection.iterdump()) + "\n")


if __name__ == "__main__":
    write()
