"""What a company's history comes down to at the end of a day: all that the next day needs of it.

A state can be put away as text and taken up again, so that a day costs what changed on it and not
the years before it. Pages are put away by their captures, whose facts are in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import TypeAdapter

from extract.canonical import canonical
from signals.footing import Footing
from signals.lifetimes import Site
from signals.moment import Told
from signals.plans import Offer
from signals.releases import Ledger
from signals.rotation import Part
from signals.segments import Usage
from signals.views import Read, view_of
from turfwatch.types import Capture, Lifetime, Presence


@dataclass(frozen=True)
class State:
    """A company as of the end of `day`; before its first day, nothing."""

    site: Site
    day: date | None = None
    book: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)  # plans by page address
    ledger: Ledger = field(default_factory=Ledger)
    heard: Mapping[str, frozenset[str]] = field(default_factory=dict)  # segment -> phrases said loudly
    surfaces: Mapping[str, frozenset[str]] = field(default_factory=dict)  # segment -> surfaces used
    pages: frozenset[str] = frozenset()  # every address ever seen
    told: tuple[Told, ...] = ()
    presence: tuple[Presence, ...] = ()
    footings: Mapping[str, Footing] | None = None  # these two follow from the site: not put away
    usage: Usage | None = None


def blank(company: str) -> State:
    """A company nothing is known of."""
    return State(Site(company, {}, {}))


@dataclass(frozen=True)
class _Saved:
    """A state as text: lists in a fixed order, pages as capture ids."""

    company: str
    day: date
    views: tuple[int, ...]
    lives: tuple[Lifetime, ...]
    rotating: tuple[Part, ...]
    held: tuple[tuple[str, date], ...]
    left: tuple[tuple[str, date], ...]
    book: tuple[tuple[str, tuple[Offer, ...]], ...]
    seen: tuple[str, ...]
    listed: tuple[str, ...]
    heard: tuple[tuple[str, tuple[str, ...]], ...]
    surfaces: tuple[tuple[str, tuple[str, ...]], ...]
    pages: tuple[str, ...]
    told: tuple[Told, ...]
    presence: tuple[Presence, ...]


_FORM = TypeAdapter(_Saved)


def put_away(state: State) -> bytes:
    """The state as text; equal states give equal text."""
    assert state.day is not None, "a state is put away after its first day"
    saved = _Saved(
        company=state.site.company,
        day=state.day,
        views=tuple(view.capture_id for view in state.site.pages.values()),
        lives=tuple(state.site.lives.values()),
        rotating=tuple(sorted(state.site.rotating)),
        held=tuple(sorted(state.site.held.items())),
        left=tuple(sorted(state.site.left.items())),
        book=tuple(state.book.items()),
        seen=tuple(sorted(state.ledger.seen)),
        listed=tuple(sorted(state.ledger.pages)),
        heard=_sorted(state.heard),
        surfaces=_sorted(state.surfaces),
        pages=tuple(sorted(state.pages)),
        told=state.told,
        presence=state.presence,
    )
    return _FORM.dump_json(saved)


def take_up(text: bytes, captures: Iterable[Capture], read: Read) -> State:
    """The state `put_away` was given; `read` gives the facts of the pages that stood."""
    saved = _FORM.validate_json(text)
    known = {c.id: c for c in captures}
    standing = [known[i] for i in saved.views]
    views = [view_of(c, facts) for c, facts in zip(standing, read(standing), strict=True)]
    return State(
        site=Site(
            saved.company,
            {view.url: view for view in views if view is not None},
            {canonical(life.claim.text): life for life in saved.lives},
            frozenset(saved.rotating),
            dict(saved.held),
            dict(saved.left),
        ),
        day=saved.day,
        book=dict(saved.book),
        ledger=Ledger(frozenset(saved.seen), frozenset(saved.listed)),
        heard={name: frozenset(words) for name, words in saved.heard},
        surfaces={name: frozenset(words) for name, words in saved.surfaces},
        pages=frozenset(saved.pages),
        told=saved.told,
        presence=saved.presence,
    )


def _sorted(words: Mapping[str, frozenset[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(sorted(words[name]))) for name in sorted(words))
