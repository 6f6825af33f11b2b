"""How often a rival ships, month by month, and how much of it is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from extract.canonical import stems
from signals.releases import dated
from turfwatch.types import ReleaseSeen

KINDS = ("feature", "improvement", "fix", "deprecation", "security", "pricing", "other")
MONTH = 30.4375  # days, on average


@dataclass(frozen=True)
class Cadence:
    """The entries of one company's release notes in one month, counted by kind."""

    company: str
    month: date  # its first day
    kinds: tuple[int, ...]  # in the order of KINDS

    @property
    def releases(self) -> int:
        """All entries of the month."""
        return sum(self.kinds)

    @property
    def feature_share(self) -> float | None:
        """The share of new features, 0...1; None in a month without entries."""
        return round(self.kinds[0] / self.releases, 4) if self.releases else None


@dataclass(frozen=True)
class Pace:
    """What one company shipped in a stretch of time, idle weeks included."""

    releases: int
    features: int
    months: float

    @property
    def monthly(self) -> float:
        """Releases a month over the whole stretch."""
        return self.releases / self.months


def shipped(seen: Iterable[ReleaseSeen]) -> tuple[ReleaseSeen, ...]:
    """The entries that tell when something shipped, each once, in the order given.

    An entry without a date counts on the day it was first seen, unless it was there at first sight:
    then it could be of any year, and is left out. Release notes say one thing twice, as a headline
    and a sentence or on a page and in a feed: of one company's entries of one day, one whose title
    holds all that another's says goes with that one.
    """
    days: dict[tuple[str, date], list[ReleaseSeen]] = {}
    entries = [e for e in seen if e.release.date is not None or not e.baseline]
    for entry in entries:
        days.setdefault((entry.company, dated(entry)), []).append(entry)
    kept = {id(entry) for group in days.values() for entry in _distinct(group)}
    return tuple(entry for entry in entries if id(entry) in kept)


def _distinct(entries: list[ReleaseSeen]) -> Iterator[ReleaseSeen]:
    """Those of one day, the tersest title of each release; of the same words the first."""
    told: list[tuple[frozenset[str], str | None]] = []
    for entry in sorted(entries, key=lambda e: len(e.release.title)):
        words, version = frozenset(stems(entry.release.title)), entry.release.version
        if not any(
            _repeats(words, known) and (None in {version, other} or version == other) for known, other in told
        ):
            yield entry
        told.append((words, version))


def _repeats(words: frozenset[str], known: frozenset[str]) -> bool:
    """Whether words say again what was told; one word ("Fixes") may name many things."""
    return bool(words) and (words == known or (len(known) > 1 and known <= words))


def cadence(seen: Iterable[ReleaseSeen], since: date | None = None) -> tuple[Cadence, ...]:
    """One record a company and month, from the first entry to the last, idle months among them."""
    tally: dict[str, dict[date, Counter[str]]] = {}
    for entry in shipped(seen):
        month = dated(entry).replace(day=1)
        if since is None or month >= since.replace(day=1):
            kinds = tally.setdefault(entry.company, {}).setdefault(month, Counter())
            kinds[entry.release.kind if entry.release.kind in KINDS else "other"] += 1
    return tuple(
        Cadence(company, month, tuple(months.get(month, Counter())[kind] for kind in KINDS))
        for company, months in sorted(tally.items())
        for month in _every(min(months), max(months))
    )


def pace(seen: Iterable[ReleaseSeen], since: date, until: date) -> Pace:
    """What was shipped from `since` to `until`, both included, by the whole time between them."""
    told = [e for e in shipped(seen) if since <= dated(e) <= until]
    features = sum(e.release.kind == "feature" for e in told)
    return Pace(len(told), features, ((until - since).days + 1) / MONTH)


def _every(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return months
