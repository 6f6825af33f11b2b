"""Claims over time, matched across a company's whole site.

A claim lives as long as it is said anywhere on the site. When one stops and a like one starts,
the assignment is solved for all of them at once: similarity finds the candidates, the slots decide
what happened (`signals.compare`). What is not reported is kept with the reason. A page that could
not be looked at, or is in a language nobody here reads, says what it said before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from extract.canonical import canonical
from signals import chrome, noise
from signals.compare import Label, label
from signals.rotation import HELD, ONCE, SETTLED, Part, learned, lingers, on, recent
from signals.views import Day, PageView
from turfwatch.types import Block, Change, Claim, Lifetime, PlacedClaim, Standing

CANDIDATE = 55.0  # similarity (0-100) from which two claims may be versions of one another
CHANGE_OF: Mapping[Label, str] = {
    "same_claim": "reworded",
    "reworded_same": "reworded",
    "stronger": "strengthened",
    "weaker": "weakened",
    "audience_changed": "retargeted",
    "number_changed": "requantified",
}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}),? \d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b")
_FEW = 3  # spaces in a text too short to be recognised inside another
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


@dataclass(frozen=True)
class _Said:
    """A claim with every place it stands today."""

    key: str
    claim: Claim
    standings: tuple[Standing, ...]


def step(site: Site, day: Day) -> tuple[Site, tuple[Change, ...]]:
    """The site after one day's captures, and the changes that day shows."""
    pages = _pages(site.pages, day)
    said = _said(pages.values(), site.lives)
    kept, ended = _split(site, said, pages)
    fresh = {key: s for key, s in said.items() if key not in kept}
    rotating = site.rotating | learned(site.lives, {k: s.standings for k, s in fresh.items()}, day.date)
    out_of_turn = [
        life for life in ended if _key(life) not in site.held and lingers(life, rotating, day.date)
    ]
    ended = [life for life in ended if life not in out_of_turn]
    pairs = _assign([e for e in ended if _key(e) not in site.held], list(fresh.values()))
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

    def goes_on(self, key: str, life: Lifetime, said: _Said | None, *, looked_at: bool) -> None:
        """A claim that still stands, perhaps elsewhere; one that was held is news at the second look."""
        now = self._lives[key] = _continue(life, said, self._day)
        if key not in self.held:
            self.changes += _moved(life, now, self._day)
        elif looked_at or self._day - self.held[key] >= SETTLED:
            del self.held[key]
            self.changes.append(_new(now, self._day, self._site, None, seen_before=True))

    def became(self, life: Lifetime, new: _Said, what: Label) -> None:
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

    def began(self, new: _Said) -> None:
        """A claim not said before, or not lately."""
        old = self._site.lives.get(new.key)
        life = self._lives[new.key] = _born(self._site.company, new, self._day, old)
        change = _new(life, self._day, self._site, old)
        if change.suppressed is None and on(new.standings, self._rotating):
            change = replace(change, suppressed=HELD)
            self.held[new.key] = self._day
        self.changes.append(change)


def _said(pages: Collection[PageView], before: Mapping[str, Lifetime]) -> dict[str, _Said]:
    """Every claim on the site by its canonical text, with all its standings."""
    found: dict[str, list[tuple[PlacedClaim, Standing]]] = {}
    for page in pages:
        for placed in page.claims:
            if key := canonical(placed.claim.text):
                found.setdefault(key, []).append((placed, _standing(page, placed.block)))
    return {
        key: _Said(
            key,
            max(places, key=_weight)[0].claim,
            chrome.marked(
                [s for _, s in places],
                pages=len(pages),
                before=before[key].standings if key in before else (),
            ),
        )
        for key, places in found.items()
    }


def _weight(place: tuple[PlacedClaim, Standing]) -> tuple[float, str]:
    return place[1].prominence, place[1].url


def _standing(page: PageView, block: Block) -> Standing:
    return Standing(
        url=page.url, page_kind=page.kind, role=block.role, prominence=block.prominence,
        capture_id=page.capture_id, headings=block.headings, page_title=page.title,
        region=block.region,
    )  # fmt: skip


def _split(
    site: Site, said: Mapping[str, _Said], pages: Mapping[str, PageView]
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
        elif places := _visible(key, pages):
            kept[key] = replace(life, standings=places)
        else:
            ended.append(life)
    return kept, ended


def _visible(key: str, pages: Mapping[str, PageView]) -> tuple[Standing, ...]:
    """Where the words of a claim still stand though they are not read as a claim there."""
    return tuple(
        _standing(page, block)
        for page in pages.values()
        if _stands(key, page)
        for block in page.facts.blocks
        if key in canonical(block.text)
    )


def _undated(key: str) -> str:
    """The text without a date: a teaser is the same with its date before, behind or beside it."""
    return " ".join(_DATE.sub(" ", key).split()) or key


def _stands(key: str, page: PageView) -> bool:
    """A few words must be a block of their own; more may be part of one."""
    return f"\n{key}\n" in f"\n{page.text}\n" if key.count(" ") < _FEW else key in page.text


def _assign(ended: Sequence[Lifetime], fresh: Sequence[_Said]) -> list[tuple[Lifetime, _Said, Label]]:
    """Pair ended with fresh claims so that the pairs are, all in all, the most alike."""
    if not ended or not fresh:
        return []
    old = [canonical(life.claim.text) for life in ended]
    new = [s.key for s in fresh]
    alike = process.cdist(old, new, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    alike = np.maximum(alike, process.cdist(old, new, scorer=fuzz.token_set_ratio, dtype=np.float32) * 0.9)
    alike += np.array([[_kinship(life, s) for s in fresh] for life in ended], dtype=np.float32)
    rows, columns = linear_sum_assignment(alike, maximize=True)
    pairs: list[tuple[Lifetime, _Said, Label]] = []
    for row, column in zip(rows, columns, strict=True):
        if alike[row, column] < CANDIDATE:
            continue
        what = label(ended[row].claim, fresh[column].claim)
        if what != "different_claim":
            pairs.append((ended[row], fresh[column], what))
    return pairs


def _kinship(life: Lifetime, said: _Said) -> float:
    """The same place on the same page, or at least the same kind of claim, speaks for a rewording."""
    best = life.best
    same_place = any(s.url == best.url and s.role == best.role for s in said.standings)
    return (6.0 if same_place else 0.0) + (3.0 if life.claim.type == said.claim.type else 0.0)


def _continue(life: Lifetime, said: _Said | None, day: date) -> Lifetime:
    standings = said.standings if said else life.standings
    return replace(life, standings=standings, last_seen=day, active=True)


def _born(company: str, said: _Said, day: date, old: Lifetime | None) -> Lifetime:
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
    elif any(_stands(_undated(key), page) for page in before.pages.values()):
        reason = "the words stood on the site before"
    best = life.best
    return Change(
        day, life.company, best.url, "new", None, life.claim.text, life.claim, life.segments, best,
        lifetime_id=life.id, suppressed=reason,
    )  # fmt: skip
