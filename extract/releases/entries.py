"""From a run of nodes to release entries.

Three shapes cover what is written: a log (sections by version or date, each bullet an entry), a
journal (titled entries, each with its date), and a page that is one entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from extract.releases import headings
from extract.releases.dates import Reader, plausible
from extract.releases.headings import Heading
from extract.releases.journal import dated_item, dated_list, journal, single
from extract.releases.kinds import kind_of
from extract.releases.sections import (
    BOILERPLATE,
    Marked,
    Section,
    boxed_entries,
    bullets_of,
    entry_of,
    label_kind,
    loose_date,
    release_of,
    titled,
)
from extract.releases.stream import Node, Page
from turfwatch.types import Release

_NOTICE = re.compile(
    r"\b(?:drops? support|breaking|backwards?[- ]incompatible|deprecat|removed?\b|end of (?:life"
    r"|support)|vulnerab|requires? (?:a )?(?:migration|upgrade)|no longer)",
    re.IGNORECASE,
)


def read(page: Page, reader: Reader) -> tuple[Release, ...]:
    """The entries of a page in page order."""
    marked = mark(page, reader)
    sections = [h for _, h in marked if h is not None and h.kind == "section"]
    titles = [h for n, h in marked if h is not None and h.kind == "title" and n.level > 1]
    loose = [n for n, h in marked if h is None and loose_date(n, reader, None)]
    if sections and (len(sections) > 1 or not _is_sole_h1(marked) or _is_version_page(marked)):
        found = _log(marked, reader, page)
    elif len(titles) >= 2 and (len(loose) >= 2 or _is_index(page, marked)) and not _dated_once(marked, loose):
        found = journal(marked, reader, page)
    elif not titles and len(loose) + sum(dated_item(n, reader) is not None for n in page.nodes) >= 2:
        found = dated_list(marked, reader, page)
    else:
        found = single(marked, reader, page)
    return tuple(replace(r, date=plausible(r.date, reader.today)) for r in found)


def mark(page: Page, reader: Reader) -> Marked:
    """Every node with its heading's meaning, None for what is not a heading."""
    tops = sum(node.level == 1 for node in page.nodes)
    year: int | None = None
    marked: Marked = []
    for node in _without_meta(page.nodes, reader):
        heading = None
        if node.level:
            heading = headings.read(
                node.text, reader, moment=node.moment, year=year, sole=node.level == 1 and tops == 1
            )
            year = heading.year or year
        elif _is_bold_version(node, reader) or (node.unfolds and _is_section(node, reader)):
            heading = headings.read(node.text, reader)
        marked.append((node, heading))
    return _alike(marked)


def _alike(marked: Marked) -> Marked:
    """Headings of one level in one form: `4.0: Groups` is the title `4.1: Groups in the inbox` is."""
    forms = Counter((n.level, h.kind) for n, h in marked if h is not None and n.level and _names_version(h))
    return [
        (n, replace(h, kind="title"))
        if h is not None and _names_version(h) and forms[n.level, "title"] > forms[n.level, h.kind]
        else (n, h)
        for n, h in marked
    ]


def _names_version(heading: Heading) -> bool:
    """Whether it is a version with a title and no date."""
    return heading.version is not None and heading.date is None and bool(heading.title)


def _without_meta(nodes: tuple[Node, ...], reader: Reader) -> Iterator[Node]:
    """The nodes, a line such as `2026-03-01 · improvement` right below a title as its date and its label."""
    above: Node | None = None
    for node in nodes:
        dated = dated_item(node, reader) if above is not None and above.level and not node.depth else None
        if dated is not None and len(dated[1].split()) <= 2 and re.search(r"[·•|]", node.text):
            yield replace(node, text=dated[0].isoformat(), moment=dated[0])
            yield replace(node, text=dated[1], moment=None, label=True)
        else:
            yield node
        above = node


def _is_bold_version(node: Node, reader: Reader) -> bool:
    """`**1.4.0** (2026-03-01)` on a line of its own is a heading in all but markup."""
    if (
        node.depth
        or len(node.text) > 50
        or not re.match(r"^\W*(?:v|version )?\d+\.\d+", node.text, re.IGNORECASE)
    ):
        return False
    heading = headings.read(node.text, reader)
    return heading.kind == "section" and heading.version is not None and not heading.title


def _is_section(node: Node, reader: Reader) -> bool:
    """`Version 6.4 — 15 September 2026` to be opened is a heading whatever element it is."""
    return headings.read(node.text, reader).kind == "section"


def _is_version_page(marked: Marked) -> bool:
    """One version, nothing else in the page's heading, and its changes as bullets below."""
    top = next(h for _, h in marked if h is not None and h.kind == "section")
    return not top.title and any(node.depth for node, _ in marked)


def _is_sole_h1(marked: Marked) -> bool:
    return any(n.level == 1 and h is not None and h.kind == "section" for n, h in marked)


def _is_index(page: Page, marked: Marked) -> bool:
    """Whether the page lists entries: its top heading names the list, not one entry."""
    tops = [h for n, h in marked if n.level == 1 and h is not None]
    return bool(tops) and all(h.kind in {"page", "category"} for h in tops)


def _dated_once(marked: Marked, loose: list[Node]) -> bool:
    """One titled h1 with one date above prose with subheads: an entry's own page."""
    tops = [h for n, h in marked if n.level == 1 and h is not None]
    return len(tops) == 1 and tops[0].kind == "title" and len(loose) <= 1


def _log(marked: Marked, reader: Reader, page: Page) -> list[Release]:
    found: list[Release] = []
    for section in _sections(marked, reader):
        found += _of_section(section, reader, page)
    return found


def _sections(marked: Marked, reader: Reader) -> list[Section]:
    sections: list[Section] = []
    current: Section | None = None
    year: int | None = None
    level = 0  # of the section headings
    for node, heading in marked:
        if heading is not None and heading.kind == "year":
            year = heading.year
        elif heading is not None and heading.kind == "section":
            current = Section(heading.version, heading.date, title=heading.title, year=year, href=node.href)
            sections.append(current)
            level = node.level
        elif heading is not None and heading.kind in {"page", "furniture"}:
            current = None if heading.kind == "furniture" else current
        elif heading is not None and heading.kind == "title" and 0 < node.level < level:
            current = None  # above the dates and versions: another part of the page
        elif current is not None and _is_beside(current, node, heading, level):
            current = Section(title=heading.title if heading else "", year=year, href=node.href, story=True)
            sections.append(current)
        elif current is not None:
            current.nodes.append((node, heading))
    for section in sections:
        _take_date(section, reader)
    return _with_dates_ahead(sections, marked, reader)


def _is_beside(section: Section, node: Node, heading: Heading | None, level: int) -> bool:
    """Whether a title as high as the version above, whose changes are told already, opens a story of its own.

    Where the version's own parts are marked up as high as itself, one of them follows right below it.
    """
    if heading is None or heading.kind != "title" or node.level != level or not section.nodes:
        return False
    own = any(n.level == level and h is not None for n, h in section.nodes[:2])
    return not own and (section.version is not None or section.story)


def _with_dates_ahead(found: list[Section], marked: Marked, reader: Reader) -> list[Section]:
    """Where no version heading has a date at or below it, the date that stands right above it."""
    sections = [section for section in found if not section.story]
    if any(section.date for section in sections):
        return found
    ahead: list[date | None] = []
    before: date | None = None
    for node, heading in marked:
        if heading is not None and heading.kind == "section":
            version = sections[len(ahead)].version  # a tag's name, and again as the title of its notes
            again = bool(ahead) and version is not None and version == sections[len(ahead) - 1].version
            ahead.append(before or (ahead[-1] if again else None))
        before = loose_date(node, reader, None) if heading is None else None
    if None in ahead:
        return found  # `Last updated` above the first, not a date above each
    for section, value in zip(sections, ahead, strict=True):
        section.date = value
        section.nodes = [(n, h) for n, h in section.nodes if h is not None or not loose_date(n, reader, None)]
    return found


def _take_date(section: Section, reader: Reader) -> None:
    """A date on the lines right under a version heading belongs to it."""
    for position, (node, heading) in enumerate(section.nodes[:3]):
        if heading is not None or node.depth:
            return
        if (value := loose_date(node, reader, section.year)) is not None:
            section.date = section.date or value
            del section.nodes[position]
            return


def _of_section(section: Section, reader: Reader, page: Page) -> list[Release]:
    titles = [i for i, (_, h) in enumerate(section.nodes) if h is not None and h.kind == "title"]
    level = min((section.nodes[i][0].level for i in titles), default=0)
    titles = [i for i in titles if section.nodes[i][0].level == level]
    told = [i for i in titles if _is_told(section.nodes, i)]
    if told:
        head, blocks = section.nodes[: titles[0]], _blocks(section.nodes, titles)
        found = bullets_of(_with_nodes(section, head), page) if not section.version or head else []
        return found + [titled(section, block, reader, page) for block in blocks]
    bullets = bullets_of(section, page)
    paragraphs = [
        n
        for n, h in section.nodes
        if h is None and not n.depth and not n.label and not BOILERPLATE.search(n.text)
    ]
    if section.title and (not bullets or (paragraphs and not section.version)):
        body = " ".join(n.text for n, _ in section.nodes)
        kind = kind_of(section.title, body, label_kind(section.nodes))
        return [release_of(section.title, body, kind, section, section.href, page)]
    if bullets:
        notices = [n for n in _before_bullets(section) if _NOTICE.search(n.text)]
        return [entry_of(n, None, section, page) for n in notices] + bullets
    if boxed := boxed_entries(section, page):
        return boxed
    return [entry_of(n, section.category, section, page) for n in paragraphs[:12] if len(n.text.split()) > 2]


def _with_nodes(section: Section, nodes: Marked) -> Section:
    """The same section with other contents."""
    return replace(section, nodes=nodes)


def _before_bullets(section: Section) -> list[Node]:
    before: list[Node] = []
    for node, heading in section.nodes:
        if node.depth or heading is not None:
            break
        before.append(node)
    return before


def _is_told(nodes: Marked, index: int) -> bool:
    """Whether a title is an entry of its own, told in prose, rather than a label over bullets."""
    for node, heading in nodes[index + 1 :]:
        if heading is not None and heading.kind == "title":
            break
        if heading is None and not node.depth and len(node.text.split()) > 4:
            return True
        if node.depth:
            return len(nodes[index][0].text.split()) > 3
    return len(nodes[index][0].text.split()) > 3


def _blocks(nodes: Marked, starts: list[int]) -> list[Marked]:
    return [nodes[a:b] for a, b in zip(starts, [*starts[1:], len(nodes)], strict=True)]


def under(page: Page, reader: Reader, version: str | None, when: date | None, href: str) -> list[Release]:
    """The bullets of a feed entry whose title was only a version."""
    return bullets_of(Section(version, when, href=href, nodes=mark(page, reader)), page)
