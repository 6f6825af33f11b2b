"""One pass over a parsed page, in document order, without recursion: elements in, lines of text out.

Every open element has a frame that says what the text in it is; inline elements add to the current
line, block elements end it, and a unit (a heading, a button, a table row, a link of a menu) is one
line whatever stands in it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import Any

from extract import frames, markup, shapes
from extract.frames import Element, Frame
from extract.lines import CELL, Box, Line, clean_text, row_text, words_meet
from extract.styles import Styles

_WITHOUT_TEXT = markup.SKIPPED | {"input", "br", "hr", "img"}
_MAX_TEXT = 20_000  # characters of one block: beyond it is data, not prose


class Walker:
    """Collects lines; one instance a page."""

    def __init__(self, controlled: frozenset[str], sheets: Styles) -> None:
        self.lines: list[Line] = []
        self._controlled = controlled  # ids that some button opens
        self._sheets = sheets or None
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
        if self._sheets is not None:
            look = _restyled(look, attributes, self._sheets)
        if (look.hidden_in_cell if parent.in_row else look.hidden) and not self._opens(attributes):
            return None
        if self._aside_of_text(node, tag, attributes, parent) or (
            look.small and (parent.in_unit or tag in markup.INLINE)
        ):
            return None
        if parent.in_row and node.child is None and (said := markup.tick(attributes)):
            self._text(f" {said} ", parent)  # an icon font
            return None
        if parent.in_unit and frames.interrupts(tag, parent):
            self._flush()
            frames.close_heading(parent)
        frame = frames.opened(Element(node, tag, attributes, look), parent)
        if tag in markup.SECTIONS:
            self._sections += 1
            frame.section = self._sections
        self._open(frame, parent)
        return frame

    def _opens(self, attributes: markup.Attributes) -> bool:
        """Whether a tab or the head of an accordion shows the element."""
        if not self._controlled or attributes.get("id") not in self._controlled:
            return False
        return not markup.dialog(attributes)

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

    def _open(self, frame: Frame, parent: Frame) -> None:
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
        if "code" in frame.marks and "".join(text.split()).isdecimal():
            return  # the numbers beside the lines
        level = 0 if frame.in_row and " | " in text else frame.level
        role = "p" if frame.role == "li" and frame.item is not None and frame.item.headed else frame.role
        linked, marks = linked and frame.href is not None, frame.marks
        if linked and role in {"p", "li"} and not level and markup.calls_to_action(text):
            role, marks = "button", marks | {"cta"}
        self.lines.append(
            Line(text, role, frame.region, frame.section, level, frame.href, marks, linked, frame.box)
        )


def _restyled(look: markup.Look, attributes: markup.Attributes, sheets: Styles) -> markup.Look:
    """What an element is when the page's own sheets are taken into account."""
    names = (attributes.get("class") or "")[:1_000].split()
    if not look.small and not sheets.small.isdisjoint(names):
        look = replace(look, small=True)
    if not look.hidden and not sheets.clipped.isdisjoint(names):
        look = replace(look, hidden=True)  # in a table's cell it may be the only word for a tick
    return look
