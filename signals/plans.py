"""Plans over time: matched by name, then by structure; prices compared on equal terms only.

Two price points are comparable when currency, period, unit and billing agree: a monthly price is
never set against a yearly one, and a percentage is given only when both amounts are known.
A plan table that could not be read at all is no news: the last one that could be read stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from scipy.optimize import linear_sum_assignment

from extract.canonical import stems
from signals.views import Day, PageView
from turfwatch.types import Gate, Plan, PlanEvent

_SAME_PLAN = 0.55  # structural likeness (0...1) from which two names may name one plan
_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")


@dataclass(frozen=True)
class Offer:
    """One plan of a page with all its price points."""

    name: str | None
    product: str | None
    points: tuple[Plan, ...]
    place: int  # 0-based order on the page

    @property
    def key(self) -> tuple[str, str]:
        """What identifies a plan by words; empty when the page names none."""
        return _plain(self.product), _plain(self.name)

    @property
    def gates(self) -> dict[str, Gate]:
        """Features and limits by their name, singular and plural alike."""
        return {" ".join(stems(g.name)) or _plain(g.name): g for p in self.points for g in p.gates}

    @property
    def amounts(self) -> frozenset[tuple[str, Decimal | None]]:
        """The prices with their terms, for recognising a renamed plan."""
        return frozenset((repr(_terms(p)), p.amount) for p in self.points)


Book = Mapping[str, tuple[Offer, ...]]  # by page address


@dataclass(frozen=True)
class _Match:
    old: Offer | None
    new: Offer | None


def step(company: str, book: Book, day: Day, *, baseline: bool) -> tuple[Book, tuple[PlanEvent, ...]]:
    """The plans after one day's captures, and what happened to them.

    On the baseline day, and at the first sight of a page, plans are rows without an event; a
    page that takes over from one that is gone continues its plans.
    """
    after, events = dict(book), list[PlanEvent]()
    orphans = [after.pop(url) for url, view in day.pages if view is None and url in after]
    for url, view in day.pages:
        if view is None or not view.plans:
            continue
        offers = _offers(view.plans)
        earlier = after.get(url) or (orphans.pop() if orphans else None)
        after[url] = offers
        if earlier is None:
            known = {o.key for page, others in book.items() if page != url for o in others}
            events += _first_sight(company, day.date, view, offers, known, news=not baseline and not book)
        else:
            events += _compared(company, day.date, view, _matched(earlier, offers))
    return after, tuple(events)


def _offers(plans: Sequence[Plan]) -> tuple[Offer, ...]:
    """Group price points by product and name; unnamed ones stand alone."""
    groups: dict[tuple[str, str, int], list[Plan]] = {}
    for number, plan in enumerate(plans):
        groups.setdefault((_plain(plan.product), _plain(plan.name), 0 if plan.name else number), []).append(
            plan
        )
    return tuple(Offer(g[0].name, g[0].product, tuple(g), place) for place, g in enumerate(groups.values()))


def _matched(old: Sequence[Offer], new: Sequence[Offer]) -> list[_Match]:
    """Every old and new plan in exactly one match; by name first, then the likeliest assignment."""
    by_name = {o.key: o for o in old if o.name}
    matches = [_Match(by_name[n.key], n) for n in new if n.name and n.key in by_name]
    left = [o for o in old if all(m.old is not o for m in matches)]
    fresh = [n for n in new if all(m.new is not n for m in matches)]
    if left and fresh:
        alike = np.array([[_likeness(o, n) for n in fresh] for o in left])
        rows, columns = linear_sum_assignment(alike, maximize=True)
        likely = [(r, c) for r, c in zip(rows, columns, strict=True) if alike[r, c] >= _SAME_PLAN]
        matches += [_Match(left[r], fresh[c]) for r, c in likely]
    matches += [_Match(o, None) for o in left if all(m.old is not o for m in matches)]
    matches += [_Match(None, n) for n in fresh if all(m.new is not n for m in matches)]
    return matches


def _likeness(old: Offer, new: Offer) -> float:
    same_price = 0.45 if old.amounts & new.amounts else 0.0
    a, b = set(old.gates), set(new.gates)
    shared = 0.35 * len(a & b) / len(a | b) if a | b else 0.0
    same_place = 0.2 if old.place == new.place else 0.0
    if old.name is not None or new.name is not None:
        return same_price + shared + same_place
    same_terms = 0.4 if {_terms(p) for p in old.points} == {_terms(p) for p in new.points} else 0.2
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


def _compared(company: str, day: date, view: PageView, matches: Sequence[_Match]) -> Iterator[PlanEvent]:
    for match in matches:
        if match.new is None and match.old is not None:
            yield _event(company, day, view, match.old.points[0], "removed", detail="the plan is gone")
        elif match.old is None and match.new is not None:
            yield _event(company, day, view, match.new.points[0], "added", detail="a new plan")
        elif match.old is not None and match.new is not None:
            yield from _priced(company, day, view, match.old, match.new)
            yield from _packaged(company, day, view, match.old, match.new)


def _priced(company: str, day: date, view: PageView, old: Offer, new: Offer) -> Iterator[PlanEvent]:
    if all(p.custom for p in old.points) != all(p.custom for p in new.points):
        detail = "now contact sales" if new.points[0].custom else "the price is public now"
        yield _event(company, day, view, new.points[0], "price", old.points[0], detail)
        return
    if all(p.free for p in old.points) != all(p.free for p in new.points):
        detail = "free now" if new.points[0].free else "no longer free"
        yield _event(company, day, view, new.points[0], "price", old.points[0], detail)
        return
    before = {_terms(p): p for p in old.points if p.amount is not None}
    for plan in new.points:
        was = before.get(_terms(plan))
        if was is None or plan.amount is None or was.amount is None or plan.amount == was.amount:
            continue
        percent = float((plan.amount - was.amount) / was.amount * 100) if was.amount else None
        yield _event(
            company, day, view, plan, "price", was, "", round(percent, 1) if percent is not None else None
        )


def _packaged(company: str, day: date, view: PageView, old: Offer, new: Offer) -> Iterator[PlanEvent]:
    """One event a plan for all its gates that moved; wording and order of features do not count."""
    before, after = old.gates, new.gates
    pairs = [(before[name], after[name]) for name in after if name in before]
    pairs += _renamed(
        [g for n, g in before.items() if n not in after], [g for n, g in after.items() if n not in before]
    )
    moved = [_said(was, now) for was, now in pairs if _differs(was.value, now.value)]
    if moved:
        yield _event(company, day, view, new.points[0], "packaging", old.points[0], "; ".join(moved))


def _renamed(gone: Sequence[Gate], came: Sequence[Gate]) -> list[tuple[Gate, Gate]]:
    """Gates that speak of the same thing under another name: "Team access" became "10 team members"."""
    left, pairs = list(gone), list[tuple[Gate, Gate]]()
    for gate in came:
        words = set(stems(gate.name))
        like = max(left, key=lambda g: len(words & set(stems(g.name))), default=None)
        if like is not None and words & set(stems(like.name)):
            left.remove(like)
            pairs.append((like, gate))
    return pairs


def _said(was: Gate, now: Gate) -> str:
    same = _plain(was.name) == _plain(now.name)
    return (
        f"{now.name}: {was.value} → {now.value}"
        if same
        else f"{was.name}: {was.value} → {now.name}: {now.value}"
    )


def _differs(old: str, new: str) -> bool:
    """Yes to no, another number, or a limit lifted: not another wording of the same."""
    if _plain(old) == _plain(new):
        return False
    flags = {"yes", "no"}
    if {_plain(old), _plain(new)} & flags:
        return True
    limitless = re.compile(r"\bunlimited\b", re.I)
    if bool(limitless.search(old)) != bool(limitless.search(new)):
        return True
    return _numbers(old) != _numbers(new)


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(re.sub(r"[^\d]", "", n)) for n in _NUMBER.findall(text)]


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


def _terms(plan: Plan) -> tuple[str | None, str | None, str, bool]:
    """What must agree before two amounts are compared: currency, period, unit, billed yearly or not."""
    yearly = bool(re.search(r"annual|year|12 months", plan.billing_note or "", re.I))
    return plan.currency, plan.period, _plain(plan.unit), yearly


def _plain(text: str | None) -> str:
    words = re.sub(r"[^\w+]+", " ", (text or "").casefold()).split()
    return " ".join(w for w in words if w not in {"plan", "tier", "edition", "the"})
