"""From drafts to signals: one movement is one signal, its score the sum of named parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from signals.moment import Draft, Moment
from signals.points import POINTS
from signals.presence import held
from signals.stake import at_stake
from turfwatch.types import Severity, Signal, Stage

# Set so that over whole markets about one signal in fifteen is critical (read it today), one in five
# high and one in five low; docs/quality.md has the measured shares.
CUTS: Sequence[tuple[float, Severity]] = ((75, "critical"), (60, "high"), (38, "medium"), (0, "low"))
_WHOLE = 0.5  # of the stake of the segments a company claims, what a move for all of them has
# what best tells a story that several rules have seen, the best first
TELLING = (
    "head_on", "entry", "comparison", "escalation", "launch", "momentum", "retreat", "drift",
)  # fmt: skip
# kinds that are one movement when they concern one segment on one day
MOVEMENT = frozenset({"entry", "escalation", "launch", "momentum"})
_REACHED: Mapping[Stage, float] = {
    Stage.ABSENT: 0.0, Stage.BUILDING: 0.15, Stage.PROBING: 0.3, Stage.CLAIMING: 0.65, Stage.CONTESTING: 1.0
}  # fmt: skip
FALLING = frozenset({"retreat", "drift"})


@dataclass(frozen=True)
class Raised:
    """A signal, and what it is about beside its segment."""

    signal: Signal
    about: str


def signals(drafts: Iterable[Draft], moment: Moment) -> tuple[Raised, ...]:
    """Merge and score the day's drafts, strongest first."""
    made = [Raised(_signal(draft, moment), draft.about) for draft in _merged(drafts)]
    kept = [r for r in made if r.signal.score >= moment.config.signals.minimum_score]
    return tuple(sorted(kept, key=lambda r: (-r.signal.score, r.signal.id)))


def _merged(drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts that tell one story become evidence of the one that tells it best."""
    stories: list[Draft] = []
    for draft in sorted(drafts, key=_rank):
        at = next((i for i, story in enumerate(stories) if _one_story(story, draft)), None)
        if at is None:
            stories.append(draft)
        else:
            stories[at] = _joined(stories[at], draft)
    return stories


def _one_story(story: Draft, draft: Draft) -> bool:
    """The same segment moved; or the same page is behind both, for the same or no other segment."""
    if story.kind == draft.kind:
        return story.segment == draft.segment and (story.about == draft.about or draft.kind == "drift")
    if draft.kind not in TELLING or story.kind not in TELLING:
        return False
    if {story.kind, draft.kind} <= MOVEMENT:
        return story.segment == draft.segment
    if (story.kind in FALLING) != (draft.kind in FALLING):
        return False
    return story.url == draft.url and (draft.segment in {None, story.segment} or draft.kind == "comparison")


def _rank(draft: Draft) -> tuple[int, str, str, str]:
    order = TELLING.index(draft.kind) if draft.kind in TELLING else len(TELLING)
    return order, draft.kind, draft.segment or "", draft.about


def _joined(first: Draft, other: Draft) -> Draft:
    seen = {(s.url, s.text) for s in first.evidence}
    more = tuple(s for s in other.evidence if (s.url, s.text) not in seen)
    parts = {name: max(first.parts.get(name, 0.0), other.parts.get(name, 0.0)) for name in POINTS}
    goes_on = first.update_of if other.update_of else None  # an update only where nothing of it is new
    return replace(first, evidence=(first.evidence + more)[:8], parts=parts, update_of=goes_on)


def _signal(draft: Draft, moment: Moment) -> Signal:
    goal = moment.config.goal_of(draft.segment)
    shares = {
        **draft.parts,
        "stake": _stake(draft.segment, moment),
        "corroboration": _corroboration(draft),
        "consistency": _consistency(draft.segment, moment),
    }
    parts = tuple(
        (name, round(points * min(1.0, shares.get(name, 0.0)), 1)) for name, points in POINTS.items()
    )
    score = round(sum(value for _, value in parts), 1)
    return Signal(
        id=identity(moment.company, draft, moment),
        date=moment.day,
        company=moment.company,
        kind=draft.kind,
        segment=draft.segment,
        summary=draft.summary,
        score=score,
        parts=parts,
        severity=next(severity for cut, severity in CUTS if score >= cut),
        url=draft.url,
        evidence=draft.evidence,
        stage_from=draft.stage_from,
        stage_to=draft.stage_to,
        goal=goal.id if goal else None,
        owner=moment.config.owner_of(draft.segment),
        suppressed=f"goes on with what was told on {draft.update_of.day}" if draft.update_of else None,
        update_of=draft.update_of.id if draft.update_of else None,
    )


def _stake(segment: str | None, moment: Moment) -> float:
    """What we would lose: a segment we claim, and the goal that rests on it while it is to be reached.

    A move in no one segment, such as a price, bears on all those the company claims.
    """
    if segment is None:
        claimed = [n for n, f in moment.before.items() if f.stage.rank >= Stage.CLAIMING.rank]
        return max([0.15, *(_WHOLE * _stake(name, moment) for name in claimed)])
    goal = at_stake(moment.config, segment, moment.day, moment.values)
    return 0.3 + 0.4 * goal + (0.3 if moment.segment(segment).claims else 0.0)


def _consistency(segment: str | None, moment: Moment) -> float:
    """How long the company has held the segment already: the share of the last half year."""
    if segment is None:
        return 0.0
    past = [row for row in moment.past if row.segment == segment]
    return held(past, moment.before[segment], moment.day)


def _corroboration(draft: Draft) -> float:
    """Several sentences say more than one, several pages more than one."""
    pages, sentences = len({s.url for s in draft.evidence}), len(draft.evidence)
    return min(1.0, 0.25 * max(0, pages - 1) + 0.1 * max(0, sentences - 1))


def identity(company: str, draft: Draft, moment: Moment) -> str:
    """A name that a replay gives again: company, kind, segment, day and what it is about."""
    parts = (company, draft.kind, draft.segment or "", moment.day.isoformat(), draft.about)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


def stage_part(stage: Stage) -> float:
    """A stage on the scale of 0…1: to claim is a long way further than to build."""
    return _REACHED[stage]
