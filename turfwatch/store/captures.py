"""Pages, captures and snapshots: what was fetched, when, and what came of it."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from turfwatch.errors import StoreError
from turfwatch.store import _bodies
from turfwatch.store._base import Base, Row, moment, stamp
from turfwatch.types import Capture, Fetch, Outcome, Page, SourceHealth

_CAPTURES = """
    SELECT c.*, p.url, p.company, p.kind, s.hash AS snapshot_hash, s.shown
    FROM captures c JOIN pages p ON p.id = c.page_id LEFT JOIN snapshots s ON s.id = c.snapshot_id
"""
_KEEP = "[retention] in turfwatch.toml says for how long bodies that nothing quotes are kept"
_ENDS = frozenset({"ok", "gone"})  # outcomes with which trouble is over


class CaptureTables(Base):
    """Reading and writing of pages, captures, snapshots and source health."""

    def pages(self, company: str | None = None) -> list[Page]:
        """Every known page, or one company's, by address."""
        where, values = ("WHERE company = ?", [company]) if company else ("", [])
        return [
            _page(row) for row in self._rows(f"SELECT * FROM pages {where} ORDER BY company, url", values)
        ]

    def save_page(self, page: Page, now: datetime) -> Page:
        """Add a page, or update kind and origin of a known one; returns it with its id."""
        self._execute(
            """INSERT INTO pages (url, company, kind, found_via, first_seen) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (company, url) DO UPDATE SET kind = excluded.kind""",
            [page.url, page.company, page.kind, page.found_via, stamp(now)],
        )
        row = self._row("SELECT * FROM pages WHERE company = ? AND url = ?", [page.company, page.url])
        assert row is not None
        return _page(row)

    def addresses(self, company: str) -> frozenset[int]:
        """Marks (63 bits each) of every address met on a company's site so far."""
        row = self._row("SELECT marks FROM addresses WHERE company = ?", [company])
        return frozenset(array("q", row["marks"])) if row else frozenset()

    def meet(self, company: str, marks: Collection[int]) -> None:
        """Remember these addresses of a company's site too."""
        known = self.addresses(company)
        if fresh := known.union(marks) - known:
            self._execute(
                "INSERT INTO addresses VALUES (?, ?) ON CONFLICT DO UPDATE SET marks = excluded.marks",
                [company, array("q", sorted(known | fresh)).tobytes()],
            )

    def validator_record(self, company: str, since: datetime) -> list[tuple[str, bool]]:
        """Each change of a page that had validators: its address, and whether they changed with it."""
        rows = self._rows(
            """SELECT p.url, b.etag IS NOT a.etag OR b.last_modified IS NOT a.last_modified AS honest
               FROM captures b JOIN pages p ON p.id = b.page_id
               JOIN captures a ON a.id = (SELECT id FROM captures WHERE page_id = b.page_id AND at < b.at
                                          AND outcome = 'ok' ORDER BY at DESC LIMIT 1)
               WHERE p.company = ? AND b.at >= ? AND b.outcome = 'ok' AND b.snapshot_id != a.snapshot_id
                     AND b.origin = 'crawl' AND a.origin = 'crawl'
                     AND coalesce(b.etag, b.last_modified) NOT NULL""",
            [company, stamp(since)],
        )
        return [(row["url"], bool(row["honest"])) for row in rows]

    def record(self, fetch: Fetch) -> bool:
        """Store one fetch with its page; True when it brought a new capture or a new outcome.

        A fetch that finds what was already known there at that time only moves `seen_until`.
        Validators wait on the capture until `save_facts` confirms that its body could be read.
        """
        with self.transaction():
            page = self._page_of(fetch)
            before = self._row(
                "SELECT * FROM captures WHERE page_id = ? AND at <= ? ORDER BY at DESC LIMIT 1",
                [page.id, stamp(fetch.at)],
            )
            self._touch(page, fetch)
            if fetch.outcome is Outcome.UNCHANGED:
                return self._still(page, fetch, before)
            snapshot_id = self._save_snapshot(page, fetch) if fetch.outcome is Outcome.OK else None
            if before is not None and _same(before, fetch.outcome, snapshot_id):
                self._extend(before["id"], fetch)
                return False
            self._add_capture(page, fetch, snapshot_id)
            if snapshot_id is not None:
                self._confirm_validators(page.id)  # a body that came back was read when it was there first
            if before is not None and before["seen_until"] > stamp(fetch.at):
                self._split(before["id"], fetch)
            return True

    def captures(
        self, company: str | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> list[Capture]:
        """All captures (of one company, from and up to a moment), oldest first."""
        where, values = ["1"], list[Any]()
        if company:
            where.append("p.company = ?")
            values.append(company)
        if since:
            where.append("c.at >= ?")
            values.append(stamp(since))
        if until:
            where.append("c.at <= ?")
            values.append(stamp(until))
        sql = f"{_CAPTURES} WHERE {' AND '.join(where)} ORDER BY c.at, p.url, c.id"
        return [_capture(row) for row in self._rows(sql, values)]

    def reads(self, until: datetime | None = None) -> list[tuple[str, str, datetime, datetime]]:
        """Company, address, first and last moment (up to `until`) it was read, or found gone."""
        rows = self._rows(
            """SELECT p.company, p.url, min(c.at) AS first, min(max(c.seen_until), ?) AS last
               FROM captures c JOIN pages p ON p.id = c.page_id
               WHERE c.outcome IN ('ok', 'gone') AND c.at <= ? GROUP BY p.id ORDER BY p.company, p.url""",
            [stamp(until) if until else "9999"] * 2,
        )
        return [(row["company"], row["url"], moment(row["first"]), moment(row["last"])) for row in rows]

    def capture(self, capture_id: int) -> Capture | None:
        """One capture by its id."""
        row = self._row(f"{_CAPTURES} WHERE c.id = ?", [capture_id])
        return _capture(row) if row else None

    def body(self, snapshot_id: int) -> bytes:
        """The decoded bytes of a snapshot."""
        row = self._row("SELECT base_id, body FROM snapshots WHERE id = ?", [snapshot_id])
        if row is None:
            raise KeyError(snapshot_id)
        if not row["body"]:
            raise StoreError(f"snapshot {snapshot_id} was dropped by `turfwatch tidy`", hint=_KEEP)
        base = self.body(row["base_id"]) if row["base_id"] else None
        try:
            return _bodies.unpack(row["body"], base)
        except _bodies.Damaged as error:
            raise StoreError(f"snapshot {snapshot_id} is damaged", hint="restore a backup") from error

    def dropped(self, snapshot_id: int) -> bool:
        """Whether only what was extracted from the snapshot is kept, and its bytes no more."""
        row = self._row("SELECT 1 FROM snapshots WHERE id = ? AND length(body) = 0", [snapshot_id])
        return row is not None

    def damaged(self) -> list[str]:
        """Snapshots whose bytes no longer are what was stored."""
        rows = self._rows("SELECT id, hash FROM snapshots WHERE length(body) > 0 ORDER BY id")
        return [f"snapshot {row['id']} is damaged" for row in rows if not self._sound(row["id"], row["hash"])]

    def _sound(self, snapshot_id: int, address: str) -> bool:
        try:
            return _bodies.digest(self.body(snapshot_id)) == address
        except StoreError:
            return False

    def health(self, company: str | None = None) -> list[SourceHealth]:
        """Pages whose latest capture is trouble, with when it began."""
        sql = f"""{_CAPTURES} WHERE c.id = (SELECT id FROM captures WHERE page_id = p.id
                  ORDER BY at DESC LIMIT 1) AND c.outcome NOT IN ('ok', 'unchanged', 'gone')
                  AND (? IS NULL OR p.company = ?) ORDER BY p.company, p.url"""
        return [_health(row) for row in self._rows(sql, [company, company])]

    def recovered(self, since: datetime) -> list[SourceHealth]:
        """Trouble that ended at or after a moment: the page could be read again, or was found gone."""
        sql = f"""{_CAPTURES} WHERE c.outcome NOT IN ('ok', 'unchanged', 'gone') AND EXISTS (
                  SELECT 1 FROM captures n WHERE n.page_id = c.page_id AND n.at > c.at AND n.at >= ?)
                  ORDER BY p.company, p.url, c.at"""
        found = []
        for row in self._rows(sql, [stamp(since)]):
            after = self._row(
                "SELECT at, outcome FROM captures WHERE page_id = ? AND at > ? ORDER BY at LIMIT 1",
                [row["page_id"], row["at"]],
            )
            if after is not None and after["at"] >= stamp(since) and after["outcome"] in _ENDS:
                found.append(replace(_health(row), until=moment(after["at"])))
        return found

    # --- how a fetch becomes rows -----------------------------------------------------------------

    def _page_of(self, fetch: Fetch) -> Page:
        row = self._row("SELECT * FROM pages WHERE company = ? AND url = ?", [fetch.company, fetch.url])
        if row is not None:
            return _page(row)
        return self.save_page(
            Page(fetch.url, fetch.company, fetch.kind, found_via=fetch.found_via or fetch.origin), fetch.at
        )

    def _touch(self, page: Page, fetch: Fetch) -> None:
        checked = max(stamp(fetch.at), stamp(page.last_checked) if page.last_checked else "")
        first = min(stamp(fetch.at), stamp(page.first_seen) if page.first_seen else "9")
        current = page.last_checked is None or fetch.at >= page.last_checked
        back = current and fetch.outcome in {Outcome.OK, Outcome.UNCHANGED}
        self._execute(
            "UPDATE pages SET last_checked = ?, first_seen = ?, gone_since = iif(?, NULL, gone_since)"
            " WHERE id = ?",
            [checked, first, back, page.id],
        )
        if current:
            if fetch.outcome is Outcome.GONE:
                self._execute(
                    "UPDATE pages SET gone_since = coalesce(gone_since, ?), etag = NULL,"
                    " last_modified = NULL, body_hash = NULL WHERE id = ?",
                    [stamp(fetch.at), page.id],
                )
            elif fetch.outcome is Outcome.UNCHANGED and fetch.status == 200 and page.body_hash is not None:
                self._renew_validators(page, fetch)

    def _renew_validators(self, page: Page, fetch: Fetch) -> None:
        """The same body came under other validators, which stand for it from now on."""
        if (fetch.etag, fetch.last_modified) != (page.etag, page.last_modified):
            self._execute(
                "UPDATE pages SET etag = ?, last_modified = ? WHERE id = ?",
                [fetch.etag, fetch.last_modified, page.id],
            )

    def _confirm_validators(self, page_id: int) -> None:
        self._execute(
            """UPDATE pages SET (etag, last_modified, body_hash) = (
                   SELECT c.etag, c.last_modified, s.hash FROM captures c
                   JOIN snapshots s ON s.id = c.snapshot_id
                   JOIN walks w ON w.page_id = c.page_id AND w.snapshot_id = c.snapshot_id
                   WHERE c.page_id = pages.id AND c.outcome = 'ok' ORDER BY c.at DESC LIMIT 1)
               WHERE id = ? AND gone_since IS NULL""",
            [page_id],
        )

    def _still(self, page: Page, fetch: Fetch, before: Row | None) -> bool:
        """Not modified: the last good capture stands on, whatever trouble came between."""
        good = before
        if before is None or before["outcome"] != "ok":
            good = self._row(
                "SELECT * FROM captures WHERE page_id = ? AND outcome = 'ok' AND at <= ?"
                " ORDER BY at DESC LIMIT 1",
                [page.id, stamp(fetch.at)],
            )
        if good is None:
            return False
        if before is not None and before["id"] != good["id"]:
            back = replace(fetch, outcome=Outcome.OK, content_type=good["content_type"] or "", status=200)
            self._add_capture(page, back, good["snapshot_id"])
            return True
        self._extend(good["id"], fetch)
        return False

    def _extend(self, capture_id: int, fetch: Fetch) -> None:
        self._execute(
            "UPDATE captures SET seen_until = max(seen_until, ?), etag = coalesce(?, etag),"
            " last_modified = coalesce(?, last_modified) WHERE id = ?",
            [stamp(fetch.at), fetch.etag, fetch.last_modified, capture_id],
        )

    def _split(self, capture_id: int, fetch: Fetch) -> None:
        """An older fetch came in later: what stood around it was seen again afterwards."""
        self._execute(
            """INSERT OR IGNORE INTO captures (page_id, snapshot_id, at, seen_until, outcome, reason, status,
                                               content_type, origin, etag, last_modified)
               SELECT page_id, snapshot_id, seen_until, seen_until, outcome, reason, status,
                      content_type, origin, etag, last_modified FROM captures WHERE id = ?""",
            [capture_id],
        )
        self._execute("UPDATE captures SET seen_until = ? WHERE id = ?", [stamp(fetch.at), capture_id])

    def _add_capture(self, page: Page, fetch: Fetch, snapshot_id: int | None) -> None:
        self._execute(
            """INSERT INTO captures (page_id, snapshot_id, at, seen_until, outcome, reason, status,
                                     content_type, origin, etag, last_modified)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (page_id, at) DO UPDATE SET snapshot_id = excluded.snapshot_id,
                   outcome = excluded.outcome, reason = excluded.reason, status = excluded.status,
                   content_type = excluded.content_type, etag = excluded.etag,
                   last_modified = excluded.last_modified""",
            [
                page.id, snapshot_id, stamp(fetch.at), stamp(fetch.at), fetch.outcome.value,
                fetch.reason, fetch.status, fetch.content_type, fetch.origin, fetch.etag,
                fetch.last_modified,
            ],
        )  # fmt: skip

    def _save_snapshot(self, page: Page, fetch: Fetch) -> int:
        """The id of the snapshot with these bytes, stored as a delta of the page's first one."""
        body, address = fetch.body, _bodies.digest(fetch.body)
        row = self._row("SELECT id, length(body) > 0 AS kept FROM snapshots WHERE hash = ?", [address])
        if row is not None and row["kept"]:
            return int(row["id"])
        base = self._row(
            "SELECT s.id FROM captures c JOIN snapshots s ON s.id = c.snapshot_id"
            " WHERE c.page_id = ? AND s.base_id IS NULL AND length(s.body) > 0 ORDER BY c.id DESC LIMIT 1",
            [page.id],
        )
        whole = _bodies.pack(body)
        delta = _bodies.pack(body, self.body(base["id"])) if base else whole
        small = base is not None and len(delta) < 0.6 * len(whole)  # else start a new whole one
        base_id, packed = (base["id"], delta) if base and small else (None, whole)
        if row is not None:  # dropped long ago, and here again
            self._execute(
                "UPDATE snapshots SET base_id = ?, body = ? WHERE id = ?", [base_id, packed, row["id"]]
            )
            return int(row["id"])
        return self._insert(
            "snapshots",
            {"hash": address, "base_id": base_id, "size": len(body), "shown": fetch.shown, "body": packed},
        )


def _same(row: Row, outcome: Outcome, snapshot_id: int | None) -> bool:
    return bool(row["outcome"] == outcome.value and row["snapshot_id"] == snapshot_id)


def _health(row: Row) -> SourceHealth:
    return SourceHealth(
        row["company"], row["url"], Outcome(row["outcome"]), row["reason"] or "", moment(row["at"])
    )


def _page(row: Row) -> Page:
    def when(name: str) -> datetime | None:
        return moment(row[name]) if row[name] else None

    return Page(
        url=row["url"], company=row["company"], kind=row["kind"], id=row["id"],
        etag=row["etag"], last_modified=row["last_modified"], body_hash=row["body_hash"],
        first_seen=when("first_seen"), last_checked=when("last_checked"),
        gone_since=when("gone_since"), found_via=row["found_via"] or "",
    )  # fmt: skip


def _capture(row: Row) -> Capture:
    return Capture(
        id=row["id"], page_id=row["page_id"], url=row["url"], company=row["company"],
        kind=row["kind"], at=moment(row["at"]), seen_until=moment(row["seen_until"]),
        outcome=Outcome(row["outcome"]), reason=row["reason"] or "", status=row["status"],
        content_type=row["content_type"] or "", snapshot_id=row["snapshot_id"],
        snapshot_hash=row["snapshot_hash"], origin=row["origin"] or "crawl", shown=row["shown"],
    )  # fmt: skip
