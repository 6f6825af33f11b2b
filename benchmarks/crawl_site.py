"""Sites for the crawl benchmarks, behind nginx: hosts 127.0.0.2 and up, half of them with validators.

Pages are made from a seed. A sentence is drawn from a stock of its host's own, so a first pass has a
bounded number of texts to read; `change` gives some pages sentences that nobody has seen.
"""

from __future__ import annotations

import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORDS = (
    "inbox", "team", "target", "report", "answer", "customer", "price", "shift", "queue", "reply", "owner",
    "agent", "rule", "ticket", "export", "roster", "invoice", "audit", "branch", "device", "folder", "label",
)  # fmt: skip
VERBS = ("Route", "Share", "Sort", "Export", "Plan", "Check", "Merge", "Track", "Sign", "Print")
PEOPLE = ("support teams", "clinics", "agencies", "schools", "field crews", "banks", "growers", "museums")


class Sites:
    """So many hosts with so many pages each, of so many paragraphs, below a folder."""

    def __init__(
        self, folder: Path, hosts: int, pages: int, *, lines: int = 60, stock: int = 300, port: int = 0
    ) -> None:
        self.folder, self.hosts, self.pages, self.port = folder, hosts, pages, port or free_port()
        self._lines, self._stock = lines, stock

    def addresses(self) -> list[str]:
        """Every page's address."""
        return [
            f"http://127.0.0.{host + 2}:{self.port}/" + (f"p/{page}.html" if page else "")
            for host in range(self.hosts)
            for page in range(self.pages)
        ]

    def write(self) -> float:
        """Write the pages; the mean size in bytes."""
        size = 0
        for host in range(self.hosts):
            (self.folder / f"h{host}" / "p").mkdir(parents=True)
            for number in range(self.pages):
                page = self._page(host, number)
                self._file(host, number).write_text(page, encoding="utf-8")
                size += len(page)
        return size / (self.hosts * self.pages)

    def change(self, pages: float, lines: int, seed: int) -> int:
        """Give a share of each host's pages new sentences in place of so many; how many pages. Homes stay."""
        chance, changed = random.Random(seed), 0
        for host in range(self.hosts):
            for number in chance.sample(range(1, self.pages), round(pages * (self.pages - 1))):
                file = self._file(host, number)
                found = file.read_text(encoding="utf-8").split("<p>")
                for place in chance.sample(range(1, len(found)), lines):
                    found[place] = f"{sentence(chance)} Since {seed}-{chance.randrange(10**9)}.</p>\n"
                file.write_text("<p>".join(found), encoding="utf-8")
                changed += 1
        return changed

    def _file(self, host: int, number: int) -> Path:
        return self.folder / f"h{host}" / (f"p/{number}.html" if number else "index.html")

    def _page(self, host: int, number: int) -> str:
        chance, stock = random.Random(f"{host} {number}"), random.Random(host)
        sentences = [sentence(stock) for _ in range(self._stock)]
        linked = (
            range(1, self.pages)
            if number == 0
            else chance.sample(range(1, self.pages), min(20, self.pages - 1))
        )
        links = "".join(f'<li><a href="/p/{n}.html">{chance.choice(WORDS)}</a></li>' for n in linked)
        text = "".join(f"<p>{s}</p>\n" for s in chance.choices(sentences, k=self._lines))
        style = "".join(f".u{n}{{margin:{n}px;color:#{chance.randrange(1 << 24):06x}}}" for n in range(120))
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Site {host}: {number}</title>"
            f"<style>{style}</style></head><body><nav><ul>{links}</ul></nav><main><h1>What we do</h1>\n{text}"
            f"</main><footer>Site {host}</footer></body></html>"
        )

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve them; needs nginx."""
        self.folder.chmod(0o755)  # nginx's workers are another user
        conf = self.folder / "nginx.conf"
        conf.write_text(self._nginx(), encoding="utf-8")
        command = ["nginx", "-c", str(conf), "-p", str(self.folder), "-e", str(self.folder / "errors")]
        with subprocess.Popen(command) as process:
            try:
                self._await(process)
                yield
            finally:
                process.terminate()

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.2", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit(f"nginx ended with {process.returncode}")

    def _nginx(self) -> str:
        temporary = " ".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        servers = "\n".join(
            f"server {{ listen 127.0.0.{host + 2}:{self.port}; root {self.folder}/h{host};"
            + (
                'etag off; if_modified_since off; add_header Last-Modified "";'
                if host >= self.hosts / 2
                else ""
            )
            + "}"
            for host in range(self.hosts)
        )
        return (
            f"daemon off; worker_processes 1; pid {self.folder}/pid; events {{ worker_connections 2048; }}\n"
            f"http {{ access_log off; keepalive_requests 100000; types {{ text/html html; }} {temporary}\n"
            f"{servers}\n}}\n"
        )

    def config(self, *, concurrency: int = 32) -> str:
        """A turfwatch.toml that watches every page at full speed."""
        names = [f"127.0.0.{host + 2}" for host in range(self.hosts)]
        rivals = "".join(
            f'[[competitors]]\nname = "Site {number}"\nsite = "http://{name}:{self.port}"\n'
            f'include = ["/p/"]\nmax_pages = {self.pages}\n'
            for number, name in enumerate(names)
        )
        allowed = ", ".join(f'"{name}"' for name in names)
        return (
            '[company]\nname = "Larkdesk"\n'
            '[[segments]]\nid = "clinics"\nname = "Clinics"\naudience = ["clinics"]\nterms = ["roster"]\n'
            '[[segments]]\nid = "banks"\nname = "Banks"\naudience = ["banks"]\nterms = ["audit"]\n'
            f"{rivals}[crawl]\ndelay = 0\nconcurrency = {concurrency}\nallow_private_hosts = [{allowed}]\n"
        )


def sentence(chance: random.Random) -> str:
    """One sentence of marketing."""
    pick = chance.choice
    return (
        f"{pick(VERBS)} every {pick(WORDS)} and {pick(WORDS)} of {pick(PEOPLE)} in one {pick(WORDS)},"
        f" {chance.randrange(2, 90)} % faster than by {pick(WORDS)}."
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        return int(probe.getsockname()[1])
