"""Questions asked of a node of the parsed page: how it and what is around it are laid out."""

from __future__ import annotations

import re
from typing import Any

from extract import markup

STRUCTURE = "h1,h2,h3,h4,h5,h6,p,ul,ol,div,table,section"
_POPS_UP = frozenset({"modal", "offcanvas", "dropdown", "tooltip", "popover"})
_SEPARATORS = re.compile(r"[\s|·•/,;–—-]*")
_FOOTNOTE = re.compile(r"[*†‡§]+|\[\d{1,2}\]")
_LONG_LABEL = 3  # words: a disclosure button with more is a question, not a label
_BEFORE_NOTE = re.compile(r"(?:\s|[^\W\d]{4})$")  # not m², not CO₂, not a price's cents


def controlled(tree: Any) -> frozenset[str]:
    """The ids of panels that a tab or an accordion header opens; a menu or dialog is not content."""
    found = set[str]()
    for node in tree.css("[aria-controls], [data-bs-target], [data-target], [role=tab][href]"):
        attributes = node.attributes
        if (attributes.get("data-bs-toggle") or attributes.get("data-toggle")) in _POPS_UP:
            continue
        for name in ("aria-controls", "data-bs-target", "data-target", "href"):
            found |= {part.lstrip("#") for part in (attributes.get(name) or "").split()[:4]}
    return frozenset(found - {""})


def holds(node: Any, selector: str) -> bool:
    """Whether an element matches below the node (selectolax counts the node itself in)."""
    return any(found.mem_id != node.mem_id for found in node.css(selector))


def heading(tag: str, attributes: markup.Attributes) -> int:
    """The level of a heading, 1 to 6, or 0."""
    own = int(tag[1]) if tag in markup.HEADINGS else 0
    if not own and attributes.get("role") != "heading":
        return 0
    level = attributes.get("aria-level") or ""
    return min(6, int(level)) if level.isdecimal() and level.strip("0") else own or 2


def row(node: Any, tag: str, attributes: markup.Attributes, *, layout: bool) -> bool:
    """Whether the element is a row of a table."""
    if attributes.get("role") == "row":
        return True
    return tag == "tr" and (not layout or _plain_row(node))


def _plain_row(node: Any) -> bool:
    """Whether a row of a table that lays out is one all the same: two or more cells of bare text."""
    if node.css_first("table,h1,h2,h3,form,p,div,ul,ol,a,img,pre") is not None:
        return False
    return len(node.css("td, th")) > 1


def lays_out(node: Any, attributes: markup.Attributes) -> bool:
    """Whether a table is a grid for the eye: it holds parts of a page, or has no rules and no heads."""
    if holds(node, "table, h1, h2, form, pre"):
        return True
    bare = attributes.get("cellpadding") == "0" and (attributes.get("border") or "0") == "0"
    single = len(node.css("tr")) == 1 and len(node.css("td")) > 1  # nothing to compare it with
    return (bare or single) and node.css_first("th") is None


def row_of_buttons(node: Any) -> bool:
    """Whether a row holds nothing but buttons: the foot of a table of plans."""
    buttons = [x for x in node.css("a, button") if markup.look(x.tag, x.attributes).button]
    if not buttons:
        return False
    said = "".join("".join(x.text() or "" for x in buttons).split())
    return bool(said) and said == "".join((node.text() or "").split())


def question(node: Any, attributes: markup.Attributes) -> bool:
    """Whether a button that discloses something says what: a question rather than a label."""
    discloses = "aria-expanded" in attributes or "aria-controls" in attributes
    text = (node.text() or "").strip()
    return discloses and (len(text.split()) > _LONG_LABEL or text.endswith(("?", "？", "؟")))


def form_label(node: Any, tag: str, attributes: markup.Attributes, *, form: bool) -> bool:
    """Whether the element names a field: some pages set headings in labels that belong to none."""
    if tag not in {"label", "legend"}:
        return False
    return form or tag == "legend" or "for" in attributes or node.css_first("input, select") is not None


def main_article(node: Any, tag: str) -> bool:
    """Whether the element is the article the page is about."""
    return tag == "article" and node.css_first("h1") is not None


def asks(node: Any) -> bool:
    """Whether the element holds a button that answers a question about cookies."""
    return any(markup.agrees(x.text() or "") for x in node.css("button, a, input[type=submit]")[:20])


def beside_text(node: Any) -> bool:
    """Whether the link stands in a sentence: text right before or after it."""
    for sibling in (node.prev, node.next):
        text = sibling.text_content or "" if sibling is not None and sibling.is_text_node else ""
        if not _SEPARATORS.fullmatch(text):
            return True
    return False


def in_sentence(node: Any) -> bool:
    """Whether an element of the page's own making is a word of the text it stands in."""
    return beside_text(node) and not holds(node, STRUCTURE)


def siblings_are_links(node: Any) -> bool:
    """Whether links stand in a row here: nothing but boxes, icons and separators around them."""
    sibling, links = node.parent.child, 0
    while sibling is not None:
        if sibling.is_text_node:
            if not _SEPARATORS.fullmatch(sibling.text_content or ""):
                return False
        elif sibling.is_element_node:
            if sibling.tag in {"a", "button"}:
                links += 1
            elif sibling.tag in markup.INLINE and (sibling.text() or "").strip():
                return False
        sibling = sibling.next
    return links > 1


def footnote(node: Any, before: str) -> bool:
    """Whether a raised number or sign after the text `before` points to a note."""
    text = (node.text() or "").strip()
    if _FOOTNOTE.fullmatch(text) or node.css_first("a") is not None:
        return True
    return text.isdigit() and len(text) < 3 and bool(_BEFORE_NOTE.search(before))
