"""`price_move`: a price went up, down, behind contact sales, or out of it."""

from __future__ import annotations

from collections.abc import Iterator

from signals import tariff
from signals.moment import Draft, Moment


def detect(moment: Moment) -> Iterator[Draft]:
    """One draft a page: the plans of one price list are one movement."""
    return tariff.drafts(moment, "price", "price_move", "moves the price of", by_page=True)
