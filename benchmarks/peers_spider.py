"""Two bare Scrapy spiders to compare a crawl with: what has to be paid for fetching alone.

`hash` fetches every page, hashes its visible text and keeps it when it is new; `conditional` asks for known
pages with the validators it kept and hashes the raw body first. No robots.txt, no politeness, no judgement.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 32, "COOKIES_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "TELNETCONSOLE_ENABLED": False,
}  # fmt: skip


class Bare(scrapy.Spider):
    name = "bare"
    handle_httpstatus_list = [304]  # noqa: RUF012  # Scrapy's own way

    def __init__(self, mode: str, addresses: str, database: str) -> None:
        super().__init__()
        self._conditional = mode == "conditional"
        with open(addresses, encoding="utf-8") as lines:  # noqa: PTH123
            self._addresses = lines.read().split()
        self._db = sqlite3.connect(database, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, raw, hash, text, etag, modified)"
        )
        self._db.execute("BEGIN")

    async def start(self) -> Any:
        known = {row[0]: row[1:] for row in self._db.execute("SELECT url, etag, modified FROM pages")}
        for url in self._addresses:
            told = zip(("If-None-Match", "If-Modified-Since"), known.get(url, ()), strict=False)
            headers = {name: value for name, value in told if value} if self._conditional else {}
            yield scrapy.Request(url, headers=headers, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Any]:
        if response.status == 304:
            return
        raw = hashlib.sha256(response.body).hexdigest()
        before = self._db.execute("SELECT raw, hash FROM pages WHERE url = ?", [response.url]).fetchone()
        if self._conditional and before and before[0] == raw:
            return
        found = response.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall()
        text = "\n".join(line for piece in found if (line := piece.strip()))
        digest = hashlib.sha256(text.encode()).hexdigest()
        if before is None or before[1] != digest:
            told = [(response.headers.get(name) or b"").decode() for name in ("ETag", "Last-Modified")]
            self._db.execute(
                "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)",
                [response.url, raw, digest, text, *told],
            )
        yield from ()

    def closed(self, reason: str) -> None:
        self._db.execute("COMMIT")


if __name__ == "__main__":
    process = CrawlerProcess(SETTINGS)
    process.crawl(Bare, *sys.argv[1:4])
    process.start()
