"""What was extracted: claims hang on blocks, blocks on what they say, so known text costs nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import zstandard

from turfwatch.store._base import Row, moment
from turfwatch.store._json import dump, parse
from turfwatch.store.captures import _CAPTURES, CaptureTables, _capture
from turfwatch.types import (
    Block,
    Capture,
    Claim,
    Facts,
    PlacedClaim,
    Plan,
    Quantity,
    Release,
    SkippedLanguage,
)

Value = TypeVar("Value", int, str)


def block_key(block: Block, *, company: str, page_kind: str, language: str = "en") -> str:
    """What a block's claims depend on, hashed: its words, role, heading, company, page kind and language."""
    parts = [company, page_kind, block.role, block.region, block.heading, block.text]
    parts += [] if language == "en" else [language]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


class FactTables(CaptureTables):
    """Reading and writing of blocks, claims, plans and releases."""

    def unextracted(self, version: str) -> list[Capture]:
        """Good captures whose page and body have not been extracted by this version, oldest first."""
        sql = f"""{_CAPTURES} LEFT JOIN walks w ON w.page_id = c.page_id AND w.snapshot_id = c.snapshot_id
                  WHERE c.outcome = 'ok' AND (w.version IS NULL OR w.version <> ?)
                  GROUP BY c.page_id, c.snapshot_id ORDER BY min(c.at), p.url"""
        return [_capture(row) for row in self._rows(sql, [version])]

    def unread(self, company: str | None = None) -> frozenset[int]:
        """Good captures (of one company) of which no facts are stored, by id."""
        rows = self._rows(
            """SELECT c.id FROM captures c JOIN pages p ON p.id = c.page_id
               LEFT JOIN walks w ON w.page_id = c.page_id AND w.snapshot_id = c.snapshot_id
               WHERE c.outcome = 'ok' AND w.page_id IS NULL AND (? IS NULL OR p.company = ?)""",
            [company, company],
        )
        return frozenset(row["id"] for row in rows)

    def known_claims(self, keys: Iterable[str], version: str) -> dict[str, tuple[Claim, ...]]:
        """The claims of the blocks among `keys` that this version has already read."""
        wanted, found = list(dict.fromkeys(keys)), dict[str, tuple[Claim, ...]]()
        for chunk in (wanted[i : i + 500] for i in range(0, len(wanted), 500)):
            marks = ",".join("?" * len(chunk))
            rows = self._rows(
                f"SELECT b.key, c.* FROM blocks b LEFT JOIN claims c ON c.block_id = b.id"
                f" WHERE b.version = ? AND b.key IN ({marks}) ORDER BY b.id, c.ordinal",
                [version, *chunk],
            )
            for row in rows:
                claims = found.get(row["key"], ())
                found[row["key"]] = (*claims, _claim(row)) if row["block_id"] else claims
        return found

    def save_facts(
        self, capture: Capture, facts: Facts, claims: Mapping[str, Sequence[Claim]], version: str
    ) -> None:
        """Store one capture's facts; `claims` holds the newly read blocks' claims by block key.

        In the same transaction the page takes over the capture's validators and body hash: a body
        that could not be read must be fetched again.
        """
        with self.transaction():
            keys = [
                block_key(b, company=capture.company, page_kind=capture.kind, language=facts.language)
                for b in facts.blocks
            ]
            ids = self._save_blocks(dict(zip(keys, facts.blocks, strict=True)), claims, version)
            layout = self._layout([ids[key] for key in keys], facts)
            self._execute(
                "INSERT INTO walks (page_id, snapshot_id, version, layout, language, claims_skipped)"
                " VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (page_id, snapshot_id) DO UPDATE SET version = excluded.version,"
                " layout = excluded.layout, language = excluded.language,"
                " claims_skipped = excluded.claims_skipped",
                [
                    capture.page_id, capture.snapshot_id, version, layout,
                    facts.language, int(facts.claims_skipped),
                ],
            )  # fmt: skip
            self._confirm_validators(capture.page_id)

    def facts(self, captures: Sequence[Capture]) -> list[Facts]:
        """The facts of each capture, in order; a capture not extracted yet has none."""
        layouts = [self._layout_of(capture) for capture in captures]
        block_ids = {entry[0] for layout in layouts for entry in layout["blocks"]}
        record_ids = {i for layout in layouts for i in (*layout["plans"], *layout["releases"])}
        blocks, claims, records = self._blocks(block_ids), self._claims(block_ids), self._records(record_ids)
        return [_facts(layout, blocks, claims, records) for layout in layouts]

    def extractor_versions(self) -> list[str]:
        """The versions the stored facts were extracted with, sorted."""
        return [row["version"] for row in self._rows("SELECT DISTINCT version FROM walks ORDER BY version")]

    def skipped_languages(self) -> list[SkippedLanguage]:
        """Where claims are not read today for want of a model of the page's language, by company.

        Counts pages that stand, by their latest good capture; `since` is the first such capture.
        """
        rows = self._rows(
            """SELECT p.company, w.language, count(DISTINCT p.id) AS pages, min(e.at) AS since
               FROM pages p
               JOIN captures c ON c.id = (SELECT id FROM captures WHERE page_id = p.id
                                          AND outcome = 'ok' ORDER BY at DESC LIMIT 1)
               JOIN walks w ON w.page_id = p.id AND w.snapshot_id = c.snapshot_id
               JOIN walks v ON v.page_id = p.id AND v.language = w.language AND v.claims_skipped
               JOIN captures e ON e.page_id = p.id AND e.snapshot_id = v.snapshot_id AND e.outcome = 'ok'
               WHERE p.gone_since IS NULL AND w.claims_skipped
               GROUP BY p.company, w.language ORDER BY p.company, pages DESC, w.language"""
        )
        return [SkippedLanguage(r["company"], r["language"], r["pages"], moment(r["since"])) for r in rows]

    # --- writing --------------------------------------------------------------------------------

    def _save_blocks(
        self, blocks: Mapping[str, Block], claims: Mapping[str, Sequence[Claim]], version: str
    ) -> dict[str, int]:
        new = {key: block for key, block in blocks.items() if key in claims}
        for key, block in new.items():
            self._execute(
                "INSERT INTO blocks (key, role, text, version) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET version = excluded.version",
                [key, block.role, block.text, version],
            )
        found = self._among("SELECT id, key FROM blocks WHERE key IN", blocks)
        ids = {row["key"]: row["id"] for row in found}
        assert ids.keys() == blocks.keys(), "a block is neither known nor newly read"
        for key in new:
            self._execute("DELETE FROM claims WHERE block_id = ?", [ids[key]])
            self._insert_all("claims", [_claim_row(ids[key], i, c) for i, c in enumerate(claims[key])])
        return ids

    def _layout(self, block_ids: Sequence[int], facts: Facts) -> bytes:
        paths = list(dict.fromkeys(block.headings for block in facts.blocks))
        index = {path: number for number, path in enumerate(paths)}
        layout = {
            "language": facts.language,
            "paths": paths,
            "blocks": [
                [i, index[b.headings], round(b.prominence, 3), b.region, b.href, sorted(b.marks)]
                for i, b in zip(block_ids, facts.blocks, strict=True)
            ],
            "plans": [self._save_record("plan", plan) for plan in facts.plans],
            "releases": [self._save_record("release", release) for release in facts.releases],
        }
        text = json.dumps(layout, ensure_ascii=False, separators=(",", ":"))
        return zstandard.ZstdCompressor(level=9).compress(text.encode())

    def _save_record(self, kind: str, record: Plan | Release) -> int:
        text = dump(record)
        address = hashlib.sha256(f"{kind}\x1f{text}".encode()).hexdigest()[:32]
        if row := self._row("SELECT id FROM records WHERE hash = ?", [address]):
            return int(row["id"])
        return self._insert("records", {"hash": address, "kind": kind, "json": text})

    # --- reading --------------------------------------------------------------------------------

    def _layout_of(self, capture: Capture) -> dict[str, Any]:
        row = self._row(
            "SELECT layout, claims_skipped FROM walks WHERE page_id = ? AND snapshot_id = ?",
            [capture.page_id, capture.snapshot_id],
        )
        if row is None:
            return {"language": "", "skipped": 0, "paths": [], "blocks": [], "plans": [], "releases": []}
        layout: dict[str, Any] = json.loads(zstandard.ZstdDecompressor().decompress(row["layout"]))
        return {**layout, "skipped": row["claims_skipped"]}

    def _blocks(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Text and role of each block."""
        rows = self._among("SELECT id, text, role FROM blocks WHERE id IN", ids)
        return {row["id"]: (row["text"], row["role"]) for row in rows}

    def _claims(self, ids: Iterable[int]) -> dict[int, list[Claim]]:
        found: dict[int, list[Claim]] = {}
        for row in self._among("SELECT * FROM claims WHERE block_id IN", ids):
            found.setdefault(row["block_id"], []).append(_claim(row))
        return found

    def _records(self, ids: Iterable[int]) -> dict[int, Plan | Release]:
        kinds: dict[str, type[Plan] | type[Release]] = {"plan": Plan, "release": Release}
        rows = self._among("SELECT * FROM records WHERE id IN", ids)
        return {row["id"]: parse(kinds[row["kind"]], row["json"]) for row in rows}

    def _among(self, sql: str, values: Iterable[Value]) -> list[Row]:
        """The rows whose last column asked for is one of the values, in a fixed order of these."""
        wanted = sorted(set(values))
        chunks = (wanted[i : i + 500] for i in range(0, len(wanted), 500))
        return [row for c in chunks for row in self._rows(f"{sql} ({','.join('?' * len(c))})", c)]


def _facts(
    layout: dict[str, Any],
    blocks: Mapping[int, tuple[str, str]],
    claims: Mapping[int, Sequence[Claim]],
    records: Mapping[int, Plan | Release],
) -> Facts:
    paths = [tuple(path) for path in layout["paths"]]
    placed = [
        (i, Block(*blocks[i], position, paths[path], prominence, region, href, frozenset(marks)))
        for position, (i, path, prominence, region, href, marks) in enumerate(layout["blocks"])
    ]
    return Facts(
        blocks=tuple(block for _, block in placed),
        claims=tuple(PlacedClaim(claim, block) for i, block in placed for claim in claims.get(i, ())),
        plans=tuple(p for i in layout["plans"] if isinstance(p := records[i], Plan)),
        releases=tuple(r for i in layout["releases"] if isinstance(r := records[i], Release)),
        language=layout["language"],
        claims_skipped=bool(layout["skipped"]),
    )


def _claim_row(block_id: int, ordinal: int, claim: Claim) -> dict[str, Any]:
    return {
        "block_id": block_id, "ordinal": ordinal, "type": claim.type, "text": claim.text,
        "start": claim.start, "end": claim.end, "strength": claim.strength,
        "subject": claim.subject, "audience": claim.audience, "capability": claim.capability,
        "quantity": dump(claim.quantity) if claim.quantity else None,
        "compared_to": claim.compared_to, "negated": int(claim.negated), "rule": claim.rule,
        "confidence": claim.confidence,
    }  # fmt: skip


def _claim(row: Row) -> Claim:
    return Claim(
        type=row["type"], text=row["text"], start=row["start"], end=row["end"],
        strength=row["strength"], subject=row["subject"], audience=row["audience"],
        capability=row["capability"],
        quantity=parse(Quantity, row["quantity"]) if row["quantity"] else None,
        compared_to=row["compared_to"], negated=bool(row["negated"]), rule=row["rule"] or "",
        confidence=row["confidence"],
    )  # fmt: skip
