"""Lessons applied: what is held back because people called its like noise, always with the reason.

Whatever was taught, a signal that contests a segment or names us is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from signals.footing import contests
from signals.lessons import Taught
from signals.moment import Moment
from turfwatch.types import Change, ReleaseSeen, Signal, Stage


def quieted(moment: Moment, taught: Taught) -> Moment:
    """The moment's changes and releases as the rules are to see them; its footings are its own matter."""
    return replace(
        moment,
        changes=tuple(_quiet(change, taught, moment.names) for change in moment.changes),
        releases=tuple(_narrowed(seen, taught, moment) for seen in moment.releases),
    )


def _quiet(change: Change, taught: Taught, names: Iterable[str]) -> Change:
    text, standing = change.after or change.before or "", change.standing
    if change.suppressed or standing is None or contests(change.claim, text, standing, names):
        return change
    segments: Sequence[str | None] = [name for name, _ in change.segments] or [None]
    found = [taught.mutes(text, standing, segment) for segment in segments]
    lesson = found[0]
    return replace(change, suppressed=lesson.reason) if lesson and all(found) else change


def _narrowed(seen: ReleaseSeen, taught: Taught, moment: Moment) -> ReleaseSeen:
    least = moment.config.signals.segment_threshold
    speaking = tuple(
        (name, sure)
        for name, sure in seen.segments
        if sure >= least + taught.raised(name) and not taught.noise(seen.release.title, name)
    )
    return replace(seen, segments=speaking)


def withheld(unlearned: Iterable[Signal], told: Iterable[Signal], taught: Taught) -> tuple[Signal, ...]:
    """The day's signals: those told, and those that would have been told had nothing been taught."""
    said = [_repeated(signal, taught) for signal in told]
    known = {signal.id for signal in said}
    for signal in unlearned:
        if signal.id in known:
            continue
        said.append(signal if _exempt(signal) else replace(signal, suppressed=_reason(signal, taught)))
    return tuple(sorted(said, key=lambda s: (-s.score, s.id)))


def _repeated(signal: Signal, taught: Taught) -> Signal:
    lesson = taught.repeats(signal.kind, signal.summary)
    if lesson is None or signal.suppressed or _exempt(signal):
        return signal
    return replace(signal, suppressed=lesson.reason)


def _exempt(signal: Signal) -> bool:
    return bool(always(signal))


def always(signal: Signal) -> str:
    """Why a signal is told whatever was taught, in words; empty for one that may be held back."""
    if signal.kind == "head_on":
        return "names us"
    return "contests the segment" if signal.stage_to is Stage.CONTESTING else ""


def _reason(signal: Signal, taught: Taught) -> str:
    """The lesson that holds it back: the segment's where no other bears on its company's words."""
    own = [x for x in taught.lessons if x.scope != "segment" and x.segment in {signal.segment, None}]
    lesson = own[-1] if own else taught.of_segment(signal.segment)
    return lesson.reason if lesson else "signals like this were called noise"
