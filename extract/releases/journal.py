"""Release notes without version sections: titled entries, dated lines, a page that is one entry."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extract.releases import headings
from extract.releases.capabilities import capability
from extract.releases.dates import Reader
from extract.releases.kinds import category, kind_of
from extract.releases.sections import (
    BOILERPLATE,
    BYLINE,
    Marked,
    Section,
    entry_of,
    loose_date,
    release_of,
    titled,
    without_label,
)
from extract.releases.stream import Node, Page
from turfwatch.types import Release


def journal(marked: Marked, reader: Reader, page: Page) -> list[Release]:
    """Entries under headings of one level; dates stand inside, above or below the heading."""
    level = _entry_level(marked)
    starts = [
        i for i, (n, h) in enumerate(marked) if h is not None and h.kind == "title" and n.level == level
    ]
    ahead, labels_ahead = _dates_lead(marked, starts, reader), _labels_lead(marked, starts)
    found, boxed = list[Release](), list[bool]()
    running: date | None = None
    year: int | None = None
    previous = 0
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(marked)
        for _n, h in marked[previous:start]:
            year = h.year if h is not None and h.year else year
        lead = [v for n, h in marked[previous:start] if h is None and (v := loose_date(n, reader, year))]
        running = lead[-1] if lead and ahead else running
        body = _until_furniture(marked[start + 1 : end])
        when = (
            running
            if ahead
            else next((v for n, h in body if h is None and (v := loose_date(n, reader, year))), None)
        )
        node, heading = marked[start]
        own = node.moment or _boxed_date(marked, start, starts, reader, year)
        boxed.append(own is not None)
        when = own or when
        section = Section(date=when, year=year)
        block = [(node, heading), *[(n, h) for n, h in body if loose_date(n, reader, year) is None]]
        near = marked[max(previous, start - 3) : start] if labels_ahead else []
        above = [n for n, h in near if h is None and _is_label(n)]
        before = next((kind for n in reversed(above) if (kind := category(n.text)) is not None), None)
        release = titled(section, block, reader, page)
        found.append(
            replace(release, kind=kind_of(release.title, release.text, before)) if before else release
        )
        previous = start + 1
    return _dated_throughout(found, boxed)


def _is_label(node: Node) -> bool:
    return node.label or (not node.level and len(node.text.split()) <= 2 and category(node.text) is not None)


def _labels_lead(marked: Marked, starts: list[int]) -> bool:
    """Whether labels stand before their titles: not where the first title has its label only below."""
    first = starts[0]
    before, below = marked[max(0, first - 3) : first], marked[first + 1 : first + 4]
    return any(h is None and _is_label(n) for n, h in before) or not any(n.label for n, _ in below)


def _dated_throughout(found: list[Release], boxed: list[bool]) -> list[Release]:
    """Without undated titles at the end of a dated page: an outlook, an invitation, an address.

    Where entries carry dates in their own boxes (`boxed`), one that has none has no date.
    """
    own = [n for n, has in enumerate(boxed) if has]
    dated = own if len(own) >= 2 else [n for n, release in enumerate(found) if release.date is not None]
    return found[: dated[-1] + 1] if len(dated) >= 2 else found


def _until_furniture(body: Marked) -> Marked:
    stop = next((i for i, (_, h) in enumerate(body) if h is not None and h.kind == "furniture"), len(body))
    return body[:stop]


def _entry_level(marked: Marked) -> int:
    levels = [n.level for n, h in marked if h is not None and h.kind == "title" and n.level > 1]
    several = [level for level in sorted(set(levels)) if levels.count(level) >= 2]
    return several[0] if several else min(levels)


def _dates_lead(marked: Marked, starts: list[int], reader: Reader) -> bool:
    """Whether dates stand before their titles: the first date of the page decides."""
    first = next(
        (i for i, (n, h) in enumerate(marked) if h is None and loose_date(n, reader, None)), len(marked)
    )
    return first < starts[0]


def _boxed_date(
    marked: Marked, start: int, starts: list[int], reader: Reader, year: int | None
) -> date | None:
    """The date in the smallest box around a title that holds no other title."""
    others = {box for i in starts if i != start for box in marked[i][0].box}
    own = [box for box in marked[start][0].box if box not in others]
    for box in own:
        for node, heading in marked:
            if heading is None and box in node.box and (value := loose_date(node, reader, year)):
                return value
    return None


def dated_item(node: Node, reader: Reader) -> tuple[date, str] | None:
    """`2026-03-01 – Faster exports`: a date at either end of an item, and what is left."""
    if node.level or len(node.text) > 300:
        return None
    found = reader.find(node.text)
    if found is None:
        return None
    value, start, end = found
    head, tail = node.text[:start].strip(" -–—:|·([,"), node.text[end:].strip(" -–—:|·],.")
    tail = tail.lstrip(")").lstrip(" -–—:|·],.")  # `(1 March 2026) Faster exports (beta)`
    if not head and len(tail.split()) >= 1:
        return node.moment or value, tail
    return (node.moment or value, head) if not tail and len(head.split()) >= 1 else None


def dated_list(marked: Marked, reader: Reader, page: Page) -> list[Release]:
    """Lines with a date, no headings: the date leads or ends the line, or stands on its own before it."""
    nodes = [node for node, heading in marked if heading is None]
    found: list[Release] = []
    beside = {n.item: v for n in nodes if n.item and (v := loose_date(n, reader, None))}
    running: date | None = None
    said: str | None = None  # the kind a label beside the date names
    sticker: str | None = None  # the kind a label in the line itself names
    term: str | None = None  # the dated line whose definition may follow
    open_item = 0  # the item, or the dated line, whose title is still to come
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        if node.label and category(node.text) is not None:
            sticker = category(node.text)
        if term is not None and node.defines:
            text = node.text if found[-1].text == term else f"{found[-1].text} {node.text}"
            found[-1] = replace(found[-1], text=text[:2000])
        elif (value := loose_date(node, reader, None) or _tagged_date(node, following, reader)) is not None:
            tag = dated_item(node, reader)
            said = category(tag[1]) if tag is not None else None
            running, open_item = value, node.item if node.item and node.item == open_item else -1
        elif (dated := dated_item(node, reader)) is not None:
            found.append(_dated_entry(node, dated, sticker, page))
            sticker, term = None, None if node.defines else found[-1].text
        elif node.item in beside:
            if node.item != open_item and not node.label:
                found.append(entry_of(node, None, Section(date=beside[node.item]), page))
                open_item = node.item
        elif running is not None and (open_item == -1 or node.depth) and _is_news(node):
            found.append(entry_of(node, said, Section(date=running), page))
            open_item = 0
    return found


def _dated_entry(node: Node, dated: tuple[date, str], said: str | None, page: Page) -> Release:
    """A dated line as an entry; a version before its title is the entry's version."""
    title, label = without_label(dated[1])
    version, title = headings.versioned(title)
    section = Section(version, dated[0])
    return release_of(title, node.text, kind_of(title, "", label or said), section, node.href, page)


def _tagged_date(node: Node, following: Node | None, reader: Reader) -> date | None:
    """`1 June 2026 · Mobile`, `1 June 2026 Fixed` over a line with the news: a date and where it belongs."""
    dated = dated_item(node, reader)
    if dated is not None and not re.search(r"[·•|]", node.text) and category(dated[1]) is None:
        return None
    if dated is None or len(dated[1].split()) > 2 or following is None or not _is_news(following):
        return None
    return None if loose_date(following, reader, None) or dated_item(following, reader) else dated[0]


def _is_news(node: Node) -> bool:
    several = len(node.text.split()) >= 2 or len(re.findall(r"[\u3040-\u9fff\uac00-\ud7af]", node.text)) >= 5
    return several and not BOILERPLATE.search(node.text)


def single(marked: Marked, reader: Reader, page: Page) -> list[Release]:
    """A page that is one entry: its h1, else its title, with what stands below."""
    top = next(((n, h) for n, h in marked if n.level == 1 and h is not None), None)
    heading = top[1] if top else None
    title = (heading.title if heading else "") or page.title
    if (heading is not None and heading.kind in {"page", "furniture"}) or not title:
        return []
    if headings.read(title, reader).kind in {"page", "furniture"} or not _is_entry_page(page, marked):
        return []
    body = [n for n, h in marked if n.level != 1 and h is None]
    dates = [v for n in body[:8] if (v := loose_date(n, reader, None) or _byline_date(n, reader))]
    when = (heading.date if heading else None) or page.published or (dates[0] if dates else None)
    text = " ".join(n.text for n in body if not loose_date(n, reader, None))
    version = (heading.version if heading else None) or _announced_version(text)
    title, said = without_label(title)
    release = Release(title, kind_of(title, text, said), when, version, None, page.url or None, text[:2000])
    return [replace(release, capability=capability(title, release.kind))]


def _byline_date(node: Node, reader: Reader) -> date | None:
    """The date of `Published on 6 May 2026 by the product team`."""
    found = reader.find(node.text) if len(node.text.split()) <= 14 and not node.level else None
    return found[0] if found is not None and BYLINE.search(node.text) else None


def _announced_version(text: str) -> str | None:
    match = re.search(r"\breleased?\s+(?:version\s+)?v?(\d+\.\d+(?:\.\d+)?)\b", text[:600], re.IGNORECASE)
    return match[1] if match else None


def _is_entry_page(page: Page, marked: Marked) -> bool:
    """Prose or bullets below the title, and an address that is not the list's own."""
    listing = re.search(
        r"/(?:changelog|release-?notes|releases|whats-?new|updates|news)/?(?:index\.html?)?(?:[?#].*)?$",
        page.url,
        re.IGNORECASE,
    )
    prose = any(h is None and len(n.text.split()) >= 4 for n, h in marked)
    return prose and not listing
