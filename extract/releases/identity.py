"""Which entry is which: the same one on the page, in the feed, and after an edit."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from extract.canonical import stem
from extract.releases import headings
from turfwatch.types import Release

_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of for and or to with in on at by from your our you we is are now can be it its this that"
        " new added add adds introducing introduce support supports fix fixed fixes improved improve improves"
        " update updated updates announcing available here",
    )
)
_GENERIC = frozenset(  # stems that say nothing of what changed
    re.findall(
        r"\w+",
        "bug bugs bugfix improvement improv perform performance stabil stability minor various misc small"
        " releas release version chang mainten polish general under hood thing other",
    )
)


def identity(release: Release) -> str:
    """A key that survives re-dating, a move to another address and small edits of the words.

    It is made of the stems of the title's content words, whatever their order. A title that says
    nothing of its own (`Bug fixes`) is told apart by version, else by date.
    """
    version, title = headings.versioned(release.title)  # feeds put the version before the title
    stems = _stems(title)
    telling = [s for s in stems if s not in _GENERIC]
    parts = sorted(set(telling or stems))
    if not telling or not parts:
        parts.append(
            release.version
            or version
            or (release.date.isoformat() if release.date else release.title.casefold())
        )
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=20_000)  # a page of release notes is compared with itself on every look
def _stems(title: str) -> tuple[str, ...]:
    text = re.sub(r"\(?#\d+\)?|@[\w-]+|https?://\S+", " ", title.casefold().replace("’", "'"))
    words = [w.strip("'") for w in re.findall(r"[^\W_]+(?:['.+][^\W_]+)*", text)]
    return tuple(stem(w) for w in words if w not in _STOP and w)
