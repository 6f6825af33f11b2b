"""Claims over time, matched across a company's whole site.

A claim lives as long as it is said anywhere on the site. When one stops and a like one starts,
the assignment is solved for all of them at once: similarity finds the candidates, the slots decide
what happened (`signals.compare.labels`). What is not reported is kept with the reason. A page that could
not be looked at, or is in a language nobody here reads, says what it said before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from extract.canonical import canonical
from signals import noise
from signals.compare.labels import Label
from signals.matching import assign
from signals.rotation import HELD, ONCE, SETTLED, Part, learned, lingers, on, recent
from signals.said import Said, said_on, stands, undated, visible
from signals.views import Day, PageView
from turfwatch.types import Change, Lifetime, Standing

CHANGE_OF: Mapping[Label, str] = {
    "same_claim": "reworded",
    "reworded_same": "reworded",
    "stronger": "strengthened",
    "weaker": "weakened",
    "audience_changed": "retargeted",
    "number_changed": "requantified",
}
_HOME = 0.2
_RISE = 0.15  # a move up or down the page worth a row


@dataclass(frozen=True)
class Site:
    """What a company says on its site as of a day."""

    company: str
    pages: Mapping[str, PageView]
    lives: Mapping[str, Lifetime]  # by canonical text; the ended ones too, so that returns are known
    rotating: frozenset[Part] = frozenset()
    held: Mapping[str, date] = field(default_factory=dict)  # seen once on such a part, since when
    left: Mapping[str, date] = field(default_factory=dict)  # wordings given up lately, and when

    @property
    def active(self) -> tuple[Lifetime, ...]:
        """The claims standing today; what was seen but once on a part that rotates is not among them."""
        return tuple(life for key, life in self.lives.items() if life.active and key not in self.held)


def step(site: Site, day: Day) -> tuple[Site, tuple[Change, ...]]:
    """The site after one day's captures, and the changes that day shows."""
    pages = _pages(site.pages, day)
    said = said_on(pages.values(), site.lives)
    kept, ended = _split(site, said, pages)
    fresh = {key: s for key, s in said.items() if key not in kept}
    rotating = site.rotating | learned(site.lives, {k: s.standings for k, s in fresh.items()}, day.date)
    out_of_turn = [
        life for life in ended if _key(life) not in site.held and lingers(life, rotating, day.date)
    ]
    ended = [life for life in ended if life not in out_of_turn]
    pairs = assign([e for e in ended if _key(e) not in site.held], list(fresh.values()))
    lives = {key: life for key, life in site.lives.items() if not life.active}
    lives |= {_key(life): life for life in out_of_turn}
    news = _News(site, day.date, rotating, lives)
    for key, life in kept.items():
        news.goes_on(key, life, said.get(key), looked_at=any(url in day.looked_at for url in _urls(life)))
    for life, new, what in pairs:
        news.became(life, new, what)
    matched_old, matched_new = {p[0].id for p in pairs}, {p[1].key for p in pairs}
    for life in ended:
        if life.id not in matched_old:
            news.ended(life)
    for new in fresh.values():
        if new.key not in matched_new:
            news.began(new)
    after = Site(site.company, pages, lives, rotating, news.held, news.left)
    return after, tuple(noise.judge(c, site.pages, pages) for c in news.changes)


def _pages(before: Mapping[str, PageView], day: Day) -> dict[str, PageView]:
    """The pages as they stand: one nobody can read says what it said when it could be read."""
    pages = {**before}
    for url, view in day.pages:
        if view is None:
            pages.pop(url, None)
        elif not (view.facts.claims_skipped and url in pages):
            pages[url] = view
    return pages


def _key(life: Lifetime) -> str:
    return canonical(life.claim.text)


def _urls(life: Lifetime) -> set[str]:
    return {s.url for s in life.standings}


class _News:
    """The claims after a day, written into `lives`, and what is new about them."""

    def __init__(self, site: Site, day: date, rotating: frozenset[Part], lives: dict[str, Lifetime]) -> None:
        self._site, self._day, self._rotating, self._lives = site, day, rotating, lives
        self.held = {key: since for key, since in site.held.items() if key in site.lives}
        self.left = recent(site.left, day)
        self.changes: list[Change] = []

    def goes_on(self, key: str, life: Lifetime, said: Said | None, *, looked_at: bool) -> None:
        """A claim that still stands, perhaps elsewhere; one that was held is news at the second look."""
        now = self._lives[key] = _continue(life, said, self._day)
        if key not in self.held:
            self.changes += _moved(life, now, self._day)
        elif looked_at or self._day - self.held[key] >= SETTLED:
            del self.held[key]
            self.changes.append(_new(now, self._day, self._site, None, seen_before=True))

    def became(self, life: Lifetime, new: Said, what: Label) -> None:
        """A claim in other words."""
        since = life.worded if what == "same_claim" else self._day
        now = replace(_continue(life, new, self._day), claim=new.claim, worded=since)
        self._lives[new.key] = now
        change = _changed(life, now, what, self._day)
        if (back := self.left.pop(new.key, None)) and change.suppressed is None:
            change = replace(change, suppressed=f"the words of before {back} again: they alternate")
        self.left[_key(life)] = self._day
        self.changes.append(change)

    def ended(self, life: Lifetime) -> None:
        """A claim that is no longer said."""
        key = _key(life)
        self._lives[key] = replace(life, active=False)
        dropped = _dropped(life, self._day)
        if self.held.pop(key, None):
            dropped = replace(dropped, suppressed=ONCE)
        self.changes.append(dropped)

    def began(self, new: Said) -> None:
        """A claim not said before, or not lately."""
        old = self._site.lives.get(new.key)
        life = self._lives[new.key] = _born(self._site.company, new, self._day, old)
        change = _new(life, self._day, self._site, old)
        if change.suppressed is None and on(new.standings, self._rotating):
            change = replace(change, suppressed=HELD)
            self.held[new.key] = self._day
        self.changes.append(change)


def _split(
    site: Site, said: Mapping[str, Said], pages: Mapping[str, PageView]
) -> tuple[dict[str, Lifetime], list[Lifetime]]:
    """The living claims that still stand, and those that ended today.

    A claim whose words are still on the site stands, even where the reader now takes them for
    something else: a redesign changes the markup, not what is said.
    """
    kept: dict[str, Lifetime] = {}
    ended: list[Lifetime] = []
    for key, life in site.lives.items():
        if not life.active:
            continue
        if key in said:
            kept[key] = life
        elif places := visible(key, pages):
            kept[key] = replace(life, standings=places)
        else:
            ended.append(life)
    return kept, ended


def _continue(life: Lifetime, said: Said | None, day: date) -> Lifetime:
    standings = said.standings if said else life.standings
    return replace(life, standings=standings, last_seen=day, active=True)


def _born(company: str, said: Said, day: date, old: Lifetime | None) -> Lifetime:
    if old is not None:
        return replace(old, standings=said.standings, last_seen=day, active=True)
    identity = hashlib.sha256(f"{company}\x1f{said.key}\x1f{day}".encode()).hexdigest()[:12]
    return Lifetime(identity, company, said.claim, said.standings, day, day)


def _changed(before: Lifetime, after: Lifetime, what: Label, day: date) -> Change:
    best = after.best
    return Change(
        day, after.company, best.url, CHANGE_OF[what], before.claim.text, after.claim.text, after.claim,
        after.segments, best, lifetime_id=after.id,
        suppressed="only the spelling differs" if what == "same_claim" else None,
    )  # fmt: skip


def _moved(before: Lifetime, after: Lifetime, day: date) -> list[Change]:
    old, new = before.best, after.best
    rise = _loudness(new) - _loudness(old)
    if abs(rise) < _RISE and old.url == new.url:
        return []
    what = "promoted" if rise >= _RISE else "demoted" if rise <= -_RISE else "moved"
    text = after.claim.text
    return [
        Change(
            day, after.company, new.url, what, text, text, after.claim, after.segments, new,
            lifetime_id=after.id,
        )
    ]  # fmt: skip


def _loudness(standing: Standing) -> float:
    """How prominent a place is, the home page counting for more than the same place elsewhere."""
    return standing.prominence + (_HOME if standing.page_kind == "home" else 0.0)


def _dropped(life: Lifetime, day: date) -> Change:
    best = life.best
    return Change(
        day, life.company, best.url, "dropped", life.claim.text, None, life.claim, life.segments, best,
        lifetime_id=life.id,
    )  # fmt: skip


def _new(
    life: Lifetime, day: date, before: Site, old: Lifetime | None, *, seen_before: bool = False
) -> Change:
    key = canonical(life.claim.text)
    reason = None
    if seen_before:
        pass  # the words stood there at the first look, which did not count
    elif old is not None:
        reason = f"said before, from {old.first_seen} to {old.last_seen}: it returned"
    elif _stood(undated(key), before):
        reason = "the words stood on the site before"
    best = life.best
    return Change(
        day, life.company, best.url, "new", None, life.claim.text, life.claim, life.segments, best,
        lifetime_id=life.id, suppressed=reason,
    )  # fmt: skip


def _stood(key: str, site: Site) -> bool:
    return any(stands(key, page) for page in site.pages.values())
