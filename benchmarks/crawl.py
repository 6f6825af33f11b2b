"""What the crawl stage costs: CPU seconds for 1,000 pages, first, unchanged and changed, over loopback.

Makes sites of its own (hosts 127.0.0.2 and up, half of them with validators), serves them from a process
of its own and runs the whole `turfwatch run --stage crawl` against them, three passes on one database. The
server is Python's and slow, so compare CPU, which is the client's alone, and not pages a second.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from turfwatch.store import Store
from turfwatch.types import Facts

PORT = 8907
WORDS = (
    "inbox",
    "team",
    "target",
    "report",
    "answer",
    "customer",
    "price",
    "shift",
    "queue",
    "reply",
    "owner",
)


def page(host: int, number: int, pages: int, version: int) -> bytes:
    """One page of a site, the same bytes for the same version."""
    chance = random.Random(f"{host} {number}")
    links = "".join(
        f'<li><a href="/p/{n}">{chance.choice(WORDS)}</a></li>' for n in _links(chance, number, pages)
    )
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=24))}.</p>" for _ in range(110))
    price = f"<p class=price>${40 + version}<span>/month</span></p>"
    return (
        f"<!doctype html><html><head><title>Site {host} page {number}</title></head><body><nav><ul>{links}"
        f"</ul></nav><main><h1>Page {number}</h1>{price}{text}</main></body></html>"
    ).encode()


def _links(chance: random.Random, number: int, pages: int) -> list[int]:
    return list(range(1, pages)) if number == 0 else chance.sample(range(1, pages), min(50, pages - 1))


def changes(host: int, number: int, percent: int, pages: int) -> bool:
    """Whether a page is among those that change in the last pass; home never is."""
    count = round(percent * (pages - 1) / 100)
    return number in random.Random(host).sample(range(1, pages), count)


def serve(hosts: int, pages: int, percent: int, changed: object) -> None:
    """Serve all hosts until killed; `changed` is set when the last pass begins."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = int(self.server.server_address[0].rsplit(".", 1)[1]) - 2
            name = self.path.removeprefix("/p/")
            number = 0 if self.path == "/" else int(name) if name.isdigit() else -1
            if not 0 <= number < pages:
                self._send(404, b"")
                return
            version = int(changed.is_set() and changes(host, number, percent, pages))  # type: ignore[attr-defined]
            body = page(host, number, pages, version)
            tag = f'"{hashlib.md5(body).hexdigest()}"' if host < hosts // 2 else ""
            same = bool(tag) and self.headers.get("If-None-Match") == tag
            self._send(304 if same else 200, b"" if same else body, tag)

        def _send(self, status: int, body: bytes, tag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer((f"127.0.0.{n + 2}", PORT), Handler) for n in range(hosts)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


def config(hosts: int, pages: int) -> str:
    """A configuration that watches every host whole and at full speed."""
    names = [f"127.0.0.{n + 2}" for n in range(hosts)]
    rivals = "".join(
        f'[[competitors]]\nname = "Site {n}"\nsite = "http://{name}:{PORT}"\n'
        f'include = ["/p/"]\nmax_pages = {pages}\n'
        for n, name in enumerate(names)
    )
    return (
        '[company]\nname = "Larkdesk"\n[[segments]]\nid = "s"\nname = "S"\nterms = ["inbox"]\n' + rivals
        + f"[crawl]\ndelay = 0\nconcurrency = 32\nallow_private_hosts = {names}\n".replace("'", '"')
    )  # fmt: skip


def crawl(folder: Path, hour: int) -> tuple[float, float]:
    """Wall and CPU seconds of the whole command."""
    command = [sys.executable, "-m", "turfwatch", "--config", str(folder / "turfwatch.toml"), "run",
               "--stage", "crawl", "--quiet", "--now", f"2026-03-02T{hour:02}:00:00Z"]  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


def confirm(folder: Path) -> int:
    """Take the captures for read, as the extract stage does, so that validators may go out; how many."""
    with Store(folder / "turfwatch.db") as store, store.transaction():
        waiting = store.unextracted("1")
        for capture in waiting:
            store.save_facts(capture, Facts(), {}, "1")
        return len(waiting)


def main() -> int:
    """Print the three passes; exit code 1 where a change was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=200, help="of each host, its home among them")
    parser.add_argument("--percent", type=int, default=5, help="of each host's pages that change")
    options = parser.parse_args()
    changed = multiprocessing.Event()
    arguments = (options.hosts, options.pages, options.percent, changed)
    server = multiprocessing.Process(target=serve, args=arguments, daemon=True)
    server.start()
    total = options.hosts * options.pages
    expected = options.hosts * round(options.percent * (options.pages - 1) / 100)
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "turfwatch.toml").write_text(config(options.hosts, options.pages), encoding="utf-8")
        time.sleep(1)
        for hour, label in enumerate(("first", "unchanged", "changed")):
            if label == "changed":
                changed.set()
            wall, cpu = crawl(folder, hour + 6)
            found[label] = confirm(folder)
            print(f"{label:<10}{total / wall:7.0f} pages/s {1000 * cpu / total:7.2f} CPU s per 1,000 pages"
                  f"   {found[label]} new bodies")  # fmt: skip
    server.terminate()
    complete = found == {"first": total, "unchanged": 0, "changed": expected}
    print(f"changes found: {found['changed']} of {expected}")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
