"""`plan_removed`: a plan is no longer offered."""

from __future__ import annotations

from collections.abc import Iterator

from signals import tariff
from signals.moment import Draft, Moment


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a plan."""
    return tariff.drafts(moment, "removed", "plan_removed", "drops the plan")
