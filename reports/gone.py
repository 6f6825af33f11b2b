"""Sentences that are no longer said: on which day they were first found missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from reports.formatting import day
from turfwatch.types import Capture, Change, Lifetime


def gone(lives: Iterable[Lifetime], changes: Iterable[Change]) -> dict[str, date]:
    """Each sentence a company said and says nowhere any more, with the first reading without it."""
    said = {life.claim.text for life in lives if life.active}
    found: dict[str, date] = {}
    for change in changes:
        text = change.before
        if text and text not in said and change.after != text:  # one that only moved is still there
            found[text] = max(change.date, found.get(text, change.date))
    return found


def was_said(text: str, days: Mapping[str, date], capture: Capture | None) -> str:
    """`was said, last read on 1 Jun 2026; gone since 22 Jun 2026`; empty for what is still there."""
    since = days.get(text)
    if since is None:
        return ""
    read = f", last read on {day(capture.seen_until.date())}" if capture else ""
    return f"was said{read}; gone since {day(since)}"
