"""The inputs of `turfwatch extract` as rows: addresses are fetched, files read, lines parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from turfwatch.commands._lines import read_lines
from turfwatch.config import Config, Crawl
from turfwatch.errors import CrawlError, UsageError
from turfwatch.types import Outcome


def rows_of(inputs: Sequence[str], config: Config | None, now: datetime) -> Iterator[dict[str, Any]]:
    """One row a page, or one a line of a JSON lines file."""
    for item in inputs:
        if item.startswith(("http://", "https://")):
            yield _fetched(item, config.crawl if config else Crawl(), now)
        elif item == "-" or item.endswith((".jsonl", ".ndjson")):
            yield from ({**row, "source": item} for row in read_lines(Path(item)))
        else:
            yield {"id": item, "html": _read(Path(item))}


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

    hint = "INPUT is an address, an HTML file or a .jsonl file"
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file", hint=hint) from None
    except IsADirectoryError:
        raise UsageError(f"{path}: is a directory", hint=hint) from None
    if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path}: is not a page but binary data", hint=hint)
    return decode(body, "text/html")[0]
