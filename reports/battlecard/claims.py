"""A rival's claims on its battlecard: who they are, for whom, where we meet, where they are weak. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.formatting import clean, day, percent
from reports.lines import ASIDE, Line, Speaker, by_prominence
from signals.drift.generic import NOBODY, interchangeable
from turfwatch.config import Config
from turfwatch.types import Lifetime, Presence, Stage

SPOKEN = 5  # words of an audience that can be said aloud
PROMINENT = 0.8  # of a standing: titles and headlines
AUDIENCES = 4
FEW = 3  # lines of a section that only has to give an idea
RECENT = timedelta(days=180)  # how long what is gone is worth telling
PROOF = {"proof", "comparison"}  # claim types that bring evidence of their own
IDENTITY = {"category", "superlative"}  # claim types that say who somebody is
TELLING = {*IDENTITY, "audience", "comparison", "proof"}  # claim types that are missed when they go
INTRODUCING = {"home", "product", "solution"}  # pages whose headlines have to say something of their own


@dataclass(frozen=True, slots=True)
class Field:
    """A segment we both care about, and how each of us stands in it."""

    segment: str
    theirs: str
    ours: str
    lines: tuple[Line, ...]


def introductions(living: Sequence[Lifetime], rival: Speaker) -> tuple[Line, ...]:
    """How they introduce themselves: what they say they are, on their home page before any other."""
    proper = [x for x in living if x.best.page_kind not in ASIDE] or list(living)
    said = [x for x in proper if x.claim.type in IDENTITY] or proper
    home = [x for x in proper if any(s.page_kind == "home" for s in x.standings)]
    first = [x for x in home if x.claim.type in IDENTITY] or home[:1]
    found = [*first, *(x for x in said if x not in first)]
    return tuple(rival.line(life) for life in rival.distinct(found)[:FEW])


def audiences(living: Sequence[Lifetime], rival: Speaker) -> tuple[Line, ...]:
    """Whom they say they are for, each audience once, at its most prominent."""
    first, said = dict[str, Lifetime](), list[set[str]]()
    for life in sorted(living, key=lambda x: x.best.page_kind in ASIDE):  # keeps the order of prominence
        audience = rival.words(life.claim.audience, 60)
        words = set(audience.casefold().split())
        if 0 < len(words) <= SPOKEN and not any(words <= other or other <= words for other in said):
            said.append(words)
            first[audience] = life
    return tuple(rival.line(x, text=audience) for audience, x in list(first.items())[:AUDIENCES])


def fields(
    config: Config,
    living: Sequence[Lifetime],
    presence: Sequence[Presence],
    our_presence: Sequence[Presence],
    rival: Speaker,
) -> tuple[Field, ...]:
    """The segments where both of us can be met: how each stands, and what they say there."""
    theirs, ours = ({p.segment: p for p in rows} for rows in (presence, our_presence))
    found = []
    for segment in config.segments:
        said = sorted(
            (x for x in living if segment.id in dict(x.segments)),
            key=lambda x: (x.best.page_kind in ASIDE, -x.best.prominence * dict(x.segments)[segment.id]),
        )
        stands = theirs.get(segment.id)
        if said or (stands and stands.stage is not Stage.ABSENT):
            lines = tuple(
                rival.line(x, f"{x.claim.strength}, {rival.since(x)}") for x in rival.distinct(said)[:FEW]
            )
            found.append(Field(clean(segment.name, 60), _stand(stands), _stand(ours.get(segment.id)), lines))
    return tuple(found)


def _stand(presence: Presence | None) -> str:
    if presence is None or presence.stage is Stage.ABSENT:
        return "absent"
    return f"{presence.stage.value}, {percent(presence.presence)}"


def weak(living: Sequence[Lifetime], rival: Speaker, today: date) -> tuple[Line, ...]:
    """Where they hedge, the boldest words that bring no proof, and what anybody could say."""
    hedged = [x for x in living if x.claim.strength == "hedged"]
    bold = [
        x for x in living
        if x.claim.strength == "absolute" and not x.claim.quantity and x.claim.type not in PROOF
    ]  # fmt: skip
    generic = [
        x for x in living
        if x.best.prominence >= PROMINENT and x.best.page_kind in INTRODUCING
        and len(x.claim.text.split()) >= FEW  # fewer are a label
        and interchangeable(x.claim, (name for name, _ in x.segments), NOBODY, today)
    ]  # fmt: skip
    return (
        *(rival.line(x, "hedged") for x in hedged[:2]),
        *(rival.line(x, "absolute, and no number or proof with it") for x in rival.distinct(bold)[:2]),
        *(rival.line(x, "anybody could say it") for x in rival.distinct(generic)[:2]),
    )


def dropped(
    lives: Sequence[Lifetime], rival: Speaker, today: date, days: Mapping[str, date]
) -> tuple[Line, ...]:
    """What they stopped saying, as far as it bears on our segments or on who they are.

    `days` has the first reading without each sentence, which is as early as it is known to be gone.
    """
    gone = [
        x for x in lives
        if not x.active and today - x.last_seen <= RECENT and x.best.page_kind not in ASIDE
        and (x.segments or x.claim.type in TELLING or _offer(x))
    ]  # fmt: skip
    latest = sorted(gone, key=lambda x: (x.last_seen, bool(x.segments), x.best.prominence), reverse=True)
    return tuple(rival.line(x, _gone(x, days)) for x in rival.distinct(latest)[:FEW])


def _gone(life: Lifetime, days: Mapping[str, date]) -> str:
    since = days.get(life.claim.text)
    return f"dropped {day(since)}" if since else f"last seen {day(life.last_seen)}"


def _offer(life: Lifetime) -> bool:
    """Whether a claim is an offer in words ("free for three"): amounts are told as prices."""
    amount = life.claim.quantity
    return life.claim.type == "pricing" and (amount is None or amount.currency is None)


def living(lives: Sequence[Lifetime]) -> list[Lifetime]:
    """What they say today, the most prominent first."""
    return by_prominence([life for life in lives if life.active])
