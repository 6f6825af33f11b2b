"""How a rival attacks us, sentence by sentence, and what we can answer where it does. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.canonical import stems
from reports.formatting import clean, link_to, place
from reports.lines import Line, Speaker
from reports.positions.three_tests import Position, Rival
from reports.wording import segment_name
from turfwatch.config import Config
from turfwatch.types import Lifetime, Presence, Stage

SENTENCES = 4  # of theirs a segment
ANSWERS = 2  # of ours a segment
FIELDS = 2  # segments in which they attack
OURS = 4  # lines of the sections about our claims
TITLES = {"title", "meta"}
NO_PRICE = "No claim of ours answers a price."
_PRICE = re.compile(
    r"[$€£¥₹]\s?\d|\b(?:prices?|pricing|priced|cheap\w*|expensive|cost\w*|fees?|pays?|charges?|free)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Attack:
    """What they say of us in one segment (all of them, without a name), and what we can answer.

    `lacking` says in words what no claim of ours answers.
    """

    segment: str
    lines: tuple[Line, ...]
    answers: tuple[Line, ...]
    lacking: str = ""


def attacks(
    config: Config, rival: Speaker, against: Sequence[Lifetime], positions: Sequence[Position]
) -> tuple[Attack, ...]:
    """Their sentences `against_us`, by the segment they speak to, with what we can answer there."""
    grouped: dict[str, list[Lifetime]] = {}
    for life in rival.distinct(against):
        grouped.setdefault(_segment(life, against), []).append(life)
    largest = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))[:FIELDS]
    return tuple(
        _attack(config, rival, segment, lives[:SENTENCES], [p for p in positions if p.segment == segment])
        for segment, lives in largest
    )


def _attack(
    config: Config, rival: Speaker, segment: str, lives: Sequence[Lifetime], ours: Sequence[Position]
) -> Attack:
    found = answers(rival.company, ours)[:ANSWERS]
    on_price = [life for life in lives if _on_price(life)]
    lacking = "" if not on_price or any(_PRICE.search(line.text) for line in found) else NO_PRICE
    if lacking and len(on_price) == len(lives):  # of price alone: what speaks of something else is no answer
        theirs = {stem for life in lives for stem in stems(life.claim.text)}
        found = tuple(line for line in found if theirs & {*stems(line.text)})
    return Attack(segment_name(config, segment), tuple(rival.line(x) for x in lives), found, lacking)


def _on_price(life: Lifetime) -> bool:
    """Whether a sentence attacks what we cost."""
    amount = life.claim.quantity
    money = amount is not None and amount.currency is not None
    return money or life.claim.type == "pricing" or bool(_PRICE.search(clean(life.claim.text)))


def against_us(config: Config, living: Sequence[Lifetime]) -> list[Lifetime]:
    """Their sentences that name us; what can be disputed comes first, a page's title last."""
    us = named((config.company.name, *config.company.aliases))
    return sorted((x for x in living if us.search(clean(x.claim.text))), key=_disputable)


def named(names: Iterable[str]) -> re.Pattern[str]:
    """What finds one of these names as a word of its own."""
    words = "|".join(re.escape(clean(name)) for name in names if clean(name))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _disputable(life: Lifetime) -> tuple[bool, bool, bool, float]:
    """A comparison by a figure can be answered best; a title only says that there is a page."""
    claim, best = life.claim, life.best
    return (best.role in TITLES, claim.type != "comparison", claim.quantity is None, -best.prominence)


def _segment(life: Lifetime, against: Sequence[Lifetime]) -> str:
    """The segment of a sentence, else that of most sentences of its page."""
    if life.segments:
        return life.segments[0][0]
    around = [x.segments[0][0] for x in against if x.segments and x.best.url == life.best.url]
    return max(sorted(set(around)), key=around.count) if around else ""


def answers(company: str, positions: Iterable[Position]) -> tuple[Line, ...]:
    """Those of our claims that this rival cannot make, where they are proved; proved ones first."""
    held = [p for p in positions if _rival(p, company) is None and p.true is not False]
    return tuple(_ours(p) for p in sorted(held, key=lambda p: not p.true))


def _ours(position: Position, where: str = "") -> Line:
    proof = next((q for q in position.truth.quotes if q.url), None)
    said = "proved" if position.true else "proof still to be shown"
    note = f"{where}, {said}" if where else said
    if proof is None or not position.true:
        return Line(clean(position.claim, 160), note)
    return Line(clean(position.claim, 160), note, place(proof.url), link_to(proof.url, proof.text))


def alone(
    config: Config, rival: Speaker, positions: Sequence[Position], presence: Sequence[Presence]
) -> tuple[Line, ...]:
    """Our claims that this rival does not make and that are not unproved, where we meet first."""
    met = _met_first(positions, presence)
    mine = [p for p in met if _rival(p, rival.company) is None and p.true is not False]
    return tuple(_ours(p, segment_name(config, p.segment)) for p in mine[:OURS])


def shared(rival: Speaker, positions: Sequence[Position], presence: Sequence[Presence]) -> tuple[Line, ...]:
    """Our claims that this rival makes as well, with its words."""
    lines = []
    for position in _met_first(positions, presence):
        if (said := _rival(position, rival.company)) is not None:
            note = f"they say “{clean(said.text, 120)}” {rival.looks.since(rival.company, said.since)}"
            link = link_to(said.url, said.text)
            lines.append(Line(clean(position.claim, 160), note, place(said.url), link))
    return tuple(lines[:OURS])


def _met_first(positions: Sequence[Position], presence: Sequence[Presence]) -> list[Position]:
    there = {p.segment for p in presence if p.stage is not Stage.ABSENT}
    return sorted(positions, key=lambda p: p.segment not in there)


def _rival(position: Position, company: str) -> Rival | None:
    return next((rival for rival in position.rivals if rival.company == company), None)
