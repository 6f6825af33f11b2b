"""What an element passes on to the text in it: its region, its role, and whether it is one line.

An element takes over what its parent says and adds its own: first where on the page it stands
(`_place`), then what it is (`_shape`). The walker keeps the frames of the open elements on a stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from extract import markup, shapes
from extract.lines import Box

_ENDS_HEADING = frozenset({"p", "ul", "ol", "table", "section", "article", "form", *markup.HEADINGS})
_CELLS = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_FURNITURE = frozenset({"nav", "footer", "banner"})  # what stands in them is of their region
_HEADINGS = "h1,h2,h3,h4,h5,h6"
_CARD = f"{_HEADINGS},p,ul"


class Element(NamedTuple):
    """A node of the page and what it says of itself."""

    node: Any
    tag: str
    attributes: markup.Attributes
    look: markup.Look


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
    box: Box | None = None


def opened(element: Element, parent: Frame) -> Frame:
    """The frame of an element below `parent`."""
    frame = _inherited(element, parent)
    if frame.block and parent.region not in _FURNITURE:
        _place(element, frame, parent)
    _shape(element, frame, parent)
    return frame


def interrupts(tag: str, parent: Frame) -> bool:
    """Whether the element cannot stand in the heading around it, which was never closed."""
    return tag in _ENDS_HEADING and parent.in_unit and 0 < parent.level < 7


def close_heading(frame: Frame) -> None:
    """What follows in the element of an interrupted heading is text."""
    frame.in_unit = frame.unit = False
    frame.level, frame.role, frame.block = 0, "p", True


def _inherited(element: Element, parent: Frame) -> Frame:
    node, tag, _, look = element
    marks = parent.marks
    if tag == "pre" or (tag == "code" and not parent.own_text and parent.tag == "pre"):
        marks |= {"code"}
    if look.small:
        marks |= {"hidden_variant"}
    return Frame(
        role=parent.role, region=parent.region, section=parent.section, level=parent.level, href=parent.href,
        marks=marks, in_unit=parent.in_unit, in_row=parent.in_row,
        nested=parent.nested or tag in markup.NESTING, layout=parent.layout, item=parent.item, tag=tag,
        block=look.block and not _in_line(node, tag, marks), boxed=look.boxes,
        apart=parent.boxed or look.chip, form=parent.form or tag == "form",
        article=parent.article, box=parent.box,
    )  # fmt: skip


def _in_line(node: Any, tag: str, marks: frozenset[str]) -> bool:
    """Whether an element is a word of its line, whatever it says: in code, and of the page's own making."""
    if "code" in marks:
        return tag in markup.INLINE
    return "-" in tag and shapes.in_sentence(node)


# --- where it stands --------------------------------------------------------------------------------


def _place(element: Element, frame: Frame, parent: Frame) -> None:
    node, tag, _, look = element
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


# --- what it is -------------------------------------------------------------------------------------


def _shape(element: Element, frame: Frame, parent: Frame) -> None:
    """Role, link, and whether a unit starts here."""
    node, tag, attributes, look = element
    if tag == "a":
        frame.href = attributes.get("href") or frame.href
        frame.block = frame.block or (not parent.in_unit and _links_only(parent, node))
    if parent.in_unit:
        if tag in {"td", "th"} or attributes.get("role") in _CELLS:
            frame.tag = "td"
        return
    heading = shapes.heading(tag, attributes)
    if frame.region in {"nav", "footer"}:
        _shape_chrome(element, frame, heading)
    elif heading:
        _shape_heading(frame, heading)
    elif look.button:
        _shape_button(element, frame)
    elif shapes.row(node, tag, attributes, layout=frame.layout):
        _shape_row(node, frame)
    else:
        _shape_text(element, frame, parent)
    frame.in_unit = frame.in_unit or frame.unit


def _links_only(parent: Frame, node: Any) -> bool:
    """Whether the links beside each other here are a list of links rather than words of a sentence."""
    if parent.links_only is None:
        parent.links_only = shapes.siblings_are_links(node)
    return parent.links_only


def _shape_chrome(element: Element, frame: Frame, heading: int) -> None:
    if heading:
        frame.level = heading
    if element.look.button:
        frame.role, frame.marks = "button", frame.marks | {"cta"}
    link = element.tag == "a" and not shapes.beside_text(element.node)
    if link or element.tag in {"button", "summary"} or heading:
        frame.unit = frame.block = frame.in_unit = True


def _shape_heading(frame: Frame, heading: int) -> None:
    frame.role, frame.level, frame.unit, frame.block = f"h{heading}", heading, True, True
    if frame.item is not None:
        frame.item.headed = True


def _shape_button(element: Element, frame: Frame) -> None:
    frame.unit = frame.block = True
    if element.attributes.get("role") == "tab":
        frame.role, frame.marks = "button", frame.marks | {"tab"}
    elif shapes.question(element.node, element.attributes):
        frame.role, frame.level = "p", 7
    elif element.node.css_first(_CARD) is not None:
        frame.unit = False  # a card that is one big link
    else:
        frame.role, frame.marks = "button", frame.marks | {"cta"}


def _shape_row(node: Any, frame: Frame) -> None:
    frame.role, frame.unit, frame.in_row = "cell", True, True
    if shapes.row_of_buttons(node):
        frame.role, frame.marks = "button", frame.marks | {"cta"}
    frame.level = 7 if node.css_first("th[colspan], td[colspan]") is not None else 0


def _shape_text(element: Element, frame: Frame, parent: Frame) -> None:
    node, tag, attributes, look = element
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
        _shape_label(node, frame)
    elif tag in {"dt", "summary"} and node.css_first(_HEADINGS) is None:
        frame.role, frame.level, frame.unit = "p", 7, True
    elif tag == "dd" or (tag == "p" and parent.role not in {"li", "quote"}):
        frame.role = "p"
    if frame.block and frame.level == 0 and tag not in {"a", "table"} and look.titled:
        frame.level = 0 if shapes.holds(node, shapes.STRUCTURE) else 7


def _shape_label(node: Any, frame: Frame) -> None:
    if not shapes.holds(node, shapes.STRUCTURE):
        frame.unit = frame.block = True
        frame.marks |= {"form"}
