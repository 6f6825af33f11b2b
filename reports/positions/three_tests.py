"""Our claims against the three tests: is it true, is it relevant, can rivals say the same?

Pure. Each test gives a verdict in words with the sentences behind it and how it came to be over
time; what cannot be known yet is said so and is neither a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.canonical import stems
from reports.formatting import link_to
from reports.looks import NEVER, Looks
from reports.positions.relevance import Heard, contenders, heard, relevance
from reports.positions.rivals import Rival, defence, rivals_of
from reports.positions.truth import ProofPage, truth
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
    looks: Looks = NEVER  # when each company and page was first and last read


@dataclass(frozen=True, slots=True)
class Position:
    """One of our claims in one segment and what the three tests say."""

    segment: str
    claim: str
    truth: Test
    relevance: Test
    defence: Test
    rivals: tuple[Rival, ...]  # those that say the same today, the earliest first
    course: tuple[tuple[date, str], ...] = ()  # verdicts in words, each with the day from which it held

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
        return " ".join(f"{name.capitalize()}: {test.answer}. {test.line}" for name, test in self.tests)

    @property
    def tests(self) -> tuple[tuple[str, Test], ...]:
        """The three tests by the names of their columns."""
        return ("true", self.truth), ("relevant", self.relevance), ("defensible", self.defence)

    @property
    def verdict(self) -> str:
        """All three in words: `holds`, `not true, not defensible`, `holds so far: relevant not known`."""
        return in_words({name: test.passed for name, test in self.tests})

    @property
    def verdict_since(self) -> date | None:
        """From when on that has been the verdict, as far as we know."""
        return self.course[-1][0] if self.course else None

    @property
    def previous(self) -> str:
        """What the verdict was before, with the day from which it was; empty if it was always this one."""
        return f"{self.course[-2][1]} (from {self.course[-2][0]})" if len(self.course) > 1 else ""


def in_words(passed: Mapping[str, bool | None]) -> str:
    """The verdicts of the three tests as one."""
    failed = [f"not {name}" for name, verdict in passed.items() if verdict is False]
    unknown = [name for name, verdict in passed.items() if verdict is None]
    if failed:
        return ", ".join(failed)
    if len(unknown) == len(passed):
        return "not known"
    return f"holds so far: {' and '.join(unknown)} not known" if unknown else "holds"


def positions(config: Config, known: Known) -> list[Position]:
    """Every claim of every segment, tested."""
    names = _names(config)
    return [
        position for segment in config.segments for position in _of_segment(segment, known, names, config)
    ]


def _of_segment(segment: Segment, known: Known, names: frozenset[str], config: Config) -> Iterator[Position]:
    words = {claim.text: frozenset(stems(claim.text)) - names for claim in segment.claims}
    of_it = (b for b in known.buyers if b.segment == segment.id and b.date <= known.today)
    buyers = heard(of_it, words.values())
    for claim in segment.claims:
        yield _position(segment, claim, known, names, words[claim.text], buyers, config)


def as_row(position: Position) -> dict[str, object]:
    """A position for scripts: the contract's columns, and each test with its sentences and history."""
    tests = {"truth": position.truth, "relevance": position.relevance, "defence": position.defence}
    return {
        "segment": position.segment, "claim": position.claim, "true": position.true,
        "relevant": position.relevant, "defensible": position.defensible,
        "rivals": [_rival_row(rival) for rival in position.rivals],
        "first_rival_date": position.first_rival_date, "evidence": position.evidence,
        "verdict": position.verdict, "verdict_since": position.verdict_since, "previous": position.previous,
        **{name: _test_row(test) for name, test in tests.items()},
    }  # fmt: skip


def _test_row(test: Test) -> dict[str, object]:
    return {
        "verdict": test.sentence,
        "quotes": [
            {"text": q.text, "url": link_to(q.url, q.text), "by": q.by, "since": q.since} for q in test.quotes
        ],
        "history": [{"date": t.day, "what": t.what} for t in test.history],
    }


def _rival_row(rival: Rival) -> dict[str, object]:
    return {
        "company": rival.company, "text": rival.text, "url": rival.url, "since": rival.since,
        "says": rival.says, "place": rival.place, "prominence": rival.prominence,
        "consistency": rival.consistency, "at_first_look": rival.at_first, "last_read": rival.read,
    }  # fmt: skip


def _position(
    segment: Segment,
    claim: OwnClaim,
    known: Known,
    names: frozenset[str],
    words: frozenset[str],
    buyers: Heard,
    config: Config,
) -> Position:
    us, looks, today = config.company.name, known.looks, known.today
    ours = [life for life in known.lifetimes if life.company == us]
    theirs = [life for life in known.lifetimes if life.company != us]
    said = rivals_of(claim.text, words, segment.id, theirs, names, today, looks)
    position = Position(
        segment.id,
        claim.text,
        truth(claim, words, known.proofs, ours, known.releases, us, today, looks),
        relevance(words, buyers, contenders(known.presence, segment.id, us)),
        defence(said, read={life.company for life in theirs}, today=today, looks=looks),
        tuple(r for r in said if r.until is None and r.same),
    )
    return replace(position, course=_course(position, looks.begun(us)))


def _course(position: Position, start: date) -> tuple[tuple[date, str], ...]:
    """The verdicts over time, from the days on which one of the tests turned."""
    turns = sorted(
        ((turn.day, name, turn.passed) for name, test in position.tests for turn in test.turns),
        key=lambda turn: turn[0],
    )
    state = {name: None if test.turns else test.passed for name, test in position.tests}
    days: dict[date, str] = {start: in_words(state)} if start > date.min else {}
    for day, name, passed in turns:
        state[name] = passed
        days[day] = in_words(state)
    if not days:
        return ()
    last = max(days)
    days[last] = position.verdict  # what is known today is what counts
    course: list[tuple[date, str]] = []
    for day in sorted(days):
        if not course or course[-1][1] != days[day]:
            course.append((day, days[day]))
    return tuple(course)


def _names(config: Config) -> frozenset[str]:
    """Names of companies, which make two claims neither alike nor different."""
    us, them = config.company, config.competitors
    words = (us.name, *us.aliases, *(n for c in them for n in (c.name, *c.aliases)))
    return frozenset(stem for word in words for stem in stems(word))
