"""From drafts to signals: one movement is one signal, its score the sum of named parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from signals.moment import Draft, Moment
from turfwatch.types import Severity, Signal, Stage

# the most each part can add; together 100
POINTS: Mapping[str, float] = {
    "stake": 20, "stage": 25, "prominence": 15, "strength": 10, "novelty": 15, "corroboration": 15,
}  # fmt: skip
CUTS: Sequence[tuple[float, Severity]] = ((70, "critical"), (50, "high"), (30, "medium"), (0, "low"))
# what best tells a story that several rules have seen, the best first
TELLING = (
    "head_on", "entry", "comparison", "escalation", "launch", "momentum", "retreat", "drift",
)  # fmt: skip
# kinds that are one movement when they concern one segment on one day
MOVEMENT = frozenset({"entry", "escalation", "launch", "momentum"})
FALLING = frozenset({"retreat", "drift"})


def signals(drafts: Iterable[Draft], moment: Moment) -> tuple[Signal, ...]:
    """Merge and score the day's drafts, strongest first."""
    made = [_signal(draft, moment) for draft in _merged(drafts)]
    kept = [s for s in made if s.score >= moment.config.signals.minimum_score]
    return tuple(sorted(kept, key=lambda s: (-s.score, s.id)))


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
    return replace(first, evidence=(first.evidence + more)[:8], parts=parts)


def _signal(draft: Draft, moment: Moment) -> Signal:
    goal = moment.config.goal_of(draft.segment)
    shares = {
        **draft.parts,
        "stake": 1.0 if goal else 0.3 if draft.segment else 0.15,
        "corroboration": _corroboration(draft),
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
    )


def _corroboration(draft: Draft) -> float:
    """Several sentences say more than one, several pages more than one."""
    pages, sentences = len({s.url for s in draft.evidence}), len(draft.evidence)
    return min(1.0, 0.25 * max(0, pages - 1) + 0.15 * max(0, sentences - 1))


def identity(company: str, draft: Draft, moment: Moment) -> str:
    """A name that a replay gives again: company, kind, segment, day and what it is about."""
    parts = (company, draft.kind, draft.segment or "", moment.day.isoformat(), draft.about)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


def stage_part(stage: Stage) -> float:
    """A stage on the scale of 0…1."""
    return stage.rank / Stage.CONTESTING.rank
