"""Evidence read again: a quoted sentence must stand in the bytes it is said to come from.

A chain has links: the capture is kept, its bytes are those that were stored, the sentence stands in
them, and the signal or claim follows from all captures. A broken one is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from extract.blocks import walk
from extract.canonical import canonical
from extract.releases import releases
from reports.gone import gone, was_said
from turfwatch.errors import StoreError
from turfwatch.store import Store
from turfwatch.store.signals import Query
from turfwatch.types import Capture, Lifetime, Signal, Span


@dataclass(frozen=True)
class Check:
    """One sentence of a signal's evidence, and the link of its chain that is broken, if one is."""

    span: Span
    where: str  # the capture in words
    sha256: str | None
    broken: str = ""
    gone: str = ""  # that it is no longer said, and since when

    @property
    def found(self) -> bool:
        """Whether the stored bytes hold the sentence."""
        return not self.broken


def verify(store: Store, signal: Signal) -> list[Check]:
    """Check every sentence the signal quotes against the stored bytes."""
    query = Query(company=signal.company)
    return _checks(store, signal.evidence, gone(store.lifetimes(query), store.changes(query)))


def verify_claim(store: Store, life: Lifetime) -> list[Check]:
    """Check a claim in every place it stands, or stood last, against the stored bytes."""
    spans = (Span(s.url, life.claim.text, s.capture_id, s.role) for s in life.standings)
    days = {} if life.active else gone([life], store.changes(Query(company=life.company)))
    return _checks(store, dict.fromkeys(spans), days)


def unlike(told: Signal, again: Signal | None) -> str:
    """How a signal differs from itself derived again, in words; empty when it does not."""
    if again is None:
        return "it no longer follows"
    named = (
        ("score", f"{told.score:g}", f"{again.score:g}"),
        ("wording", f"“{told.summary}”", f"“{again.summary}”"),
        ("severity", told.severity, again.severity),
        ("evidence", _quoted(told.evidence), _quoted(again.evidence)),
    )
    return "; ".join(f"its {name} is {now}, not {then}" for name, then, now in named if then != now)


def unlike_life(told: Lifetime, again: Lifetime | None) -> str:
    """The same for a claim."""
    if again is None:
        return "it no longer follows"
    named = (
        ("text", told.claim.text, again.claim.text),
        ("first day", told.first_seen, again.first_seen),
        ("last day", told.last_seen, again.last_seen),
        ("state", _state(told), _state(again)),
    )
    return "; ".join(f"its {name} is {now}, not {then}" for name, then, now in named if then != now)


def _state(life: Lifetime) -> str:
    return "standing" if life.active else "ended"


def _quoted(spans: Iterable[Span]) -> str:
    return ", ".join(f"“{span.text}”" for span in spans)


def _checks(store: Store, spans: Iterable[Span], days: Mapping[str, date]) -> list[Check]:
    """Each sentence's check, with since when it is gone if it is."""
    found = []
    for span in spans:
        capture = store.capture(span.capture_id) if span.capture_id and span.text in days else None
        found.append(replace(_check(store, span), gone=was_said(span.text, days, capture)))
    return found


def _check(store: Store, span: Span) -> Check:
    capture = store.capture(span.capture_id) if span.capture_id else None
    if capture is None or capture.snapshot_id is None:
        return Check(span, span.url, None, "the capture it was read from is not kept")
    where = f"{capture.url}, capture {capture.id} of {capture.at:%Y-%m-%d %H:%M} UTC"
    try:
        body = store.body(capture.snapshot_id)
    except StoreError:
        dropped = store.dropped(capture.snapshot_id)
        how = "were dropped by `turfwatch tidy`" if dropped else "cannot be unpacked"
        return Check(span, where, capture.snapshot_hash, f"the stored bytes {how}")
    if hashlib.sha256(body).hexdigest() != capture.snapshot_hash:
        return Check(span, where, capture.snapshot_hash, "the bytes are not those that were stored")
    if _stands(canonical(span.text), body.decode("utf-8", "replace"), capture):
        return Check(span, where, capture.snapshot_hash)
    return Check(span, where, capture.snapshot_hash, "the sentence does not stand in the stored bytes")


def _stands(words: str, body: str, capture: Capture) -> bool:
    """Whether the capture says the words: in its visible text, across its parts, or in an entry of a feed."""
    lines, running = _said(body, capture.url, capture.content_type)
    return words in lines or words in running


@lru_cache(maxsize=32)  # a page's sentences are asked for one after the other
def _said(body: str, url: str, content_type: str) -> tuple[str, str]:
    blocks = [canonical(block.text) for block in walk(body, url=url)]
    entries = (canonical(r.title) for r in releases(body, url, content_type))
    return "\n".join([*blocks, *entries]), " ".join(blocks)
