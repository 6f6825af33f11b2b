"""Release notes over time: an entry is news once, wherever it is repeated, edited or re-dated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extract.releases import identity
from signals.segments import Lexicon, Usage, relevance
from signals.views import Day
from turfwatch.types import Release, ReleaseSeen

OLD = timedelta(days=120)  # an entry dated further back is history someone added, not news


@dataclass(frozen=True)
class Ledger:
    """The entries seen so far, by identity, and the pages whose first sight is behind us."""

    seen: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


def step(
    company: str,
    ledger: Ledger,
    day: Day,
    lexicons: Iterable[Lexicon],
    *,
    baseline: bool,
    threshold: float,
    usage: Usage,
) -> tuple[Ledger, tuple[ReleaseSeen, ...]]:
    """The ledger after one day's captures and the entries first seen that day.

    What a page lists when it is first seen is history, unless it is one entry a page on a site
    we already knew: then the new page is the news.
    """
    seen, pages, found = set(ledger.seen), set(ledger.pages), list[ReleaseSeen]()
    compiled = tuple(lexicons)
    for url, view in day.pages:
        if view is None:
            continue
        history = baseline or (url not in pages and len(view.releases) > 1)
        pages.add(url)
        for release in view.releases:
            key = identity(release)
            if key in seen:
                continue
            seen.add(key)
            entry = ReleaseSeen(company, release.url or url, day.date, release, capture_id=view.capture_id)
            old = release.date is not None and day.date - release.date > OLD
            segments = _segments(release, compiled, threshold, usage)
            found.append(replace(entry, segments=segments, baseline=history or old))
    return Ledger(frozenset(seen), frozenset(pages)), tuple(found)


def _segments(
    release: Release, lexicons: Iterable[Lexicon], threshold: float, usage: Usage
) -> tuple[tuple[str, float], ...]:
    """What the entry itself is about: its title and what it offers, not all it mentions."""
    text = ". ".join(dict.fromkeys(filter(None, (release.title, release.capability))))
    found = [relevance(text, lexicon, usage=usage) for lexicon in lexicons]
    speaking = [
        (r.segment, round(r.probability, 3)) for r in found if r.probability >= threshold and r.telling
    ]
    return tuple(sorted(speaking, key=lambda s: (-s[1], s[0])))


def dated(seen: ReleaseSeen) -> date:
    """The entry's own date where it states one, else the day we first saw it."""
    return seen.release.date or seen.first_seen
