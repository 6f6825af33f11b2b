"""What a page's own style sheets hide: copies for small screens, and text for screen readers only.

Builders write `<style>` elements whose class names tell nothing, so the rules themselves are read:
those on a single class, below the page's root at most. What a rule hides on every screen is left
alone, as a click may show it: the answer to a question, the second tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_MAX_CSS = 400_000  # characters of a page's sheets that are read
_SCREENS = (1280, 390)  # width in px of a desktop's window, and of a telephone
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TOKEN = re.compile(r"([^{};]*+)([{};]|\Z)")
_CLASS = re.compile(r"(?:(?P<root>[\w.-]+)\s+)?\.(?P<name>[\w-]+)")
_DISPLAY = re.compile(r"(?:^|[\s;])display\s*:\s*([\w-]+)", re.IGNORECASE)
_CLIPPED = re.compile(
    r"(?:^|[\s;])clip\s*:\s*rect\(\s*[01](?:px)?\b|(?:left|top|text-indent)\s*:\s*-(?:\d{4,}|999)",
    re.IGNORECASE,
)
_HIDES = re.compile(r"display\s*:\s*none|clip\s*:\s*rect|-\d{3}", re.IGNORECASE)
_WIDTH = re.compile(r"(min|max)-width\s*:\s*([\d.]+)(px|r?em)|width\s*([<>])=?\s*([\d.]+)(px|r?em)")
_OTHER_FEATURE = re.compile(r"\b(?:not|print|speech)\b|\((?!\s*(?:(?:min|max)-)?width\b)")
_NO_BRACES = str.maketrans("{};", "   ")
_TRANSPARENT = ("@supports", "@layer", "@scope")

Shown = tuple[bool, ...]  # by screen


@dataclass(frozen=True, slots=True)
class Styles:
    """Classes by what the page's sheets make of them."""

    small: frozenset[str] = frozenset()  # on telephones only
    clipped: frozenset[str] = frozenset()  # for screen readers only

    def __bool__(self) -> bool:
        return bool(self.small or self.clipped)


def styles(tree: Any) -> Styles:
    """What the `<style>` elements of a parsed page say; the sheets of a site are read once."""
    css = "\n".join(_sheet(node) for node in tree.css("style"))[:_MAX_CSS]
    if not _HIDES.search(css):
        return Styles()
    roots = (node.attributes.get("class") or "" for node in tree.css("html, body"))
    return read(css, frozenset(f".{name}" for names in roots for name in names[:1_000].split()))


def _sheet(node: Any) -> str:
    media, text = node.attributes.get("media"), node.text() or ""
    return f"@media {media.translate(_NO_BRACES)} {{{text}}}" if media else text


@lru_cache(maxsize=16)
def read(css: str, roots: frozenset[str]) -> Styles:
    """The classes that `css` hides; `roots` are the selectors of the page's root, such as `.dark`."""
    shown: dict[str, list[bool]] = {}
    clipped = set[str]()
    for name, body, screens in _rules(css, roots | {"html", "body"}):
        said = _DISPLAY.search(body)
        for i in (i for i, applies in enumerate(screens) if applies and said):
            shown.setdefault(name, [True] * len(screens))[i] = said is not None and said[1].lower() != "none"
        if screens[0] and _CLIPPED.search(body):
            clipped.add(name)
    small = (name for name, (desktop, telephone) in shown.items() if telephone and not desktop)
    return Styles(frozenset(small), frozenset(clipped))


def _rules(css: str, roots: frozenset[str]) -> Iterator[tuple[str, str, Shown]]:
    """Class, declarations, and the screens a rule is for, in the order of the sheet."""
    everywhere = tuple(True for _ in _SCREENS)
    open_blocks: list[Shown] = []
    heads: list[str] = []  # the selectors of the rule whose declarations are being read
    body: list[str] = []
    for said, end in _TOKEN.findall(_COMMENT.sub(" ", css)):
        screens = open_blocks[-1] if open_blocks else everywhere
        if end == "{":
            heads, body = said.strip().split(","), []
            open_blocks.append(_screens(said.strip().lower(), screens))
            continue
        body.append(said)
        if end == "}" and open_blocks:
            yield from ((name, ";".join(body), screens) for name in _named(heads, roots))
            open_blocks.pop()
            heads, body = [], []


def _named(heads: list[str], roots: frozenset[str]) -> Iterator[str]:
    for head in heads[:40]:
        found = _CLASS.fullmatch(head.strip()[:300])
        if found and found["root"] in {None, *roots}:
            yield found["name"]


def _screens(head: str, around: Shown) -> Shown:
    """The screens that a block is for, given those of the block around it."""
    if not head.startswith("@") or head.startswith(_TRANSPARENT):
        return around
    if not head.startswith("@media"):
        return tuple(False for _ in around)
    queries = head[:500].split(",")
    return tuple(
        a and any(_fits(q, width) for q in queries) for a, width in zip(around, _SCREENS, strict=True)
    )


def _fits(query: str, width: int) -> bool:
    if _OTHER_FEATURE.search(query):
        return False
    for found in _WIDTH.finditer(query):
        least = found[1] == "min" or found[4] == ">"
        limit = float(found[2] or found[5]) * (1 if (found[3] or found[6]) == "px" else 16)
        if width < limit if least else width > limit:
            return False
    return True
