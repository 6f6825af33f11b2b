"""Trouble with sources, told once: what cannot be read since when, and what can be read again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from reports import wording
from reports.formatting import clean, count, host, listed, path, place
from reports.views import Mended, Trouble
from turfwatch.types import SourceHealth


def fold(health: Iterable[SourceHealth]) -> tuple[Trouble, ...]:
    """One line a company, host and kind of trouble, the longest-lasting first."""
    lines = [_trouble(items) for items in _grouped(health, lambda item: ())]
    return tuple(sorted(lines, key=lambda line: (line.since, line.company, line.where)))


def ended(health: Iterable[SourceHealth], gone: Collection[str] = ()) -> tuple[Mended, ...]:
    """One line a company, host, kind of trouble and days it lasted, the latest to end first.

    Addresses in `gone` did not come back: it was learned that they are no longer there.
    """
    over = [item for item in health if item.until is not None]

    def apart(item: SourceHealth) -> tuple[Any, ...]:
        return (item.since.date(), item.until and item.until.date(), item.url in gone)

    lines = [_mended(items, items[0].url in gone) for items in _grouped(over, apart)]
    return tuple(sorted(lines, key=lambda line: (-line.until.toordinal(), line.company, line.where)))


def _grouped(
    health: Iterable[SourceHealth], apart: Callable[[SourceHealth], tuple[Any, ...]]
) -> list[list[SourceHealth]]:
    def same(item: SourceHealth) -> tuple[Any, ...]:
        return (item.company, host(item.url), item.outcome.value, *apart(item))

    return [list(items) for _, items in groupby(sorted(health, key=same), key=same)]


def _trouble(items: Sequence[SourceHealth]) -> Trouble:
    first = min(items, key=lambda item: item.since)
    return Trouble(
        clean(first.company, 60), _where(items), _what(first), first.since.date(), clean(first.reason, 80),
        len(items),
    )  # fmt: skip


def _mended(items: Sequence[SourceHealth], gone: bool) -> Mended:
    last = max(items, key=lambda item: item.until or item.since)
    until: date = (last.until or last.since).date()
    return Mended(clean(last.company, 60), _where(items), _what(last), last.since.date(), until, gone)


def _where(items: Sequence[SourceHealth]) -> str:
    if len(items) == 1:
        return place(items[0].url)
    paths = [path(item.url) for item in items]
    return f"{host(items[0].url)}: {count(len(items), 'page')} ({listed(paths)})"


def _what(item: SourceHealth) -> str:
    return wording.TROUBLES.get(item.outcome, item.outcome.value)
