"""Captures become days: what each page of a company said, as of each date something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeAlias

from extract.canonical import canonical
from turfwatch.types import Capture, Facts, Outcome, PageKind, PlacedClaim, Plan, Release

Read: TypeAlias = Callable[[Sequence[Capture]], list[Facts]]  # facts of captures, in their order
SILENT_REGIONS = frozenset({"nav", "footer", "banner"})


@dataclass(frozen=True)
class PageView:
    """One page as it stands: its facts, and all its words for "was this there before?"."""

    url: str
    kind: PageKind
    capture_id: int
    facts: Facts
    title: str
    text: str  # canonical text of every block, one a line

    @property
    def claims(self) -> tuple[PlacedClaim, ...]:
        """The claims the page makes itself: what its menus, footer and banners say is not news."""
        return tuple(p for p in self.facts.claims if p.block.region not in SILENT_REGIONS)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans on the page."""
        return self.facts.plans

    @property
    def releases(self) -> tuple[Release, ...]:
        """The release notes on the page."""
        return self.facts.releases


@dataclass(frozen=True)
class Day:
    """The pages of one company that changed on a date; a page that is gone maps to None."""

    date: date
    pages: tuple[tuple[str, PageView | None], ...]


def days(captures: Iterable[Capture], read: Read) -> Iterator[Day]:
    """Group a company's captures (oldest first) into days; `read` gives the facts of a day's captures.

    Trouble (blocked, emptied, timeouts …) changes nothing here: only `ok` and `gone` move the
    baseline. Of several captures of a page on one date the last one counts.
    """
    telling = (c for c in captures if c.outcome in {Outcome.OK, Outcome.GONE})
    for day, group in groupby(telling, key=lambda c: c.at.date()):
        latest = {c.url: c for c in group}
        shown = [latest[url] for url in sorted(latest)]
        views = (view_of(c, facts) for c, facts in zip(shown, read(shown), strict=True))
        yield Day(day, tuple((c.url, view) for c, view in zip(shown, views, strict=True)))


def view_of(capture: Capture, facts: Facts) -> PageView | None:
    """The view of one capture, or None when the page is gone."""
    if capture.outcome is Outcome.GONE:
        return None
    title = next((b.text for b in facts.blocks if b.role == "title"), "")
    heading = next((b.text for b in facts.blocks if b.role == "h1"), "")
    return PageView(
        url=capture.url,
        kind=capture.kind,
        capture_id=capture.id,
        facts=facts,
        title=" · ".join(dict.fromkeys(filter(None, (title, heading)))),
        text="\n".join(canonical(b.text) for b in facts.blocks),
    )
