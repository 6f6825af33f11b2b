"""Atom, RSS and JSON feeds of release notes."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import urljoin

import feedparser

from extract.releases import dates, entries, headings
from extract.releases.capabilities import capability
from extract.releases.kinds import category, kind_of
from extract.releases.stream import from_html
from turfwatch.types import Release


def from_xml(text: str, url: str, today: date | None) -> tuple[Release, ...]:
    """The entries of an Atom or RSS feed; what feedparser cannot read is left out."""
    feed = feedparser.parse(text.encode("utf-8"))
    found: list[Release] = []
    for item in feed.entries:
        when = _day(item)
        contents = item.get("content") or []
        body = contents[0].get("value", "") if contents else item.get("summary", "")
        labels = [str(tag.get("term") or "") for tag in item.get("tags") or []]
        found += _entry(item.get("title", ""), body, when, _address(item.get("link"), url), labels, today)
    return tuple(found)


def _day(item: Any) -> date | None:
    """The day an entry was published, else updated; as written, else in UTC as feedparser reads it."""
    for key in ("published", "updated", "created"):
        if (value := dates.stamp(str(item.get(key) or ""))) is not None:
            return value
        if read := item.get(f"{key}_parsed"):
            return date(*read[:3])
    return None


def from_json(text: str, url: str, today: date | None) -> tuple[Release, ...]:
    """The entries of a JSON Feed; anything else that is JSON has none."""
    try:
        data: Any = json.loads(text)
    except ValueError:
        return ()
    items = data.get("items") if isinstance(data, dict) else None
    found: list[Release] = []
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        when = dates.iso(str(item.get("date_published") or item.get("date_modified") or ""))
        body = str(item.get("content_html") or item.get("content_text") or item.get("summary") or "")
        labels = [str(tag) for tag in item.get("tags") or [] if isinstance(tag, str)]
        found += _entry(
            str(item.get("title") or ""), body, when, _address(item.get("url"), url), labels, today
        )
    return tuple(found)


def _address(link: object, url: str) -> str:
    """An entry's own address, resolved against the feed's; an identifier such as `tag:…` is none."""
    found = urljoin(url, str(link or ""))
    return found if re.match(r"https?:|/", found) else url


def _first_sentence(text: str) -> str:
    match = re.match(r"(.{10,}?)[.!?](?=\s|$)", text)
    return match[1] if match and len(match[1]) <= 120 else text[:120].rsplit(" ", 1)[0]


def _entry(
    title: str, body: str, when: date | None, link: str, labels: list[str], today: date | None
) -> list[Release]:
    """One entry, or one for each bullet where the title is only a version."""
    page = from_html(f"<main>{body}</main>", link) if body.strip() else None
    plain = " ".join(n.text for n in page.nodes) if page else ""
    reader = dates.reader([title], "en", today)
    heading = headings.read(" ".join(from_html(title).nodes[0].text.split()) if title.strip() else "", reader)
    if page and heading.kind == "section" and not heading.title:
        split = entries.under(page, reader, heading.version, heading.date or when, link)
        if split:
            return split
    text = heading.title or title or _first_sentence(plain)
    if not text.strip():
        return []
    said = next((kind for label in labels if (kind := category(label))), None)
    kind = kind_of(text, plain, said)
    return [
        Release(
            text,
            kind,
            dates.plausible(heading.date or when, today),
            heading.version,
            capability(text, kind),
            link or None,
            plain[:2000],
        )
    ]
