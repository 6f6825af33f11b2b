"""Share of voice: a company's part of all presence in a segment, ours included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from turfwatch.types import Presence


def with_share(rows: Iterable[Presence]) -> list[Presence]:
    """The rows, oldest first, each with its company's share of the segment's presence on that day.

    A company's presence stands until its next row; a segment where nobody is present has no share.
    """
    latest: dict[str, dict[str, float]] = {}
    ordered = sorted(rows, key=lambda p: (p.date, p.segment, p.company))
    for row in ordered:  # several companies may move on one day: first all of them, then the shares
        latest.setdefault(f"{row.date}\x1f{row.segment}", {})[row.company] = row.presence
    standing: dict[str, dict[str, float]] = {}
    shared: list[Presence] = []
    for row in ordered:
        voices = standing.setdefault(row.segment, {})
        voices |= latest[f"{row.date}\x1f{row.segment}"]
        total = sum(voices.values())
        shared.append(replace(row, share=round(row.presence / total, 4) if total else 0.0))
    return shared
