"""Dates as release notes write them.

Whether 3/4 is March or April is settled once a page: by a figure above twelve, by the order of
the entries, by the rule that release notes do not lie in the future, and last by the language.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Literal

import dateparser

Order = Literal["DMY", "MDY", "YMD"]

_MONTHS = (
    r"(?:jan(?:uary|uar|vier|eiro|\.)?|feb(?:ruary|ruar|\.)?|février|févr\.?|fevereiro|febrero"
    r"|febbraio|mar(?:ch|ts|s|zo|ço|\.)?|märz|maart|apr(?:il|ile|\.)?|avril|abril|abr\.?"
    r"|may|maio|mai|mayo|maggio|mei|maj|jun(?:e|i|ho|io|\.)?|juin|giugno|jul(?:y|i|ho|io|\.)?|juillet"
    r"|luglio|aug(?:ust|ustus|\.)?|août|agosto|ago\.?|sept?(?:ember|tembre|iembre|\.)?|setembro"
    r"|settembre"
    r"|o[ck]t(?:ober|obre|\.)?|octubre|outubro|ottobre|nov(?:ember|embre|iembre|embro|\.)?"
    r"|de[cz](?:ember|embre|\.)?|décembre|déc\.?|diciembre|dezembro|dicembre|enero|gennaio|januari"
    r"|februari|augusti|desember"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
    r"|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
_YEAR = r"(?:19|20)\d{2}"
_ISO = re.compile(
    rf"(?<!\d)(?P<y>{_YEAR})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)(?:T[\d:.]+(?:Z"
    rf"|[+-][\d:]+)?)?"
)
_CJK = re.compile(r"(?P<y>(?:19|20)\d{2})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})(?![\d.]\d|\d)"
)
_WORDS = re.compile(
    rf"\b(?:{_MONTHS}\s+{_DAY}(?:\s*[-–]\s*{_DAY})?,?\s+{_YEAR}|{_DAY}\s*(?:of\s+"
    rf"|de\s+)?{_MONTHS},?\s+(?:de\s+)?{_YEAR}|{_YEAR}\s+{_MONTHS}\s+{_DAY}|{_DAY}-{_MONTHS}-{_YEAR}"
    rf"|{_YEAR}-{_MONTHS}-{_DAY})(?!\w)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"\b{_MONTHS},?\s+(?:de\s+)?{_YEAR}(?!\w)", re.IGNORECASE)
_NO_YEAR = re.compile(rf"^(?:\w+day,?\s+)?(?:{_MONTHS}\s+{_DAY}|{_DAY}\s+{_MONTHS})$", re.IGNORECASE)
_AGO = re.compile(
    r"^(?:today|yesterday|(?:\d+|an?|one|two|three) (?:hours?|days?|weeks?) ago)$", re.IGNORECASE
)
_FRAME = re.compile(
    r"\b(?:released?|published|posted|updated?|date|on|week of|mon|tues?|wed(?:nes)?|thurs?|fri"
    r"|sat(?:ur)?|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|at|utc|gmt"
    r"|veröffentlicht|am|publié le|le)\b|[\s,:()\[\]|·•–—.-]|\d{1,2}:\d{2}(?:\s?[ap]m)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads dates by one page's convention."""

    order: Order = "MDY"
    language: str = "en"
    today: date | None = None

    def find(self, text: str) -> tuple[date, int, int] | None:
        """The first date in a text with its span; a month alone stands for its first day."""
        found = [
            hit
            for pattern, read in self._readers()
            for match in pattern.finditer(text)
            if (hit := self._hit(match, read))
        ]
        if not found:
            return None
        return min(found, key=lambda hit: (hit[1], hit[1] - hit[2]))

    def whole(self, text: str, year: int | None = None) -> date | None:
        """The date a short line consists of, apart from words such as `Released on`."""
        text = " ".join(text.split())
        if len(text) > 50:
            return None
        if found := self.find(text):
            rest = _FRAME.sub("", text[: found[1]] + " " + text[found[2] :])
            return found[0] if not rest else None
        if _NO_YEAR.match(text):
            return self._without_year(text, year)
        if self.today is not None and _AGO.match(text):
            return _parse(text, "MDY", "en", self.today)
        return None

    def _hit(self, match: re.Match[str], read: str) -> tuple[date, int, int] | None:
        value = getattr(self, read)(match)
        return None if value is None else (value, match.start(), match.end())

    def _readers(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return (
            (_ISO, "_iso"),
            (_CJK, "_iso"),
            (_WORDS, "_words"),
            (_NUMERIC, "_numeric"),
            (_MONTH_YEAR, "_words"),
        )

    def _iso(self, match: re.Match[str]) -> date | None:
        return _date(int(match["y"]), int(match["m"]), int(match["d"]))

    def _words(self, match: re.Match[str]) -> date | None:
        text = re.sub(rf"({_DAY})\s*[-–]\s*{_DAY}(?=,?\s+{_YEAR})", r"\1", match[0])
        return _parse(re.sub(r"(\d)(?:st|nd|rd|th|er|º)\b", r"\1", text), "DMY", self.language, self.today)

    def _numeric(self, match: re.Match[str]) -> date | None:
        return numeric(match, self.order)

    def _without_year(self, text: str, year: int | None) -> date | None:
        """A day of the year the page speaks of, else its latest occurrence before today."""
        known = year or (self.today.year if self.today else None)
        if known is None:
            return None
        value = _parse(f"{text} {known}", "DMY", self.language, self.today)
        if value is not None and year is None and self.today is not None and value > self.today:
            return _parse(f"{text} {known - 1}", "DMY", self.language, self.today)
        return value


def reader(texts: Iterable[str], language: str, today: date | None) -> Reader:
    """The reader for a page, its day-and-month convention inferred from all of its dates."""
    tag = language.lower()
    matches = [m for text in texts for m in _NUMERIC.finditer(text) if len(text) < 200]
    return Reader(_order(matches, tag, today), tag.partition("-")[0] or "en", today)


def _order(matches: list[re.Match[str]], tag: str, today: date | None) -> Order:
    default: Order = "MDY" if tag in {"", "en", "en-us", "en-ph"} else "DMY"
    pairs = [(int(m["a"]), int(m["b"])) for m in matches]
    if any(a > 12 for a, _ in pairs) or any(m["s"] == "." for m in matches):
        return "DMY"
    if any(b > 12 for _, b in pairs):
        return "MDY"
    if not pairs:
        return default
    other: Order = "DMY" if default == "MDY" else "MDY"
    return min((default, other), key=lambda order: _implausible(matches, order, today))


def _implausible(matches: list[re.Match[str]], order: Order, today: date | None) -> tuple[int, int, int]:
    """Dates in the future, steps against the run of the page, steps up it: what a convention would mean."""
    read = [value for m in matches if (value := numeric(m, order)) is not None]
    future = sum(value > today for value in read) if today else 0
    rises = sum(b > a for a, b in itertools.pairwise(read))
    falls = sum(b < a for a, b in itertools.pairwise(read))
    return future + len(matches) - len(read), min(rises, falls), rises


def numeric(match: re.Match[str], order: Order) -> date | None:
    """A figure such as 3/4/2026 by a convention; the other way round where it cannot be otherwise."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    year += 2000 if year < 100 else 0
    day, month = (a, b) if order == "DMY" else (b, a)
    return _date(year, month, day) or _date(year, day, month)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _parse(text: str, order: str, language: str, today: date | None) -> date | None:
    from datetime import datetime

    languages = [language, "en"] if language and language != "en" else ["en"]
    base = datetime.combine(today, datetime.min.time()) if today else datetime(2000, 1, 1)  # noqa: DTZ001 (dateparser wants it naive)
    settings = {"DATE_ORDER": order, "PREFER_DAY_OF_MONTH": "first", "RELATIVE_BASE": base}
    try:
        value = dateparser.parse(text, languages=languages, settings=settings)
    except ValueError:  # a language dateparser does not know
        value = dateparser.parse(text, languages=["en"], settings=settings)
    return value.date() if value else None


def iso(text: str) -> date | None:
    """The date of a `datetime` attribute or a feed's timestamp."""
    match = _ISO.match(text.strip())
    return _date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


_ADDRESS = re.compile(rf"(?<!\d)(?P<y>{_YEAR})(?P<s>[-/])(?P<m>\d{{2}})(?P=s)(?P<d>\d{{2}})(?!\d)")


def in_address(url: str | None) -> date | None:
    """The full date an entry's own address carries: `#n2026-03-01`, `/2026/03/01/faster-exports`."""
    match = _ADDRESS.search(url or "")
    return _date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None


def stamp(text: str) -> date | None:
    """The day of a feed's timestamp as its author wrote it, in the author's own time zone."""
    if (value := iso(text)) is not None:
        return value
    parsed = parsedate_tz(text)
    return _date(*parsed[:3]) if parsed else None


def plausible(value: date | None, today: date | None) -> date | None:
    """None for a date more than a year ahead: a version or a deadline misread."""
    if value is None or today is None or value <= today + timedelta(days=366):
        return value
    return None
