"""Evidence read again: a quoted sentence must stand in the bytes it is said to come from."""

from __future__ import annotations

from dataclasses import dataclass

from extract.blocks import walk
from extract.canonical import canonical
from extract.releases import releases
from turfwatch.store import Store
from turfwatch.types import Capture, Span


@dataclass(frozen=True)
class Check:
    """One sentence of a signal's evidence, and whether its capture holds it."""

    span: Span
    found: bool
    where: str  # the capture in words
    sha256: str | None


def verify(store: Store, signal_id: str) -> list[Check]:
    """Check every span of the signal whose ID starts so against the stored bytes."""
    return [_check(store, span) for span in store.signal(signal_id).evidence]


def _check(store: Store, span: Span) -> Check:
    capture = store.capture(span.capture_id) if span.capture_id else None
    if capture is None or capture.snapshot_id is None:
        return Check(span, found=False, where=f"{span.url}: no capture is kept", sha256=None)
    body = store.body(capture.snapshot_id).decode("utf-8", "replace")
    where = f"{capture.url}, capture {capture.id} of {capture.at:%Y-%m-%d %H:%M} UTC"
    return Check(span, canonical(span.text) in _words(body, capture), where, capture.snapshot_hash)


def _words(body: str, capture: Capture) -> str:
    """Everything the capture says: its visible text, and its entries where it is a feed."""
    blocks = (canonical(block.text) for block in walk(body, url=capture.url))
    entries = (canonical(r.title) for r in releases(body, capture.url, capture.content_type))
    return "\n".join([*blocks, *entries])
