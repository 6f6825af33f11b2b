"""Our claims against the three tests: is it true, is it relevant, can rivals say the same?

Pure. Each test gives a verdict in words with the sentences behind it and how it came to be over
time; what cannot be known yet is said so and is neither a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from extract.canonical import stems
from reports.formatting import link_to
from reports.positions_relevance import contenders, relevance
from reports.positions_rivals import Rival, defence, rivals_of
from reports.positions_truth import ProofPage, truth
from reports.verdicts import Test
from turfwatch.config import Config, OwnClaim, Segment
from turfwatch.types import BuyerEvidence, Lifetime, Presence, ReleaseSeen

__all__ = ["Known", "Position", "ProofPage", "Rival", "Test", "as_row", "positions"]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the tests are made from, as of `today`."""

    lifetimes: Sequence[Lifetime]
    proofs: Mapping[str, Sequence[ProofPage]] = field(default_factory=dict)  # by address, oldest first
    releases: Sequence[ReleaseSeen] = ()
    presence: Sequence[Presence] = ()
    buyers: Sequence[BuyerEvidence] = ()
    today: date = date.max


@dataclass(frozen=True, slots=True)
class Position:
    """One of our claims in one segment and what the three tests say."""

    segment: str
    claim: str
    truth: Test
    relevance: Test
    defence: Test
    rivals: tuple[Rival, ...]  # those that say the same today, the earliest first

    @property
    def true(self) -> bool | None:
        """Whether our own pages prove it; None is "not known"."""
        return self.truth.passed

    @property
    def relevant(self) -> bool | None:
        """Whether the buyers we need care; None is "not known"."""
        return self.relevance.passed

    @property
    def defensible(self) -> bool | None:
        """Whether no rival says the same; None is "not known"."""
        return self.defence.passed

    @property
    def first_rival_date(self) -> date | None:
        """Since when the first rival has said it."""
        return min((rival.since for rival in self.rivals), default=None)

    @property
    def evidence(self) -> str:
        """The three verdicts in one line, with the sentence that best proves or disproves each."""
        return "; ".join(test.line for test in (self.truth, self.relevance, self.defence) if test.line)


def positions(config: Config, known: Known) -> list[Position]:
    """Every claim of every segment, tested."""
    names = _names(config)
    ours = [life for life in known.lifetimes if life.company == config.company.name]
    theirs = [life for life in known.lifetimes if life.company != config.company.name]
    return [
        _position(segment, claim, known, names, ours, theirs, config)
        for segment in config.segments
        for claim in segment.claims
    ]


def as_row(position: Position) -> dict[str, object]:
    """A position for scripts: the contract's columns, and each test with its sentences and history."""
    tests = {"truth": position.truth, "relevance": position.relevance, "defence": position.defence}
    return {
        "segment": position.segment, "claim": position.claim, "true": position.true,
        "relevant": position.relevant, "defensible": position.defensible,
        "rivals": [_rival_row(rival) for rival in position.rivals],
        "first_rival_date": position.first_rival_date, "evidence": position.evidence,
        **{name: _test_row(test) for name, test in tests.items()},
    }  # fmt: skip


def _test_row(test: Test) -> dict[str, object]:
    return {
        "verdict": test.says,
        "quotes": [
            {"text": q.text, "url": link_to(q.url, q.text), "by": q.by, "since": q.since} for q in test.quotes
        ],
        "history": [{"date": t.day, "what": t.what} for t in test.history],
    }


def _rival_row(rival: Rival) -> dict[str, object]:
    return {
        "company": rival.company, "text": rival.text, "url": rival.url, "since": rival.since,
        "says": rival.says, "place": rival.place, "prominence": rival.prominence,
        "consistency": rival.consistency,
    }  # fmt: skip


def _position(
    segment: Segment,
    claim: OwnClaim,
    known: Known,
    names: frozenset[str],
    ours: Sequence[Lifetime],
    theirs: Sequence[Lifetime],
    config: Config,
) -> Position:
    words = frozenset(stems(claim.text)) - names
    buyers = [b for b in known.buyers if b.segment == segment.id and b.date <= known.today]
    said = rivals_of(claim.text, words, segment.id, theirs, names, known.today)
    claiming = contenders(known.presence, segment.id, config.company.name)
    return Position(
        segment.id,
        claim.text,
        truth(claim, words, known.proofs, ours, known.releases, config.company.name),
        relevance(words, buyers, claiming),
        defence(said, read=bool(theirs)),
        tuple(r for r in said if r.until is None and r.same),
    )


def _names(config: Config) -> frozenset[str]:
    """Names of companies, which make two claims neither alike nor different."""
    us, them = config.company, config.competitors
    words = (us.name, *us.aliases, *(n for c in them for n in (c.name, *c.aliases)))
    return frozenset(stem for word in words for stem in stems(word))
