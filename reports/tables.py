"""The records of an exported table, as they are asked for: since when, of whom, of which segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.positions.known import positions
from signals.cadence import cadence
from signals.price_series import series
from signals.share import with_share
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Query

if TYPE_CHECKING:
    import pandas as pd

_HASH = 12  # digits of a body's hash: enough to find it by


def records(
    config: Config, store: Store, name: str, query: Query, segment: str | None = None
) -> Sequence[Any]:
    """The records of the table `name` (one of `exports.NAMES`), those held back among them."""
    found = _records(config, store, name, query)
    return found if segment is None else [r for r in found if segment in _segments(r)]


def with_bodies(store: Store, signals: pd.DataFrame) -> pd.DataFrame:
    """The table of signals with the captures they cite named by their bodies' hashes.

    A capture's number tells in which order answers came, and would be another after the same crawl again.
    """

    def named(numbers: Any) -> str | None:
        cited = [store.capture(int(n)) for n in numbers.split(";")] if isinstance(numbers, str) else []
        hashes = (c.snapshot_hash[:_HASH] for c in cited if c is not None and c.snapshot_hash)
        return ";".join(dict.fromkeys(hashes)) or None

    return signals.assign(captures=signals["captures"].map(named).astype(signals["captures"].dtype))


def _records(config: Config, store: Store, name: str, query: Query) -> Sequence[Any]:
    if name == "positions":
        return positions(config, store)
    if name == "presence":  # a share needs everybody's voice, whatever is asked for
        rows = with_share(store.presence())
        wanted = (p for p in rows if query.company in {None, p.company})
        return [p for p in wanted if query.since is None or p.date >= query.since]
    if name == "claims":  # those that stood at some time since, not only those first seen since
        lives = store.lifetimes(replace(query, since=None))
        return [life for life in lives if query.since is None or life.last_seen >= query.since]
    if name == "prices":  # those that stood at some time since
        points = series(store.plan_events(replace(query, since=None)))
        return [p for p in points if query.since is None or p.until is None or p.until >= query.since]
    if name == "cadence":
        return cadence(store.releases(replace(query, since=None)), query.since)
    readers: dict[str, Callable[[Query], Sequence[Any]]] = {
        "signals": lambda asked: store.signals(asked, suppressed=True),
        "changes": store.changes,
        "plans": store.plan_events,
        "releases": store.releases,
    }
    return readers[name](query)


def _segments(record: Any) -> set[str]:
    one = getattr(record, "segment", None)
    return {one} if one else {name for name, _ in getattr(record, "segments", ())}
