"""Parts of a page that show now this, now that: what appears there must be seen twice.

A part is known to rotate once words that had gone from it came back within days. From then on a
claim that appears there is held until a second look at the page still shows it, and one that goes
stays counted for a while, since it is likely to come round again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from turfwatch.types import Lifetime, Standing

Part: TypeAlias = tuple[str, str, str, str]  # address, region, role, nearest heading
SOON = timedelta(days=14)  # words back within this time went round; later, somebody put them back
LINGER = timedelta(days=30)  # how long a claim that went from a rotating part still counts
SETTLED = timedelta(days=7)  # a claim that stood so long needs no second capture
ROUND = "on a part of the page that rotates"
HELD = f"{ROUND}: held until a second look shows it"
ONCE = f"{ROUND}: it was seen there once"


def part_of(standing: Standing) -> Part:
    """The part of a page a claim stands on; a headline's own words do not name it."""
    heading = standing.headings[-1] if standing.headings and standing.region == "main" else ""
    return standing.url, standing.region, standing.role, heading


def learned(
    lives: Mapping[str, Lifetime], fresh: Mapping[str, Collection[Standing]], day: date
) -> frozenset[Part]:
    """The parts where a claim that had ended on the same part shortly before stands again today."""
    found: set[Part] = set()
    for key, standings in fresh.items():
        old = lives.get(key)
        if old is not None and not old.active and day - old.last_seen <= SOON:
            found |= {part_of(s) for s in old.standings} & {part_of(s) for s in standings}
    return frozenset(found)


def lingers(life: Lifetime, rotating: Collection[Part], day: date) -> bool:
    """Whether a claim no longer shown is probably only out of its turn."""
    return bool(rotating) and day - life.last_seen <= LINGER and on(life.standings, rotating)


def on(standings: Iterable[Standing], rotating: Collection[Part]) -> bool:
    """Whether all the places are on parts that rotate: said elsewhere too, it is simply said."""
    return bool(rotating) and all(part_of(s) in rotating for s in standings)


def recent(left: Mapping[str, date], day: date) -> dict[str, date]:
    """The wordings given up within LINGER, by the day they were given up."""
    return {key: when for key, when in left.items() if day - when <= LINGER}
