"""Bytes a page and a year, a changed capture, an unchanged check: what a database grows by.

The pages of `benchmarks.soak` go through crawl's and extract's own store calls and are laid out as extract
would; claims are not read, so their rows are left out. Beside it stands what whole copies would take.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.soak import PATHS, START, Site
from extract.pages import read_capture
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Facts, Fetch, Outcome, Page

HOSTS = 5


class Book:
    """A database that days are written into."""

    def __init__(self, folder: Path, share: float) -> None:
        self.store, self.site = Store(folder / "growth.db"), Site(share)
        self.pages = [(f"r{n}.example", path) for n in range(HOSTS) for path in PATHS]

    def first(self) -> None:
        """Every page for the first time."""
        for host, path in self.pages:
            self._fetch(host, path, 0, Outcome.OK)

    def unchanged(self, first: int, days: int) -> None:
        """So many days on which nothing changed."""
        for day in range(first, first + days):
            for host, path in self.pages:
                self._fetch(host, path, day, Outcome.UNCHANGED)

    def changed(self, first: int, days: int) -> int:
        """So many days on which every page may change; returns how many versions came."""
        before = len(self.store.captures())
        for day in range(first, first + days):
            for host, path in self.pages:
                self._fetch(host, path, day, Outcome.OK)
        return len(self.store.captures()) - before

    def size(self) -> int:
        """Bytes in use: pages of the file less those that are free."""
        filled = self.store.table_bytes()
        return sum(filled.values()) - filled["free"]

    def _fetch(self, host: str, path: str, day: int, outcome: Outcome) -> None:
        body = self.site.page(host, path, day) if outcome is Outcome.OK else b""
        page = Page(f"http://{host}{path}", host, "home" if path == "/" else "product")
        at = START + timedelta(days=day)
        self.store.record(Fetch(page.url, page.company, at, outcome, body=body, status=200, kind=page.kind))
        for capture in self.store.unextracted("v") if body else ():
            assert capture.snapshot_id is not None
            read = read_capture(capture, self.store.body(capture.snapshot_id))
            keys = [block_key(b, company=host, page_kind=page.kind) for b in read.blocks]
            known = self.store.known_claims(keys, "v")
            facts = Facts(read.blocks, (), read.plans, read.releases)
            self.store.save_facts(capture, facts, {k: () for k in keys if k not in known}, "v")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=0.1, help="chance of a page to change on a day")
    parser.add_argument("--days", type=int, default=60)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        book = Book(Path(folder), options.share)
        book.first()
        sizes = [book.size()]
        book.unchanged(1, options.days)
        sizes.append(book.size())
        versions = book.changed(1 + options.days, options.days)
        sizes.append(book.size())
        checks = options.days * len(book.pages)
        text = sum(len(book.site.page(host, path, 0)) for host, path in book.pages) / len(book.pages)
        a_change, a_check = (sizes[2] - sizes[1]) / versions, (sizes[1] - sizes[0]) / checks
        print(f"{len(book.pages)} pages of {text:,.0f} bytes, {checks} unchanged checks, {versions} versions")
        print(f"first capture {sizes[0] / len(book.pages):,.0f} bytes a page")
        print(f"unchanged check {a_check:.1f} bytes, changed capture {a_change:,.0f} bytes")
        print(f"a page that changes twice a month: {365 * a_check + 24 * a_change:,.0f} bytes a year;")
        print(f"the same as whole copies: {24 * text:,.0f}")
        book.store.close()


if __name__ == "__main__":
    main()
