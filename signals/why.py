"""Why a signal is worth a minute, in one plain sentence: what it is, and what weighs most in its score."""

from __future__ import annotations

from collections.abc import Mapping

from signals.points import POINTS
from turfwatch.types import Signal, Stage

_KINDS: Mapping[str, str] = {
    "entry": "a rival has come into a segment where it was not",
    "escalation": "a rival takes more of a segment it is in",
    "momentum": "a rival has gained ground for weeks without a single loud day",
    "claim_match": "what was to set us apart is now said by a rival, too",
    "head_on": "a rival tells buyers why they should not choose us",
    "comparison": "a rival tells buyers whom it wants to be measured against",
    "launch": "a rival has shipped something for a segment of ours",
    "price_move": "a rival has changed a price",
    "plan_added": "a rival can be bought in a new way",
    "plan_removed": "a rival can no longer be bought in one way",
    "packaging": "a rival gives something else for its price",
    "retreat": "a rival leaves room in a segment of ours",
    "drift": "our own site carries less of what we claim",
}
_STAGES: Mapping[Stage, str] = {
    Stage.CONTESTING: "it contests the segment in the open",
    Stage.CLAIMING: "it claims the segment",
    Stage.PROBING: "it tries the segment out",
    Stage.BUILDING: "it builds for the segment",
}
_REASONS: Mapping[str, tuple[float, str]] = {  # share of the part's points from which it is a reason
    "prominence": (0.8, "nobody who looks at the site can overlook it"),
    "strength": (0.7, "it is put in strong words"),
    "corroboration": (0.5, "several sentences bear it out"),
    "consistency": (0.5, "it has held the segment for months already"),
    "novelty": (0.9, "it is the first of its kind there"),
}
_LOST = {  # of what is no longer said, and of our own site
    "prominence": "it concerns a place that nobody overlooks",
    "strength": "",  # there it says how grave the loss is
}
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "retreat": _LOST,
    "drift": {**_LOST, "consistency": "we have held the segment for months already"},
    "price_move": {"strength": "it is a large step"},
    "plan_added": {"strength": ""},
    "plan_removed": {"strength": ""},
    "packaging": {"strength": ""},
}
_STAKE = 0.6
MOST = 3  # reasons


def why(signal: Signal, goal: str = "") -> str:
    """The sentence; `goal` is the metric of the goal at stake, for the reader's eye."""
    head = _KINDS.get(signal.kind, f"it is {signal.kind.replace('_', ' ')}")
    parts = dict(signal.parts)
    shares = {name: value / POINTS[name] for name, value in parts.items() if name in POINTS}
    weighed = [(parts[name], _reason(signal, name, share, goal)) for name, share in shares.items()]
    told = [words for _, words in sorted(weighed, key=lambda part: -part[0]) if words][:MOST]
    sentence = head + (f": {_joined(told)}" if told else "")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _reason(signal: Signal, name: str, share: float, goal: str) -> str:
    if name == "stake":
        if share < _STAKE or signal.segment is None:
            return ""
        rests = f"our goal “{goal}” rests on the segment" if goal else "a goal of ours rests on the segment"
        return rests if signal.goal else "we claim the segment" if signal.kind != "drift" else ""
    if name == "stage":
        moved = signal.stage_to is not None and signal.kind not in {"retreat", "drift"}
        return _STAGES.get(signal.stage_to, "") if moved and signal.stage_to else ""
    least, words = _REASONS.get(name, (2.0, ""))
    held = name == "consistency" and signal.segment is None
    words = _OTHERWISE.get(signal.kind, {}).get(name, words)
    return words if share >= least and not held else ""


def _joined(reasons: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(reasons[:-1]), *reasons[-1:]]))
