"""What a page, a feed list or a sitemap tells about other pages; pure, on markup of any quality."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawlers.kinds import FEED_TYPES, is_feed_address
from crawlers.urls import is_asset, is_trap, normalise

MAX_LINKS = 2000  # of one page
MAX_ENTRIES = 50_000  # of one sitemap: what the protocol allows
MAX_UNPACKED = 50_000_000  # bytes of one sitemap, likewise
_CHUNK = 1 << 16

WELL_KNOWN_FEEDS = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/blog/feed", "/changelog.xml")

_REGIONS = {"nav": "nav", "header": "nav", "footer": "footer"}
_SUMMARY = re.compile(r"\b(changelog|release[- ]notes?|what['’]?s new|updates)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: where to, its words, and whether it stands in navigation or footer."""

    url: str
    text: str = ""
    region: str = "main"  # main nav footer feed
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address of a sitemap with the day it was last changed, where the site says so."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap's pages, or the further sitemaps an index names."""

    pages: tuple[SitemapEntry, ...] = ()
    sitemaps: tuple[SitemapEntry, ...] = ()


def links(markup: str, base: str, *, only_feeds: bool = False) -> tuple[Link, ...]:
    """The pages and feeds a page links to, in order, each once with all its words."""
    tree = LexborHTMLParser(markup)
    base = _base(tree, base)
    found: dict[str, Link] = {}
    for link in (*_feeds(tree, base), *(() if only_feeds else _anchors(tree, base))):
        known = found.get(link.url)
        if known is None:
            found[link.url] = link
        elif link.text and link.text not in known.text:
            joined = f"{known.text}\n{link.text}" if known.text else link.text
            found[link.url] = Link(link.url, joined, known.region, known.content_type)
        if len(found) >= MAX_LINKS:
            break
    return tuple(found.values())


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return normalise(node.attributes.get("href") or "", url) or url if node else url


def _feeds(tree: LexborHTMLParser, base: str) -> list[Link]:
    found = []
    for node in tree.css("link[rel~=alternate][href]"):
        mime = (node.attributes.get("type") or "").lower()
        url = normalise(node.attributes.get("href") or "", base)
        if url and (
            mime in FEED_TYPES or (mime in {"application/json", "text/xml"} and is_feed_address(url))
        ):
            kind = mime if mime in FEED_TYPES else "application/rss+xml"
            found.append(Link(url, node.attributes.get("title") or "", "feed", kind))
    return found


def _anchors(tree: LexborHTMLParser, base: str) -> list[Link]:
    found = []
    for node in tree.css("a[href]")[: 2 * MAX_LINKS]:
        url = normalise(node.attributes.get("href") or "", base)
        if url is None or is_asset(url) or is_trap(url):
            continue
        text = " ".join((node.text(separator=" ") or node.attributes.get("aria-label") or "").split())
        found.append(Link(url, text[:200], _region(node)))
    return found


def _region(node: LexborNode) -> str:
    parent = node.parent
    while parent is not None:
        if parent.tag in _REGIONS:
            return _REGIONS[parent.tag]
        if parent.attributes.get("role") == "navigation":
            return "nav"
        parent = parent.parent
    return "main"


def sitemap(body: bytes, base: str) -> Sitemap:
    """Read a sitemap, a sitemap index or a plain list of addresses, packed or not; junk reads as empty."""
    unpacked = _gunzip(body)
    if unpacked.lstrip()[:1] != b"<":
        lines = (normalise(line) for line in unpacked.decode("utf-8", "replace").splitlines()[:MAX_ENTRIES])
        return Sitemap(tuple(SitemapEntry(url) for url in lines if url))
    pages: list[SitemapEntry] = []
    maps: list[SitemapEntry] = []
    # Entities are not resolved and nothing is loaded: a sitemap is a stranger's XML.
    events = etree.iterparse(
        io.BytesIO(unpacked), events=("end",), recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    try:
        for _, element in events:
            name = _local(element)
            if name in {"url", "sitemap"}:
                entry = _entry(element, base)
                if entry is not None:
                    (pages if name == "url" else maps).append(entry)
                element.clear()
            if len(pages) + len(maps) >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError:
        pass  # what was read before the damage counts
    return Sitemap(tuple(pages), tuple(maps))


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _entry(element: etree._Element, base: str) -> SitemapEntry | None:
    values = {_local(child): (child.text or "").strip() for child in element}
    url = normalise(values.get("loc", ""), base) if values.get("loc") else None
    return SitemapEntry(url, _moment(values.get("lastmod", ""))) if url else None


def _moment(text: str) -> datetime | None:
    """A W3C date or time of whatever precision; what has no zone counts as UTC."""
    padded = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        found = datetime.fromisoformat(padded)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _gunzip(body: bytes) -> bytes:
    """A gzip body unpacked, to the limit; a broken one, or one that was cut off, as far as it goes."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = bytearray()
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
        try:
            while len(unpacked) < MAX_UNPACKED and (piece := packed.read1(_CHUNK)):
                unpacked += piece
        except (OSError, EOFError, zlib.error):
            return bytes(unpacked)
    return bytes(unpacked)


def is_changelog_link(link: Link) -> bool:
    """Whether a link's words promise release notes, wherever it leads."""
    return len(link.text) < 60 and bool(_SUMMARY.search(link.text))
