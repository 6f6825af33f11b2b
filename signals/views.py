"""Captures become days: what each page of a company said, as of each date something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import TypeAlias
from urllib.parse import urljoin

from extract.canonical import canonical
from turfwatch.types import (
    Block,
    Capture,
    Claim,
    Facts,
    Outcome,
    PageKind,
    PlacedClaim,
    Plan,
    Release,
    Standing,
)

Read: TypeAlias = Callable[[Sequence[Capture]], list[Facts]]  # facts of captures, in their order
_FOR_GOOD = 410
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

    @cached_property
    def claims(self) -> tuple[PlacedClaim, ...]:
        """The claims the page makes itself: what its menus, footer and banners say is not news."""
        return tuple(p for p in self.facts.claims if p.block.region not in SILENT_REGIONS)

    @cached_property
    def said(self) -> tuple[tuple[str, Claim, Standing], ...]:
        """Its claims by their canonical text, each with where it stands."""
        keyed = ((canonical(p.claim.text), p) for p in self.claims)
        return tuple((key, p.claim, self.standing(p.block)) for key, p in keyed if key)

    def standing(self, block: Block) -> Standing:
        """Where a block of the page stands."""
        return Standing(
            url=self.url, page_kind=self.kind, role=block.role, prominence=block.prominence,
            capture_id=self.capture_id, headings=block.headings, page_title=self.title,
            region=block.region,
        )  # fmt: skip

    @cached_property
    def lines(self) -> frozenset[str]:
        """The blocks of the page, each as canonical text."""
        return frozenset(self.text.split("\n"))

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
    unsure: frozenset[str] = frozenset()  # pages found gone by one look only

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """The addresses with a capture today."""
        return frozenset(url for url, _ in self.pages)


def days(captures: Iterable[Capture], read: Read) -> Iterator[Day]:
    """Group a company's captures (oldest first) into days; `read` gives the facts of a day's captures.

    Trouble (blocked, emptied, timeouts …) changes nothing here: only `ok` and `gone` move the
    baseline. Of several captures of a page on one date the last one counts.
    """
    telling = [c for c in captures if c.outcome in {Outcome.OK, Outcome.GONE}]
    doubtful = {c.id for c in telling if c.outcome is Outcome.GONE} - sure(telling)
    for day, group in groupby(telling, key=lambda c: c.at.date()):
        latest = {c.url: c for c in group}
        shown = [latest[url] for url in sorted(latest)]
        views = (view_of(c, facts) for c, facts in zip(shown, read(shown), strict=True))
        pages = tuple((c.url, view) for c, view in zip(shown, views, strict=True))
        yield Day(day, pages, frozenset(c.url for c in shown if c.id in doubtful))


def sure(captures: Iterable[Capture]) -> frozenset[int]:
    """The captures that show beyond doubt that a page is gone, by id.

    Removed for good; or gone at two looks on two days; or gone in an archive, which keeps versions
    and not visits, unless the page is back within days.
    """
    every = tuple(captures)
    back = {
        (c.url, c.at.date() - timedelta(days=n)) for c in every if c.outcome is Outcome.OK for n in (1, 2)
    }
    return frozenset(
        c.id
        for c in every
        if c.outcome is Outcome.GONE
        and (
            c.status == _FOR_GOOD
            or c.seen_until.date() > c.at.date()
            or (c.origin == "archive" and (c.url, c.at.date()) not in back)
        )
    )


def settled(day: Day, before: Mapping[str, PageView]) -> Day:
    """The day without pages that are only missing: gone by one look, and linked to as ever.

    A page that was linked to and no longer is was taken down, whatever a second look will show.
    """
    if not day.unsure:
        return day
    after = {**before, **{url: view for url, view in day.pages if view is not None}}
    down = {url for url in day.unsure if _linked(url, before) and not _linked(url, after)}
    kept = day.unsure - down
    return replace(day, pages=tuple((u, v) for u, v in day.pages if u not in kept), unsure=frozenset())


def _linked(url: str, pages: Mapping[str, PageView]) -> bool:
    """Whether another page links to the address."""
    return any(
        urljoin(view.url, block.href).partition("#")[0].rstrip("/") == url.rstrip("/")
        for view in pages.values()
        if view.url != url
        for block in view.facts.blocks
        if block.href
    )


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
