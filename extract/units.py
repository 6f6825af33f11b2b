"""What the claim reader reads: requests in, units of one sentence or fragment out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.nlp import Parsed, sentences

WHOLE_ROLES = frozenset(
    {"title", "h1", "h2", "h3", "h4", "h5", "h6", "li", "cell", "button", "nav", "footer"}
)
_MAX_WHOLE = 60  # words: a list item or heading with more is a paragraph
_MAX_CHARS = 1_200  # of one unit: beyond it there is no sentence


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A piece of text to read, with what is known of its place."""

    text: str
    role: str = "p"
    page_kind: str = "other"
    heading: str = ""
    region: str = "main"
    company: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence or fragment, parsed, with the request it comes from."""

    text: str
    start: int  # where it stands in the request's text
    request: ClaimRequest
    parsed: Parsed
    us: re.Pattern[str] | None = None  # the vendor's own names
    rivals: re.Pattern[str] | None = None  # the names of other known companies
    lower: str = field(default="")

    @property
    def role(self) -> str:
        """The role of the block it stands in."""
        return self.request.role

    @property
    def plain_role(self) -> str:
        """The role, all levels of headings as one: `h`."""
        return "h" if self.role[0] == "h" and self.role[1:].isdigit() else self.role

    @property
    def page_kind(self) -> str:
        """The kind of page it stands on."""
        return self.request.page_kind


def spans(text: str, role: str) -> list[tuple[int, int]]:
    """Where the units of a text are: headings, items and rows whole, paragraphs by sentence."""
    stripped = text.strip()
    if not stripped:
        return []
    start = text.index(stripped[0])
    whole = role in WHOLE_ROLES and stripped.count(" ") < _MAX_WHOLE
    found = [(start, start + len(stripped))] if whole else sentences(text)
    return [(a, min(b, a + _MAX_CHARS)) for a, b in found]


def names(*variants: str) -> re.Pattern[str] | None:
    """A pattern for names and their spellings as addresses ("Deskly", "deskly.example")."""
    wanted = sorted({v.strip() for v in variants if len(v.strip()) > 1}, key=len, reverse=True)
    if not wanted:
        return None
    either = "|".join(re.escape(v).replace(r"\ ", r"[\s-]?") for v in wanted)
    return re.compile(rf"(?<![\w@])(?:{either})(?:\.[a-z]{{2,7}})?(?!\w)", re.IGNORECASE)
