"""Release notes over time: an entry is news once, wherever it is repeated, edited or re-dated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rapidfuzz.fuzz import token_sort_ratio

from extract.releases import identity
from signals.phrases import Lexicon
from signals.segments import Usage, relevance
from signals.views import Day, PageView
from turfwatch.types import Release, ReleaseSeen

OLD = timedelta(days=120)  # an entry dated further back is history someone added, not news
LATE = timedelta(days=45)  # how long before the last look an entry may be dated and still be news
ALIKE = 80.0  # likeness of titles (0...100) from which a vanished entry and a new one are one, edited
FLOOD = 5  # undated entries new at one look that nobody ships within days


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
    earlier: Mapping[str, PageView] | None = None,
    since: date | None = None,
) -> tuple[Ledger, tuple[ReleaseSeen, ...]]:
    """The ledger after one day's captures and the entries first seen that day.

    `earlier` are the pages as they stood before, `since` the day of the last look at the company.
    What a page lists when it is first seen is history, unless it is one entry a page on a site we
    already knew: then the new page is the news. An entry that takes the place of one that left its
    page is that entry, edited; a page of which most is new and nothing dated has been rewritten.
    """
    seen, pages, found = set(ledger.seen), set(ledger.pages), list[ReleaseSeen]()
    compiled = tuple(lexicons)
    for url, view in day.pages:
        if view is None:
            continue
        first = url not in pages
        pages.add(url)
        fresh = _fresh(view.releases, seen)
        before = earlier[url].releases if earlier and url in earlier else ()
        edited = _edits(before, view.releases, fresh)
        rewritten = not first and _is_rewritten(
            view, [r for key, r in fresh if key not in edited], day.date, since
        )
        history = baseline or rewritten or (first and len(view.releases) > 1)
        seen |= {key for key, _ in fresh}
        for key, release in fresh:
            if key in edited:
                continue
            entry = ReleaseSeen(company, release.url or url, day.date, release, capture_id=view.capture_id)
            old = _is_old(release, day.date, since)
            segments = _segments(release, compiled, threshold, usage)
            found.append(replace(entry, segments=segments, baseline=history or old))
    return Ledger(frozenset(seen), frozenset(pages)), tuple(found)


def _fresh(listed: Sequence[Release], seen: set[str]) -> list[tuple[str, Release]]:
    """The entries not seen before with their identities, each once, in page order."""
    first = {identity(r): r for r in reversed(listed)}
    return [(key, r) for key, r in reversed(first.items()) if key not in seen]


def _edits(
    before: Sequence[Release], now: Sequence[Release], fresh: Sequence[tuple[str, Release]]
) -> frozenset[str]:
    """The new entries that are old ones in other words: each takes the place of one that left."""
    kept = {identity(r) for r in now}
    left = [r for r in before if identity(r) not in kept]
    edits = set()
    for key, release in fresh:
        twin = max(left, key=lambda r: _sameness(r, release), default=None)
        if twin is not None and _sameness(twin, release) >= 1.0:
            left.remove(twin)
            edits.add(key)
    return frozenset(edits)


def _sameness(a: Release, b: Release) -> float:
    """From 1 on, two entries are taken for one: by title, by text, or by place and words together."""
    titles = token_sort_ratio(a.title.casefold(), b.title.casefold())
    anchored = a.url == b.url and a.url is not None and "#" in a.url
    texts = token_sort_ratio(a.text[:400].casefold(), b.text[:400].casefold()) if a.text and b.text else 0.0
    same_place = (a.date, a.version) == (b.date, b.version) and (a.date or a.version) is not None
    needed = 50.0 if same_place or anchored else ALIKE
    return max(titles, texts if len(a.text) > 40 else 0.0) / needed


def _is_rewritten(view: PageView, fresh: Sequence[Release], today: date, since: date | None) -> bool:
    """Whether a known page shows more undated entries at once than can have been shipped since."""
    loose = [r for r in fresh if r.date is None and r.version is None]
    days = (today - since).days if since is not None else 0
    return len(loose) > max(FLOOD, days) and len(loose) * 2 > len(view.releases)


def _is_old(release: Release, today: date, since: date | None) -> bool:
    """Whether an entry is dated before anything that can be news; after a long gap, news may be old."""
    if release.date is None:
        return False
    return release.date < min(today - OLD, since - LATE if since is not None else today)


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
