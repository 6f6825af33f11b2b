"""Plans over time: matched by name, then by structure; prices compared on equal terms only.

A plan table that could not be read at all is no news: the last one that could be read stands, as
do the plans of a page that is missing for a day. Nor is one whose rows stand there without their
columns: the plans it does not show stand as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from scipy.optimize import linear_sum_assignment

from extract.canonical import canonical
from signals.offers import Match, Offer, offers_of
from signals.packages import movements
from signals.prices import moves
from signals.views import Day, PageView
from turfwatch.types import Plan, PlanEvent

__all__ = ["Book", "Offer", "step"]

_SAME_PLAN = 0.55  # structural likeness (0...1) from which two names may name one plan

_BARE_ROWS = 3  # limits without a value that make a table one that was only half there

Book = Mapping[str, tuple[Offer, ...]]  # by page address


def step(company: str, book: Book, day: Day, *, baseline: bool) -> tuple[Book, tuple[PlanEvent, ...]]:
    """The plans after one day's captures, and what happened to them.

    On the baseline day, and at the first sight of a page, plans are rows without an event; a
    page that takes over from one that is gone continues its plans.
    """
    after, events = dict(book), list[PlanEvent]()
    gone = [url for url, view in day.pages if view is None and url in after and url not in day.unsure]
    orphans = [after.pop(url) for url in gone]
    for url, view in day.pages:
        if view is None or not view.plans:
            continue
        offers = offers_of(view.plans, view.capture_id)
        earlier = after.get(url) or (orphans.pop() if orphans else None)
        after[url] = offers
        if earlier is not None and _lacks_columns(earlier, offers, view.text):
            offers += _unread(earlier, offers)
            after[url] = offers
        if earlier is None:
            known = {o.key for page, others in book.items() if page != url for o in others}
            events += _first_sight(company, day.date, view, offers, known, news=not baseline and not book)
        else:
            events += _compared(company, day.date, view, _matched(earlier, offers))
    return after, tuple(events)


def _lacks_columns(earlier: Sequence[Offer], offers: Sequence[Offer], text: str) -> bool:
    """Whether the page lists the limits of its plans, and no plan that could be read has any of them.

    A table whose columns did not render leaves `Number of sites`, `Retention` and no value of either.
    """
    limits = {k: g for o in earlier for k, g in o.gates.items() if g.value not in {"yes", "no"}}
    read = {key for o in offers for key in o.gates}
    lines = set(text.splitlines())
    bare = [key for key, gate in limits.items() if canonical(gate.name) in lines]
    return len(bare) >= _BARE_ROWS and 2 * len(bare) > len(limits) and read.isdisjoint(limits)


def _unread(earlier: Sequence[Offer], offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The plans of before that today's do not name."""
    keys = {o.key for o in offers}
    return tuple(o for o in earlier if o.key not in keys)


def _matched(old: Sequence[Offer], new: Sequence[Offer]) -> list[Match]:
    """Every old and new plan in exactly one match; by name first, then the likeliest assignment."""
    by_name = {o.key: o for o in old if o.name}
    matches = [Match(by_name[n.key], n) for n in new if n.name and n.key in by_name]
    left = [o for o in old if all(m.old is not o for m in matches)]
    fresh = [n for n in new if all(m.new is not n for m in matches)]
    if left and fresh:
        alike = np.array([[_likeness(o, n) for n in fresh] for o in left])
        rows, columns = linear_sum_assignment(alike, maximize=True)
        likely = [(r, c) for r, c in zip(rows, columns, strict=True) if alike[r, c] >= _SAME_PLAN]
        matches += [Match(left[r], fresh[c]) for r, c in likely]
    matches += [Match(o, None) for o in left if all(m.old is not o for m in matches)]
    matches += [Match(None, n) for n in fresh if all(m.new is not n for m in matches)]
    return matches


def _likeness(old: Offer, new: Offer) -> float:
    same_price = 0.45 if old.amounts & new.amounts else 0.0
    a, b = set(old.gates), set(new.gates)
    shared = 0.35 * len(a & b) / len(a | b) if a | b else 0.0
    same_place = 0.2 if old.place == new.place else 0.0
    if old.name is not None and new.name is not None:
        return same_price + shared + same_place
    same_terms = 0.4 if old.terms == new.terms else 0.2
    return same_price + shared + same_place + same_terms


def _first_sight(
    company: str,
    day: date,
    view: PageView,
    offers: Iterable[Offer],
    known: set[tuple[str, str]],
    *,
    news: bool,
) -> Iterator[PlanEvent]:
    for offer in offers:
        event = "added" if news and offer.key not in known else ""
        detail = "first prices on the site" if event else ""
        for number, plan in enumerate(offer.points):
            yield _event(company, day, view, plan, event if number == 0 else "", detail=detail)


def _compared(company: str, day: date, view: PageView, matches: Sequence[Match]) -> Iterator[PlanEvent]:
    packaged = movements([m for m in matches if m.old is not None and m.new is not None])
    free_left = any(m.new is not None and m.new.is_free for m in matches)
    for match in matches:
        old, new = match.old, match.new
        if old is not None and new is None:
            detail = "the free plan is gone" if old.is_free and not free_left else "the plan is gone"
            gone = _event(company, day, view, old.points[0], "removed", detail=detail)
            yield replace(gone, capture_id=old.capture_id or view.capture_id)  # today's no longer shows it
        elif old is None and new is not None:
            yield _event(company, day, view, new.points[0], "added", detail="a new plan")
            yield from (_event(company, day, view, plan, "") for plan in new.points[1:])
        elif old is not None and new is not None:
            if old.name and new.name and old.key[1] != new.key[1]:
                yield _event(company, day, view, new.points[0], "renamed", old.points[0], f"was {old.name}")
            for move in moves(old, new):
                yield _event(
                    company, day, view, move.plan, move.event, move.previous, move.detail, move.percent
                )
            if said := packaged.get(new.key):
                yield _event(company, day, view, new.points[0], "packaging", old.points[0], "; ".join(said))


def _event(
    company: str,
    day: date,
    view: PageView,
    plan: Plan,
    event: str,
    previous: Plan | None = None,
    detail: str = "",
    percent: float | None = None,
) -> PlanEvent:
    return PlanEvent(day, company, view.url, plan, event, previous, detail, percent, view.capture_id)
