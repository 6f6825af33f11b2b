"""What people's verdicts teach: claims, parts of pages and segments that count for less from then on.

A noise verdict teaches that the signal's sentences do not speak to that segment. The second one on
the same part of a page teaches that part; from the third in a segment on (useful ones counted
against them) the segment's threshold rises. Or a person says which of the three is meant. A lesson
holds from the day after the verdict: the past, derived again, stays as it was told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from extract.canonical import canonical
from signals.compare.labels import alike, label
from turfwatch.types import Change, Claim, Passage, Signal, Standing, Verdict

STEP, MOST = 0.05, 0.2  # what a lesson adds to a segment's threshold, and all of them together
_PATIENCE = 2  # noise verdicts more than useful ones that a segment takes before its threshold rises
_QUOTE = 120  # characters of a sentence said back
_ALWAYS = "Where it contests the segment or names us it is told all the same."
_SAME = frozenset({"same_claim", "reworded_same"})


@dataclass(frozen=True)
class Lesson:
    """One thing learned from a verdict."""

    scope: Literal["claim", "region", "segment"]
    since: date  # holds on every later day
    company: str
    segment: str | None
    kind: str
    signal_id: str
    why: str = ""
    texts: tuple[str, ...] = ()
    place: tuple[str, str, str] | None = None  # address, region, heading
    summary: str = ""
    step: float = 0.0  # what it adds to the segment's threshold

    @property
    def reason(self) -> str:
        """Why something is held back by it, in words."""
        said = f": {self.why}" if self.why else ""
        what = {"claim": "this", "region": "this part of the page", "segment": "signals like this"}[
            self.scope
        ]
        return f"{what} was called noise on {self.since}{said}"


def lessons(verdicts: Iterable[Verdict]) -> tuple[Lesson, ...]:
    """All that the verdicts (oldest first) teach; pure, so that taking one back unlearns it."""
    parts: Counter[tuple[str, str, str]] = Counter()
    balance: Counter[str] = Counter()
    learned: list[Lesson] = []
    for verdict in sorted(verdicts, key=lambda v: (v.at, v.signal_id)):
        learned += _of(verdict, parts, balance)
    return tuple(learned)


def _of(verdict: Verdict, parts: Counter[tuple[str, str, str]], balance: Counter[str]) -> Iterator[Lesson]:
    segment = verdict.segment
    if verdict.verdict == "useful":
        if segment and balance[segment] > _PATIENCE:
            yield _lesson(verdict, "segment", step=-STEP)
        balance[segment or ""] -= 1
        return
    if verdict.scope in {None, "claim"}:
        yield _lesson(verdict, "claim")
    place = place_of(verdict.passages[0]) if verdict.passages else None
    if place is not None:
        parts[place] += verdict.scope is None
        if verdict.scope == "region" or (verdict.scope is None and parts[place] >= 2):
            yield _lesson(verdict, "region")
    if segment is None:
        return
    balance[segment] += verdict.scope is None
    if verdict.scope == "segment" or (verdict.scope is None and balance[segment] > _PATIENCE):
        yield _lesson(verdict, "segment", step=STEP)


def _lesson(verdict: Verdict, scope: Literal["claim", "region", "segment"], step: float = 0.0) -> Lesson:
    return Lesson(
        scope, verdict.at.date(), verdict.company, verdict.segment, verdict.kind, verdict.signal_id,
        why=verdict.why, texts=tuple(dict.fromkeys(p.text for p in verdict.passages)),
        place=place_of(verdict.passages[0]) if verdict.passages else None,
        summary=verdict.summary, step=step,
    )  # fmt: skip


def place_of(passage: Passage | Standing) -> tuple[str, str, str] | None:
    """The part of a page: its address, region and nearest heading; None where that is not known."""
    if isinstance(passage, Passage):
        return (passage.url, passage.region, passage.heading) if passage.region else None
    return passage.url, passage.region, passage.headings[-1] if passage.headings else ""


def passages(signal: Signal, changes: Iterable[Change]) -> tuple[Passage, ...]:
    """The signal's sentences with the parts of pages they stand on, by the changes of its day."""
    places = {(c.url, c.after or c.before): c.standing for c in changes if c.standing}
    found: list[Passage] = []
    for span in signal.evidence:
        standing = places.get((span.url, span.text))
        _, region, heading = place_of(standing) or ("", "", "") if standing else ("", "", "")
        found.append(Passage(span.text, span.url, region, heading))
    return tuple(found)


@dataclass(frozen=True)
class Taught:
    """The lessons that hold for one company on one day."""

    lessons: tuple[Lesson, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lessons)

    def mutes(self, text: str, standing: Standing, segment: str | None) -> Lesson | None:
        """The lesson by which a sentence in that place does not count for the segment."""
        for lesson in self.lessons:
            if lesson.scope == "region" and lesson.place == place_of(standing):
                return lesson
        return self.noise(text, segment)

    def noise(self, text: str, segment: str | None) -> Lesson | None:
        """The lesson by which the words, wherever they stand, are noise for the segment."""
        for lesson in self.lessons:
            if lesson.scope == "claim" and lesson.segment == segment and _said(text, lesson.texts):
                return lesson
        return None

    def repeats(self, kind: str, summary: str) -> Lesson | None:
        """The lesson that the same kind of thing, told in the same words, is noise."""
        for lesson in self.lessons:
            if lesson.scope == "claim" and lesson.kind == kind and lesson.summary == summary:
                return lesson
        return None

    def raised(self, segment: str | None) -> float:
        """What was added to the segment's threshold."""
        added = sum(x.step for x in self.lessons if x.scope == "segment" and x.segment == segment)
        return min(MOST, max(0.0, added))

    def touches(self, segment: str) -> bool:
        """Whether anything taught bears on the segment."""
        return any(x.segment == segment or x.scope == "region" for x in self.lessons)

    def of_segment(self, segment: str | None) -> Lesson | None:
        """The latest lesson that raised the segment's threshold."""
        return next(
            (x for x in reversed(self.lessons) if x.scope == "segment" and x.segment == segment), None
        )


NOTHING = Taught()


def holding(learned: Sequence[Lesson], company: str, day: date) -> Taught:
    """The lessons in force: a segment's hold for every company, the others for their own."""
    return Taught(
        tuple(x for x in learned if x.since < day and (x.scope == "segment" or x.company == company))
    )


def _said(text: str, texts: Sequence[str]) -> bool:
    return any(says_the_same(text, other) for other in texts)


@lru_cache(maxsize=20_000)
def says_the_same(one: str, other: str) -> bool:
    """Whether two sentences make the same claim, perhaps in other words."""
    if canonical(one) == canonical(other):
        return True
    a, b = (Claim("capability", text, 0, len(text)) for text in (one, other))
    return alike(a, b) and label(a, b) in _SAME


def told(lesson: Lesson, threshold: float, name: str = "") -> str:
    """A lesson in words, as it is said to the person who taught it.

    `threshold` is the segment's now, `name` what the segment is called.
    """
    if lesson.scope == "claim" and lesson.segment is None:
        return f"From tomorrow on, {_what(lesson, name)} is not told."
    if lesson.scope == "segment":
        needs = "has to be" if lesson.step > 0 else "need only be"
        return f"From tomorrow on, {_what(lesson, name)} {needs} {threshold:.0%} sure to count. {_ALWAYS}"
    return f"From tomorrow on, {_what(lesson, name)} counts for nothing. {_ALWAYS}"


def unlearned(lesson: Lesson, threshold: float, name: str = "") -> str:
    """A lesson taken back, in words."""
    if lesson.scope == "segment":
        return f"Taken back: {_what(lesson, name)} has to be {threshold:.0%} sure to count again."
    return f"Taken back: {_what(lesson, name)} counts again."


def _what(lesson: Lesson, name: str) -> str:
    """What a lesson is about, in words."""
    if lesson.scope == "segment":
        return f"a sentence about {name or lesson.segment}"
    if lesson.scope == "region" and lesson.place:
        url, region, heading = lesson.place
        return f"what stands {f'under “{heading[:_QUOTE]}”' if heading else f'in the {region} part'} of {url}"
    if lesson.segment is None:
        return f"{lesson.company} doing just this again ({lesson.summary[:_QUOTE]})"
    more = f" and {len(lesson.texts) - 1} more" if len(lesson.texts) > 1 else ""
    said = f"“{lesson.texts[0][:_QUOTE]}”{more}" if lesson.texts else lesson.summary[:_QUOTE]
    return f"{said} in these or other words of {lesson.company}, for {name or lesson.segment},"
