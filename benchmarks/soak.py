"""Years in one go: the whole pipeline every simulated day over a market on loopback, in one process.

Twenty sites change a little each day (`--share` of their pages), the clock is frozen to each day's morning,
the digest goes to a folder, the database is tidied once a week. What is reported: each run's own peak of
memory (Linux resets the mark), the last runs beside the first, seconds a run, bytes of the database a
simulated year, and whether the database is sound in the end.

The daemon starts a process a run, so its memory cannot creep; one process for all runs shows that nothing
is left behind by any of them.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from urllib.parse import urlsplit

from benchmarks.signals_year import HOW, PEOPLE, THINGS, VERBS
from schedules import pipeline
from turfwatch.config import Config
from turfwatch.store import Store

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
PATHS = (
    "/", "/pricing", "/product", "/solutions/clinics", "/compare", "/customers", "/changelog", "/blog",
)  # fmt: skip
WEEK = 7
COMPARED = 50  # runs at each end whose peaks are compared
FILLER = "".join(f".c{n}{{margin:{n % 9}px;color:#{n * 7919 % 0xFFFFFF:06x}}}" for n in range(900))


class Site:
    """What a page says on a day: its sentences change one by one, each page on days of its own."""

    def __init__(self, share: float) -> None:
        self._share = share

    @lru_cache(maxsize=50_000)  # noqa: B019 - one site object a process
    def version(self, host: str, path: str, day: int) -> int:
        """How often the page has changed up to the day."""
        if day == 0:
            return 0
        chance = random.Random(f"{host}{path}{day}").random()
        return self.version(host, path, day - 1) + (chance < self._share)

    def page(self, host: str, path: str, day: int) -> bytes:
        """The page as HTML, about 45 kB of which little is text, as real ones are."""
        version = self.version(host, path, day)
        lines = [self._line(host, path, slot, version) for slot in range(24)]
        if path == "/pricing":
            lines[:0] = [f"Team plan: ${19 + version} per user per month", "Business plan: Contact sales"]
        if path == "/changelog":
            body = "".join(self._entry(host, n) for n in range(version + 3, max(-1, version - 12), -1))
        else:
            body = "".join(f"<p>{line}.</p>" for line in lines[1:])
        menu = "".join(f'<li><a href="{p}">{p.strip("/") or "home"}</a></li>' for p in PATHS)
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{lines[0]} | {host}</title>"
            f"<style>{FILLER}</style></head><body><nav><ul>{menu}</ul></nav><main><h1>{lines[0]}</h1>{body}"
            f"</main><footer><p>© {host}, all rights reserved</p></footer></body></html>"
        ).encode()

    def _line(self, host: str, path: str, slot: int, version: int) -> str:
        """The sentence in a slot: version n has changed slot n mod 24 last."""
        pick = random.Random(f"{host}{path}{slot}{(version + 24 - slot) // 24}").choice
        return f"{pick(VERBS)} {pick(THINGS)} {pick(HOW)} for {pick(PEOPLE)}"

    def _entry(self, host: str, number: int) -> str:
        day = START + timedelta(days=number * 5)
        what = self._line(host, "/changelog", number, 0)
        return (
            f"<article><h2>{day:%d %B %Y}</h2><h3>New: {what}</h3><p>{what}, now for everybody.</p></article>"
        )


@dataclass
class _Proxy:
    """The market's side, in a process of its own: its memory is not the program's."""

    site: Site
    day: Synchronized[int]
    port: Synchronized[int]

    def __call__(self) -> None:
        """Serve until the process is ended, or the one that started it."""
        threading.Thread(target=_end_with_parent, daemon=True).start()
        _Handler.proxy = self
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        self.port.value = server.server_address[1]
        server.serve_forever()


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


class _Handler(BaseHTTPRequestHandler):
    proxy: ClassVar[_Proxy]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """A page, or that it is as it was."""
        target = urlsplit(self.path)
        if target.path not in PATHS:
            self._answer(404, b"<h1>Not found</h1>", "")
            return
        body = self.proxy.site.page(target.hostname or "", target.path, self.proxy.day.value)
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = self.headers.get("If-None-Match") == mark
        self._answer(304 if same else 200, b"" if same else body, mark)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, mark: str) -> None:
        self.send_response(status)
        if mark:
            self.send_header("ETag", mark)
        if status != 304:
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def config(sites: int, port: int, folder: Path) -> Config:
    """Us, six segments, and the rivals behind the proxy; digests go to a folder."""
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk", "site": "http://us.example"},
            "segments": [
                {
                    "id": name.replace(" ", "-"), "name": name.title(), "audience": [name], "terms": [thing],
                    "claims": [{"text": f"{thing.capitalize()} for {name} in one place."}],
                }
                for name, thing in zip(PEOPLE[:6], THINGS[:6], strict=True)
            ],
            "competitors": [{"name": f"Rival {n}", "site": f"http://r{n}.example"} for n in range(sites - 1)],
            "crawl": {"proxy": f"http://127.0.0.1:{port}", "delay": 0.0},
            "channels": [{"type": "file", "path": str(folder / "digests")}],
        }
    )  # fmt: skip


@contextmanager
def market(share: float) -> Iterator[tuple[int, Synchronized[int]]]:
    """The market, running: its port, and the day it shows."""
    context = multiprocessing.get_context("spawn")
    day, port = context.Value("i", 0), context.Value("i", 0)
    process = context.Process(target=_Proxy(Site(share), day, port), daemon=True)
    process.start()
    while port.value == 0:
        time.sleep(0.05)
    try:
        yield port.value, day
    finally:
        process.terminate()
        process.join()


def peak() -> float:
    """The peak of memory since the last call, in MB."""
    marks = Path("/proc/self/status").read_text()
    kilobytes = next(int(line.split()[1]) for line in marks.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return kilobytes / 1024


@dataclass(frozen=True)
class Ran:
    """One simulated day."""

    seconds: float
    megabytes: float
    bytes: int
    changed: int


def soak(folder: Path, *, days: int, sites: int, share: float) -> Iterator[Ran]:
    """Run the pipeline day by day."""
    with market(share) as (port, today), Store(folder / "soak.db") as store:
        settings = config(sites, port, folder)
        for number in range(days):
            today.value = number
            began, now = time.monotonic(), START + timedelta(days=number)
            peak()
            records = pipeline.run_stages(settings, store, now)
            if number % WEEK == 0:
                store.tidy(store.untidy(now, days=365, per_page=200))
            yield Ran(
                time.monotonic() - began, peak(), store.sizes()["bytes"], records[0].counts.get("new", 0)
            )


def report(runs: Sequence[Ran]) -> str:
    """What came of it, in words."""
    size = min(COMPARED, len(runs) // 2)
    first, last = ([r.megabytes for r in part] for part in (runs[1 : size + 1], runs[-size:]))
    year = (runs[-1].bytes - runs[0].bytes) / (len(runs) - 1) * 365
    changed = sum(r.changed for r in runs[1:])
    slow = [statistics.median(r.seconds for r in part) for part in (runs[1 : size + 1], runs[-size:])]
    return "\n".join(
        [
            f"{len(runs)} runs, {changed} changed captures after the first",
            f"peak memory: median {statistics.median(first):.0f} MB in the first {size},"
            f" {statistics.median(last):.0f} MB in the last"
            f" ({statistics.median(last) / statistics.median(first) - 1:+.1%});"
            f" highest {max(first):.0f} and {max(last):.0f} MB ({max(last) / max(first) - 1:+.1%})",
            f"seconds a run: median {slow[0]:.1f} in the first {size}, {slow[1]:.1f} in the last",
            f"database: {runs[0].bytes / 1e6:.1f} MB after the first run, {runs[-1].bytes / 1e6:.1f} MB"
            f" after the last; {year / 1e6:.1f} MB a simulated year",
        ]
    )


def main() -> None:
    """Soak, telling how it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.02, help="share of pages that change a day")
    options = parser.parse_args()
    runs: list[Ran] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        for run in soak(folder, days=options.days, sites=options.sites, share=options.share):
            runs.append(run)
            if len(runs) % 10 == 0:
                print(
                    f"{len(runs):4} {run.seconds:6.2f} s {run.megabytes:5.0f} MB {run.bytes:11,}",
                    flush=True,
                )
        print(report(runs))
        with Store(folder / "soak.db") as store:
            problems = [*store.problems(), *store.damaged()]
            filled = sorted(store.table_bytes().items(), key=lambda item: -item[1])[:10]
        print(*(problems or ["sound"]), *(f"{name} {size / 1e6:.1f} MB" for name, size in filled), sep=", ")


if __name__ == "__main__":
    main()
