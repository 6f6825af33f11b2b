"""Signals, stages and troubles in a reader's words: labels, subject clauses, reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.formatting import clean, count
from signals.points import POINTS
from turfwatch.config import Config
from turfwatch.types import Outcome, Severity, Signal, Stage

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
PRICE_EVENTS = {  # signal kind -> the plan events behind it
    "price_move": ("price", "ended"),
    "plan_added": ("added",),
    "plan_removed": ("removed",),
    "packaging": ("packaging", "renamed"),
}

KINDS = {
    "entry": "Entry",
    "escalation": "Escalation",
    "momentum": "Momentum",
    "claim_match": "Says what we say",
    "head_on": "Names us",
    "comparison": "Comparison",
    "launch": "Launch",
    "price_move": "Price",
    "plan_added": "New plan",
    "plan_removed": "Plan gone",
    "packaging": "Packaging",
    "retreat": "Retreat",
    "drift": "Our drift",
}

_CLAUSES = {
    "entry": "{company} enters {segment}",
    "escalation": "{company} {step} {segment}",
    "momentum": "{company} gains ground in {segment}",
    "claim_match": "{company} says what we say in {segment}",
    "head_on": "{company} names us",
    "comparison": "{company} compares itself with rivals",
    "retreat": "{company} pulls back from {segment}",
}
_STEPS = {
    Stage.BUILDING: "builds for",
    Stage.PROBING: "probes",
    Stage.CLAIMING: "claims",
    Stage.CONTESTING: "contests",
}

_REASONS = {
    "stake": "our stake in it",
    "stage": "how far they have come",
    "prominence": "how prominent it is",
    "strength": "how strongly it is put",
    "novelty": "how new it is",
    "corroboration": "how much bears it out",
    "consistency": "how long they have held it",
}

TROUBLES = {
    Outcome.BLOCKED: "blocked",
    Outcome.CONSENT_WALL: "behind a consent wall",
    Outcome.LOGIN_WALL: "behind a login",
    Outcome.EMPTIED: "empty",
    Outcome.UNSTABLE: "different on every visit",
    Outcome.GONE: "gone",
    Outcome.TOO_LARGE: "larger than allowed",
    Outcome.WRONG_TYPE: "not a readable page",
    Outcome.TIMEOUT: "not answering in time",
    Outcome.TLS: "without a valid certificate",
    Outcome.DNS: "without an address (DNS)",
    Outcome.ROBOTS: "closed to us by robots.txt",
    Outcome.FORBIDDEN_ADDRESS: "pointing at a forbidden address",
    Outcome.ERROR: "answering with an error",
}


def kind_label(kind: str) -> str:
    """The label of a signal kind; a plugin's own kind is shown as it is named."""
    return KINDS.get(kind, clean(kind, 40).replace("_", " ").capitalize())


def severity_rank(severity: str) -> int:
    """0 for critical … 3 for low."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def by_weight(signals: Sequence[Signal]) -> list[Signal]:
    """What matters most first: severity, then score, then the newest."""
    return sorted(signals, key=lambda s: (severity_rank(s.severity), -s.score, -s.date.toordinal(), s.id))


def by_stake(signals: Sequence[Signal]) -> list[Signal]:
    """What is most at stake first: a goal counts as much as a step of severity, then its stake decides."""
    return sorted(
        by_weight(signals),
        key=lambda s: (severity_rank(s.severity) + (s.goal is None), s.goal is None, -_stake(s)),
    )


def _stake(signal: Signal) -> float:
    return dict(signal.parts).get("stake", 0.0)


def segment_name(config: Config, segment: str | None) -> str:
    """A segment's name for the eye; an id the config no longer has stays as it is."""
    return next((clean(s.name, 60) for s in config.segments if s.id == segment), clean(segment, 60))


def brief(name: str) -> str:
    """A name without what explains it: `Regulated` of `Regulated: healthcare and public sector`."""
    return re.split(r"\s*[:(]|\s[–—-]\s", name, maxsplit=1)[0].strip() or name


def clause(signal: Signal, segment: str, *, goes_on: bool = False) -> str:
    """What a signal says, short enough for a subject line: `Deskly enters Mid-market support`.

    When it goes on with a clause of the same kind, who and where can be enough: `Deskly in Agencies`.
    """
    pattern = _CLAUSES.get(signal.kind)
    if pattern is None or ("{segment}" in pattern and not segment):
        return clean(signal.summary, 70)
    if goes_on and pattern.endswith(" in {segment}"):
        pattern = "{company} in {segment}"
    step = _STEPS.get(signal.stage_to, "steps up in") if signal.stage_to else "steps up in"
    return pattern.format(company=clean(signal.company, 40), segment=segment, step=step)


def step(signal: Signal) -> str:
    """`claiming → contesting`; `contesting` for who stays there; empty where no stage is known."""
    before, after = signal.stage_from, signal.stage_to
    if after is None or before is None:
        return ""
    return after.value if before is after else f"{before} → {after}"


def score(signal: Signal) -> str:
    """The score and what each part gave, the weightiest first: `Score 72: our stake in it 20/20, …`."""
    parts = sorted(signal.parts, key=lambda part: -abs(part[1]))
    words = [f"{_reason(name)} {_given(name, value)}" for name, value in parts]
    return f"Score {signal.score:.0f}" + (f": {', '.join(words)}" if words else "")


def _reason(part: str) -> str:
    return _REASONS.get(part) or clean(part, 40).replace("_", " ")


def _given(name: str, value: float) -> str:
    most = POINTS.get(name)
    return _points(value) + (f"/{most:g}" if most else "")


def _points(value: float) -> str:
    return f"{'−' if value < 0 else ''}{abs(round(value, 1)):g}"


def moved_prices(signals: Sequence[Signal]) -> list[tuple[str, int]]:
    """What happened to prices and plans, counted: `2 prices moved`, `1 plan added`; each with its count."""
    kinds = Counter(signal.kind for signal in signals)
    words = {
        "price_move": "{} moved",
        "plan_added": "{} added",
        "plan_removed": "{} removed",
        "packaging": "{} repackaged",
    }
    nouns = {"price_move": "price"}
    return [
        (words[kind].format(count(kinds[kind], nouns.get(kind, "plan"))), kinds[kind])
        for kind in words
        if kinds[kind]
    ]
