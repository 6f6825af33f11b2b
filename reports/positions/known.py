"""Our claims under test and the ground they stand on, from what the store knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TypeAlias

from reports.looks import looks
from reports.positions import space as positions_space
from reports.positions import three_tests as tests
from reports.positions.space import Field, Space
from reports.positions.three_tests import Known, Position, ProofPage
from signals.share import with_share
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Query
from turfwatch.types import Lifetime, Outcome

Ground: TypeAlias = tuple[tuple[Field, ...], Space]


def positions(config: Config, store: Store, today: date | None = None) -> list[Position]:
    """Our claims against the three tests, as of a day; without one, as of the latest row derived."""
    return tests.positions(config, known(config, store, today))


def known(config: Config, store: Store, today: date | None = None) -> Known:
    """All that the three tests are made from, the proof pages in every version we have."""
    until = Query(until=today)
    lives = [_as_of(life, today) for life in store.lifetimes(until)]
    latest = max((life.last_seen for life in lives), default=date.max)
    return Known(
        lifetimes=lives,
        proofs=_proofs(config, store, _end_of(today)),
        releases=store.releases(until),
        presence=with_share(store.presence(until)),
        buyers=store.evidence(until=today),
        today=today or latest,
        looks=looks(store.reads(_end_of(today))),
    )


def field(config: Config, store: Store, today: date | None = None) -> tuple[list[Position], Ground]:
    """Positions, and the ground they stand on: who claims which segment, and what nobody says."""
    return tested_on(config, known(config, store, today))


def tested_on(config: Config, material: Known) -> tuple[list[Position], Ground]:
    """The same from what is known already."""
    tested = tests.positions(config, material)
    fields = positions_space.field(config, material.presence, material.today, material.looks)
    return tested, (fields, positions_space.space(config, tested, material.lifetimes, fields))


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time.max, UTC) if day else None


def _as_of(life: Lifetime, day: date | None) -> Lifetime:
    """A claim that ended later still stood on the day."""
    return replace(life, active=True) if day and not life.active and life.last_seen >= day else life


def _proofs(config: Config, store: Store, until: datetime | None) -> dict[str, list[ProofPage]]:
    """Each proof page's versions, oldest first; one that was never captured is left out."""
    wanted = {url for segment in config.segments for claim in segment.claims for url in claim.proof}
    captures = [
        c for c in store.captures(until=until) if c.url in wanted and c.outcome in {Outcome.OK, Outcome.GONE}
    ]
    good = [c for c in captures if c.outcome is Outcome.OK]
    said = {c.id: [b.text for b in f.blocks] for c, f in zip(good, store.facts(good), strict=True)}
    found: dict[str, list[ProofPage]] = {}
    for c in captures:
        page = ProofPage(c.at.date(), tuple(said.get(c.id, ())), c.outcome is Outcome.GONE)
        found.setdefault(c.url, []).append(page)
    return found
