"""One pass over a parsed page, in document order, without recursion: elements in, lines of text out.

Every open element has a frame that says what the text in it is; inline elements add to the current
line, block elements end it, and a unit (a heading, a button, a table row, a link of a menu) is one
line whatever stands in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extract import markup

_SPACE = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
_SEPARATORS = re.compile(r"[\s|·•/,;–—-]*")
_FOOTNOTE = re.compile(r"[*†‡§]+|\[\d{1,2}\]")
_BEFORE_NOTE = re.compile(r"(?:\s|[^\W\d]{4})$")  # not m², not CO₂, not a price's cents
_ENDS_HEADING = frozenset({"p", "ul", "ol", "table", "section", "article", "form", *markup.HEADINGS})
_MAX_TEXT = 20_000  # characters of one block: beyond it is data, not prose
_LONG_LABEL = 3  # words: a disclosure button with more is a question, not a label


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text with what its surroundings say of it."""

    text: str
    role: str
    region: str
    section: int  # number of the innermost section element
    level: int  # 1-6 heading, 7 heading in all but its tag, 0 text
    href: str | None
    marks: frozenset[str]


@dataclass(slots=True)
class Frame:
    """What an open element passes on to the text in it."""

    role: str = "p"
    region: str = "main"
    section: int = 0
    level: int = 0
    href: str | None = None
    marks: frozenset[str] = frozenset()
    block: bool = True
    unit: bool = False  # this element starts a unit
    in_unit: bool = False  # a unit is open here or above
    in_row: bool = False
    boxed: bool = False  # children are laid out apart
    nested: bool = False  # inside an article, quote, list item ...
    layout: bool = False  # inside a table that only lays out
    item: Frame | None = None  # the list item around
    headed: bool = False  # (of a list item) a heading stands in it
    links_only: bool | None = None
    tag: str = ""
    pending: Any = None  # the next child to visit
    own_text: bool = False
    apart: bool = False  # a box or badge beside others


class Walker:
    """Collects lines; one instance a page."""

    def __init__(self, controlled: frozenset[str]) -> None:
        self.lines: list[Line] = []
        self._controlled = controlled  # ids that some button opens
        self._parts: list[str] = []
        self._first: Frame | None = None  # the frame of the current line's first word
        self._sections = 0
        self._after_span = False  # a span has just ended

    def walk(self, body: Any) -> list[Line]:
        """The lines below `body`, a selectolax node."""
        stack = [Frame(tag="body", pending=body.child)]
        while stack:
            frame = stack[-1]
            node = frame.pending
            if node is None:
                stack.pop()
                self._leave(frame)
                continue
            frame.pending = node.next
            if node.is_text_node:
                self._text(node.text_content or "", frame)
            elif node.is_element_node:
                child = self._enter(node, frame)
                if child is not None:
                    child.pending = node.child
                    stack.append(child)
        self._flush()
        return self.lines

    # --- elements -------------------------------------------------------------------------------

    def _enter(self, node: Any, parent: Frame) -> Frame | None:
        tag, attributes = node.tag, node.attributes
        if tag in markup.SKIPPED or tag in {"input", "br", "hr", "img"}:
            self._void(tag, attributes, parent)
            return None
        panel = attributes.get("id") in self._controlled
        if not panel and markup.hidden(tag, attributes, in_cell=parent.in_row):
            return None
        if tag == "dialog" and "open" not in attributes:
            return None
        if tag == "sup" and self._footnote(node):
            return None
        if parent.in_row and node.child is None and (said := markup.tick(attributes)):
            self._text(f" {said} ", parent)  # an icon font
            return None
        frame = self._frame(node, tag, attributes, parent)
        self._place(node, tag, attributes, frame, parent)
        self._shape(node, tag, attributes, frame, parent)
        self._open(frame, parent, markup.chip(tag, attributes))
        return frame

    def _footnote(self, node: Any) -> bool:
        text = (node.text() or "").strip()
        if _FOOTNOTE.fullmatch(text) or node.css_first("a") is not None:
            return True
        before = self._parts[-1] if self._parts else ""
        return text.isdigit() and len(text) < 3 and bool(_BEFORE_NOTE.search(before))

    def _void(self, tag: str, attributes: markup.Attributes, parent: Frame) -> None:
        """Elements without text of their own that still matter."""
        if tag == "br":
            self._parts.append("\n")
        elif tag == "hr" and not parent.in_unit:
            self._flush()
        elif tag in {"img", "svg"}:
            if parent.in_row and (said := markup.tick(attributes)):
                self._text(f" {said} ", parent)
        elif tag == "input" and attributes.get("type") in {"submit", "button"} and attributes.get("value"):
            self._flush()
            frame = Frame(
                role="button", region=parent.region, section=parent.section, marks=frozenset({"cta"})
            )
            self._text(attributes["value"] or "", frame)
            self._flush()

    def _frame(self, node: Any, tag: str, attributes: markup.Attributes, parent: Frame) -> Frame:
        marks = parent.marks
        if tag == "pre" or (tag == "code" and not parent.own_text and parent.tag == "pre"):
            marks |= {"code"}
        if markup.small_screens_only(attributes):
            marks |= {"hidden_variant"}
        return Frame(
            role=parent.role, region=parent.region, section=parent.section, level=parent.level,
            href=parent.href, marks=marks, in_unit=parent.in_unit, in_row=parent.in_row,
            nested=parent.nested or tag in markup.NESTING, layout=parent.layout, item=parent.item, tag=tag,
            block=markup.block(tag, attributes), boxed=markup.boxes(attributes),
        )  # fmt: skip

    def _place(self, node: Any, tag: str, attributes: markup.Attributes, frame: Frame, parent: Frame) -> None:
        """Region and section."""
        if tag in markup.SECTIONS:
            self._sections += 1
            frame.section = self._sections
        if parent.region in {"nav", "footer", "banner"} or not frame.block:
            return
        found = markup.region(tag, attributes, nested=parent.nested)
        if found is None or (found != "testimonial" and node.css_first("h1, main") is not None):
            return  # a wrapper of the whole page is named after what it also holds
        frame.region = found
        if found in {"nav", "footer"}:
            frame.role = found
        if found == "banner" and markup.consent(attributes):
            frame.marks |= {"consent"}

    def _shape(self, node: Any, tag: str, attributes: markup.Attributes, frame: Frame, parent: Frame) -> None:
        """Role, link, and whether a unit starts here."""
        if tag == "a":
            frame.href = attributes.get("href") or frame.href
            frame.block = frame.block or (not parent.in_unit and _links_only(parent, node))
        if parent.in_unit and 0 < parent.level < 7 and tag in _ENDS_HEADING:
            self._flush()  # the heading was never closed: what follows is text
            for open_frame in (parent, frame):
                open_frame.in_unit = open_frame.unit = False
                open_frame.level, open_frame.role, open_frame.block = 0, "p", True
        elif parent.in_unit:
            if tag in {"td", "th"} or attributes.get("role") in {
                "cell",
                "gridcell",
                "columnheader",
                "rowheader",
            }:
                frame.tag = "td"
            return
        heading = _heading(tag, attributes)
        if frame.region in {"nav", "footer"}:
            self._shape_chrome(node, tag, attributes, frame, heading)
        elif heading:
            frame.role, frame.level, frame.unit, frame.block = f"h{heading}", heading, True, True
            if frame.item is not None:
                frame.item.headed = True
        elif markup.button(tag, attributes):
            self._shape_button(node, attributes, frame)
        elif _row(node, tag, attributes, frame):
            frame.role, frame.unit, frame.in_row = "cell", True, True
            frame.level = 7 if node.css_first("th[colspan], td[colspan]") is not None else 0
        else:
            self._shape_text(node, tag, attributes, frame, parent)
        frame.in_unit = frame.in_unit or frame.unit

    def _shape_chrome(
        self, node: Any, tag: str, attributes: markup.Attributes, frame: Frame, heading: int
    ) -> None:
        if heading:
            frame.level = heading
        if markup.button(tag, attributes):
            frame.role, frame.marks = "button", frame.marks | {"cta"}
        link = tag == "a" and not _beside_text(node)
        if link or tag in {"button", "summary"} or heading:
            frame.unit = frame.block = frame.in_unit = True

    def _shape_button(self, node: Any, attributes: markup.Attributes, frame: Frame) -> None:
        frame.unit = frame.block = True
        discloses = "aria-expanded" in attributes or "aria-controls" in attributes
        if attributes.get("role") == "tab":
            frame.role, frame.marks = "button", frame.marks | {"tab"}
        elif discloses and len((node.text() or "").split()) > _LONG_LABEL:
            frame.role, frame.level = "p", 7
        elif node.css_first("h1,h2,h3,h4,h5,h6,p,ul") is not None:
            frame.unit = False  # a card that is one big link
        else:
            frame.role, frame.marks = "button", frame.marks | {"cta"}

    def _shape_text(
        self, node: Any, tag: str, attributes: markup.Attributes, frame: Frame, parent: Frame
    ) -> None:
        role = attributes.get("role")
        if tag == "table":
            frame.layout = role in {"presentation", "none"} or _holds(node, "table, h1, h2, form")
        elif tag == "li" or role == "listitem":
            frame.role, frame.item, frame.headed = "li", frame, False
        elif tag == "blockquote":
            frame.role = "quote"
            frame.region = "testimonial" if frame.region == "main" else frame.region
        elif tag in {"figcaption", "cite", "footer"} and parent.role == "quote":
            frame.role = "p"
        elif tag in {"dt", "summary"}:
            frame.role, frame.level, frame.unit = "p", 7, True
        elif tag == "dd" or (tag == "p" and parent.role not in {"li", "quote"}):
            frame.role = "p"
        if frame.block and frame.level == 0 and tag not in {"a", "table"} and markup.titled(attributes):
            frame.level = 0 if _holds(node, "h1,h2,h3,h4,h5,h6,p,ul,ol,div,table,section") else 7

    def _open(self, frame: Frame, parent: Frame, chip: bool) -> None:
        frame.apart = parent.boxed or chip
        if frame.in_unit and not frame.unit:
            if frame.tag == "td":
                self._parts.append("\x1f")
            elif frame.block or frame.apart:
                self._parts.append(" ")
        elif frame.block:
            self._flush()
        elif frame.apart:
            self._parts.append(" ")
        self._after_span = self._after_span and frame.tag == "span"

    def _leave(self, frame: Frame) -> None:
        if frame.unit or (frame.block and not frame.in_unit):
            self._flush()
        elif frame.block or frame.boxed or frame.apart:
            self._parts.append(" ")
        self._after_span = frame.tag == "span"

    # --- text -----------------------------------------------------------------------------------

    def _text(self, text: str, frame: Frame) -> None:
        if not text.strip():
            self._parts.append(" ")
            return
        if self._after_span and frame.tag == "span" and _words_meet(self._parts, text):
            self._parts.append(" ")  # two spans side by side are two pieces, spaced by a style sheet
        self._after_span = False
        frame.own_text = True
        if self._first is None:
            self._first = frame
        self._parts.append(text)

    def _flush(self) -> None:
        parts, frame = self._parts, self._first
        self._parts, self._first = [], None
        if frame is None:
            return
        text = _clean("".join(parts), row=frame.in_row)[:_MAX_TEXT]
        if not any(map(str.isalnum, text)):
            return  # separators and icons
        level = 0 if frame.in_row and " | " in text else frame.level
        role = "p" if frame.role == "li" and frame.item is not None and frame.item.headed else frame.role
        self.lines.append(Line(text, role, frame.region, frame.section, level, frame.href, frame.marks))


def clean_text(text: str) -> str:
    """Text with white space collapsed and invisible characters gone."""
    return _SPACE.sub(" ", text.translate(_INVISIBLE)).strip()


def _words_meet(parts: list[str], text: str) -> bool:
    """Whether two words of more than a letter would be glued together."""
    before = parts[-1] if parts else ""
    return len(before) > 1 and len(text) > 1 and before[-1].isalnum() and text[0].isalnum()


def _clean(text: str, *, row: bool) -> str:
    text = text.translate(_INVISIBLE)
    if not row:
        return clean_text(text.replace("\x1f", " "))
    cells = (_SPACE.sub(" ", cell).strip() for cell in text.split("\x1f"))
    return " | ".join(cell for cell in cells if cell)


def _heading(tag: str, attributes: markup.Attributes) -> int:
    if tag in markup.HEADINGS:
        return int(tag[1])
    if attributes.get("role") == "heading":
        level = attributes.get("aria-level") or "2"
        return min(6, int(level)) if level.isdigit() and level != "0" else 2
    return 0


def _row(node: Any, tag: str, attributes: markup.Attributes, frame: Frame) -> bool:
    if attributes.get("role") == "row":
        return True
    return tag == "tr" and not frame.layout


def _holds(node: Any, selector: str) -> bool:
    """Whether an element matches below the node (selectolax counts the node itself in)."""
    return any(found.mem_id != node.mem_id for found in node.css(selector))


def _beside_text(node: Any) -> bool:
    """Whether the link stands in a sentence: text right before or after it."""
    for sibling in (node.prev, node.next):
        text = sibling.text_content or "" if sibling is not None and sibling.is_text_node else ""
        if not _SEPARATORS.fullmatch(text):
            return True
    return False


def _links_only(parent: Frame, node: Any) -> bool:
    """Whether the links beside each other here are a list of links rather than words of a sentence."""
    if parent.links_only is None:
        parent.links_only = _siblings_are_links(node)
    return parent.links_only


def _siblings_are_links(node: Any) -> bool:
    sibling, links = node.parent.child, 0
    while sibling is not None:
        if sibling.is_text_node:
            if not _SEPARATORS.fullmatch(sibling.text_content or ""):
                return False
        elif sibling.is_element_node:
            if sibling.tag in {"a", "button"}:
                links += 1
            elif sibling.tag not in {"br", "svg", "img"} and (sibling.text() or "").strip():
                return False
        sibling = sibling.next
    return links > 1
