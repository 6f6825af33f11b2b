"""What stands on most pages of a site belongs to the site, not to the page it happens to stand on.

A band over the footer, a line beside every price: said once for all, however many pages carry it.
The mark is a view over the pages as they stand on a day. It is put on a claim's places and never
touches its life; it takes from them what they would borrow from their page: title, headings and kind.
A text is marked from 60 % of the pages on and loses the mark below 30 %, so that a site that grows
page by page does not flip it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from turfwatch.types import Standing

_MOST, _STILL = 0.6, 0.3  # shares of the site's pages: to be marked, to stay so
_LEAST = 3  # pages
_OF_THE_PAGE = frozenset({"title", "meta", "h1"})  # these name their page, even where they repeat


def marked(
    standings: Sequence[Standing], *, pages: int, before: Iterable[Standing] = ()
) -> tuple[Standing, ...]:
    """A claim's places on a site of so many `pages`, marked if it stands on most of them.

    `before` are its places as of the day before, with their marks.
    """
    if len(standings) < _LEAST:
        return tuple(standings)
    spread = {s.url for s in standings if s.role not in _OF_THE_PAGE}
    share = _STILL if any(s.chrome for s in before) else _MOST
    if len(spread) < max(_LEAST, share * pages):
        return tuple(standings)
    shared = set.intersection(*(set(s.headings) for s in standings if s.role not in _OF_THE_PAGE))
    return tuple(s if s.role in _OF_THE_PAGE else _of_the_site(s, shared) for s in standings)


def _of_the_site(standing: Standing, shared: set[str]) -> Standing:
    headings = tuple(h for h in standing.headings if h in shared)
    return replace(standing, chrome=True, page_title="", headings=headings)
