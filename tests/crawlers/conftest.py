"""A local web server whose every answer a test can set, and a store and config to crawl it with."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawlers.run import run
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.types import Capture, Facts, RunRecord

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """One server on a loopback address; what it has no answer for is 404."""

    host: str = "127.0.0.1"
    answers: dict[str, Answer] = field(default_factory=dict)
    hits: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    headers: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.hits[self.path] += 1
                site.headers.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                answer = site.answers.get(self.path)
                if answer is None:
                    give("<h1>Not found</h1>", 404)(self)
                else:
                    answer(self)

            do_POST = do_DELETE = do_GET  # noqa: N815  # the names http.server looks for

            def send_response(self, code: int, message: str | None = None) -> None:
                site.statuses[code] += 1
                super().send_response(code, message)

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # the client hung up, as it should on what never ends

        self.server = Server((self.host, 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def __setitem__(self, path: str, answer: str | bytes | Answer) -> None:
        self.answers[path] = answer if callable(answer) else give(answer)

    def __delitem__(self, path: str) -> None:
        del self.answers[path]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def give(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    """An answer with this body; header names are written with `_` for `-`."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(data)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


@dataclass
class Workspace:
    """A store with a config for one company, and the clock."""

    store: Store
    site: Site
    now: datetime = NOW

    def config(self, crawl: dict[str, object] | None = None, **competitor: object) -> Config:
        settings: dict[str, object] = {
            "delay": 0,
            "timeout": 1.0,
            "max_bytes": 100_000,
            "allow_private_hosts": [self.site.host],
            **(crawl or {}),
        }
        return Config.model_validate(
            {
                "company": {"name": "Larkdesk"},
                "segments": [{"id": "support", "name": "Support"}],
                "competitors": [{"name": "Deskly", "site": self.site.url, **competitor}],
                "crawl": settings,
            }
        )

    def crawl(self, crawl: dict[str, object] | None = None, **competitor: object) -> RunRecord:
        return run(self.config(crawl, **competitor), self.store, self.now)

    def extract(self) -> None:
        """Confirm the captures' validators, as the extract stage does once a body has been read."""
        for capture in self.store.unextracted("1"):
            self.store.save_facts(capture, Facts(), {}, "1")

    def later(self, days: int = 1) -> None:
        self.now += timedelta(days=days)

    def outcomes(self) -> dict[str, str]:
        """The latest outcome of each page, by path."""
        found: dict[str, str] = {}
        for capture in self.store.captures():
            found[capture.url.removeprefix(self.site.url)] = capture.outcome.value
        return found

    def captures(self, path: str) -> list[Capture]:
        return [c for c in self.store.captures() if c.url == self.site.url + path]

    def text(self, path: str) -> str:
        """The body of the latest good capture."""
        good = [c for c in self.captures(path) if c.snapshot_id is not None]
        assert good[-1].snapshot_id is not None
        return self.store.body(good[-1].snapshot_id).decode("utf-8")


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def workspace(tmp_path: Path, site: Site) -> Iterator[Workspace]:
    with Store(tmp_path / "turfwatch.db") as store:
        yield Workspace(store, site)
