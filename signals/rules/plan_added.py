"""`plan_added`: a rival sells a new plan."""

from __future__ import annotations

from collections.abc import Iterator

from signals import tariff
from signals.moment import Draft, Moment


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a plan."""
    return tariff.drafts(moment, "added", "plan_added", "adds the plan")
