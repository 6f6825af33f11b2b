"""The extraction stage: stored captures in, facts out; text that is known costs nothing.

captures not yet extracted by this version ─→ body ─→ blocks ─→ (new ones) ─→ claims ─→ store
                                                  └─→ plans, releases ──────────────┘
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Literal

from crawlers import adapters
from extract import batches, pool
from extract.batches import Batch
from extract.pages import TROUBLE, Page, Reading, Unreadable, unreadable
from extract.pages import read as read_page
from extract.pool import Here, Pool, Workers
from extract.readers import Readers, ReaderSpec
from extract.units import ClaimRequest
from turfwatch.config import Config
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Capture, Claim, Facts, PlacedClaim, RunRecord
from turfwatch.versions import source_version

_TASK = "extract"
_FEW, _MANY = 24, 240  # captures that are read together
_BYTES = 16 * 2**20  # and of their bodies, whatever their number
_BATCHES = 2  # of texts for each process, from captures read together
_WORTH = 3000  # new blocks still to come: half the time they take is more than a pool costs to start


VERSION: str = source_version(Path(__file__).parent)
"""Changes whenever the model, a lexicon, a rule or any code of this package changes."""


def version(config: Config) -> str:
    """VERSION with the models and rules the configuration chooses: with others, texts read otherwise."""
    models = sorted((c.name, c.model) for c in config.competitors if c.model)
    chosen = repr((config.extract.model, config.extract.rules, models))
    chosen += adapters.edition(c.adapter for c in config.competitors)
    return f"{VERSION}-{hashlib.sha256(chosen.encode()).hexdigest()[:6]}"


def run(
    config: Config,
    store: Store,
    now: datetime,
    *,
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> RunRecord:
    """Extract every good capture this version has not read, oldest first.

    `workers` do the reading; without them this process does, or a pool of its own when that pays. The facts
    are the same. A page that cannot be read is counted and named in the record, and the run goes on. Raises
    ExtractError when the models are missing, StoreError when the database cannot be written.
    """
    progress, began, reading = progress or Quiet(), monotonic(), version(config)
    waiting, stage = deque(store.unextracted(reading)), _Stage(config, store, reading)
    progress.start(_TASK, len(waiting))
    with ExitStack() as resources:
        team = workers or Here()
        walked = stage.walk(waiting, team)
        while stage.walking:
            pages = list(stage.readable(walked))
            wanted, taken = stage.wanted(pages), stage.walking
            claims = team.map(batches.read, wanted.batches)
            if workers is None and isinstance(team, Here) and stage.pays(len(waiting)):
                team = resources.enter_context(Pool(pool.processes()))
            # The next are walked behind the claims of these, and before these are stored.
            walked = stage.walk(waiting, team)
            stage.save(pages, wanted, claims)
            progress.advance(_TASK, taken)
    progress.finish(_TASK)
    messages = tuple(sorted({*stage.messages, *team.untold()}))
    status: Literal["ok", "partial"] = "partial" if stage.counts["skipped"] else "ok"
    ended = now + timedelta(seconds=monotonic() - began)
    return RunRecord("extract", now, ended, status, stage.counts, messages)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be read of some pages: their blocks by key, what is known, and the rest in batches."""

    keys: list[list[str]]  # of each page
    known: dict[str, tuple[Claim, ...]]
    silent: list[str]  # new, and never read: code, consent, languages nobody reads
    asked: list[str]  # new, in the order of the batches' texts
    batches: list[Batch]


class _Stage:
    """What one run of the stage knows and has done."""

    def __init__(self, config: Config, store: Store, reading: str) -> None:
        self._store, self._reading, self._readers = store, reading, Readers(config)
        self._sites = {c.name: c.adapter for c in config.competitors}
        self.messages: list[str] = []
        self.walking = 0  # captures whose pages are being walked
        names = ("captures", "blocks", "new_blocks", "claims", "plans", "releases", "skipped")
        self.counts = dict.fromkeys(names, 0)

    def pays(self, left: int) -> bool:
        """Whether so much is left to read, by what was new so far, that starting processes is worth it."""
        return pool.processes() > 1 and left * self._new_of_each() >= _WORTH

    def _new_of_each(self) -> float:
        """New blocks of a capture, by those done so far; nothing is known before the first."""
        done = self.counts["captures"] + self.counts["skipped"]
        return self.counts["new_blocks"] / done if done else 0.0

    # --- walking ------------------------------------------------------------------------------------

    def walk(self, waiting: deque[Capture], team: Workers) -> Iterator[Reading | Unreadable]:
        """The next captures' pages, in order; the work is handed out at once."""
        given, size, enough = list[Page | Reading | Unreadable](), 0, self._enough(team.hands)
        while waiting and len(given) < enough and size < _BYTES:
            page = self._given(waiting.popleft())
            size += len(page.body) if isinstance(page, Page) else 0
            given.append(page)
        self.walking = len(given)
        walked = team.map(read_page, [g for g in given if isinstance(g, Page)])
        return (next(walked) if isinstance(g, Page) else g for g in given)

    def _enough(self, hands: int) -> int:
        """How many captures are read together: so many that every process has full batches of new texts."""
        least = _FEW * max(1, hands // 2)
        if not self.counts["captures"]:
            return least
        texts = _BATCHES * batches.TEXTS * hands
        return max(least, min(_MANY, round(texts / max(1.0, self._new_of_each()))))

    def _given(self, capture: Capture) -> Page | Reading | Unreadable:
        """A capture with its body; where that is no longer kept, with the text that is."""
        assert capture.snapshot_id is not None
        if self._store.dropped(capture.snapshot_id):
            kept = self._store.facts([capture])[0]
            return Reading(capture, kept.blocks, kept.plans, kept.releases, kept.language)
        try:
            body = self._store.body(capture.snapshot_id)
        except TROUBLE as error:
            return unreadable(capture, error)
        return Page(capture, body, self._sites.get(capture.company, adapters.GENERIC))

    def readable(self, walked: Iterable[Reading | Unreadable]) -> Iterator[Reading]:
        """The pages that could be read; what is wrong with the others is noted."""
        for read in walked:
            if isinstance(read, Unreadable):
                self.messages.append(str(read))
                self.counts["skipped"] += 1
                continue
            if self._skipped(read):
                where, language = read.capture.url, read.language
                self.messages.append(f"{where}: is in {language!r}: claims skipped, plans and releases read")
            yield read

    def _spec(self, read: Reading) -> ReaderSpec | None:
        return self._readers.spec(read.capture.company, read.language)

    def _skipped(self, read: Reading) -> bool:
        """Whether there is text whose claims nobody reads."""
        return bool(read.blocks) and self._spec(read) is None

    # --- claims -------------------------------------------------------------------------------------

    def wanted(self, pages: Sequence[Reading]) -> _Wanted:
        """Which blocks nobody has read before, over all pages at once, each once."""
        keys = [[_key(page, block) for block in page.blocks] for page in pages]
        known = self._store.known_claims((k for page in keys for k in page), self._reading)
        silent: dict[str, None] = {}
        asked: dict[ReaderSpec, dict[str, ClaimRequest]] = {}
        for page, own in zip(pages, keys, strict=True):
            spec = self._spec(page)
            for key, block in zip(own, page.blocks, strict=True):
                if key in known:
                    continue
                if spec is None or block.marks & {"code", "consent"}:
                    silent[key] = None
                else:
                    asked.setdefault(spec, {})[key] = _request(page.capture, block)
        parted = [
            batch for spec, texts in asked.items() for batch in batches.batches(spec, list(texts.values()))
        ]
        return _Wanted(keys, known, list(silent), [key for texts in asked.values() for key in texts], parted)

    def save(
        self, pages: Sequence[Reading], wanted: _Wanted, answers: Iterable[Sequence[tuple[Claim, ...]]]
    ) -> None:
        """Store every page's facts, in order."""
        read = zip(wanted.asked, chain.from_iterable(answers), strict=True)
        fresh = dict.fromkeys(wanted.silent, ()) | dict(read)
        claims, saved = wanted.known | fresh, set(wanted.known)
        for own, page in zip(wanted.keys, pages, strict=True):
            placed = tuple(
                PlacedClaim(c, b) for k, b in zip(own, page.blocks, strict=True) for c in claims[k]
            )
            facts = Facts(page.blocks, placed, page.plans, page.releases, page.language, self._skipped(page))
            self._store.save_facts(
                page.capture, facts, {k: fresh[k] for k in own if k not in saved}, self._reading
            )
            saved.update(own)
            for name in ("blocks", "claims", "plans", "releases"):
                self.counts[name] += len(getattr(facts, name))
        self.counts["captures"] += len(pages)
        self.counts["new_blocks"] += len(fresh)


def _key(read: Reading, block: Block) -> str:
    page = read.capture
    return block_key(block, company=page.company, page_kind=page.kind, language=read.language)


def _request(capture: Capture, block: Block) -> ClaimRequest:
    return ClaimRequest(block.text, block.role, capture.kind, block.heading, block.region, capture.company)
