"""Why a change is not reported: each rule gives its reason, and the change is kept with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from signals.views import PageView
from turfwatch.types import Change

_COUNTER_WORDS = re.compile(
    r"\b(today|so far|right now|currently|this (week|month|year)|and counting|to date|live|online now)\b",
    re.I,
)
_PRECISE = re.compile(r"\d{1,3}(?:[,.  ']\d{3})*\d|\d+")
QUIET_TYPES = {"moved", "promoted", "demoted", "reworded"}


def judge(change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]) -> Change:
    """The change, with the reason it is held back if there is one."""
    if change.suppressed:
        return change
    reason = _testimonial(change) or _counter(change) or _first_look(change, before, after)
    return replace(change, suppressed=reason) if reason else change


def _testimonial(change: Change) -> str | None:
    standing = change.standing
    if standing and (standing.region == "testimonial" or standing.role == "quote"):
        return "a customer's quote: quotes rotate"
    return None


def _counter(change: Change) -> str | None:
    """A number that runs by itself: spelled to the last digit, or said to be today's."""
    if change.change not in {"requantified", "strengthened", "weakened"} or not change.after:
        return None
    numbers = [re.sub(r"\D", "", n) for n in _PRECISE.findall(change.after)]
    exact = any(len(n) >= 4 and not n.endswith("00") for n in numbers)
    priced = change.claim is not None and change.claim.type == "pricing"
    if not priced and (exact or _COUNTER_WORDS.search(change.after)):
        return "a running counter"
    return None


def _first_look(change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]) -> str | None:
    """Plan tables are compared as plans: their cells are not told a second time as claims."""
    standing = change.standing
    if standing is None or standing.role != "cell":
        return None
    page = after.get(standing.url) or before.get(standing.url)
    if page is not None and page.plans:
        return "a row of a plan table: compared as plans"
    return None
