"""A page without what is never an offer: code, menus, chrome, quotes, questions, calculators."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from extract.pricing.lines import words_of

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
    r"(?<![a-z])(?:testimonials?|reviews?|quotes?|case-?stud(?:y|ies)|faqs?|cookies?|consent"
    r"|breadcrumbs?|site-?footer|page-?footer"
    r"|calculator|estimator|roi|blog|news|press|tooltip|popover|sr-only|visually-hidden"
    r"|screen-reader(?:-text)?|skip-link)(?![a-z])",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"(?<![a-z])(?:sr-only|visually-hidden|screen-reader(?:-text)?)(?![a-z])", re.IGNORECASE)


def soup_of(html: str) -> BeautifulSoup:
    """The parsed page."""
    return BeautifulSoup(html, "lxml")


def prune(soup: BeautifulSoup) -> None:
    """Drop what is never an offer: code, menus, page chrome, quotes, questions, calculators."""
    for tag in soup(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in {"html", "body", "main"}:
            continue
        if _is_chrome(tag):
            tag.decompose()


def _is_chrome(tag: Tag) -> bool:
    if tag.name == "blockquote" or tag.get("role") in {"navigation", "contentinfo", "banner", "tooltip"}:
        return True
    if tag.name in {"header", "footer"}:
        return _is_page_edge(tag)
    if tag.name == "details":
        summary = tag.find("summary")
        return summary is not None and summary.get_text(" ", strip=True).endswith("?")
    words = words_of(tag)
    if tag.find_parent(["td", "th"]) is not None and _SPOKEN.search(words):
        return False  # `Included in Pro`, for those who cannot see the tick
    return bool(_CHROME.search(words)) and len(tag.find_all(["h1"])) == 0


def _is_page_edge(tag: Tag) -> bool:
    """A header or footer of the page, not of a card."""
    if len(tag.find_all("a")) >= 6:
        return True
    return tag.parent is not None and tag.parent.name == "body" and tag.find(["ul", "li", "h1", "h2"]) is None
