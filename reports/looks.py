"""How far our knowledge goes: when each company and each of its pages was first and last read. Pure.

What was there at the first look is older than we know: it stood so *by* that day, not *since*. What
was not read lately is not known to stand today: it is said when it was last read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reports.formatting import day as in_words

STALE = timedelta(days=2)  # what was read longer ago is told with the day


@dataclass(frozen=True, slots=True)
class Looks:
    """The first and last day each company was read, and the last day each of its pages was."""

    first: Mapping[str, date] = field(default_factory=dict)
    last: Mapping[str, date] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], date] = field(default_factory=dict)  # (company, address)

    def begun(self, company: str) -> date:
        """The day of the first look at a company; the first of all days if unknown."""
        return self.first.get(company, date.min)

    def at_first(self, company: str, day: date) -> bool:
        """Whether a day is that of the first look, so that what was seen then may be older."""
        return day <= self.begun(company)

    def since(self, company: str, day: date) -> str:
        """`by 5 Jan 2026` for what stood at the first look, else `since 22 Jun 2026`."""
        return f"{'by' if self.at_first(company, day) else 'since'} {in_words(day)}"

    def last_read(self, company: str, url: str = "", *, today: date = date.max) -> date:
        """The last day up to `today` the page was read, or any of the company's; `today` if unknown."""
        return min(today, self.pages.get((company, url)) or self.last.get(company, today))

    def stale(self, company: str, today: date, url: str = "") -> str:
        """`last read on 3 Mar 2026` where that is more than two days ago, else nothing."""
        read = self.last_read(company, url, today=today)
        return f"last read on {in_words(read)}" if today - read > STALE else ""


NEVER = Looks()


def looks(reads: Iterable[tuple[str, str, datetime, datetime]]) -> Looks:
    """From `Store.reads()`: company, address, first and last moment a page was read."""
    first, last, pages = dict[str, date](), dict[str, date](), dict[tuple[str, str], date]()
    for company, url, began, ended in reads:
        first[company] = min(began.date(), first.get(company, date.max))
        last[company] = max(ended.date(), last.get(company, date.min))
        pages[company, url] = ended.date()
    return Looks(first, last, pages)
