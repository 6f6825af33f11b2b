"""A verdict: passed, failed or not known, in words, with its sentences and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence behind a verdict: whose, where it stands, since when."""

    text: str
    url: str = ""
    by: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a verdict's ground moved, and how."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one claim; `passed` is None for "not known"."""

    __test__ = False  # it is no test case of ours

    passed: bool | None
    says: str  # the verdict in words
    quotes: tuple[Quote, ...] = ()  # the most telling first
    history: tuple[Turn, ...] = ()  # oldest first

    @property
    def line(self) -> str:
        """The verdict, with its first sentence where it does not quote it already."""
        if not self.quotes or self.quotes[0].text in self.says:
            return self.says
        return f"{self.says}: “{self.quotes[0].text}”" if self.says else ""
