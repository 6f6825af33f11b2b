"""The parts the shapes of release notes share: a section's context, and entries made from nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from extract.releases import dates
from extract.releases.capabilities import capability
from extract.releases.dates import Reader
from extract.releases.headings import Heading
from extract.releases.kinds import category, kind_of
from extract.releases.stream import Node, Page
from turfwatch.types import Release

Marked = list[tuple[Node, Heading | None]]  # every node with its heading's meaning, None for what is none

_TITLE_LIMIT = 220
_MARK = re.compile(  # never the whole title
    r"^(?:(?:[-–—•·*►▪▸‣◦+]|[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b00-\u2bff](?:[\ufe0f\u200d]|[\U0001F3FB-\U0001F3FF])*)\s*)+(?=\w)"
)
_REFERENCES = re.compile(  # `(4f1c0de), closes #431`, `(#812)`, `[4f1c0de]`, `by @jo in #812`
    r"(?:,?\s+(?:[(\[](?:(?:[\w./-]*#\d+|[0-9a-f]{7,40})(?:,\s*)?)+[)\]]|(?:closes|fixes|refs|see) #\d+"
    r"|(?=[0-9a-f]*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40}|by @[\w-]+(?:\[bot\])?(?:(?:,| and) @[\w-]+)* in (?:#\d+|https?://\S+)))+$",
    re.IGNORECASE,
)
_COMMIT = re.compile(  # `4f1c0de: Add …`, `#12 4f1c0de Thanks @jo! - Add …`
    r"^(?:(?:#\d+\s+)?(?:(?=[a-f]*\d)[0-9a-f]{7,40}\s+)?Thanks @[\w-]+(?:, @[\w-]+)*! - "
    r"|(?=[a-f]*\d)[0-9a-f]{7,40}:\s+)(?=\w)"
)
BYLINE = re.compile(
    r"\b(?:by|published|posted|released|written|updated|min(?:utes?)? read|von|veröffentlicht|par|publié|por"
    r"|publicado)\b|[|·•]",
    re.IGNORECASE,
)
BOILERPLATE = re.compile(
    r"all notable changes|keep a changelog|semantic versioning|^the format is based|^\W*(?:subscribe"
    r"|follow us|rss\b|sign up (?:for|to)|newsletter|read more|learn more|see (?:all|the full)|view "
    r"|full changelog|no changes|back to |by [A-Z]|@\S+ made their first|written by |share\b"
    r"|download\b|source code \((?:zip|tar)|©)|\d+ min(?:ute)?s? read$|^\W*thanks? to\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Section:
    """What the headings above say of the entries below."""

    version: str | None = None
    date: date | None = None
    category: str | None = None
    title: str = ""
    year: int | None = None
    href: str | None = None
    story: bool = False  # stands beside the versions and is part of none
    nodes: Marked = field(default_factory=list)


def loose_date(node: Node, reader: Reader, year: int | None) -> date | None:
    """The date a node consists of."""
    if node.level:
        return None
    if node.moment is not None and len(node.text) <= 60 and not _names_news(node, reader):
        return node.moment
    return reader.whole(node.text, year)


def _names_news(node: Node, reader: Reader) -> bool:
    """`2026-03-01 Faster exports`: the line is a date and a title, not a date and its author."""
    found = reader.find(node.text)
    if found is None or node.text[: found[1]].strip():
        return False
    rest = node.text[found[2] :]
    return len(rest.split()) >= 2 and category(rest) is None and not BYLINE.search(rest)


def bullets_of(section: Section, page: Page) -> list[Release]:
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
            if not BOILERPLATE.search(node.text) and re.search(r"[^\W\d_]{2,}", node.text):
                found.append(entry_of(node, label if node.depth and label else kind, section, page))
            label = None
        elif found and node.depth:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {node.text}")
    return found


def entry_of(node: Node, kind: str | None, section: Section, page: Page) -> Release:
    """A bullet or a paragraph as an entry."""
    title, said = without_label(unmarked(_entry_title(node)))
    return release_of(title, node.text, kind_of(title, node.text, said or kind), section, node.href, page)


def boxed_entries(section: Section, page: Page) -> list[Release]:
    """Entries in boxes of one shape: a short title, perhaps after a picture, and a sentence below it."""
    nodes = [n for n, h in section.nodes if h is None and not n.depth]
    shared = set.intersection(*(set(n.box) for n in nodes)) if nodes else set()
    groups: dict[int, list[Node]] = {}
    for node in nodes:
        own = [box for box in node.box if box not in shared]
        groups.setdefault(own[-1] if own else 0, []).append(node)
    if any(not _is_titled(group) for group in groups.values()):
        groups = {0: nodes}  # a single entry shares all its boxes with itself
    if any(not _is_titled(group) for group in groups.values()):
        return []
    found = []
    for group in groups.values():
        said = next((kind for n in group if (kind := category(n.text)) is not None), None)
        title, *body = [n for n in group if category(n.text) is None and re.search(r"\w", n.text)]
        text = " ".join(n.text for n in body)
        found.append(release_of(title.text, text, kind_of(title.text, text, said), section, title.href, page))
    return found


def _is_titled(group: list[Node]) -> bool:
    worded = [n for n in group if category(n.text) is None and re.search(r"\w", n.text)]
    if len(worded) < 2:
        return False
    title, below = worded[0].text, worded[1].text
    return len(title.split()) <= 9 and title[-1] not in ".:," and len(worded) <= 4 and below[-1:] in ".!…。"


def unmarked(title: str) -> str:
    """A title without the bullet, picture or commit typed before it, and the references after it."""
    return _REFERENCES.sub("", _COMMIT.sub("", _MARK.sub("", " ".join(title.split())))) or title


def _entry_title(node: Node) -> str:
    """The bold beginning of a long item, else all of it; a long story by its first sentence."""
    if node.lead and category(node.lead) is None:
        words, rest = len(node.lead.split()), node.text[len(node.lead) :].lstrip()
        scoped = words == 1 and node.lead.islower() and rest[:1] == ":"
        if len(node.text.split()) >= words + 4 and (words >= 2 or rest[:1] in ".:—–-") and not scoped:
            return node.lead
    text = node.text
    if node.lead and (scope := re.match(r"[a-z][\w./-]*:\s+(?=\S)", text)) and " " not in node.lead:
        text = text[scope.end() :]  # `**api:** webhooks …`: the part of the code, not the news
    if len(text) <= _TITLE_LIMIT:
        return text
    sentence = re.match(r".{20,}?[.!?](?=\s)", text)
    return (
        sentence[0]
        if sentence and len(sentence[0]) <= _TITLE_LIMIT
        else text[:_TITLE_LIMIT].rsplit(" ", 1)[0]
    )


def without_label(title: str) -> tuple[str, str | None]:
    """`[Fixed] Export …` and `New: …`: the label is the kind, not the title."""
    match = re.match(
        r"^\s*(?:\[(?P<a>[^\]]{2,20})\]|(?P<b>[^\W\d_]{2,14})(?:\([\w-]+\))?!?\s*(?::"
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


def label_kind(nodes: Marked) -> str | None:
    """The kind a label near the top of an entry names."""
    labels = [
        category(n.text)
        for n, h in nodes[:4]
        if h is None and (n.label or len(n.text.split()) <= 2) and not n.depth
    ]
    return next((kind for kind in labels if kind), None)


def titled(section: Section, block: Marked, reader: Reader, page: Page) -> Release:
    """A titled block as one entry; a date of its own wins over its section's."""
    node, heading = block[0]
    assert heading is not None
    body = block[1:]
    when = next(
        (value for n, h in body[:4] if h is None and (value := loose_date(n, reader, section.year))), None
    )
    prose = [n for n, h in body if h is None and not n.label and category(n.text) is None]
    text = " ".join(n.text for n in prose if loose_date(n, reader, section.year) is None)
    title, said = without_label(heading.title)
    own = replace(section, date=when or section.date, version=heading.version or section.version)
    return release_of(title, text, kind_of(title, text, said or label_kind(body)), own, node.href, page)


def release_of(title: str, text: str, kind: str, section: Section, href: str | None, page: Page) -> Release:
    """An entry with its section's version and date, and the best address there is."""
    title = unmarked(title)
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
        section.date or dates.in_address(url),
        section.version,
        capability(title, kind),
        url or section.href or page.url or None,
        text[:2000],
    )
