"""The extraction stage: stored captures in, facts out; text that is known costs nothing.

captures not yet extracted by this version ─→ body ─→ blocks ─→ (new ones) ─→ claims ─→ store
                                                  └─→ plans, releases ──────────────┘
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Literal

from crawlers import adapters
from crawlers.adapters import SitePage
from extract.blocks import declared_language, is_feed, walk
from extract.claims import ClaimRequest
from extract.language import detect
from extract.readers import Reader, Readers
from turfwatch.config import Config
from turfwatch.errors import ExtractError, StoreError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Capture, Claim, Facts, PlacedClaim, Plan, Release, RunRecord
from turfwatch.versions import source_version

_TASK = "extract"
_AT_ONCE = 24  # captures read together: enough new blocks for full batches, little memory
_PRICED = frozenset({"pricing", "home", "product", "solution"})
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|GBP|CHF)\b")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


VERSION: str = source_version(Path(__file__).parent)
"""Changes whenever the model, a lexicon, a rule or any code of this package changes."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One capture, walked but without claims yet."""

    capture: Capture
    blocks: tuple[Block, ...]
    plans: tuple[Plan, ...]
    releases: tuple[Release, ...]
    language: str
    reader: Reader | None = None  # None: no configured model speaks the language

    @property
    def skipped(self) -> bool:
        """Whether there was text whose claims nobody reads."""
        return self.reader is None and bool(self.blocks)


def version(config: Config) -> str:
    """VERSION with the models and rules the configuration chooses: with others, texts read otherwise."""
    models = sorted((c.name, c.model) for c in config.competitors if c.model)
    chosen = repr((config.extract.model, config.extract.rules, models))
    chosen += adapters.edition(c.adapter for c in config.competitors)
    return f"{VERSION}-{hashlib.sha256(chosen.encode()).hexdigest()[:6]}"


def run(config: Config, store: Store, now: datetime, *, progress: Progress | None = None) -> RunRecord:
    """Extract every good capture this version has not read, oldest first.

    A page that cannot be read is counted and named in the record, and the run goes on. Raises
    ExtractError when the models are missing, StoreError when the database cannot be written.
    """
    progress, began, reading = progress or Quiet(), monotonic(), version(config)
    waiting = store.unextracted(reading)
    counts = dict.fromkeys(("captures", "blocks", "new_blocks", "claims", "plans", "releases", "skipped"), 0)
    messages: list[str] = []
    progress.start(_TASK, len(waiting))
    readers, sites = Readers(config), {c.name: c.adapter for c in config.competitors}
    for chunk in _chunks(waiting, _AT_ONCE):
        read = [r for c in chunk if (r := _attempt(store, c, readers, sites, messages)) is not None]
        _save(store, read, reading, counts)
        counts["skipped"] += len(chunk) - len(read)
        progress.advance(_TASK, len(chunk))
    progress.finish(_TASK)
    status: Literal["ok", "partial"] = "partial" if counts["skipped"] else "ok"
    ended = now + timedelta(seconds=monotonic() - began)
    return RunRecord("extract", now, ended, status, counts, tuple(sorted(set(messages))))


def _attempt(
    store: Store, capture: Capture, readers: Readers, sites: Mapping[str, str], messages: list[str]
) -> _Read | None:
    """Read one capture; what is wrong with the page is said, never raised."""
    assert capture.snapshot_id is not None
    if store.dropped(capture.snapshot_id):
        return _reread(capture, store.facts([capture])[0], readers)
    try:
        adapter = sites.get(capture.company, adapters.GENERIC)
        read = read_capture(capture, store.body(capture.snapshot_id), adapter)
    except (ExtractError, StoreError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        messages.append(f"{capture.url} ({capture.at:%Y-%m-%d}): not read: {type(error).__name__}: {error}")
        return None
    read = replace(read, reader=readers.of(capture.company, read.language))
    if read.skipped:
        messages.append(f"{capture.url}: is in {read.language!r}: claims skipped, plans and releases read")
    return read


def _reread(capture: Capture, kept: Facts, readers: Readers) -> _Read:
    """A capture whose bytes are no longer kept: its claims are read again from the text that is."""
    reader = readers.of(capture.company, kept.language)
    return _Read(capture, kept.blocks, kept.plans, kept.releases, kept.language, reader)


def read_capture(capture: Capture, body: bytes, adapter: str = adapters.GENERIC) -> _Read:
    """Blocks (as the site's adapter has them), plans, releases and language of one body. Pure."""
    from extract.pricing import plans
    from extract.releases import releases

    text = decode(body)
    feed = is_feed(text) or text.lstrip()[:1] in "{["
    blocks = () if feed else walk(text, url=capture.url)
    if not feed:
        blocks = adapters.blocks(adapter, SitePage(capture.url, capture.kind, text, blocks))
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


def _save(store: Store, read: Sequence[_Read], reading: str, counts: dict[str, int]) -> None:
    """Read the blocks nobody has read before, over all captures at once; store every capture's facts."""
    keys = [[_key(r, b) for b in r.blocks] for r in read]
    known = store.known_claims((k for page in keys for k in page), reading)
    fresh = _fresh(read, keys, known)
    claims, saved = {**known, **fresh}, set(known)
    for page, r in zip(keys, read, strict=True):
        placed = tuple(PlacedClaim(c, b) for k, b in zip(page, r.blocks, strict=True) for c in claims[k])
        facts = Facts(r.blocks, placed, r.plans, r.releases, r.language, r.skipped)
        store.save_facts(r.capture, facts, {k: fresh[k] for k in page if k not in saved}, reading)
        saved.update(page)
        for name in ("blocks", "claims", "plans", "releases"):
            counts[name] += len(getattr(facts, name))
    counts["captures"] += len(read)
    counts["new_blocks"] += len(fresh)


def _fresh(
    read: Sequence[_Read], keys: Sequence[Sequence[str]], known: Mapping[str, tuple[Claim, ...]]
) -> dict[str, tuple[Claim, ...]]:
    """The claims of every block not known, each read once; code, consent and unread languages have none."""
    wanted: dict[Reader, dict[str, ClaimRequest]] = {}
    found: dict[str, tuple[Claim, ...]] = {}
    for page, r in zip(keys, read, strict=True):
        for key, block in zip(page, r.blocks, strict=True):
            if key in known:
                continue
            found.setdefault(key, ())
            if r.reader is not None and not block.marks & {"code", "consent"}:
                wanted.setdefault(r.reader, {})[key] = _request(r.capture, block)
    for reader, requests in wanted.items():
        found.update(zip(requests, reader.read(list(requests.values())), strict=True))
    return found


def _key(read: _Read, block: Block) -> str:
    page = read.capture
    return block_key(block, company=page.company, page_kind=page.kind, language=read.language)


def _request(capture: Capture, block: Block) -> ClaimRequest:
    return ClaimRequest(block.text, block.role, capture.kind, block.heading, block.region, capture.company)


def _chunks(items: Sequence[Capture], size: int) -> Iterator[list[Capture]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
