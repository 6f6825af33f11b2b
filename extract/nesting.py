"""Before the parse: markup whose shape would make a parser slow, or hide what a browser shows.

Both are done on the text of the page, in one pass each, because the parser is what is to be spared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MAX_DEPTH = 400  # open elements; real pages stay below 60, and HTML parsers are quadratic in depth
# Possessive: what a name or attribute has taken is not given back, or a long one costs its square.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*+)[^<>]*+>?|<(!--)")
_LONG_TAG = re.compile(r"<(?=[\"'a-zA-Z])[^<>]{8000,}+")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_MAX_ATTRIBUTES = 400  # of one element; parsers compare each with all the others
_RAW = frozenset({"script", "style", "textarea", "title", "xmp"})  # text until their own end tag
# Elements without an end tag, and those whose end tag may be left out: they do not nest in each other.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr
    li p td th tr dt dd option optgroup thead tbody tfoot colgroup rt rp""".split()  # noqa: SIM905
)
_TEMPLATE = re.compile(r"<(/?)template\b([^<>]*)>", re.I)


def shallow(html: str) -> str:
    """The page without tags nested deeper, or longer lists of attributes, than any real page has."""
    html = _LONG_TAG.sub(_shortened, html)
    too_deep = [match.span() for depth, match in _nesting(html) if depth > _MAX_DEPTH]
    if not too_deep:
        return html
    kept, position = list[str](), 0
    for start, end in too_deep:
        kept += [html[position:start], " "]
        position = end
    return "".join((*kept, html[position:]))


def _shortened(tag: re.Match[str]) -> str:
    attributes = _QUOTED.sub("", tag.group()).count("=")
    return tag.group() if attributes <= _MAX_ATTRIBUTES else tag.group().split(maxsplit=1)[0]


def _nesting(html: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Every tag with the depth it stands at; what scripts and comments hold is passed over."""
    depth = position = 0
    unclosed = set[str]()  # ends that do not come any more: looked for once
    while (match := _TAG.search(html, position)) is not None:
        position = match.end()
        closes, spelled, comment = match.groups()
        name = spelled.lower() if spelled else ""
        if comment:
            position = _past(html, position, "-->", unclosed)
        elif closes:
            yield depth, match
            depth = max(0, depth - (name not in _FLAT and name not in _RAW))
        else:
            if name in _RAW:
                position = _past(html, position, f"</{name}", unclosed)
            depth += name not in _FLAT and name not in _RAW
            yield depth, match


def _past(html: str, position: int, end: str, unclosed: set[str]) -> int:
    """Where `end` next stands; the same position when it does not, as broken pages often go on."""
    if end in unclosed:
        return position
    found = html.find(end, position)
    if found < 0 and end.startswith("</"):
        found = html.find(end.upper(), position)
    if found < 0:
        unclosed.add(end)
        return position
    return found


def open_shadows(html: str) -> str:
    """The page with its declared shadow roots as plain elements: a browser shows what is in them."""
    if "shadowroot" not in html:
        return html
    opened = list[bool]()

    def plain(match: re.Match[str]) -> str:
        if not match.group(1):
            opened.append("shadowroot" in match.group(2))
            return "<div>" if opened[-1] else match.group()
        return "</div>" if opened and opened.pop() else match.group()

    return _TEMPLATE.sub(plain, html)
