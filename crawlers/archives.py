"""What archive files hold of the companies' pages: where each record of theirs begins, and what is left out.

A file is read twice: here to its end, to know what is sound in it before anything is stored, then record
by record in the order of dates (`replay`). So one body at a time is in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.archived import Place
from crawlers.targets import Target, owner_of
from crawlers.urls import identity, is_asset, normalise, site_of
from crawlers.warc import Damage, Record, records
from turfwatch.errors import ArchiveError
from turfwatch.types import Page

_TYPES = frozenset({"response", "resource", "revisit"})
_NAMED = 5  # places or sites a message names
_SLACK = timedelta(days=1)  # clocks differ; what is dated later than that has no date


@dataclass(frozen=True, slots=True)
class Entry(Place):
    """Where a record of ours stands: the page and moment it is of, and its place in a file."""

    file: Path
    offset: int
    type: str  # response resource revisit
    repeats: tuple[str, datetime] | None = None  # of a revisit: page and moment whose body it had


class Index:
    """The records in some files that are the companies', and a count of those that are not."""

    def __init__(self, among: tuple[Target, ...], known: Iterable[Page], now: datetime) -> None:
        self._among = among
        self._latest = now + _SLACK
        self._addresses = {(page.company, identity(page.url)): page.url for page in known}
        self._entries: dict[tuple[str, str, datetime], Entry] = {}
        self._strangers: Counter[str] = Counter()
        self._damage: dict[Path, list[Damage]] = {}
        self._unusable = self._future = 0

    def add(self, file: Path) -> None:
        """Read a file to its end; ArchiveError when nothing in it can be read."""
        self.take(file, told(file))

    def take(self, file: Path, found: Iterable[Record | Damage]) -> None:
        """What was found in a file; of two files that hold the same page and moment the later one counts."""
        for record in found:
            if isinstance(record, Damage):
                self._damage.setdefault(file, []).append(record)
            else:
                self._add(file, record)

    def _add(self, file: Path, record: Record) -> None:
        told = record.headers.get("warc-target-uri", "").strip("<> ")
        at = _moment(record.headers.get("warc-date", ""))
        if not told or at is None:
            why = "it names no address" if not told else "it has no date that can be read"
            self._damage.setdefault(file, []).append(Damage(record.number, record.offset, why))
            return
        url = normalise(told)
        if url is None or is_asset(url):
            self._unusable += 1
        elif at > self._latest:
            self._future += 1
        elif (target := owner_of(url, self._among)) is None:
            self._strangers[site_of(url)] += 1
        else:
            url = self._address(target, url)
            entry = Entry(
                target.name, target.site, url, at, file, record.offset, record.type,
                self._repeats(target, url, record.headers),
            )  # fmt: skip
            self._entries[target.name, url, at] = entry  # of two at one moment the last counts

    def entries(self) -> list[Entry]:
        """The companies' records, oldest first."""
        return sorted(self._entries.values(), key=lambda e: (e.at, e.company, e.url))

    def left_out(self) -> dict[str, int]:
        """How many records were left out: of other sites, no pages, of the future, damaged."""
        counts = {
            "other_sites": self._strangers.total(), "unusable": self._unusable, "future": self._future,
            "damaged": sum(map(len, self._damage.values())),
        }  # fmt: skip
        return {name: count for name, count in counts.items() if count}

    def trouble(self) -> tuple[str, ...]:
        """One line on each damaged file: where, why, and that the rest was taken."""
        return tuple(
            f"{file}: damaged, left out: {'; '.join(str(place) for place in places[:_NAMED])}"
            f"{_more(places)}; what is sound was imported (import the file again once it is whole)"
            for file, places in self._damage.items()
        )

    def notes(self) -> tuple[str, ...]:
        """One line on records of sites that no company of the config has."""
        if not self._strangers:
            return ()
        names = ", ".join(name for name, _ in self._strangers.most_common(_NAMED))
        total = self._strangers.total()
        return (
            f"{total} records are of sites no company in the config has: {names}{_more(self._strangers)}",
        )

    def _address(self, target: Target, url: str) -> str:
        """The address under which a page is known, or becomes known now."""
        return self._addresses.setdefault((target.name, identity(url)), url)

    def _repeats(self, target: Target, url: str, headers: Mapping[str, str]) -> tuple[str, datetime] | None:
        at = _moment(headers.get("warc-refers-to-date", ""))
        told = normalise(headers.get("warc-refers-to-target-uri", "").strip("<>"))
        return (self._address(target, told) if told else url, at) if at else None


def told(file: Path) -> list[Record | Damage]:
    """The records of a file that could be a page's, and what of it is damaged, in their order.

    Raises ArchiveError when nothing in it can be read.
    """
    return [found for found in records(file) if isinstance(found, Damage) or found.type in _TYPES]


def tried(file: Path) -> list[Record | Damage] | ArchiveError:
    """As `told`, with the error as an answer: one bad file hides no other."""
    try:
        return told(file)
    except ArchiveError as error:
        return error


def unreadable(errors: Sequence[ArchiveError]) -> ArchiveError:
    """One error that names every file of which nothing can be read."""
    if len(errors) == 1:
        return errors[0]
    lines = "".join(f"\n  {error.message}" for error in errors)
    hint = " ".join(["mend these or leave them out: nothing was imported", *{e.hint: None for e in errors}])
    return ArchiveError(f"{len(errors)} files cannot be imported:{lines}", hint=hint.strip())


def _more(found: Sized) -> str:
    return f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""


def _moment(text: str) -> datetime | None:
    """A WARC date; fractions of a second are dropped, as the store keeps whole ones."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC).replace(microsecond=0)
