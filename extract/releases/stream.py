"""Release notes as a flat run of nodes: headings, items, paragraphs, whatever they were written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from extract.pricing.layout import lay_out
from extract.pricing.lines import Line, words_of
from extract.pricing.prune import drop
from extract.releases import dates, tables
from extract.releases.kinds import category

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "select",
    "textarea",
    "iframe",
    "dialog",
    "form",
    "pre",
    "figure",
    "video",
)
_CHROME = re.compile(
    r"(?<![a-z])(?:cookies?|consent|breadcrumbs?|site-?(?:footer|header)|page-?footer|navbar|sidebar"
    r"|toc|table-of-contents|pagination|subscribe|newsletter|share|social|related(?:-posts)?|comments?"
    r"|sr-only|visually-hidden|skip-link)(?![a-z])",
    re.IGNORECASE,
)
_INVITATION = 60  # words of the box with a newsletter's form, at most
_FOLDED = 3  # the heading level of what can be unfolded
_SENTENCE = re.compile(
    r"\s+(?=[A-Z][^\W\d_]*\s+\S+\s)"
)  # `Fix Fixed the links of …`: a label, then a sentence
_LABEL = re.compile(r"(?<![a-z])(?:badge|tag|label|pill|chip|category|type)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """One piece of the notes: `level` 1...6 is a heading, `depth` from 1 an item, neither a paragraph."""

    text: str
    level: int = 0
    depth: int = 0
    href: str | None = None
    lead: str | None = None  # the bold words it begins with
    moment: date | None = None  # a machine-readable date it carries
    label: bool = False  # a short tag such as `New` beside an entry
    box: tuple[int, ...] = ()  # the elements around it, innermost first
    item: int = 0  # identity of the list item, 0 outside lists
    unfolds: bool = False  # it opens what stands below it
    defines: bool = False  # it stands in the <dd> below a term


@dataclass(frozen=True, slots=True)
class Page:
    """A page's nodes with what its head says."""

    nodes: tuple[Node, ...]
    title: str = ""
    url: str = ""
    language: str = "en"
    published: date | None = None


def from_html(html: str, url: str = "") -> Page:
    """The visible run of a page, without menus and chrome."""
    soup = BeautifulSoup(html, "lxml")
    title, published = _title(soup), _published(soup)
    language = str(soup.html.get("lang") or "en") if soup.html else "en"
    _prune(soup)
    tables.unroll(soup)
    body = _main(soup)
    nodes = [node for line in lay_out(body).lines for node in _nodes(line, body, url)]
    return Page(tuple(nodes), title, url, language, published)


def _main(soup: BeautifulSoup) -> Tag:
    """The page's one main element when it has one."""
    mains = soup.find_all("main")
    return mains[0] if len(mains) == 1 and mains[0].get_text(strip=True) else soup.body or soup


def _title(soup: BeautifulSoup) -> str:
    """The page's own title, the site's name taken off."""
    meta = soup.find("meta", property="og:title")
    raw = str(meta.get("content") or "") if isinstance(meta, Tag) else ""
    raw = raw or (soup.title.get_text(" ") if soup.title else "")
    parts = re.split(r"\s+[|·•–—-]\s+", " ".join(raw.split()))
    return parts[0].strip()


_DATED = ("article:published_time", "datePublished", "date", "og:published_time")


def _published(soup: BeautifulSoup) -> date | None:
    """The day the page's own markup gives: meta elements, microdata, JSON-LD; in that order of trust."""
    said: dict[str, date] = {}
    for tag in soup.find_all(lambda t: t.name in {"meta", "time"} or t.get("itemprop") == "datePublished"):
        key = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "")
        value = dates.iso(str(tag.get("content") or tag.get("datetime") or "")) if key in _DATED else None
        if value is not None:
            said.setdefault(key, value)
    if said:
        return next(said[key] for key in _DATED if key in said)
    found = re.search(
        r'"datePublished"\s*:\s*"([^"]+)"',
        " ".join(s.get_text() for s in soup.find_all("script", type="application/ld+json")),
    )
    return dates.iso(found[1]) if found else None


def _prune(soup: BeautifulSoup) -> None:
    for form in soup("form"):
        if form.find("input", type="email") is not None:
            _sign_up_box(form).decompose()
    for tag in soup(_DROPPED):
        tag.decompose()
    drop(soup, _is_chrome)


def _sign_up_box(form: Tag) -> Tag:
    """The largest box around a form for an address that holds little but an invitation to give it."""
    box = form
    for tag in form.parents:
        if (
            tag.name not in {"section", "div", "aside"}
            or tag.find(["h1", "time", "li", "article"]) is not None
        ):
            break
        if len(tag.find_all(re.compile("^h[2-6]$"))) > 1 or len(tag.get_text(" ").split()) > _INVITATION:
            break
        box = tag
    return box


def _is_chrome(tag: Tag) -> bool:
    if tag.name == "aside" or tag.get("role") in {"navigation", "contentinfo"}:
        return True
    if tag.name == "footer" and tag.find_parent(["article", "li"]) is None:
        return True
    if tag.name == "header" and tag.find_parent(["article", "li", "section", "main"]) is None:
        return tag.find("h1") is None
    return bool(_CHROME.search(words_of(tag))) and tag.find("h1") is None


def _nodes(line: Line, root: Tag, url: str) -> Iterator[Node]:
    """The nodes of a line: its labels (`New`, `Fixed`) first, then what is left of it."""
    around = list(_around(line.element, root))
    unfolds = any(tag.has_attr("aria-expanded") for tag in around[:3])
    if line.button and line.level == 0 and line.element.name == "button" and not unfolds:
        return
    moment = next(
        (value for tag in _times(line) if (value := dates.iso(str(tag.get("datetime") or "")))), None
    )
    dated = moment is not None or line.level > 0
    labels = [
        (a, b)
        for a, b, tag in line.pieces
        if _is_label(tag, line.text[a:b], dated=dated or (a == 0 and bool(_SENTENCE.match(line.text[b:]))))
    ]
    node = Node(
        line.text,
        level=line.level or (_FOLDED if line.element.name == "summary" else 0),
        depth=sum(tag.name == "li" for tag in around),
        href=_href(line, around, url, dated=dated),
        lead=_lead(line),
        moment=moment,
        box=tuple(id(tag) for tag in around),
        item=id(line.item) if line.item is not None else 0,
        unfolds=unfolds,
        defines=any(tag.name == "dd" for tag in around),
    )
    for a, b in labels:
        yield replace(node, text=line.text[a:b].strip(), level=0, label=True, moment=None, lead=None)
    if not labels:
        yield node
        return
    kept = "".join(c for i, c in enumerate(line.text) if not any(a <= i < b for a, b in labels))
    if kept.strip(" |·•:–—-"):
        yield replace(node, text=" ".join(kept.split()))


def _is_label(tag: Tag, text: str, *, dated: bool) -> bool:
    """A short sticker: a class that says so, or beside a date or in a title a word for a kind of change."""
    if not 0 < len(text.split()) <= 3 or tag.name in {"h1", "h2", "h3", "h4", "h5", "h6", "time"}:
        return False
    if dated and tag.name in {"span", "small", "em", "b", "strong"} and category(text) is not None:
        return True
    return bool(
        _LABEL.search(words_of(tag))
        or (tag.parent is not None and tag.name == "span" and _LABEL.search(words_of(tag.parent)))
    )


def _around(element: Tag, root: Tag) -> Iterator[Tag]:
    for tag in (element, *element.parents):
        if tag is root:
            return
        yield tag


def _times(line: Line) -> list[Tag]:
    seen = {id(tag): tag for _, _, tag in line.pieces}
    return [
        tag
        for tag in [*seen.values(), *(t.parent for t in seen.values() if t.parent)]
        if tag.name == "time" or tag.name.endswith("-time")  # a custom element that counts back from today
    ]


def _href(line: Line, around: list[Tag], url: str, *, dated: bool) -> str | None:
    link = next((tag for tag in around if tag.name == "a" and tag.get("href")), None)
    if link is None and (line.level or line.item is not None):
        inside = (tag for tag in line.element.descendants if isinstance(tag, Tag) and tag.name == "a")
        link = next((tag for tag in inside if tag.get("href") is not None), None)
    if link is None:
        identifier = next((tag.get("id") for tag in around[:2] if tag.get("id") and dated), None)
        return f"{url}#{identifier}" if identifier and url else None
    return urljoin(url, str(link["href"]))


def _lead(line: Line) -> str | None:
    """The bold beginning of a line, when more follows it."""
    if not line.pieces:
        return None
    start, end, tag = line.pieces[0]
    bold = tag.name in {"strong", "b"} or (tag.parent is not None and tag.parent.name in {"strong", "b"})
    text = line.text[start:end].strip(" :.—–-")
    return text if bold and 0 < len(text) < len(line.text) - 3 else None
