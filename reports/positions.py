"""Our claims against the three tests: is it true, is it relevant, can rivals say the same?

Pure. The content words that two claims of the same segment share find the candidates; whether the
rival's says what ours says is decided by `signals.compare`, as for the signal `claim_match`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extract.canonical import stems
from reports.formatting import clean, count, day, host, listed, path
from signals.compare import alike, label
from turfwatch.config import Config, OwnClaim, Segment
from turfwatch.types import Claim, Lifetime

CANDIDATE = 0.3  # Dice coefficient of content words below which two claims are not compared
SAYS_IT = frozenset({"same_claim", "reworded_same", "stronger"})
PROVEN = 0.6  # share of a claim's content words that one passage of the proof must hold


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival's living claim that says what ours says, at its most alike."""

    company: str
    text: str
    url: str
    since: date
    likeness: float


@dataclass(frozen=True, slots=True)
class Position:
    """One of our claims in one segment and what the three tests say; None is "not known"."""

    segment: str
    claim: str
    true: bool | None
    relevant: bool | None
    defensible: bool | None
    rivals: tuple[Rival, ...]
    evidence: str

    @property
    def first_rival_date(self) -> date | None:
        """Since when the first rival has said it."""
        return min((rival.since for rival in self.rivals), default=None)


def positions(
    config: Config, lifetimes: Sequence[Lifetime], proofs: Mapping[str, Sequence[str]]
) -> list[Position]:
    """Every claim of every segment, tested.

    `lifetimes` are all companies' claims; `proofs` maps the address of a captured proof page to the
    passages on it, and lacks the addresses that were never captured.
    """
    names = _names(config)
    rivals = [life for life in lifetimes if life.active and life.company != config.company.name]
    return [
        _position(segment, claim, _in_segment(rivals, segment.id), proofs, names)
        for segment in config.segments
        for claim in segment.claims
    ]


def likeness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much of two claims' content words is common to both, 0…1 (Dice)."""
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 0.0


def _position(
    segment: Segment,
    claim: OwnClaim,
    rivals: Sequence[Lifetime],
    proofs: Mapping[str, Sequence[str]],
    names: frozenset[str],
) -> Position:
    ours = frozenset(stems(claim.text)) - names
    true, proof_note = _is_true(claim, ours, proofs)
    relevant, relevance_note = _is_relevant(segment, ours)
    rival = _alike(claim.text, ours, rivals, names)
    notes = (proof_note, relevance_note, _rival_note(rival))
    return Position(
        segment.id, claim.text, true, relevant, not rival, rival, "; ".join(note for note in notes if note)
    )


def _is_true(
    claim: OwnClaim, ours: frozenset[str], proofs: Mapping[str, Sequence[str]]
) -> tuple[bool | None, str]:
    captured = [url for url in claim.proof if url in proofs]
    if not claim.proof:
        return None, "no proof named"
    if not captured:
        return None, f"proof not captured yet: {listed([path(url) for url in claim.proof])}"
    stated, near = Claim("capability", claim.text, 0, len(claim.text)), ""
    for url in captured:
        for passage in proofs[url]:
            if not ours or len(ours & set(stems(passage))) < PROVEN * len(ours):
                continue
            if _says(stated, Claim("capability", passage, 0, len(passage))):
                return True, f"{host(url)}{path(url)} says: “{clean(passage, 160)}”"
            near = near or f"{host(url)}{path(url)} says less: “{clean(passage, 160)}”"
    return False, near or f"not said on {listed([path(url) for url in captured])}"


def _is_relevant(segment: Segment, ours: frozenset[str]) -> tuple[bool, str]:
    """Whether the claim speaks of the segment's people or problem, which is all words alone can tell."""
    theirs = frozenset(stems(" ".join((*segment.audience, *segment.terms, segment.problem))))
    if ours & theirs:
        return True, ""
    return False, "names neither the segment's audience nor its problem"


def _in_segment(lifetimes: Iterable[Lifetime], segment: str) -> list[Lifetime]:
    return [life for life in lifetimes if any(name == segment for name, _ in life.segments)]


def _alike(
    text: str, ours: frozenset[str], rivals: Iterable[Lifetime], names: frozenset[str]
) -> tuple[Rival, ...]:
    """Each rival that says the same, once: its claim most like ours, the earliest rival first."""
    best: dict[str, Rival] = {}
    claim = Claim("capability", text, 0, len(text))
    for life in rivals:
        score = likeness(ours, frozenset(stems(life.claim.text)) - names)
        if score < CANDIDATE or life.claim.negated or not _says(claim, life.claim):
            continue
        found = Rival(
            life.company, life.claim.text, life.best.url, life.worded or life.first_seen, round(score, 3)
        )
        held = best.get(life.company)
        if held is None or (found.likeness, held.since) > (held.likeness, found.since):
            best[life.company] = found
    return tuple(sorted(best.values(), key=lambda rival: (rival.since, rival.company)))


def _says(ours: Claim, theirs: Claim) -> bool:
    return alike(ours, theirs) and label(ours, theirs) in SAYS_IT


def _rival_note(rivals: Sequence[Rival]) -> str:
    if not rivals:
        return "no rival says the same"
    said = [f"{clean(r.company)} since {day(r.since)}: “{clean(r.text, 120)}”" for r in rivals]
    return f"{count(len(rivals), 'rival')} say{'s' if len(rivals) == 1 else ''} the same ({listed(said)})"


def _names(config: Config) -> frozenset[str]:
    """Names of companies, which make two claims neither alike nor different."""
    us, them = config.company, config.competitors
    words = (us.name, *us.aliases, *(n for c in them for n in (c.name, *c.aliases)))
    return frozenset(stem for word in words for stem in stems(word))
