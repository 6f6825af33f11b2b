"""How often a rival ships, month by month, and how much of it is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from signals.releases import dated
from turfwatch.types import ReleaseSeen

KINDS = ("feature", "improvement", "fix", "deprecation", "security", "pricing", "other")


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


def cadence(seen: Iterable[ReleaseSeen], since: date | None = None) -> tuple[Cadence, ...]:
    """One record a company and month, months without a release among them, from the first entry to the last.

    An entry without a date counts in the month it was first seen, unless it was there at first
    sight: then it could be of any year, and is left out.
    """
    tally: dict[str, dict[date, Counter[str]]] = {}
    for entry in seen:
        if entry.release.date is None and entry.baseline:
            continue
        month = dated(entry).replace(day=1)
        if since is None or month >= since.replace(day=1):
            kinds = tally.setdefault(entry.company, {}).setdefault(month, Counter())
            kinds[entry.release.kind if entry.release.kind in KINDS else "other"] += 1
    return tuple(
        Cadence(company, month, tuple(months.get(month, Counter())[kind] for kind in KINDS))
        for company, months in sorted(tally.items())
        for month in _every(min(months), max(months))
    )


def pace(months: Iterable[Cadence]) -> tuple[float, float | None]:
    """Releases a month on average, and the share of features among them."""
    counted = tuple(months)
    total = sum(m.releases for m in counted)
    share = sum(m.kinds[0] for m in counted) / total if total else None
    return (total / len(counted) if counted else 0.0), share


def _every(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return months
