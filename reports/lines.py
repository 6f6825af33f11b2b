"""Lines of a battlecard: a statement, a remark and its source; a rival's claims as such lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.formatting import clean, link_to, place, without_name
from reports.looks import NEVER, Looks
from turfwatch.config import Config
from turfwatch.types import Lifetime

# pages that introduce nobody and whose headlines sell nothing
ASIDE = frozenset({"blog", "docs", "legal", "careers", "release_notes", "other"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: a statement, a remark, and its source."""

    text: str
    note: str = ""
    place: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose claims are told: what the company is called, and how far it has been read."""

    company: str
    names: tuple[str, ...]
    looks: Looks = NEVER

    @classmethod
    def of(cls, config: Config, company: str, looks: Looks) -> Speaker:
        """The competitor of that name."""
        rival = config.competitor(company)
        return cls(rival.name, (rival.name, *rival.aliases), looks)

    def words(self, text: str | None, limit: int = 200) -> str:
        """Words of theirs, without the name that ends a page's title."""
        return without_name(clean(text, limit), self.names)

    def since(self, life: Lifetime) -> str:
        """Since when a claim is made in the words it has now, or by when it was."""
        return self.looks.since(self.company, life.worded or life.first_seen)

    def line(self, life: Lifetime, note: str = "", text: str = "") -> Line:
        """A claim as a line, or what else (`text`) it says."""
        url, quoted = life.best.url, life.claim.text
        link = link_to(url, quoted if life.active else None)  # what is gone cannot be scrolled to
        return Line(text or self.words(quoted), note or self.since(life), place(url), link)

    def distinct(self, lives: Sequence[Lifetime]) -> list[Lifetime]:
        """Each thing said once: a page's title mostly repeats its headline with the company's name."""
        kept: dict[str, Lifetime] = {}
        for life in lives:
            words = self.words(life.claim.text).casefold().rstrip(".")
            if not any(words in other or other in words for other in kept):
                kept[words] = life
        return list(kept.values())


def cut(lines: Sequence[Line], limit: int, what: str = "more") -> tuple[Line, ...]:
    """The first `limit` lines; where that leaves any out, a last one that counts them."""
    left = len(lines) - limit
    return (*lines[:limit], *([Line(f"and {left:,} {what}")] if left > 0 else []))


def by_prominence(lives: Sequence[Lifetime]) -> list[Lifetime]:
    """The most prominent first; of equals the oldest."""
    return sorted(lives, key=lambda x: (-x.best.prominence, x.first_seen, x.claim.text))
