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
    """A day on which a verdict's ground moved, and how; `passed` is the verdict from then on."""

    day: date
    what: str
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one claim; `passed` is None for "not known"."""

    __test__ = False  # it is no test case of ours

    passed: bool | None
    says: str  # the verdict in words
    quotes: tuple[Quote, ...] = ()  # the most telling first
    history: tuple[Turn, ...] = ()  # oldest first
    beside: str = ""  # what else bears on it, from another source than the quotes

    @property
    def answer(self) -> str:
        """`yes`, `no` or `not known`."""
        return {True: "yes", False: "no", None: "not known"}[self.passed]

    @property
    def sentence(self) -> str:
        """The verdict as sentences, without its quotes."""
        return " ".join(_sentence(words) for words in (self.says, self.beside) if words)

    @property
    def line(self) -> str:
        """The verdict with its first sentence where it does not quote it already, and whose that is."""
        if not self.quotes or self.quotes[0].text in self.says:
            return self.sentence
        first = self.quotes[0]
        quoted = f"{self.says}: “{first.text}”" + (f" ({first.by})" if first.by else "")
        return " ".join(_sentence(words) for words in (quoted, self.beside) if words)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The days on which the verdict itself changed, oldest first."""
        kept: list[Turn] = []
        for turn in self.history:
            if turn.passed is not None and (not kept or kept[-1].passed != turn.passed):
                kept.append(turn)
        return tuple(kept)


def _sentence(says: str) -> str:
    """With a capital, unless it begins with an address, and one full stop at the end."""
    address = "/" in says.partition(" ")[0]
    return (says if address else says[:1].upper() + says[1:]) + ("" if says.endswith(("”", ".")) else ".")
