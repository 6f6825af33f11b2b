"""A page as lines of visible text that still know the elements they stand in.

A line is what a reader sees as one piece: inline elements are joined, blocks, breaks, buttons and
stand-alone links separate.
"""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from extract.pricing.lines import Layout, Line, is_badge, with_parents, words_of
from extract.pricing.pieces import append, is_one_figure, join

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "ol", "option", "p", "pre", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_STRUCK = re.compile(
    r"(?<![a-z])(?:line-through|strike(?:through|d)?|struck|crossed(?:-out)?|old(?:-?price)?|was"
    r"|original(?:-?price)?|list-?price|regular-?price|before"
    r"|compare-?at(?:-?price)?|full-?price|previous(?:-?price)?)(?![a-z])",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"(?<![a-z])(?:btn|button|cta)(?![a-z])", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])$")
_QUESTIONS = re.compile(
    r"\bfaqs?\b|frequently asked|\bquestions\b|häufige fragen|questions fréquentes"
    r"|preguntas frecuentes|veelgestelde",
    re.IGNORECASE,
)


def lay_out(root: Tag) -> Layout:
    """Walk an element into lines."""
    layout = Layout(root, [])
    _Walker(layout).walk(root)
    _mark_answers(layout.lines)
    return layout


class _Walker:
    """Collects text pieces and closes a line at every block boundary."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.pieces: list[tuple[str, Tag]] = []

    def walk(self, element: Tag) -> None:
        start = len(self.layout.lines)
        for node in element.children:
            if isinstance(node, Tag):
                if _breaks(node):
                    self.close(element)
                    self.walk(node)
                    self.close(node)
                elif node.name == "br":
                    self.close(element)
                else:
                    self.walk_inline(node)
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self.pieces.append((str(node), element))
        if _breaks(element) or element is self.layout.root:
            self.close(element)
        self.layout.ranges[id(element)] = (start, len(self.layout.lines))

    def walk_inline(self, element: Tag) -> None:
        if element.name == "img":
            return
        self.walk(element)
        if not _holds_blocks(element):
            # an inline element's range is the line it will end up in
            position = len(self.layout.lines)
            self.layout.ranges[id(element)] = (position, position)

    def close(self, element: Tag) -> None:
        pieces, self.pieces = self.pieces, []
        text, spans = join(pieces)
        if not text:
            return
        line = _line(text, spans, element)
        last = self.layout.lines[-1] if self.layout.lines else None
        if last is not None and is_one_figure(last, line):
            append(last, line)
        else:
            self.layout.lines.append(line)


def _breaks(tag: Tag) -> bool:
    if tag.name in _BLOCKS:
        return True
    if tag.name in {"a", "label"}:
        return bool(_BUTTON.search(words_of(tag))) or _holds_blocks(tag) or not _in_running_text(tag)
    if tag.name in {"br", "sup"}:
        return False
    if "-" in tag.name and not _in_running_text(tag):
        return True  # a custom element: a box of its own, unless it stands among words
    return _holds_blocks(tag)


def _holds_blocks(tag: Tag) -> bool:
    """Whether a block stands somewhere inside; asked of every inline element, so without a search."""
    return any(isinstance(node, Tag) and node.name in _BLOCKS for node in tag.descendants)


def _in_running_text(tag: Tag) -> bool:
    parent = tag.parent
    return parent is not None and any(
        isinstance(n, NavigableString) and not isinstance(n, PreformattedString) and n.strip(" \n\t|·•/,")
        for n in parent.children
    )


def _line(text: str, spans: list[tuple[int, int, Tag]], element: Tag) -> Line:
    level, item, button, badge = 0, None, False, False
    for tag in with_parents(element):
        heading = _HEADING.match(tag.name)
        level = level or (int(heading[1]) if heading else 0)
        item = item or (tag if tag.name == "li" or tag.get("role") == "listitem" else None)
        button = button or _is_pressed(tag) or (tag.name == "a" and _is_action(tag, text))
        badge = badge or (tag is element and is_badge(tag))
    level = level or _aria_level(element)
    struck = tuple((a, b) for a, b, tag in spans if _is_struck(tag, element))
    return Line(text, element, tuple(spans), level, item, button, struck, badge)


def _is_pressed(tag: Tag) -> bool:
    custom = "-" in tag.name and bool(_BUTTON.search(tag.name))
    return tag.name == "button" or tag.get("role") == "button" or custom


def _is_action(tag: Tag, text: str) -> bool:
    """A link that is the line itself, not a card wrapped in a link."""
    return tag.get_text(" ", strip=True) == text or len(tag.get_text(" ", strip=True)) <= len(text) + 2


def _aria_level(tag: Tag) -> int:
    for parent in with_parents(tag):
        if parent.get("role") == "heading":
            level = str(parent.get("aria-level") or "2")
            return int(level) if level.isdigit() else 2
    return 0


def _is_struck(tag: Tag, block: Tag) -> bool:
    for parent in with_parents(tag):
        if parent.name in {"del", "s", "strike"} or "line-through" in str(parent.get("style") or ""):
            return True
        if _STRUCK.search(words_of(parent)) and len(parent.get_text(strip=True)) <= 24:
            return True
        if parent is block.parent:
            return False
    return False


def _mark_answers(lines: list[Line]) -> None:
    """Lines below a question heading, or below a heading that announces questions, are answers."""
    section = 0
    question = False
    for line in lines:
        if line.level or line.element.name in {"dt", "summary", "button"}:
            asks = line.text.rstrip().endswith("?") and line.level != 1  # a page may ask what it costs
            if line.level and _QUESTIONS.search(line.text):
                section, question = line.level, True
            elif asks:
                question = True
            elif line.level and (not section or line.level <= section):
                section, question = 0, False
            elif line.level == 0 and line.element.name == "dt":
                question = bool(section)
        line.question = question
