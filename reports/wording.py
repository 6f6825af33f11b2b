"""Signals, stages and troubles in a reader's words: labels, subject clauses, reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.formatting import clean, count
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
    """What matters most and has a goal at stake first: a goal counts as much as a step of severity."""
    unserved = [(s, s.goal is None) for s in by_weight(signals)]
    return [s for s, _ in sorted(unserved, key=lambda x: (severity_rank(x[0].severity) + x[1], x[1]))]


def clause(signal: Signal, segment: str) -> str:
    """What a signal says, short enough for a subject line: `Deskly enters Mid-market support`."""
    pattern = _CLAUSES.get(signal.kind)
    if pattern is None or ("{segment}" in pattern and not segment):
        return clean(signal.summary, 70)
    step = _STEPS.get(signal.stage_to, "steps up in") if signal.stage_to else "steps up in"
    return pattern.format(company=clean(signal.company, 40), segment=segment, step=step)


def why(signal: Signal) -> str:
    """The score and what it was given for, the weightiest first: `Score 72: how far they have come 25, …`."""
    given = sorted((part for part in signal.parts if part[1]), key=lambda part: -abs(part[1]))
    words = [
        f"{_REASONS.get(name, clean(name, 40).replace('_', ' '))} {_points(value)}" for name, value in given
    ]
    return f"Score {signal.score:.0f}" + (f": {', '.join(words)}" if words else "")


def _points(value: float) -> str:
    return f"{'−' if value < 0 else ''}{abs(round(value, 1)):g}"


def moved_prices(signals: Sequence[Signal]) -> list[str]:
    """What happened to prices and plans, counted: `2 prices moved`, `1 plan added`."""
    kinds = Counter(signal.kind for signal in signals)
    words = {
        "price_move": "{} moved",
        "plan_added": "{} added",
        "plan_removed": "{} removed",
        "packaging": "{} repackaged",
    }
    nouns = {"price_move": "price"}
    return [words[kind].format(count(kinds[kind], nouns.get(kind, "plan"))) for kind in words if kinds[kind]]
