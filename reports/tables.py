"""The records of an exported table, as they are asked for: since when, of whom, of which segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from reports.positions_known import positions
from signals.cadence import cadence
from signals.price_series import series
from signals.share import with_share
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Query


def records(
    config: Config, store: Store, name: str, query: Query, segment: str | None = None
) -> Sequence[Any]:
    """The records of the table `name` (one of `exports.NAMES`), those held back among them."""
    found = _records(config, store, name, query)
    return found if segment is None else [r for r in found if segment in _segments(r)]


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
