"""A page's visible text in document order, each piece with its role and its place.

`walk` keeps everything a visitor can read, menus and cookie banners included, but marks what it is:
what to do with it is decided later.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract import furniture, nesting, shapes
from extract.canonical import canonical
from extract.lines import Line, clean_text
from extract.styles import styles
from extract.walker import Walker
from turfwatch.types import Block

PROMINENCE = {
    "title": 1.0, "h1": 1.0, "meta": 0.7, "h2": 0.8, "h3": 0.65, "h4": 0.55, "h5": 0.5, "h6": 0.5,
    "p": 0.5, "li": 0.5, "cell": 0.4, "quote": 0.4, "button": 0.3, "nav": 0.2, "footer": 0.1,
}  # fmt: skip
_REGION_CEILING = {"nav": 0.2, "footer": 0.1, "banner": 0.3, "aside": 0.3, "testimonial": 0.5}
_HERO_BLOCKS = 8  # a hero with more text than this is an article
_HERO_FLOOR = 0.9
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|div|p|span|h[1-6]|a|table|ul|section|main|title)\b", re.I
)
_FEED = re.compile(r"\s*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_PROLOGUE = re.compile(r"\s*+(?:<\?xml[^>]*+>|<!--(?s:.*?)-->)")


def walk(html: str, *, url: str = "") -> tuple[Block, ...]:
    """The blocks of an HTML page; feeds, JSON and plain text have none.

    Never raises on broken markup; time and memory grow linearly with the page. `url` is not read
    today: it is where the page stood, for adapters that need it.
    """
    if is_feed(html) or not _MARKUP.search(html[:200_000]):
        return ()
    tree = LexborHTMLParser(nesting.shallow(nesting.open_shadows(html)))
    lines = [*_head(tree)]
    if tree.body is not None:
        lines += furniture.mark(Walker(shapes.controlled(tree), styles(tree)).walk(tree.body))
    return tuple(_blocks(_without_variants(lines)))


def declared_language(html: str) -> str:
    """The page's own word for its language, or the empty string."""
    found = re.search(r"<html\b[^<>]*?\slang\s*=\s*[\"']?([A-Za-z-]{2,10})", html[:20_000], re.I)
    return found.group(1) if found else ""


def is_feed(text: str) -> bool:
    """Whether the text is an Atom or RSS feed or a sitemap rather than a page."""
    start = text[:5_000].lstrip("\ufeff")
    position = 0
    while found := _PROLOGUE.match(start, position):
        position = found.end()
    return bool(_FEED.match(start, position))


# --- before the walk --------------------------------------------------------------------------------


def _head(tree: LexborHTMLParser) -> Iterator[Line]:
    """Title and descriptions, each once."""
    seen = set[str]()
    for role, text, mark in _head_texts(tree):
        clean = clean_text(text)[:2_000]
        if clean and (key := canonical(clean) or clean) not in seen:
            seen.add(key)
            yield Line(clean, role, "main", 0, 0, None, frozenset({mark} if mark else ()))


def _head_texts(tree: LexborHTMLParser) -> Iterator[tuple[str, str, str]]:
    title = tree.css_first("head > title") or tree.css_first("title")
    if title is not None:
        yield "title", title.text() or "", ""
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        metas.setdefault(name, attributes.get("content") or "")
    yield "meta", metas.get("description", ""), ""
    yield "meta", metas.get("og:title", ""), "og"
    yield "meta", metas.get("og:description", ""), "og"
    for node in tree.css('script[type="application/ld+json"]')[:20]:
        for text in _described(node.text() or ""):
            yield "meta", text, "json_ld"


_DESCRIBED_KINDS = frozenset(
    """Organization Corporation SoftwareApplication WebApplication MobileApplication Product Service WebSite
    WebPage""".split()  # noqa: SIM905
)


def _described(text: str) -> Iterator[str]:
    """What JSON-LD says of the company or product (not of the people, articles and reviews on the page)."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for node in nodes if isinstance(nodes, list) else []:
        kind = node.get("@type") if isinstance(node, dict) else None
        kinds = kind if isinstance(kind, list) else [kind]
        if isinstance(node, dict) and _DESCRIBED_KINDS.intersection(k for k in kinds if isinstance(k, str)):
            description = node.get("description")
            if isinstance(description, str):
                yield description


# --- after the walk ---------------------------------------------------------------------------------


def _without_variants(lines: Sequence[Line]) -> list[Line]:
    """Drop the mobile copies of what also stands on the page for wide screens."""
    shown = {
        canonical(part)
        for line in lines
        if "hidden_variant" not in line.marks
        for part in (line.text, *line.text.split(" | "))
    }
    return [x for x in lines if "hidden_variant" not in x.marks or canonical(x.text) not in shown]


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    hero = _hero(lines)
    paths: dict[str, list[tuple[int, str]]] = {}
    for position, line in enumerate(lines):
        region = "hero" if position in hero and line.region == "main" else line.region
        role = line.role
        path = paths.setdefault(
            region if region in _REGION_CEILING and region != "testimonial" else "main", []
        )
        if line.level:
            while path and path[-1][0] >= line.level:
                path.pop()
        yield Block(
            text=line.text, role=role, position=position, headings=tuple(text for _, text in path),
            prominence=_prominence(role, region), region=region, href=line.href, marks=line.marks,
        )  # fmt: skip
        if line.level:
            path.append((line.level, line.text[:200]))


def _prominence(role: str, region: str) -> float:
    value = PROMINENCE.get(role, 0.5)
    if region == "hero" and role in {"p", "li", "h2", "h3"}:
        return max(value, _HERO_FLOOR)
    return min(value, _REGION_CEILING.get(region, 1.0))


def _hero(lines: Sequence[Line]) -> frozenset[int]:
    """Positions of the first section with the page's h1: up to the next heading or section."""
    start = next((i for i, x in enumerate(lines) if x.role == "h1" and x.region == "main"), None)
    if start is None:
        return frozenset()
    section, found = lines[start].section, [start]
    for i in range(start + 1, min(len(lines), start + 1 + _HERO_BLOCKS)):
        line = lines[i]
        if (
            line.region != "main"
            or line.role == "cell"
            or line.level in {1, 2, 3, 7}
            or (section and line.section != section)
        ):
            break
        found.append(i)
    above = lines[start - 1] if start else None
    if above and above.region == "main" and above.section == section and above.role in {"p", "li"}:
        found += [start - 1] if len(above.text) < 80 else []  # the line above the headline
    return frozenset(found)
