"""Where and how can we win: the playing field segment by segment, and the space nobody takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Literal, TypeAlias

from reports.formatting import capital, clean, count, listed, percent
from reports.looks import NEVER, Looks
from reports.positions.three_tests import Position
from signals.momentum import climb, weekly
from turfwatch.config import Config, Segment
from turfwatch.types import ClaimType, Lifetime, Presence, Stage

Rows: TypeAlias = dict[tuple[str, str], list[Presence]]  # by segment and company, oldest first
Ground = Literal["alone", "contested", "crowded", "conceded", "open"]

CROWD = 3  # rivals that claim a segment make it crowded
GROUNDS: Mapping[Ground, str] = {
    "alone": "no rival claims it",
    "contested": "one rival or two claim it too",
    "crowded": f"{CROWD} rivals or more claim it too",
    "conceded": "rivals claim it, we do not",
    "open": "nobody claims it",
}
_KINDS: Mapping[ClaimType, str] = {
    "proof": "proof (customers, certificates, numbers)",
    "comparison": "a comparison",
    "superlative": "a superlative",
    "pricing": "a price or plan of its own",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One segment of ours: who claims it, and where that leaves us."""

    segment: str
    name: str
    ground: Ground
    ours: Presence | None
    rivals: tuple[Presence, ...]  # that claim or contest it, the strongest first
    rising: tuple[str, ...] = ()  # those of them whose presence has begun to climb
    unread: tuple[tuple[str, str], ...] = ()  # those of them, or we, not read lately: `last read on …`

    @property
    def move(self) -> str:
        """What the ground asks for, in words."""
        who = listed([clean(p.company, 40) for p in self.rivals])
        strongest = self.rivals[0] if self.rivals else None
        rising = [clean(name, 40) for name in self.rising]
        match self.ground:
            case "alone":
                return "hold it: say it louder, and prove it, before somebody else does"
            case "open":
                return "free to take, if the buyers are there"
            case "conceded":
                return f"left to {who}: claim it, or take it off the plan"
            case "contested":
                climbing = f"; {listed(rising)} on the rise" if rising else ""
                return f"say what {who} cannot, and prove it{climbing}"
        lead = f", {clean(strongest.company, 40)} ahead" if strongest else ""
        return f"{count(len(self.rivals), 'rival')}{lead}: win it with what none of them can say"


@dataclass(frozen=True, slots=True)
class Space:
    """What nobody else says or does."""

    claims: tuple[tuple[str, str], ...] = ()  # segment, claim of ours no rival comes near
    pairs: tuple[tuple[str, str], ...] = ()  # segments nobody speaks to in one sentence
    missing: tuple[tuple[str, str], ...] = ()  # segment, kind of claim no rival makes there


NOTHING_FREE = Space()


def field(
    config: Config, presence: Iterable[Presence], today: date = date.max, looks: Looks = NEVER
) -> tuple[Field, ...]:
    """The map of our segments by the latest presence of everybody, in the configuration's order."""
    rows: Rows = {}
    for row in presence:  # oldest first: the last one stands
        rows.setdefault((row.segment, row.company), []).append(row)
    return tuple(_field(segment, config, rows, today, looks) for segment in config.segments)


def space(
    config: Config, tested: Sequence[Position], lives: Iterable[Lifetime], fields: Sequence[Field]
) -> Space:
    """The claims, combinations and kinds of claim that no rival makes today."""
    rivals = [life for life in lives if life.active and life.company != config.company.name]
    spoken = {frozenset(pair) for life in rivals for pair in combinations(sorted(_ids(life)), 2)}
    claimed = [f.segment for f in fields if f.rivals]
    return Space(
        claims=tuple((p.segment, p.claim) for p in tested if p.defensible and not p.defence.quotes),
        pairs=tuple(p for p in combinations(claimed, 2) if frozenset(p) not in spoken),
        missing=tuple((name, what) for name in claimed for what in _missing(name, rivals)),
    )


def unsaid(
    config: Config, tested: Iterable[Position], free: Space
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The free space in lines under titles, as every report tells it; without what is empty."""
    name = {s.id: clean(s.name, 60) for s in config.segments}
    unproved = {(p.segment, p.claim) for p in tested if p.true is False}
    but = dict.fromkeys(unproved, ", but our own pages do not prove it")
    lists = (
        (
            "Claims of ours no rival comes near",
            tuple(f"“{clean(text, 120)}” ({name[s]}{but.get((s, text), '')})" for s, text in free.claims),
        ),
        ("Segments no rival joins in one sentence", tuple(f"{name[a]}, {name[b]}" for a, b in free.pairs)),
        (
            "Kinds of claim no rival makes",
            tuple(capital(f"{what}, for {name[s]}") for s, what in free.missing),
        ),
    )
    return tuple((title, lines) for title, lines in lists if lines)


def _field(
    segment: Segment,
    config: Config,
    rows: Mapping[tuple[str, str], list[Presence]],
    today: date,
    looks: Looks,
) -> Field:
    us = config.company.name
    latest = _with_shares({who: past[-1] for (name, who), past in rows.items() if name == segment.id})
    ours = latest.pop(us, None)
    rivals = sorted((p for p in latest.values() if _claims(p)), key=lambda p: (-p.presence, p.company))
    ground: Ground = (
        ("crowded" if len(rivals) >= CROWD else "contested" if rivals else "alone")
        if ours is not None and _claims(ours)
        else ("conceded" if rivals else "open")
    )
    named = [p.company for p in ((ours,) if ours else ())] + [p.company for p in rivals]
    return Field(
        segment.id, clean(segment.name, 60), ground, ours, tuple(rivals),
        tuple(p.company for p in rivals if _climbs(rows[segment.id, p.company], today, looks)),
        tuple((name, note) for name in named if (note := looks.stale(name, today))),
    )  # fmt: skip


def _with_shares(latest: Mapping[str, Presence]) -> dict[str, Presence]:
    """Everybody's share of the voice today: a row has that of its own day, and others moved since."""
    total = sum(p.presence for p in latest.values())
    return {
        who: replace(p, share=round(p.presence / total, 4) if total else 0.0) for who, p in latest.items()
    }


def _climbs(past: Sequence[Presence], today: date, looks: Looks) -> bool:
    """Whether presence has begun to climb by the test that raises the signal `momentum`."""
    last = past[-1]
    read = max(last.date, min(today, looks.last.get(last.company, last.date)))
    return climb(weekly(past, read, last.presence, date.min)) is not None


def _claims(presence: Presence) -> bool:
    return presence.stage.rank >= Stage.CLAIMING.rank


def _ids(life: Lifetime) -> set[str]:
    return {name for name, _ in life.segments}


def _missing(segment: str, rivals: Iterable[Lifetime]) -> list[str]:
    made = {life.claim.type for life in rivals if segment in _ids(life)}
    return [what for kind, what in _KINDS.items() if kind not in made]


def standing(presence: Presence | None) -> str:
    """`claiming 42 %`, or a dash for nobody there."""
    if presence is None or presence.stage is Stage.ABSENT:
        return "–"
    return f"{presence.stage} {percent(presence.presence)}"
