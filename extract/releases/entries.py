"""From a run of nodes to release entries.

Three shapes cover what is written: a log (sections by version or date, each bullet an entry), a
journal (titled entries, each with its date), and a page that is one entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from extract.releases import headings
from extract.releases.capabilities import capability
from extract.releases.dates import Reader, plausible
from extract.releases.headings import Heading
from extract.releases.kinds import category, kind_of
from extract.releases.stream import Node, Page
from turfwatch.types import Release

_TITLE_LIMIT = 220
_NOTICE = re.compile(
    r"\b(?:drops? support|breaking|backwards?[- ]incompatible|deprecat|removed?\b|end of (?:life"
    r"|support)|vulnerab|requires? (?:a )?(?:migration|upgrade)|no longer)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"all notable changes|keep a changelog|semantic versioning|^the format is based|^\W*(?:subscribe"
    r"|follow us|rss\b|sign up (?:for|to)|newsletter|read more|learn more|see (?:all|the full)|view "
    r"|full changelog|no changes|back to |by [A-Z]|@\S+ made their first|written by |share\b"
    r"|download\b|©)|\d+ min(?:ute)?s? read$|^\W*thanks? to\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Section:
    """What the headings above say of the entries below."""

    version: str | None = None
    date: date | None = None
    category: str | None = None
    title: str = ""
    year: int | None = None
    href: str | None = None
    nodes: list[tuple[Node, Heading | None]] = field(default_factory=list)


def read(page: Page, reader: Reader) -> tuple[Release, ...]:
    """The entries of a page in page order."""
    marked = _mark(page, reader)
    sections = [h for _, h in marked if h is not None and h.kind == "section"]
    titles = [h for n, h in marked if h is not None and h.kind == "title" and n.level > 1]
    loose = [n for n, h in marked if h is None and _loose_date(n, reader, None)]
    if sections and not (len(sections) == 1 and _is_sole_h1(marked)):
        found = _log(marked, reader, page)
    elif len(titles) >= 2 and (len(loose) >= 2 or _is_index(page, marked)) and not _dated_once(marked, loose):
        found = _journal(marked, reader, page)
    elif not titles and len(loose) + sum(_dated_item(n, reader) is not None for n in page.nodes) >= 2:
        found = _dated_list(marked, reader, page)
    else:
        found = _single(marked, reader, page)
    return tuple(replace(r, date=plausible(r.date, reader.today)) for r in found)


def _mark(page: Page, reader: Reader) -> list[tuple[Node, Heading | None]]:
    """Every node with its heading's meaning, None for what is not a heading."""
    tops = sum(node.level == 1 for node in page.nodes)
    year: int | None = None
    marked: list[tuple[Node, Heading | None]] = []
    for node in page.nodes:
        heading = None
        if node.level:
            heading = headings.read(
                node.text, reader, moment=node.moment, year=year, sole=node.level == 1 and tops == 1
            )
            year = heading.year or year
        elif _is_bold_version(node, reader):
            heading = headings.read(node.text, reader)
        marked.append((node, heading))
    return marked


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


def _is_sole_h1(marked: list[tuple[Node, Heading | None]]) -> bool:
    return any(n.level == 1 and h is not None and h.kind == "section" for n, h in marked)


def _is_index(page: Page, marked: list[tuple[Node, Heading | None]]) -> bool:
    """Whether the page lists entries: its top heading names the list, not one entry."""
    tops = [h for n, h in marked if n.level == 1 and h is not None]
    return bool(tops) and all(h.kind in {"page", "category"} for h in tops)


def _dated_once(marked: list[tuple[Node, Heading | None]], loose: list[Node]) -> bool:
    """One titled h1 with one date above prose with subheads: an entry's own page."""
    tops = [h for n, h in marked if n.level == 1 and h is not None]
    return len(tops) == 1 and tops[0].kind == "title" and len(loose) <= 1


def _loose_date(node: Node, reader: Reader, year: int | None) -> date | None:
    """The date a node consists of."""
    if node.level:
        return None
    return (node.moment if node.moment and len(node.text) <= 60 else None) or reader.whole(node.text, year)


# --- logs: sections by version or date ----------------------------------------------------------


def _log(marked: list[tuple[Node, Heading | None]], reader: Reader, page: Page) -> list[Release]:
    found: list[Release] = []
    for section in _sections(marked, reader):
        found += _of_section(section, reader, page)
    return found


def _sections(marked: list[tuple[Node, Heading | None]], reader: Reader) -> list[_Section]:
    sections: list[_Section] = []
    current: _Section | None = None
    year: int | None = None
    for node, heading in marked:
        if heading is not None and heading.kind == "year":
            year = heading.year
        elif heading is not None and heading.kind == "section":
            current = _Section(heading.version, heading.date, title=heading.title, year=year, href=node.href)
            sections.append(current)
        elif heading is not None and heading.kind in {"page", "furniture"}:
            current = None if heading.kind == "furniture" else current
        elif current is not None:
            current.nodes.append((node, heading))
    for section in sections:
        _take_date(section, reader)
    return sections


def _take_date(section: _Section, reader: Reader) -> None:
    """A date on the lines right under a version heading belongs to it."""
    for position, (node, heading) in enumerate(section.nodes[:3]):
        if heading is not None or node.depth:
            return
        if (value := _loose_date(node, reader, section.year)) is not None:
            section.date = section.date or value
            del section.nodes[position]
            return


def _of_section(section: _Section, reader: Reader, page: Page) -> list[Release]:
    titles = [i for i, (_, h) in enumerate(section.nodes) if h is not None and h.kind == "title"]
    level = min((section.nodes[i][0].level for i in titles), default=0)
    titles = [i for i in titles if section.nodes[i][0].level == level]
    told = [i for i in titles if _is_told(section.nodes, i)]
    if told:
        head, blocks = section.nodes[: titles[0]], _blocks(section.nodes, titles)
        found = _bullets(replace_nodes(section, head), page) if not section.version or head else []
        return found + [_titled(section, block, reader, page) for block in blocks]
    bullets = _bullets(section, page)
    paragraphs = [
        n
        for n, h in section.nodes
        if h is None and not n.depth and not n.label and not _BOILERPLATE.search(n.text)
    ]
    if section.title and (not bullets or (paragraphs and not section.version)):
        body = " ".join(n.text for n, _ in section.nodes)
        kind = kind_of(section.title, body, _label_kind(section.nodes))
        return [_release(section.title, body, kind, section, section.href, page)]
    if bullets:
        notices = [n for n in _before_bullets(section) if _NOTICE.search(n.text)]
        return [_entry(n, None, section, page) for n in notices] + bullets
    return [_entry(n, section.category, section, page) for n in paragraphs[:12] if len(n.text.split()) > 2]


def replace_nodes(section: _Section, nodes: list[tuple[Node, Heading | None]]) -> _Section:
    """The same section with other contents."""
    return replace(section, nodes=nodes)


def _before_bullets(section: _Section) -> list[Node]:
    before: list[Node] = []
    for node, heading in section.nodes:
        if node.depth or heading is not None:
            break
        before.append(node)
    return before


def _is_told(nodes: list[tuple[Node, Heading | None]], index: int) -> bool:
    """Whether a title is an entry of its own, told in prose, rather than a label over bullets."""
    for node, heading in nodes[index + 1 :]:
        if heading is not None and heading.kind == "title":
            break
        if heading is None and not node.depth and len(node.text.split()) > 4:
            return True
        if node.depth:
            return len(nodes[index][0].text.split()) > 3
    return len(nodes[index][0].text.split()) > 3


def _blocks(
    nodes: list[tuple[Node, Heading | None]], starts: list[int]
) -> list[list[tuple[Node, Heading | None]]]:
    return [nodes[a:b] for a, b in zip(starts, [*starts[1:], len(nodes)], strict=True)]


def _bullets(section: _Section, page: Page) -> list[Release]:
    """Each bullet of the first depth as an entry; deeper ones and further lines belong to it."""
    found: list[Release] = []
    kind: str | None = section.category
    seen_item = 0
    base = min((n.depth for n, h in section.nodes if h is None and n.depth), default=1)
    label: str | None = None
    for node, heading in section.nodes:
        if heading is not None:
            kind = heading.category if heading.kind == "category" else None
        elif node.label or (not node.depth and category(node.text) is not None):
            label = category(node.text)
            kind = label if label and not node.depth else kind
        elif node.depth and node.item != seen_item and node.depth <= base:
            seen_item = node.item
            if not _BOILERPLATE.search(node.text) and re.search(r"[^\W\d_]{2,}", node.text):
                found.append(_entry(node, label if node.depth and label else kind, section, page))
            label = None
        elif found and node.depth:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {node.text}")
    return found


def _entry(node: Node, kind: str | None, section: _Section, page: Page) -> Release:
    title, said = _without_label(_entry_title(node))
    return _release(title, node.text, kind_of(title, node.text, said or kind), section, node.href, page)


def _entry_title(node: Node) -> str:
    """The bold beginning of a long item, else all of it; a long story by its first sentence."""
    if node.lead and category(node.lead) is None:
        words, rest = len(node.lead.split()), node.text[len(node.lead) :].lstrip()
        if len(node.text.split()) >= words + 4 and (words >= 2 or rest[:1] in ".:—–-"):
            return node.lead
    text = node.text
    if len(text) <= _TITLE_LIMIT:
        return text
    sentence = re.match(r".{20,}?[.!?](?=\s)", text)
    return (
        sentence[0]
        if sentence and len(sentence[0]) <= _TITLE_LIMIT
        else text[:_TITLE_LIMIT].rsplit(" ", 1)[0]
    )


def _without_label(title: str) -> tuple[str, str | None]:
    """`[Fixed] Export …` and `New: …`: the label is the kind, not the title."""
    match = re.match(
        r"^\s*(?:\[(?P<a>[^\]]{2,20})\]|(?P<b>[A-Za-z]{2,12})(?:\([\w-]+\))?!?\s*(?::"
        r"|\s[–—|-]\s))\s*(?P<rest>\S.*)$",
        title,
    )
    if match is None:
        return title, None
    word = match["a"] or match["b"]
    said = category(word) or {
        "feat": "feature",
        "perf": "improvement",
        "chore": "other",
        "docs": "other",
        "remove": "deprecation",
        "refactor": "other",
        "breaking": "deprecation",
        "improve": "improvement",
        "change": "improvement",
        "update": "improvement",
        "beta": "feature",
        "improvement": "improvement",
    }.get(word.lower())
    return (match["rest"], said) if said else (title, None)


def _label_kind(nodes: list[tuple[Node, Heading | None]]) -> str | None:
    labels = [
        category(n.text)
        for n, h in nodes[:4]
        if h is None and (n.label or len(n.text.split()) <= 2) and not n.depth
    ]
    return next((kind for kind in labels if kind), None)


def _titled(
    section: _Section, block: list[tuple[Node, Heading | None]], reader: Reader, page: Page
) -> Release:
    node, heading = block[0]
    assert heading is not None
    body = block[1:]
    when = next(
        (value for n, h in body[:4] if h is None and (value := _loose_date(n, reader, section.year))), None
    )
    text = " ".join(n.text for n, h in body if h is None and _loose_date(n, reader, section.year) is None)
    title, said = _without_label(heading.title)
    own = replace(section, date=when or section.date, version=heading.version or section.version)
    return _release(title, text, kind_of(title, text, said or _label_kind(body)), own, node.href, page)


def _release(title: str, text: str, kind: str, section: _Section, href: str | None, page: Page) -> Release:
    title = " ".join(title.split())
    url = (
        href
        if href
        and not re.search(
            r"(?:/(?:pull|issues|commit|compare|merge_requests)/|^mailto:|/users?/|/login|/sign-?up)", href
        )
        else None
    )
    return Release(
        title,
        kind,
        section.date,
        section.version,
        capability(title, kind),
        url or section.href or page.url or None,
        text[:2000],
    )


def under(page: Page, reader: Reader, version: str | None, when: date | None, href: str) -> list[Release]:
    """The bullets of a feed entry whose title was only a version."""
    return _bullets(_Section(version, when, href=href, nodes=_mark(page, reader)), page)


# --- journals: titled entries -------------------------------------------------------------------


def _journal(marked: list[tuple[Node, Heading | None]], reader: Reader, page: Page) -> list[Release]:
    """Entries under headings of one level; dates stand inside, above or below the heading."""
    level = _entry_level(marked)
    starts = [
        i for i, (n, h) in enumerate(marked) if h is not None and h.kind == "title" and n.level == level
    ]
    ahead = _dates_lead(marked, starts, reader)
    found = []
    running: date | None = None
    year: int | None = None
    previous = 0
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(marked)
        for _n, h in marked[previous:start]:
            year = h.year if h is not None and h.year else year
        lead = [v for n, h in marked[previous:start] if h is None and (v := _loose_date(n, reader, year))]
        running = lead[-1] if lead and ahead else running
        body = _until_furniture(marked[start + 1 : end])
        when = (
            running
            if ahead
            else next((v for n, h in body if h is None and (v := _loose_date(n, reader, year))), None)
        )
        node, heading = marked[start]
        when = node.moment or _boxed_date(marked, start, starts, reader, year) or when
        section = _Section(date=when, year=year)
        block = [(node, heading), *[(n, h) for n, h in body if _loose_date(n, reader, year) is None]]
        before = _label_kind([m for m in marked[max(previous, start - 3) : start] if m[0].label])
        release = _titled(section, block, reader, page)
        found.append(
            replace(release, kind=kind_of(release.title, release.text, before)) if before else release
        )
        previous = start + 1
    return found


def _until_furniture(body: list[tuple[Node, Heading | None]]) -> list[tuple[Node, Heading | None]]:
    stop = next((i for i, (_, h) in enumerate(body) if h is not None and h.kind == "furniture"), len(body))
    return body[:stop]


def _entry_level(marked: list[tuple[Node, Heading | None]]) -> int:
    levels = [n.level for n, h in marked if h is not None and h.kind == "title" and n.level > 1]
    several = [level for level in sorted(set(levels)) if levels.count(level) >= 2]
    return several[0] if several else min(levels)


def _dates_lead(marked: list[tuple[Node, Heading | None]], starts: list[int], reader: Reader) -> bool:
    """Whether dates stand before their titles: the first date of the page decides."""
    first = next(
        (i for i, (n, h) in enumerate(marked) if h is None and _loose_date(n, reader, None)), len(marked)
    )
    return first < starts[0]


def _boxed_date(
    marked: list[tuple[Node, Heading | None]], start: int, starts: list[int], reader: Reader, year: int | None
) -> date | None:
    """The date in the smallest box around a title that holds no other title."""
    others = {box for i in starts if i != start for box in marked[i][0].box}
    own = [box for box in marked[start][0].box if box not in others]
    for box in own:
        for node, heading in marked:
            if heading is None and box in node.box and (value := _loose_date(node, reader, year)):
                return value
    return None


# --- dated lists, single pages ------------------------------------------------------------------


def _dated_item(node: Node, reader: Reader) -> tuple[date, str] | None:
    """`2026-03-01 – Faster exports`: a date at either end of an item, and what is left."""
    if node.level or len(node.text) > 300:
        return None
    found = reader.find(node.text)
    if found is None:
        return None
    value, start, end = found
    head, tail = node.text[:start].strip(" -–—:|·(["), node.text[end:].strip(" -–—:|·)],.")
    if not head and len(tail.split()) >= 1:
        return node.moment or value, tail
    return (node.moment or value, head) if not tail and len(head.split()) >= 1 else None


def _dated_list(marked: list[tuple[Node, Heading | None]], reader: Reader, page: Page) -> list[Release]:
    """Lines with a date, no headings: the date leads or ends the line, or stands on its own before it."""
    nodes = [node for node, heading in marked if heading is None]
    found: list[Release] = []
    beside = {n.item: v for n in nodes if n.item and (v := _loose_date(n, reader, None))}
    running: date | None = None
    open_item = 0  # the item, or the dated line, whose title is still to come
    for node in nodes:
        if (value := _loose_date(node, reader, None)) is not None:
            running, open_item = value, node.item if node.item and node.item == open_item else -1
        elif (dated := _dated_item(node, reader)) is not None:
            title, said = _without_label(dated[1])
            when = _Section(date=dated[0])
            found.append(_release(title, node.text, kind_of(title, "", said), when, node.href, page))
        elif node.item in beside:
            if node.item != open_item and not node.label:
                found.append(_entry(node, None, _Section(date=beside[node.item]), page))
                open_item = node.item
        elif running is not None and (open_item == -1 or node.depth) and _is_news(node):
            found.append(_entry(node, None, _Section(date=running), page))
            open_item = 0
    return found


def _is_news(node: Node) -> bool:
    return len(node.text.split()) >= 2 and not _BOILERPLATE.search(node.text)


def _single(marked: list[tuple[Node, Heading | None]], reader: Reader, page: Page) -> list[Release]:
    """A page that is one entry: its h1, else its title, with what stands below."""
    top = next(((n, h) for n, h in marked if n.level == 1 and h is not None), None)
    heading = top[1] if top else None
    title = (heading.title if heading else "") or page.title
    if (heading is not None and heading.kind in {"page", "furniture"}) or not title:
        return []
    if headings.read(title, reader).kind in {"page", "furniture"} or not _is_entry_page(page, marked):
        return []
    body = [n for n, h in marked if n.level != 1 and h is None]
    dates = [v for n in body[:8] if (v := _loose_date(n, reader, None))]
    when = (heading.date if heading else None) or page.published or (dates[0] if dates else None)
    text = " ".join(n.text for n in body if not _loose_date(n, reader, None))
    version = (heading.version if heading else None) or _announced_version(text)
    title, said = _without_label(title)
    release = Release(title, kind_of(title, text, said), when, version, None, page.url or None, text[:2000])
    return [replace(release, capability=capability(title, release.kind))]


def _announced_version(text: str) -> str | None:
    match = re.search(r"\breleased?\s+(?:version\s+)?v?(\d+\.\d+(?:\.\d+)?)\b", text[:600], re.IGNORECASE)
    return match[1] if match else None


def _is_entry_page(page: Page, marked: list[tuple[Node, Heading | None]]) -> bool:
    """Prose or bullets below the title, and an address that is not the list's own."""
    listing = re.search(
        r"/(?:changelog|release-?notes|releases|whats-?new|updates|news)/?(?:index\.html?)?(?:[?#].*)?$",
        page.url,
        re.IGNORECASE,
    )
    prose = any(h is None and len(n.text.split()) >= 4 for n, h in marked)
    return prose and not listing
