"""A page without what is never an offer: code, menus, chrome, quotes, questions, calculators."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from extract.pricing.lines import words_of
from extract.pricing.money import SIGN

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "nav",
    "select",
    "textarea",
    "iframe",
    "canvas",
    "dialog",
)
_CHROME = re.compile(
    r"(?<![a-z])(?:testimonials?|case-?stud(?:y|ies)|faqs?|cookies?|consent"
    r"|breadcrumbs?|site-?footer|page-?footer"
    r"|calculator|estimator|roi|tooltip|popover|sr-only|visually-hidden"
    r"|screen-reader(?:-text)?|skip-link)(?![a-z])",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b|\ball rights reserved\b", re.IGNORECASE)
_AMOUNT = re.compile(rf"(?:{SIGN})\s?\d|\d\s?(?:{SIGN})")
_STUCK = re.compile(r"(?<![a-z])(?:sticky|fixed|floating|pinned|affix)(?![a-z])", re.IGNORECASE)
_PRESS = re.compile(r"(?<![a-z])(?:reviews?|quotes?|blog|news|press)(?![a-z])", re.IGNORECASE)
_SPOKEN = re.compile(r"(?<![a-z])(?:sr-only|visually-hidden|screen-reader(?:-text)?)(?![a-z])", re.IGNORECASE)


def soup_of(html: str) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(html, "lxml")


def prune(soup: BeautifulSoup) -> None:
    """Drop what is never an offer: code, menus, page chrome, quotes, questions, calculators."""
    for tag in soup(_DROPPED):
        tag.decompose()
    drop(soup, _is_chrome)


def drop(root: Tag, unwanted: Callable[[Tag], bool]) -> None:
    """Take every unwanted element out of a tree, the frame of the page excepted; outermost first."""
    waiting = [root]
    while waiting:
        for tag in [node for node in waiting.pop().children if isinstance(node, Tag)]:
            if tag.name not in {"html", "body", "main"} and unwanted(tag):
                tag.decompose()
            else:
                waiting.append(tag)


def _is_chrome(tag: Tag) -> bool:
    if tag.name == "blockquote" or tag.get("role") in {"navigation", "contentinfo", "banner", "tooltip"}:
        return True
    if tag.name in {"header", "footer"}:
        return _is_page_edge(tag)
    if tag.name == "details":
        summary = tag.find("summary")
        return summary is not None and summary.get_text(" ", strip=True).endswith("?")
    return (tag.get("aria-hidden") == "true" and _is_repeat(tag)) or _is_named_chrome(tag)


def _is_named_chrome(tag: Tag) -> bool:
    """Whether an element calls itself something that is never an offer."""
    words = words_of(tag)
    if tag.find_parent(["td", "th"]) is not None and _SPOKEN.search(words):
        return False  # `Included in Pro`, for those who cannot see the tick
    if tag.find("h1") is not None:
        return False
    # Products are called Quotes, Reviews, Press: in an id these words name a section of the offer as well.
    classes = " ".join(map(str, tag.get("class") or ()))
    return bool(_CHROME.search(words) or _PRESS.search(classes))


def _is_repeat(tag: Tag) -> bool:
    """A bar of names and prices kept in sight while one scrolls; what is read out is said elsewhere."""
    amounts = len(_AMOUNT.findall(tag.get_text(" ")))
    return (
        amounts > 1
        and tag.find(["ul", "ol", "h1", "h2", "h3", "h4", "p", "table"]) is None
        and bool(_STUCK.search(words_of(tag)))
    )


def _is_page_edge(tag: Tag) -> bool:
    """A header or footer of the page, not of a card."""
    if len(tag.find_all("a")) >= 6 or (tag.name == "footer" and _RIGHTS.search(tag.get_text(" "))):
        return True
    return tag.parent is not None and tag.parent.name == "body" and tag.find(["ul", "li", "h1", "h2"]) is None
