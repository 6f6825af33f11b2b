"""Claims over time, matched across a company's whole site.

A claim lives as long as it is said anywhere on the site. When one stops and a like one starts,
the assignment is solved for all of them at once: similarity finds the candidates, the slots decide
what happened (`signals.compare`). What is not reported is kept with the reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from extract.canonical import canonical
from signals import noise
from signals.compare import Label, label
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

    @property
    def active(self) -> tuple[Lifetime, ...]:
        """The claims standing today."""
        return tuple(life for life in self.lives.values() if life.active)


@dataclass(frozen=True)
class _Said:
    """A claim with every place it stands today."""

    key: str
    claim: Claim
    standings: tuple[Standing, ...]


def step(site: Site, day: Day) -> tuple[Site, tuple[Change, ...]]:
    """The site after one day's captures, and the changes that day shows."""
    pages = {**site.pages}
    for url, view in day.pages:
        if view is None:
            pages.pop(url, None)
        else:
            pages[url] = view
    said = _said(pages.values())
    kept, ended = _split(site, said, pages)
    fresh = [s for key, s in said.items() if key not in kept]
    pairs = _assign(ended, fresh)
    changes: list[Change] = []
    lives = {key: life for key, life in site.lives.items() if not life.active}
    for key, life in kept.items():
        now = _continue(life, said.get(key), day.date)
        lives[key] = now
        changes += _moved(life, now, day.date)
    for life, new, what in pairs:
        since = life.worded if what == "same_claim" else day.date
        now = replace(_continue(life, new, day.date), claim=new.claim, worded=since)
        lives[new.key] = now
        changes.append(_changed(life, now, what, day.date))
    matched_old, matched_new = {p[0].id for p in pairs}, {p[1].key for p in pairs}
    for life in ended:
        if life.id not in matched_old:
            lives[canonical(life.claim.text)] = replace(life, active=False)
            changes.append(_dropped(life, day.date))
    for new in fresh:
        if new.key not in matched_new:
            old = site.lives.get(new.key)
            life = _born(site.company, new, day.date, old)
            lives[new.key] = life
            changes.append(_new(life, day.date, site, old))
    after = Site(site.company, pages, lives)
    return after, tuple(noise.judge(c, site.pages, pages) for c in changes)


def _said(pages: Iterable[PageView]) -> dict[str, _Said]:
    """Every claim on the site by its canonical text, with all its standings."""
    found: dict[str, list[tuple[PlacedClaim, Standing]]] = {}
    for page in pages:
        for placed in page.claims:
            if key := canonical(placed.claim.text):
                found.setdefault(key, []).append((placed, _standing(page, placed.block)))
    return {
        key: _Said(key, max(places, key=_weight)[0].claim, tuple(s for _, s in places))
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


def _new(life: Lifetime, day: date, before: Site, old: Lifetime | None) -> Change:
    key = canonical(life.claim.text)
    reason = None
    if old is not None:
        reason = f"said before, from {old.first_seen} to {old.last_seen}: it returned"
    elif any(_stands(_undated(key), page) for page in before.pages.values()):
        reason = "the words stood on the site before"
    best = life.best
    return Change(
        day, life.company, best.url, "new", None, life.claim.text, life.claim, life.segments, best,
        lifetime_id=life.id, suppressed=reason,
    )  # fmt: skip
