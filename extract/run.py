"""The extraction stage: stored captures in, facts out; text that is known costs nothing.

captures not yet extracted by this version ─→ body ─→ blocks ─→ (new ones) ─→ claims ─→ store
                                                  └─→ plans, releases ──────────────┘
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Literal

from extract.blocks import declared_language, is_feed, walk
from extract.claims import ClaimReader, ClaimRequest
from extract.language import detect
from turfwatch.config import Config
from turfwatch.errors import ExtractError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Capture, Claim, Facts, PlacedClaim, Plan, Release, RunRecord

_TASK = "extract"
_AT_ONCE = 24  # captures read together: enough new blocks for full batches, little memory
_PRICED = frozenset({"pricing", "home", "product", "solution"})
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|GBP|CHF)\b")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


def _version() -> str:
    """A hash of everything that reads: nobody has to remember to raise a number."""
    folder = Path(__file__).parent
    files = (f for f in folder.rglob("*") if f.suffix in {".py", ".toml", ".npz", ".json"})
    content = hashlib.sha256()
    for file in sorted(files):
        content.update(f"{file.relative_to(folder)}\x1f".encode() + file.read_bytes())
    return content.hexdigest()[:12]


VERSION: str = _version()
"""Changes whenever the model, a lexicon, a rule or any code of this package changes."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One capture, walked but without claims yet."""

    capture: Capture
    blocks: tuple[Block, ...]
    plans: tuple[Plan, ...]
    releases: tuple[Release, ...]
    language: str


def run(config: Config, store: Store, now: datetime, *, progress: Progress | None = None) -> RunRecord:
    """Extract every good capture this version has not read, oldest first.

    A page that cannot be read is counted and named in the record, and the run goes on. Raises
    ExtractError when the models are missing, StoreError when the database cannot be written.
    """
    progress, began = progress or Quiet(), monotonic()
    waiting = store.unextracted(VERSION)
    counts = dict.fromkeys(("captures", "blocks", "new_blocks", "claims", "plans", "releases", "skipped"), 0)
    messages: list[str] = []
    progress.start(_TASK, len(waiting))
    reader = ClaimReader(config.extract, (config.company, *config.competitors)) if waiting else None
    for chunk in _chunks(waiting, _AT_ONCE):
        read = [r for c in chunk if (r := _attempt(store, c, messages)) is not None]
        assert reader is not None
        _save(store, reader, read, counts)
        counts["skipped"] += len(chunk) - len(read)
        progress.advance(_TASK, len(chunk))
    progress.finish(_TASK)
    status: Literal["ok", "partial"] = "partial" if counts["skipped"] else "ok"
    ended = now + timedelta(seconds=monotonic() - began)
    return RunRecord("extract", now, ended, status, counts, tuple(sorted(set(messages))))


def _attempt(store: Store, capture: Capture, messages: list[str]) -> _Read | None:
    """Read one capture; what is wrong with the page is said, never raised."""
    assert capture.snapshot_id is not None
    try:
        read = read_capture(capture, store.body(capture.snapshot_id))
    except (ExtractError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        messages.append(f"{capture.url} ({capture.at:%Y-%m-%d}): not read: {type(error).__name__}: {error}")
        return None
    if read.language != "en" and read.blocks:
        messages.append(f"{capture.url}: is in {read.language!r}: claims skipped, plans and releases read")
    return read


def read_capture(capture: Capture, body: bytes) -> _Read:
    """Blocks, plans, releases and language of one body. Pure."""
    from extract.pricing import plans
    from extract.releases import releases

    text = decode(body)
    feed = is_feed(text) or text.lstrip()[:1] in "{["
    blocks = () if feed else walk(text, url=capture.url)
    language = detect((b.text for b in blocks), declared_language(text))
    priced = capture.kind in _PRICED and (
        capture.kind == "pricing" or any(_MONEY.search(b.text) for b in blocks)
    )
    noted = feed or capture.kind == "release_notes"
    return _Read(
        capture,
        blocks,
        plans(text, capture.url) if priced and not feed else (),
        releases(text, capture.url, capture.content_type or "", capture.at.date()) if noted else (),
        language,
    )


def decode(body: bytes) -> str:
    """A stored body as text: UTF-8, else what the page declares, else Western European; never raises."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(body[:4096])
    name = declared.group(1).decode("ascii") if declared else "cp1252"
    try:
        return body.decode(name if name.lower() not in {"utf-8", "utf8"} else "utf-8", "replace")
    except LookupError:
        return body.decode("cp1252", "replace")


def _save(store: Store, reader: ClaimReader, read: Sequence[_Read], counts: dict[str, int]) -> None:
    """Read the blocks nobody has read before, over all captures at once; store every capture's facts."""
    keys = [[_key(r.capture, b) for b in r.blocks] for r in read]
    known = store.known_claims((k for page in keys for k in page), VERSION)
    fresh = _fresh(reader, read, keys, known)
    claims, saved = {**known, **fresh}, set(known)
    for page, r in zip(keys, read, strict=True):
        placed = tuple(PlacedClaim(c, b) for k, b in zip(page, r.blocks, strict=True) for c in claims[k])
        facts = Facts(r.blocks, placed, r.plans, r.releases, r.language)
        store.save_facts(r.capture, facts, {k: fresh[k] for k in page if k not in saved}, VERSION)
        saved.update(page)
        for name in ("blocks", "claims", "plans", "releases"):
            counts[name] += len(getattr(facts, name))
    counts["captures"] += len(read)
    counts["new_blocks"] += len(fresh)


def _fresh(
    reader: ClaimReader,
    read: Sequence[_Read],
    keys: Sequence[Sequence[str]],
    known: Mapping[str, tuple[Claim, ...]],
) -> dict[str, tuple[Claim, ...]]:
    """The claims of every block not known, each read once; code, consent and other languages have none."""
    wanted: dict[str, ClaimRequest] = {}
    mute: dict[str, tuple[Claim, ...]] = {}
    for page, r in zip(keys, read, strict=True):
        for key, block in zip(page, r.blocks, strict=True):
            if key in known or key in wanted:
                continue
            if r.language == "en" and not block.marks & {"code", "consent"}:
                wanted[key] = _request(r.capture, block)
                mute.pop(key, None)
            else:
                mute[key] = ()
    return mute | dict(zip(wanted, reader.read(list(wanted.values())), strict=True))


def _key(capture: Capture, block: Block) -> str:
    return block_key(block, company=capture.company, page_kind=capture.kind)


def _request(capture: Capture, block: Block) -> ClaimRequest:
    return ClaimRequest(block.text, block.role, capture.kind, block.heading, block.region, capture.company)


def _chunks(items: Sequence[Capture], size: int) -> Iterator[list[Capture]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
