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
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest

from crawlers.wayback import cdx, listing
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
# What it holds and its index does not list for the days that are asked for.
ELSEWHERE = [
    ("/pricing", "20250601090000", 200, page("Pro is $29")),
    ("/pricing", "20260301090000", 200, page("Pro is $45")),
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


async def at_once(seconds: float) -> None:
    """Wait as the pace of the archive asks for, in no time."""


class SmallArchive:
    """Answers as the Internet Archive does, from HISTORY; `refuse` calls are answered with 429 first.

    A full answer of the index says where it goes on, unless the archive has no `keys`. A capture listed in
    `moved` is answered with the one of another moment, as archives do that lack a body.
    """

    def __init__(self, site) -> None:
        self.calls: list[str] = []
        self.refuse = 0
        self.keys = True
        self.moved: dict[str, str] = {}
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
        stamp = self.moved.get(stamp, stamp)
        when = format_datetime(datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)
        for where, at, status, body in [*HISTORY, *ELSEWHERE]:
            if at == stamp and SITE + where == url:
                return give(body, status, Memento_Datetime=when, X_Archive_Orig_ETag='"1"')
        return None

    def rows(self, asked: dict[str, list[str]]) -> list[list[str]]:
        whole, url = asked.get("matchType") == ["domain"], asked["url"][0]
        rows = [
            [at, SITE + where, str(status), "text/html", str(hash(body))]
            for where, at, status, body in HISTORY
            if (whole or SITE + where == url) and asked["from"][0] <= at[:8] <= asked["to"][0]
        ]
        first, limit = int(asked.get("resumeKey", ["deskly) 0"])[0].split()[1]), int(asked["limit"][0])
        more = [[], [quote_plus(f"deskly) {first + limit}")]] if self.keys and rows[first + limit :] else []
        rows = rows[first : first + limit]
        return [["timestamp", "original", "statuscode", "mimetype", "digest"], *rows, *more] if rows else []


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
    (found,) = cdx.read(f"{line}\nnot json\n{line[:20]}\n".encode()).captures
    assert found == cdx.Memento(f"{SITE}/", datetime(2026, 1, 10, 9, tzinfo=UTC), "200", "A")
    assert cdx.memento("https://web.archive.example/web/", found) == (
        "https://web.archive.example/web/20260110090000id_/https://deskly.example/"
    )
    assert cdx.read(b"[") == cdx.read(b"[]") == cdx.read(b"") == cdx.Listing()
    assert cdx.read(b'[["timestamp","original"],["never","https://deskly.example/"]]') == cdx.Listing(rows=1)


def test_an_index_that_breaks_off_is_read_as_far_as_it_came_and_known_to_be_cut() -> None:
    rows = [["timestamp", "original"], *([f"2026011{n}090000", f"{SITE}/"] for n in range(5)), [], ["k%2C+1"]]
    whole = json.dumps(rows).encode()
    assert (len(cdx.read(whole).captures), cdx.read(whole).resume, cdx.read(whole).cut) == (
        5,
        "k%2C+1",
        False,
    )
    for length in range(whole.index(b"20260114"), len(whole) - 1):
        found = cdx.read(whole[:length])
        assert found.cut
        assert 3 <= len(found.captures) <= 5
        assert not found.resume


@pytest.mark.parametrize(("resume", "sent"), [("a%2Cb%29+1", "a%2Cb%29+1"), ("a,b) 1", "a%2Cb%29+1")])
def test_a_resumption_key_is_sent_back_as_the_server_means_it(resume: str, sent: str) -> None:
    asked = cdx.query("http://x.example/cdx", f"{SITE}/", SINCE, NOW.date(), resume=resume)
    assert asked.endswith(f"&resumeKey={sent}")


@pytest.mark.parametrize("keys", [True, False])
def test_an_index_larger_than_one_answer_is_read_whole(archive, site, store, keys: bool) -> None:
    archive.keys = keys
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=at_once, rows=3)
    assert told(store) == EXPECTED
    assert record.messages == ()
    assert len([call for call in archive.calls if "cdx" in call]) > 4  # the site and its three pages


def test_an_index_of_many_answers_is_read_whole_or_known_not_to_be() -> None:
    stamps = [f"{day:%Y%m%d}{n:06}" for day in (date(2026, 1, 1), date(2026, 1, 31)) for n in range(2_500)]

    async def ask(address: str) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        first, limit = int(asked.get("resumeKey", "0")), int(asked["limit"])
        rows = [[s, f"{SITE}/p{s}"] for s in stamps if asked["from"] <= s[:8] <= asked["to"]]
        rows, more = rows[first : first + limit], rows[first + limit :]
        end = [[], [str(first + limit)]] if more and keys else []
        return json.dumps([["timestamp", "original"], *rows, *end]).encode()

    valid = {s for s in stamps if int(s[10:12]) < 60 and int(s[12:14]) < 60}
    for keys in (True, False):
        found = asyncio.run(listing.captures(ask, "x", SITE, SINCE, NOW.date(), whole_site=True, limit=2_000))
        listed = {capture.stamp for capture in found.captures}
        assert found.complete is keys  # one day holds more than an answer: without keys that is the end
        assert listed == valid if keys else listed < valid
    assert found.answers < 40


def test_a_capture_of_another_time_is_taken_for_what_it_is(archive, site, store) -> None:
    archive.moved = {"20260212090000": "20260301090000"}
    record = run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    pricing = [c for c in store.captures() if c.url.endswith("/pricing")]
    assert [f"{c.at:%Y-%m-%d}" for c in pricing] == ["2026-01-11", "2026-03-01"]
    assert pricing[1].snapshot_id is not None
    assert b"$45" in store.body(pricing[1].snapshot_id)
    assert any("for 1 captures the archive gave one of another time" in m for m in record.messages)


@pytest.mark.parametrize("instead", ["20250601090000", "20260111090000"])
def test_a_capture_of_a_time_not_asked_for_or_there_already_is_left_out(
    archive, site, store, instead: str
) -> None:
    archive.moved = {"20260212090000": instead}
    run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    assert [f"{c.at:%Y-%m-%d}" for c in store.captures() if c.url.endswith("/pricing")] == ["2026-01-11"]


@pytest.mark.parametrize("bodies", range(1, 6))
def test_stopped_in_the_middle_it_goes_on_and_asks_for_no_body_twice(
    archive, site, store, bodies: int
) -> None:
    answer, given = archive.get, []

    def stop(path: str):
        if "id_/" in path and len(given) == bodies:
            return give("slow down", 429, Retry_After="7")
        given.extend([path] if "id_/" in path else [])
        return answer(path)

    async def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    archive.get = stop
    with pytest.raises(KeyboardInterrupt):
        run(config(site.url, site.host), store, NOW, SINCE, sleep=interrupt)
    assert sum(map(len, told(store).values())) >= bodies
    archive.get = lambda path: given.append(path) or answer(path)
    run(config(site.url, site.host), store, NOW, SINCE, sleep=never)
    asked = [path for path in given if "id_/" in path]
    assert told(store) == EXPECTED
    assert len(asked) == len(set(asked)) == 6


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


@pytest.mark.slow
def test_a_real_archive_server_gives_the_same_history_in_small_answers(pywb: str, store: Store) -> None:
    record = run(config(pywb, "127.0.0.1"), store, NOW, SINCE, sleep=at_once, rows=4)
    assert record.messages == ()
    assert told(store) == EXPECTED
