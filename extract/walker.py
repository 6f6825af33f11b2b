"""One pass over a parsed page, in document order, without recursion: elements in, lines of text out.

Every open element has a frame that says what the text in it is; inline elements add to the current
line, block elements end it, and a unit (a heading, a button, a table row, a link of a menu) is one
line whatever stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from extract import markup, shapes
from extract.lines import CELL, Box, Line, clean_text, row_text, words_meet

_ENDS_HEADING = frozenset({"p", "ul", "ol", "table", "section", "article", "form", *markup.HEADINGS})
_WITHOUT_TEXT = markup.SKIPPED | {"input", "br", "hr", "img"}
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_MAX_TEXT = 20_000  # characters of one block: beyond it is data, not prose
_LONG_LABEL = 3  # words: a disclosure button with more is a question, not a label


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
    form: bool = False  # inside a form
    article: bool = False  # inside the article the page is about
    small: bool = False  # inside what only small screens show
    box: Box | None = None


class Walker:
    """Collects lines; one instance a page."""

    def __init__(self, controlled: frozenset[str]) -> None:
        self.lines: list[Line] = []
        self._controlled = controlled  # ids that some button opens
        self._parts: list[str] = []
        self._first: Frame | None = None  # the frame of the current line's first word
        self._sections = 0
        self._plain = False  # the line has words outside links
        self._ended = ""  # the inline element that has just ended

    def walk(self, body: Any) -> list[Line]:
        """The lines below `body`, a selectolax node."""
        whole = Box(None, 0)
        stack = [Frame(tag="body", pending=body.child, box=whole)]
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
        whole.stop = len(self.lines)
        return self.lines

    # --- elements -------------------------------------------------------------------------------

    def _enter(self, node: Any, parent: Frame) -> Frame | None:
        tag, attributes = node.tag, node.attributes
        if tag in _WITHOUT_TEXT:
            self._void(tag, attributes, parent)
            return None
        look = markup.look(tag, attributes)
        if (look.hidden_in_cell if parent.in_row else look.hidden) and not self._opens(attributes):
            return None
        if self._aside_of_text(node, tag, attributes, parent) or (
            look.small and (parent.in_unit or tag in markup.INLINE)
        ):
            return None
        if parent.in_row and node.child is None and (said := markup.tick(attributes)):
            self._text(f" {said} ", parent)  # an icon font
            return None
        frame = _frame(tag, look, parent)
        self._place(node, tag, look, frame, parent)
        self._shape(node, tag, attributes, look, frame, parent)
        self._open(frame, parent, look.chip)
        return frame

    def _opens(self, attributes: markup.Attributes) -> bool:
        """Whether a tab or the head of an accordion shows the element."""
        return bool(self._controlled) and attributes.get("id") in self._controlled

    def _aside_of_text(self, node: Any, tag: str, attributes: markup.Attributes, parent: Frame) -> bool:
        """Whether the element is no part of the text it stands in: a note's number, a heading's anchor."""
        if tag == "sup":
            return shapes.footnote(node, self._parts[-1] if self._parts else " ")
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            text = node.text() or ""
            return not any(map(str.isalnum, text)) or markup.skip_link(text)
        if tag == "dialog":
            return "open" not in attributes
        return False

    def _void(self, tag: str, attributes: markup.Attributes, parent: Frame) -> None:
        """Elements without text of their own that still matter."""
        if tag == "br":
            self._break(parent)
        elif tag == "hr" and not parent.in_unit:
            self._flush()
        elif tag in {"img", "svg"}:
            said = markup.tick(attributes) if parent.in_row else ""
            if said:
                self._text(f" {said} ", parent)
            elif self._ended:
                self._parts.append(" ")  # a picture between two words keeps them apart
        elif tag in {"select", "textarea"}:
            self._flush()
        elif tag == "input" and attributes.get("type") in {"submit", "button"} and attributes.get("value"):
            self._flush()
            frame = Frame(
                role="button", region=parent.region, section=parent.section, marks=frozenset({"cta"})
            )
            self._text(attributes["value"] or "", frame)
            self._flush()

    def _break(self, parent: Frame) -> None:
        """A line break is a space; two in a row end a paragraph, where no unit is open."""
        since = takewhile(lambda part: not part.strip(), reversed(self._parts))
        if not parent.in_unit and "code" not in parent.marks and "\n" in since:
            self._flush()
        self._parts.append("\n")

    def _place(self, node: Any, tag: str, look: markup.Look, frame: Frame, parent: Frame) -> None:
        """Region and section."""
        if tag in markup.SECTIONS:
            self._sections += 1
            frame.section = self._sections
        if parent.region in {"nav", "footer", "banner"} or not frame.block:
            return
        if tag in markup.NESTING:
            frame.article = shapes.main_article(node, tag)
        found = look.nested_region if parent.nested else look.region
        if tag == "footer" and parent.article:
            found = "aside"  # tags, authors, links to edit: about the article
        if found == "banner" and look.doubtful and not shapes.asks(node):
            return
        if found is None or (found != "testimonial" and node.css_first("h1, main") is not None):
            return  # a wrapper of the whole page is named after what it also holds
        frame.region = found
        if found in {"nav", "footer"}:
            frame.role = found
        if found == "banner" and look.consent:
            frame.marks |= {"consent"}

    def _shape(
        self,
        node: Any,
        tag: str,
        attributes: markup.Attributes,
        look: markup.Look,
        frame: Frame,
        parent: Frame,
    ) -> None:
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
            if tag in {"td", "th"} or attributes.get("role") in _CELLS:
                frame.tag = "td"
            return
        heading = shapes.heading(tag, attributes)
        if frame.region in {"nav", "footer"}:
            self._shape_chrome(node, tag, look, frame, heading)
        elif heading:
            frame.role, frame.level, frame.unit, frame.block = f"h{heading}", heading, True, True
            if frame.item is not None:
                frame.item.headed = True
        elif look.button:
            self._shape_button(node, attributes, frame)
        elif shapes.row(node, tag, attributes, layout=frame.layout):
            frame.role, frame.unit, frame.in_row = "cell", True, True
            if shapes.row_of_buttons(node):
                frame.role, frame.marks = "button", frame.marks | {"cta"}
            frame.level = 7 if node.css_first("th[colspan], td[colspan]") is not None else 0
        else:
            self._shape_text(node, tag, attributes, look, frame, parent)
        frame.in_unit = frame.in_unit or frame.unit

    def _shape_chrome(self, node: Any, tag: str, look: markup.Look, frame: Frame, heading: int) -> None:
        if heading:
            frame.level = heading
        if look.button:
            frame.role, frame.marks = "button", frame.marks | {"cta"}
        link = tag == "a" and not shapes.beside_text(node)
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
        self,
        node: Any,
        tag: str,
        attributes: markup.Attributes,
        look: markup.Look,
        frame: Frame,
        parent: Frame,
    ) -> None:
        role = attributes.get("role")
        if tag == "table":
            frame.layout = role in {"presentation", "none"} or shapes.lays_out(node, attributes)
        elif tag == "li" or role == "listitem":
            frame.role, frame.item, frame.headed = "li", frame, False
        elif tag == "blockquote":
            frame.role = "quote"
            frame.region = "testimonial" if frame.region == "main" else frame.region
        elif tag in {"figcaption", "cite", "footer"} and parent.role == "quote":
            frame.role = "p"
        elif shapes.form_label(node, tag, attributes, form=frame.form) or (frame.form and look.hint):
            if not shapes.holds(node, shapes.STRUCTURE):
                frame.unit = frame.block = True
                frame.marks |= {"form"}
        elif tag in {"dt", "summary"}:
            frame.role, frame.level, frame.unit = "p", 7, True
        elif tag == "dd" or (tag == "p" and parent.role not in {"li", "quote"}):
            frame.role = "p"
        if frame.block and frame.level == 0 and tag not in {"a", "table"} and look.titled:
            frame.level = 0 if shapes.holds(node, shapes.STRUCTURE) else 7

    def _open(self, frame: Frame, parent: Frame, chip: bool) -> None:
        frame.apart = parent.boxed or chip
        if frame.in_unit and not frame.unit:
            if frame.tag == "td":
                self._parts.append(CELL)
            elif frame.block or frame.apart:
                self._parts.append(" ")
        elif frame.block:
            self._flush()
            frame.box = Box(parent.box, len(self.lines))
        elif frame.apart:
            self._parts.append(" ")

    def _leave(self, frame: Frame) -> None:
        if frame.unit or (frame.block and not frame.in_unit):
            self._flush()
            if frame.box is not None:
                frame.box.stop = len(self.lines)
        elif frame.block or frame.boxed or frame.apart:
            self._parts.append(" ")
        self._ended = "" if frame.block else frame.tag

    # --- text -----------------------------------------------------------------------------------

    def _text(self, text: str, frame: Frame) -> None:
        if not text.strip():
            self._parts.append(" ")
            return
        if self._ended and not frame.block and self._glues(text, frame):
            self._parts.append(" ")
        self._ended = ""
        frame.own_text = True
        self._plain = self._plain or (frame.href is None and any(map(str.isalnum, text)))
        if self._first is None:
            self._first = frame
        self._parts.append(text)

    def _glues(self, text: str, frame: Frame) -> bool:
        """Two elements side by side are two pieces, spaced by a style sheet; in code they are not."""
        before = self._parts[-1] if self._parts else ""
        return "code" not in frame.marks and words_meet(before, text, ended=self._ended, begun=frame.tag)

    def _flush(self) -> None:
        parts, frame = self._parts, self._first
        if parts:
            self._parts, self._ended = [], ""
        if frame is None:
            return
        linked, self._plain, self._first = not self._plain, False, None
        text = (row_text if frame.in_row else clean_text)("".join(parts))[:_MAX_TEXT]
        if not any(map(str.isalnum, text)):
            return  # separators and icons
        level = 0 if frame.in_row and " | " in text else frame.level
        role = "p" if frame.role == "li" and frame.item is not None and frame.item.headed else frame.role
        linked, marks = linked and frame.href is not None, frame.marks
        if linked and role in {"p", "li"} and not level and markup.calls_to_action(text):
            role, marks = "button", marks | {"cta"}
        self.lines.append(
            Line(text, role, frame.region, frame.section, level, frame.href, marks, linked, frame.box)
        )


def _frame(tag: str, look: markup.Look, parent: Frame) -> Frame:
    """The frame of an element before it is known what it is: what it takes over from its parent."""
    marks = parent.marks
    if tag == "pre" or (tag == "code" and not parent.own_text and parent.tag == "pre"):
        marks |= {"code"}
    if look.small:
        marks |= {"hidden_variant"}
    return Frame(
        role=parent.role, region=parent.region, section=parent.section, level=parent.level,
        href=parent.href, marks=marks, in_unit=parent.in_unit, in_row=parent.in_row,
        nested=parent.nested or tag in markup.NESTING, layout=parent.layout, item=parent.item, tag=tag,
        block=look.block, boxed=look.boxes, form=parent.form or tag == "form",
        article=parent.article, box=parent.box,
    )  # fmt: skip


def _links_only(parent: Frame, node: Any) -> bool:
    """Whether the links beside each other here are a list of links rather than words of a sentence."""
    if parent.links_only is None:
        parent.links_only = shapes.siblings_are_links(node)
    return parent.links_only
