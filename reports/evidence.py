"""Buyers' evidence from a CSV file: every row is either good, or told with its line and what is wrong.

Pure: text in, rows and complaints out. A row has an identity made of what it says,
so importing a file again, or a longer version of it, doubles nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Literal, TypeAlias

from reports.csv_rows import Broken, delimiter_of, records
from reports.formatting import clean
from turfwatch.errors import UsageError
from turfwatch.types import BuyerEvidence

Outcome: TypeAlias = Literal["for", "against", "neutral"]

COLUMNS = ("date", "segment", "source", "outcome", "quote")
OPTIONAL = ("rival", "count")
_NEEDED = ("date", "segment", "outcome")
_WORDS: Mapping[Outcome, str] = {
    "for": "won win wins for positive yes agree closed-won promoter pro",
    "against": "lost loss losses lose against negative no disagree closed-lost detractor churned churn con",
    "neutral": "neutral none open pending unknown passive undecided no-decision mixed",
}
OUTCOMES: Mapping[str, Outcome] = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_FIRST = date(1980, 1, 1)
_QUOTE, _MOST = 10_000, 1_000_000  # characters of a quote, buyers behind one row


@dataclass(frozen=True, slots=True)
class Complaint:
    """One row that was not taken, and why."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held."""

    rows: tuple[tuple[str, BuyerEvidence], ...]  # with their identities
    complaints: tuple[Complaint, ...]
    ignored: tuple[str, ...] = ()  # columns nobody asked for
    repeated: int = 0  # rows that say what an earlier row of the file says


class _Bad(ValueError):
    """A cell that cannot be taken: its column, and why."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column, self.what = column, what


def decode(body: bytes, name: str) -> str:
    """The file's text; UsageError for what is no text."""
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(f"{name}: is a spreadsheet, not CSV", hint="save it as “CSV UTF-8” and import that")
    try:
        text = body.decode("utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        where = body[: error.start].count(b"\n") + 1
        raise UsageError(
            f"{name}, line {where}: is not UTF-8 text", hint="save it as “CSV UTF-8” and import that"
        ) from error
    if "\0" in text:
        raise UsageError(f"{name}: is not text but binary data")
    return text


def read(text: str, segments: Collection[str], today: date, name: str = "the file") -> Reading:
    """Every row of a CSV: those that can be kept, and what is wrong with the others.

    The header names the columns, in any order and case: date, segment and outcome are needed; source,
    quote, rival and count are optional. Cells may be parted by comma, semicolon or tab. Raises
    UsageError when the header cannot be understood.
    """
    header: list[str] = []

    def taken(cells: Sequence[str]) -> BuyerEvidence:
        return _row(_named(header, cells), segments, today)

    lines = records(text, delimiter_of(text), lambda cells: bool(header) and _is_taken(taken, cells))
    _, first = next(lines, (1, []))
    header = [] if isinstance(first, Broken) else [clean(cell).casefold() for cell in first]
    _check_header(header, name)
    rows, complaints, seen = list[tuple[str, BuyerEvidence]](), list[Complaint](), Counter[str]()
    repeated = 0
    for line, cells in lines:
        if isinstance(cells, Broken):
            complaints.append(Complaint(line, "", cells))
            continue
        try:
            row = taken(cells)
        except _Bad as bad:
            complaints.append(Complaint(line, bad.column, bad.what))
            continue
        content = _content(row)
        seen[content] += 1
        if seen[content] > 1 and row.quote:
            repeated += 1  # the same words on one day twice are one buyer's, copied
            continue
        rows.append((_identity(content, seen[content]), row))
    ignored = tuple(c for c in header if c and c not in {*COLUMNS, *OPTIONAL})
    return Reading(tuple(rows), tuple(complaints), ignored, repeated)


def _is_taken(taken: Callable[[Sequence[str]], object], cells: Sequence[str]) -> bool:
    try:
        taken(cells)
    except _Bad:
        return False
    return True


def _check_header(header: Sequence[str], name: str) -> None:
    missing = [column for column in _NEEDED if column not in header]
    if missing:
        raise UsageError(
            f"{name}: has no column {' and no column '.join(missing)}",
            hint=f"the first line names the columns: {','.join(COLUMNS)}",
        )
    twice = [column for column, n in Counter(filter(None, header)).items() if n > 1]
    if twice:
        raise UsageError(f"{name}: names the column {twice[0]} twice")


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        raise _Bad("", f"has {len(cells)} cells under {len(header)} columns: is a comma not in quotes?")
    return dict(zip(header, cells, strict=False))


def _row(cells: Mapping[str, str], segments: Collection[str], today: date) -> BuyerEvidence:
    word = clean(cells.get("outcome"))
    quote = clean(cells.get("quote"))
    if len(quote) > _QUOTE:
        raise _Bad("quote", f"has {len(quote):,} characters, more than {_QUOTE:,}: is a quotation mark open?")
    return BuyerEvidence(
        date=_date(clean(cells.get("date")), today),
        segment=_segment(clean(cells.get("segment")), segments),
        source=clean(cells.get("source"), 120),
        outcome=_outcome(word),
        said_as=word,
        quote=quote,
        rival=clean(cells.get("rival"), 120) or None,
        count=_count(clean(cells.get("count"))),
    )


def _date(text: str, today: date) -> date:
    if not text:
        raise _Bad("date", "is empty")
    try:
        day = date.fromisoformat(text[:10] if re.match(r"\d{4}-\d\d-\d\d[T ]", text) else text)
    except ValueError:
        known = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
        what = "is no day of the calendar" if known else "is not a date such as 2026-03-09"
        raise _Bad("date", f"{_short(text)} {what}") from None
    if day > today + timedelta(days=1):
        raise _Bad("date", f"{day} is in the future")
    if day < _FIRST:
        raise _Bad("date", f"{day} is too long ago to be right")
    return day


def _segment(text: str, segments: Collection[str]) -> str:
    if text in segments:
        return text
    if not text:
        raise _Bad("segment", "is empty")
    near = get_close_matches(text.casefold(), list(segments), 1)
    meant = f"did you mean {near[0]}?" if near else f"one of: {', '.join(segments)}"
    raise _Bad("segment", f"no segment {_short(text)}; {meant}")


def _outcome(text: str) -> Outcome:
    key = re.sub(r"[\s_]+", "-", text.casefold())
    found = OUTCOMES.get(key)
    if found is None:
        what = f"{_short(text)} is none of won, lost, for, against, neutral" if text else "is empty"
        raise _Bad("outcome", what)
    return found


def _count(text: str) -> int:
    if not text:
        return 1
    if not re.fullmatch(r"[+-]?\d{1,12}(?:\.0+)?", text):
        raise _Bad("count", f"{_short(text)} is not a whole number")
    number = int(float(text))
    if not 1 <= number <= _MOST:
        raise _Bad("count", f"{number:,} is not a number of buyers, 1 to {_MOST:,}")
    return number


def _short(text: str) -> str:
    return repr(clean(text, 40))


def _content(row: BuyerEvidence) -> str:
    parts = (
        row.date.isoformat(),
        row.segment,
        row.source.casefold(),
        row.outcome,
        row.quote,
        row.rival or "",
    )
    return "\x1f".join((*parts, str(row.count)))


def _identity(content: str, number: int) -> str:
    """Two rows without a quote may be two deals of one day: they are told apart by their number."""
    return hashlib.sha256(f"{content}\x1f{number}".encode()).hexdigest()[:20]
