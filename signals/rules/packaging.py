"""`packaging`: a feature moved between plans, or a limit was cut or raised."""

from __future__ import annotations

from collections.abc import Iterator

from signals import tariff
from signals.moment import Draft, Moment


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a page: the plans of one price list are one movement."""
    return tariff.drafts(moment, "packaging", "packaging", "repackages", by_page=True)
