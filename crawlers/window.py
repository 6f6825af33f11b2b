"""The nightly window: the hours in which a scheduled crawl may ask sites for pages."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def length(window: tuple[time, time]) -> timedelta:
    """How long a window is open; one that ends before it begins lasts past midnight."""
    first, last = (timedelta(hours=t.hour, minutes=t.minute) for t in window)
    return (last - first) % timedelta(days=1) or timedelta(days=1)


def seconds_left(window: tuple[time, time] | None, zone: ZoneInfo, now: datetime) -> float | None:
    """Seconds until the window closes; None where there is none, or where a person runs us outside it."""
    if window is None:
        return None
    local = now.astimezone(zone).time()
    since = length((window[0], local)) if (local.hour, local.minute) != _minute(window[0]) else timedelta()
    left = length(window) - since - timedelta(seconds=local.second)
    return left.total_seconds() if left > timedelta() else None


def _minute(moment: time) -> tuple[int, int]:
    return moment.hour, moment.minute
