"""Release notes as facts: what was shipped, when, and of what kind."""

from __future__ import annotations

import re
from datetime import date

from extract.releases import dates, entries, feeds, tables
from extract.releases.identity import identity
from extract.releases.markdown import from_markdown
from extract.releases.stream import from_html
from turfwatch.types import Release

__all__ = ["identity", "releases"]


def releases(
    text: str, url: str = "", content_type: str = "", today: date | None = None
) -> tuple[Release, ...]:
    """The entries of a changelog page, an Atom, RSS or JSON feed, or a CHANGELOG.md, in page order.

    `today` guards against reading a day as a month into the future. What is not stated is None;
    a text without entries gives ().
    """
    if not text.strip():
        return ()
    form = _form(text, url, content_type)
    if form == "xml":
        return _distinct(feeds.from_xml(text, url, today))
    if form == "json":
        return _distinct(feeds.from_json(text, url, today))
    page = from_markdown(text, url) if form == "markdown" else from_html(text, url)
    reader = dates.reader([node.text for node in page.nodes], page.language, today)
    tabled = tables.read(text, url, reader) if form == "html" else ()
    return _distinct(tabled or entries.read(page, reader))


def _form(text: str, url: str, content_type: str) -> str:
    head = text.lstrip("\ufeff \t\r\n")[:600]
    if re.match(
        r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<\?xml-stylesheet[^>]*>\s*)?<(?:rss|feed|rdf:RDF)\b",
        head,
        re.DOTALL,
    ):
        return "xml"
    if head.startswith("{") or "json" in content_type:
        return "json"
    if "html" in content_type or re.match(
        r"<!doctype html|<html|<(?:main|body|div|section|article|head)\b", head, re.IGNORECASE
    ):
        return "html"
    if "markdown" in content_type or re.search(r"\.(?:md|markdown)(?:$|[?#])", url, re.IGNORECASE):
        return "markdown"
    return (
        "markdown"
        if re.search(r"^(?:#{1,3}\s|.+\n(?:={3,}|-{3,})\s*$)", text, re.MULTILINE) and "</" not in head
        else "html"
    )


def _distinct(found: tuple[Release, ...]) -> tuple[Release, ...]:
    """Entries without exact repeats (a teaser and its full text)."""
    return tuple({(r.title.casefold(), r.version, r.date): r for r in reversed(found)}.values())[::-1]
