"""The demo market: five invented companies, served on loopback as they stood on a date.

The command line's ``demo`` crawls them through a forward proxy, so that nothing in the crawler
has to know that the market is not real: it asks for ``http://deskly.example/pricing`` like for
any other page. The story is in `demo_story`, the sites in `demo_sites`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from schedules.demo_sites import (
    EVERY_PAGE,
    SITES,
    Served,
    is_unchanged,
    last_changed,
    load_site,
    plain_page,
    render,
    validators,
)
from schedules.demo_story import DATES, EVIDENCE, ROOT, StoryRow, as_of, goal_values, read_storyline

__all__ = [
    "DATES", "EVERY_PAGE", "EVIDENCE", "ROOT", "SITES", "DemoMarket", "StoryRow", "as_of", "goal_values",
    "is_unchanged", "last_changed", "load_site", "read_storyline", "render",
]  # fmt: skip


class _Server(ThreadingHTTPServer):
    """The proxy's socket server; it knows the market whose clock it follows."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, market: DemoMarket) -> None:
        self.market = market
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """A forward proxy's side of one connection, kept alive between requests."""

    protocol_version = "HTTP/1.1"
    server_version = "TurfwatchDemo"
    sys_version = ""
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet an answer: two small writes would meet the delayed ACK

    def do_GET(self) -> None:
        """Serve a page."""
        self._serve()

    def do_HEAD(self) -> None:
        """Serve a page's headers."""
        self._serve()

    def do_CONNECT(self) -> None:
        """Refuse to tunnel: the market speaks plain http, and this proxy reaches nothing else."""
        self._answer(plain_page(502, "502", "<h1>502 Bad Gateway</h1>"), {"Connection": "close"})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the caller's progress bars are on this terminal."""

    def _serve(self) -> None:
        assert isinstance(self.server, _Server)
        market = self.server.market
        host, path = _target(self.path, self.headers.get("Host", ""))
        company = market.hosts.get(host)
        if company is None:
            self._answer(plain_page(502, "502", "<h1>502 Bad Gateway: unknown host</h1>"), {})
            return
        day = market.day
        headers = validators(company, path, day)
        if headers and is_unchanged(headers, dict(self.headers.items())):
            self._answer(Served(304, "", b""), headers)
            return
        self._answer(render(company, path, day), headers)

    def _answer(self, served: Served, headers: Mapping[str, str]) -> None:
        self.send_response(served.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if served.status != 304:
            self.send_header("Content-Type", served.content_type)
            self.send_header("Content-Length", str(len(served.body)))
        self.end_headers()
        if self.command != "HEAD" and served.status != 304:
            self.wfile.write(served.body)


def _target(target: str, host_header: str) -> tuple[str, str]:
    """Host and path of a request in proxy form (`GET http://host/path`) or in origin form."""
    parts = urlsplit(target)
    host = parts.hostname or urlsplit(f"//{host_header}").hostname or ""
    return host, parts.path or "/"


class DemoMarket:
    """The market behind a proxy on 127.0.0.1; set `day` to move every site to that date."""

    def __init__(self, sites: Path = SITES, day: date | None = None) -> None:
        self.day = day or DATES[0]
        folders = [file.parent for file in sorted(sites.glob("*/_site.toml"))]
        self.hosts = {load_site(folder).host: folder for folder in folders}
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def proxy_url(self) -> str:
        """The proxy to put between the crawler and the market."""
        if self._server is None:
            raise RuntimeError("the demo market is not running: use it in a with statement")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> DemoMarket:
        """Start serving on a free port."""
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving and free the port."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None
