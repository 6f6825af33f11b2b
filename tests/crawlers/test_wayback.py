"""Backfill from a web archive: a small one that misbehaves on request, and pywb over WARC files."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.wayback import cdx
from crawlers.wayback.client import Pace
from crawlers.wayback.run import run
from turfwatch.config import Config
from turfwatch.store import Store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SITE = "https://deskly.example"
SINCE = date(2026, 1, 1)
WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. " * 9


def page(text: str) -> str:
    return f"<!doctype html><title>Deskly</title><h1>{text}</h1><p>{WORDS}</p>"


# Address, moment, status, body: what the archives of these tests hold.
HISTORY = [
    ("/", "20260110090000", 200, page("Helpdesk")),
    ("/", "20260120090000", 200, page("Helpdesk, later the same month")),
    ("/", "20260210090000", 200, page("Helpdesk")),
    ("/", "20260310090000", 200, page("Helpdesk for hospitals")),
    ("/pricing", "20260111090000", 200, page("Pro is $39")),
    ("/pricing", "20260211090000", 503, "down"),
    ("/pricing", "20260212090000", 200, page("Pro is $49")),
    ("/product/inbox", "20260112090000", 200, page("Inbox")),
    ("/product/inbox", "20260312090000", 404, "not here"),
    ("/calendar/2026/01/02", "20260112090000", 200, page("A trap")),
]
EXPECTED = {
    "/": [("2026-01-10", "ok", "Helpdesk<"), ("2026-03-10", "ok", "for hospitals")],
    "/pricing": [("2026-01-11", "ok", "$39"), ("2026-02-12", "ok", "$49")],
    "/product/inbox": [("2026-01-12", "ok", "Inbox"), ("2026-03-12", "gone", "")],
}


def config(archive: str, host: str, **wayback: object) -> Config:
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk"},
            "segments": [{"id": "support", "name": "Support"}],
            "competitors": [{"name": "Deskly", "site": SITE}],
            "crawl": {"allow_private_hosts": [host]},
            "wayback": {"cdx": f"{archive}/cdx", "memento": archive, **wayback},
        }
    )


def told(store: Store) -> dict[str, list[tuple[str, str, str]]]:
    """What the store has, in the form of EXPECTED, with the bodies' telling parts."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for capture in store.captures():
        path = capture.url.removeprefix(SITE)
        number = len(found.setdefault(path, []))
        body = store.body(capture.snapshot_id).decode() if capture.snapshot_id else ""
        part = EXPECTED[path][number][2] if len(EXPECTED.get(path, [])) > number else "?"
        found[path].append((f"{capture.at:%Y-%m-%d}", capture.outcome.value, part if part in body else body))
    return found


def give(body: str, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        data = body.encode()
        sent = {"Content_Type": "text/html", "Content_Length": str(len(data)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


async def never(seconds: float) -> None:
    raise AssertionError(f"waited for {seconds} seconds")


class SmallArchive:
    """Answers as the Internet Archive does, from HISTORY; `refuse` calls are answered with 429 first."""

    def __init__(self, site) -> None:
        self.calls: list[str] = []
        self.refuse = 0
        site.answers = self
        self.site = site

    def get(self, path: str):
        self.calls.append(path)
        if self.refuse:
            self.refuse -= 1
            return give("slow down", 429, Retry_After="7")
        if path.startswith("/cdx"):
            return give(
                json.dumps(self.rows(parse_qs(urlsplit(path).query))), Content_Type="application/json"
            )
        stamp, url = path[1:].split("id_/")
        for where, at, status, body in HISTORY:
            if at == stamp and SITE + where == url:
                return give(body, status, Memento_Datetime="x", X_Archive_Orig_ETag='"1"')
        return None

    def rows(self, asked: dict[str, list[str]]) -> list[list[str]]:
        whole, url = asked.get("matchType") == ["domain"], asked["url"][0]
        rows = [
            [at, SITE + where, str(status), "text/html", str(hash(body))]
            for where, at, status, body in HISTORY
            if whole or SITE + where == url
        ]
        return [["timestamp", "original", "statuscode", "mimetype", "digest"], *rows] if rows else []


@pytest.fixture
def archive(site) -> SmallArchive:
    return SmallArchive(site)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "turfwatch.db") as made:
        yield made


def test_one_capture_a_page_and_month_and_no_body_twice(archive, site, store) -> None:
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert told(store) == EXPECTED
    assert record.status == "ok"
    mementos = [call for call in archive.calls if "id_/" in call]
    assert len(mementos) == record.counts["asked"] == 6  # home in February has January's digest
    assert {c.origin for c in store.captures()} == {"archive"}


def test_the_same_again_fetches_nothing(archive, site, store) -> None:
    run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    archive.calls.clear()
    again = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert [call for call in archive.calls if "id_/" in call] == []
    assert told(store) == EXPECTED
    assert again.status == "ok"
    assert again.messages == ()


def test_every_capture_where_that_is_asked_for(archive, site, store) -> None:
    run(config(site.url, site.host), store, NOW, SINCE, every=True, sleep=never)
    assert [f"{c.at:%m-%d}" for c in store.captures() if c.url == f"{SITE}/"] == [
        "01-10",
        "01-20",
        "02-10",
        "03-10",
    ]


def test_a_refusal_stops_all_calls_for_as_long_as_it_says(archive, site, store) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    archive.refuse = 2
    assert run(config(site.url, site.host), store, NOW, SINCE, sleep=sleep).status == "ok"
    assert waits == [7, 7]
    assert told(store) == EXPECTED


def test_an_archive_that_keeps_refusing_is_left_alone_and_the_next_run_goes_on(archive, site, store) -> None:
    async def sleep(seconds: float) -> None:
        pass

    answer = archive.get
    archive.get = lambda path: None if "pricing" in path and "id_" in path else answer(path)
    run(config(site.url, site.host), store, NOW, SINCE, sleep=sleep)  # a capture that is lost is passed over
    assert "/pricing" not in told(store)
    archive.get, archive.refuse = answer, 99
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=sleep)
    assert record.status != "ok"
    assert "goes on where it was" in record.messages[0]
    archive.refuse = 0
    run(config(site.url, site.host), store, NOW, SINCE, sleep=sleep)
    assert told(store) == EXPECTED


def test_an_archive_that_knows_nothing_fails_and_says_what_it_answered(archive, site, store) -> None:
    archive.get = lambda path: None  # 404 for everything, as where the address is wrong
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert record.status == "failed"
    (message,) = record.messages
    assert message.startswith("Deskly: the archive lists no capture since 2026-01-01")
    assert f"{site.url}/cdx answered 404 to all" in message
    assert "wayback.cdx" in message

    archive.get = lambda path: give("[]", Content_Type="application/json")
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert record.messages == ("Deskly: the archive lists no capture since 2026-01-01",)


def test_captures_that_are_listed_and_not_there_are_said(archive, site, store) -> None:
    answer = archive.get
    archive.get = lambda path: None if "id_" in path else answer(path)
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert record.status == "failed"
    (message,) = record.messages
    assert "captures that it does not have (404 from" in message


def test_no_more_calls_a_minute_than_allowed() -> None:
    clock, waits = [0.0], []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    async def calls() -> None:
        pace = Pace(24, sleep, lambda: clock[0])
        for _ in range(60):
            await pace.turn()
            clock[0] += 0.5

    asyncio.run(calls())
    assert clock[0] >= 120  # 60 calls: two whole minutes must have passed before the last twelve
    assert sum(waits) > 60


def test_both_forms_of_index_are_read_and_junk_is_not() -> None:
    row = {"timestamp": "20260110090000", "url": f"{SITE}/", "mime": "text/html", "status": "200"}
    line = json.dumps({**row, "digest": "A"})
    (found,) = cdx.read(f"{line}\nnot json\n{line[:20]}\n".encode())
    assert found == cdx.Memento(f"{SITE}/", datetime(2026, 1, 10, 9, tzinfo=UTC), "200", "A")
    assert cdx.memento("https://web.archive.example/web/", found) == (
        "https://web.archive.example/web/20260110090000id_/https://deskly.example/"
    )
    assert cdx.read(b"[") == cdx.read(b"[]") == cdx.read(b"") == ()
    assert cdx.read(b'[["timestamp","original"],["never","https://deskly.example/"]]') == ()


# --- pywb -----------------------------------------------------------------------------------------

PYWB = Path(os.environ.get("TURFWATCH_PYWB") or Path(sys.prefix) / "pywb") / "bin"


def warc(file: Path) -> None:
    """HISTORY as a WARC file, one gzip member a record."""
    with file.open("wb") as stream:
        for number, (where, at, status, body) in enumerate(HISTORY):
            when = datetime.strptime(at, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            answer = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\n\r\n{body}".encode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
                f"WARC-Target-URI: {SITE}{where}\r\nWARC-Date: {when:%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + answer + b"\r\n\r\n"))


@pytest.fixture
def pywb(tmp_path: Path) -> Iterator[str]:
    if not (PYWB / "wayback").exists():
        pytest.skip(
            "pywb is not there: its brotlipy overwrites the `brotli` that Scrapy uses, so it lives in an "
            "environment of its own: python -m venv .venv/pywb && .venv/pywb/bin/pip install pywb==2.10.0"
        )
    warc(tmp_path / "deskly.warc.gz")
    for command in (["init", "web"], ["add", "web", "deskly.warc.gz"]):
        subprocess.run([PYWB / "wb-manager", *command], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [PYWB / "wayback", "-b", "127.0.0.1", "-p", str(port)], cwd=tmp_path,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/web"
    try:
        until = time.monotonic() + 60
        while not _answers(f"{url}/cdx?url=x") and time.monotonic() < until:
            time.sleep(0.3)
        yield url
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(tmp_path / "collections")


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.mark.slow
def test_a_real_archive_server_gives_the_same_history(pywb: str, store: Store) -> None:
    record = run(config(pywb, "127.0.0.1"), store, NOW, SINCE, sleep=never)
    assert record.status == "ok", record.messages
    assert told(store) == EXPECTED
    again = run(config(pywb, "127.0.0.1"), store, NOW, SINCE, sleep=never)
    assert again.counts["asked"] == 0
