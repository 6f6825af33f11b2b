"""A page as lines of visible text that still know the elements they stand in.

Prices are found in lines, cards in the tree above them. A line is what a reader sees as one piece:
inline elements are joined, blocks, breaks, buttons and stand-alone links separate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from extract.pricing.money import SIGN

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_BADGE = re.compile(
    r"(?<![a-z])(?:badge|ribbon|tag|label-popular|pill|chip|flag|save|savings?|discount)(?![a-z])",
    re.IGNORECASE,
)
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


@dataclass(eq=False, slots=True)
class Line:
    """One visible line: its text, the block it stands in, and where each piece of it came from."""

    text: str
    element: Tag
    pieces: tuple[tuple[int, int, Tag], ...] = ()
    level: int = 0  # 1...6 in a heading, else 0
    item: Tag | None = None  # the list item it stands in
    button: bool = False
    struck: tuple[tuple[int, int], ...] = ()
    badge: bool = False
    question: bool = False  # stands under a question: an answer, not an offer

    def element_at(self, position: int) -> Tag:
        """The innermost element of the character at a position."""
        return next((tag for start, end, tag in self.pieces if start <= position < end), self.element)

    def is_struck(self, start: int) -> bool:
        """Whether the text that begins here is crossed out."""
        return any(a <= start < b for a, b in self.struck)


@dataclass(eq=False, slots=True)
class Layout:
    """All lines of a page and, for every element, the range of lines inside it."""

    root: Tag
    lines: list[Line]
    ranges: dict[int, tuple[int, int]] = field(default_factory=dict)

    def range(self, element: Tag) -> tuple[int, int]:
        """First and past-the-last line of an element; empty when it shows nothing."""
        return self.ranges.get(id(element), (0, 0))

    def units(self, element: Tag) -> list[tuple[int, int, Tag | None]]:
        """The parts of an element in order: its children's ranges, and the lines it holds itself."""
        low, high = self.range(element)
        units: list[tuple[int, int, Tag | None]] = []
        position = low
        for child in element.find_all(True, recursive=False):
            start, end = self.range(child)
            if start == end:
                continue
            units += [(own, own + 1, None) for own in range(position, start)]
            units.append((start, end, child))
            position = end
        return units + [(own, own + 1, None) for own in range(position, high)]


def words_of(tag: Tag) -> str:
    """Class, id and role of an element as one string."""
    classes: object = tag.get("class") or []
    joined = " ".join(classes) if isinstance(classes, list) else str(classes)
    return f"{joined} {tag.get('id') or ''} {tag.get('role') or ''}"


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
        if element.find(list(_BLOCKS)) is None:
            # an inline element's range is the line it will end up in
            position = len(self.layout.lines)
            self.layout.ranges[id(element)] = (position, position)

    def close(self, element: Tag) -> None:
        pieces, self.pieces = self.pieces, []
        text, spans = _join(pieces)
        if not text:
            return
        line = _line(text, spans, element)
        last = self.layout.lines[-1] if self.layout.lines else None
        if last is not None and _one_figure(last, line):
            _append(last, line)
        else:
            self.layout.lines.append(line)


def _one_figure(last: Line, line: Line) -> bool:
    """Whether two neighbouring blocks write one amount: `$` and `49`, `49` and `€`, `$49` and `.99`."""
    family = {id(last.element.parent), id(last.element)}
    if id(line.element.parent) not in family and id(line.element) != id(last.element.parent):
        return False
    if re.fullmatch(rf"(?:{SIGN})", last.text):
        return bool(re.match(r"\d", line.text))
    if re.fullmatch(r"\D{0,3}\d[\d., ]*", last.text):
        if line.pieces[0][2].name == "sup" and re.fullmatch(r"\d{2}", line.text):
            line.text = f".{line.text}"
            return True
        return bool(re.fullmatch(rf"(?:[.,]\d{{2}})|(?:{SIGN})", line.text)) and not last.text.endswith(
            (".", ",")
        )
    return False


def _append(last: Line, line: Line) -> None:
    offset = len(last.text)
    last.text += line.text
    last.pieces += tuple((a + offset, b + offset, tag) for a, b, tag in line.pieces)
    last.struck += tuple((a + offset, b + offset) for a, b in line.struck)


def _breaks(tag: Tag) -> bool:
    if tag.name in _BLOCKS:
        return True
    if tag.name in {"a", "label"}:
        return (
            bool(_BUTTON.search(words_of(tag)))
            or tag.find(list(_BLOCKS)) is not None
            or not _in_running_text(tag)
        )
    if tag.name in {"br", "sup"}:
        return False
    return tag.find(list(_BLOCKS)) is not None


def _in_running_text(tag: Tag) -> bool:
    parent = tag.parent
    return parent is not None and any(
        isinstance(n, NavigableString) and not isinstance(n, PreformattedString) and n.strip(" \n\t|·•/,")
        for n in parent.children
    )


def _join(pieces: list[tuple[str, Tag]]) -> tuple[str, list[tuple[int, int, Tag]]]:
    """Pieces as one text with single spaces; words of neighbouring elements are kept apart."""
    text = ""
    spans: list[tuple[int, int, Tag]] = []
    for raw, tag in pieces:
        piece = re.sub(r"\s+", " ", raw.replace("\u200b", "").replace("\xad", ""))
        if tag.name == "sup":
            piece = _cents(text.rstrip(), piece)
            text = text.rstrip() if piece.startswith(".") else text
        if re.match(r" ?[.,]\d{2}\b", piece) and re.search(r"\d $", text):  # cents in their own element
            text, piece = text.rstrip(), piece.lstrip()
        if (
            text
            and piece
            and _runs_together(text[-1], piece[0])
            and tag is not (spans[-1][2] if spans else None)
        ):
            piece = " " + piece
        if text.endswith(" ") or not text:
            piece = piece.lstrip(" ")
        if piece:
            spans.append((len(text), len(text) + len(piece), tag))
            text += piece
    return text.rstrip(), spans


def _cents(text: str, piece: str) -> str:
    """Raised digits after a whole amount are cents; a single raised digit is a footnote mark."""
    digits = piece.strip()
    if re.search(r"\d$", text) and re.fullmatch(r"\d{2}", digits) and not re.search(r"[.,]\d*$", text):
        return "." + digits
    return (
        ""
        if re.fullmatch(r"[\d*†‡]", digits) and text.strip() and not re.search(r"[$€£¥]\s*$", text)
        else piece
    )


def _runs_together(left: str, right: str) -> bool:
    return (left.isalpha() and (right.isalnum() or right in "$€£¥₹")) or (
        left.isdigit() and (right.isalpha() or right in "$€£¥₹")
    )


def _line(text: str, spans: list[tuple[int, int, Tag]], element: Tag) -> Line:
    level, item, button, badge = 0, None, False, False
    for tag in _with_parents(element):
        heading = _HEADING.match(tag.name)
        level = level or (int(heading[1]) if heading else 0)
        item = item or (tag if tag.name == "li" else None)
        button = button or tag.name == "button" or (tag.name == "a" and _is_action(tag, text))
        badge = badge or bool(_BADGE.search(words_of(tag)) and tag is element)
    level = level or _aria_level(element)
    struck = tuple((a, b) for a, b, tag in spans if _is_struck(tag, element))
    return Line(text, element, tuple(spans), level, item, button, struck, badge)


def _is_action(tag: Tag, text: str) -> bool:
    """A link that is the line itself, not a card wrapped in a link."""
    return tag.get_text(" ", strip=True) == text or len(tag.get_text(" ", strip=True)) <= len(text) + 2


def _aria_level(tag: Tag) -> int:
    for parent in _with_parents(tag):
        if parent.get("role") == "heading":
            level = str(parent.get("aria-level") or "2")
            return int(level) if level.isdigit() else 2
    return 0


def _with_parents(tag: Tag) -> Iterator[Tag]:
    yield tag
    for parent in tag.parents:
        if parent.name in {"body", "html", "[document]"}:
            return
        yield parent


def _is_struck(tag: Tag, block: Tag) -> bool:
    for parent in _with_parents(tag):
        if parent.name in {"del", "s", "strike"} or "line-through" in str(parent.get("style") or ""):
            return True
        if _STRUCK.search(words_of(parent)) and len(parent.get_text(strip=True)) <= 24:
            return True
        if parent is block.parent:
            return False
    return False


def is_badge(tag: Tag) -> bool:
    """Whether an element is a sticker on a card rather than part of its text."""
    return bool(_BADGE.search(words_of(tag)))


def _mark_answers(lines: list[Line]) -> None:
    """Lines below a question heading, or below a heading that announces questions, are answers."""
    section = 0
    question = False
    for line in lines:
        if line.level or line.element.name in {"dt", "summary", "button"}:
            asks = line.text.rstrip().endswith("?")
            if line.level and _QUESTIONS.search(line.text):
                section, question = line.level, True
            elif asks:
                question = True
            elif line.level and (not section or line.level <= section):
                section, question = 0, False
            elif line.level == 0 and line.element.name == "dt":
                question = bool(section)
        line.question = question
