"""The inputs of `turfwatch extract` as rows: addresses are fetched, files read, lines parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from turfwatch.commands._lines import numbered_lines
from turfwatch.config import Config, Crawl
from turfwatch.errors import CrawlError, UsageError
from turfwatch.types import Outcome

_HINT = "INPUT is an address, an HTML file or a .jsonl file"


def rows_of(
    item: str,
    config: Config | None,
    now: datetime,
    given: dict[str, str] | None = None,
    refused: Callable[[UsageError], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """One row for a page, or one for each line of a JSON lines file.

    `given` holds the `company` and `page_kind` of a row that does not name its own; a page that is given
    none is asked for them. With `refused`, a line that is no JSON object is told to it and left out.
    """
    known = given or {}
    if item == "-" or item.endswith((".jsonl", ".ndjson")):
        for number, row in numbered_lines(Path(item), refused=refused):
            yield {**known, **row, "source": f"{item}, line {number}"}
    elif item.startswith(("http://", "https://")):
        row = _fetched(item, config.crawl if config else Crawl(), now)
        yield {**_about(row["html"], row["url"]), **row, **known}
    else:
        html = _read(Path(item))
        yield {"id": item, "html": html, **_about(html, Path(item).name), **known}


def _about(html: str, address: str) -> dict[str, str]:
    """Whose page it is and of which kind, as it says itself; a saved page may name its address."""
    from selectolax.lexbor import LexborHTMLParser

    from crawlers.kinds import kind_of

    page = LexborHTMLParser(html)

    def said(selector: str, attribute: str) -> str:
        node = page.css_first(selector)
        return " ".join(((node.attributes.get(attribute) if node else None) or "").split())

    title = page.css_first("head > title")
    url = address if "://" in address else said("link[rel=canonical]", "href") or address
    try:
        kind = kind_of(url, title=title.text() if title else "")
    except ValueError:  # the page's own word for its address is none
        kind = kind_of(address, title=title.text() if title else "")
    company = said('meta[property="og:site_name"]', "content")
    return {"page_kind": kind, **({"company": company} if company else {})}


def _fetched(url: str, crawl: Crawl, now: datetime) -> dict[str, Any]:
    from crawlers.run import fetch

    try:
        urlsplit(url)
    except ValueError as error:
        raise UsageError(f"{url}: is not an address ({error})") from error
    found = fetch(url, crawl, now)
    if found.outcome is not Outcome.OK:
        raise CrawlError(f"{url}: {found.outcome.value}: {found.reason}")
    return {
        "id": url, "url": found.final_url or url, "page_kind": found.kind,
        "content_type": found.content_type, "html": found.body.decode("utf-8", "replace"),
    }  # fmt: skip


def _read(path: Path) -> str:
    from crawlers.bodies import decode

    try:
        body = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise UsageError(f"{path}: {reason}", hint=_HINT) from error
    if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path}: is not a page but binary data", hint=_HINT)
    return decode(body, "text/html")[0]
