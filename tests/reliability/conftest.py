"""Two small sites and a mail server in a process of their own, and ways to end a run at any step."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import socket
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from multiprocessing.synchronize import Event
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from turfwatch.config import Config
from turfwatch.store import Store

FIRST, BETWEEN, SECOND = date(2026, 1, 5), date(2026, 1, 8), date(2026, 1, 12)
RECIPIENTS = ("dana@larkdesk.example", "milo@larkdesk.example")
PAGES: dict[str, dict[str, str]] = {
    "larkdesk": {
        "/": "<h1>The helpdesk for support teams of 20 to 200 agents</h1><p>Every SLA has an owner.</p>",
    },
    "deskly": {
        "/": """<h1>{{ "The helpdesk for mid-market support teams" if since("2026-01-12")
                else "A friendly inbox for online shops" }}</h1><p>Answer every customer in one place.</p>
                <p>Trusted by {{ "9,000" if since("2026-01-12") else "8,000" }} teams.</p>
                {% if since("2026-01-08") %}<p>Visit us at the trade fair in March.</p>{% endif %}""",
        "/pricing": """<h1>Pricing</h1><h2>Team</h2><p>{{ "$29" if since("2026-01-12") else "$19" }} per user
                per month</p><ul><li>Shared inbox</li><li>SLA policies</li></ul>""",
        "/solutions/mid-market": """<h1>Built for mid-market support teams</h1><p>SLA policies and shift
                handover for support teams of 20 to 200 agents.</p><p>The only desk with an escalation
                queue for growing support teams.</p>""",
    },
}
SINCE = {"/solutions/mid-market": SECOND}


def _write_sites(folder: Path) -> None:
    for company, pages in PAGES.items():
        (folder / company).mkdir(parents=True)
        rows = [
            f'{{ path = "{path}"{f", since = {SINCE[path]}" if path in SINCE else ""} }}' for path in pages
        ]
        text = f'host = "{company}.example"\nvalidators = "etag"\npages = [{", ".join(rows)}]\n'
        (folder / company / "_site.toml").write_text(text)
        for path, body in pages.items():
            links = "".join(
                f'{{% if since("{SINCE.get(p, FIRST)}") %}}<a href="{p}">{p}</a>{{% endif %}}' for p in pages
            )
            file = folder / company / ("index.html" if path == "/" else f"{path[1:]}.html")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f'<html lang="en"><head><title>{company} {path}</title></head><body><nav>{links}</nav>'
                f"<main>{body}</main></body></html>"
            )


class Postman:
    """Takes mail and writes down whose; from `refusing` on it takes every second message only."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.seen = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Note the message before saying yes, as a server does that is to be relied on."""
        self.seen += 1
        if self.log.with_suffix(".refusing").exists() and self.seen % 2:
            return "451 not now"
        identity = next(x for x in envelope.content.splitlines() if x.lower().startswith(b"message-id"))
        with self.log.open("a") as file:
            file.write(f"{envelope.rcpt_tos[0]} {identity.decode().partition(' ')[2]}\n")
        return "250 taken"


def _serve(folder: Path, day: Any, ports: Any, ready: Event) -> None:
    """The world outside, until it is ended."""
    from aiosmtpd.controller import Controller

    from schedules.demo import DemoMarket

    class Loopback(Controller):
        """On a port the kernel chooses."""

        def _trigger_server(self) -> None:
            """Ask at the port that was chosen whether it is there."""
            with socket.create_connection(self.server.sockets[0].getsockname()[:2]) as asking:
                asking.recv(1024)

    class Market(DemoMarket):
        """On the day the tests say."""

        @property
        def day(self) -> date:  # type: ignore[override]
            """The day."""
            return date.fromordinal(day.value)

        @day.setter
        def day(self, _: date) -> None:
            pass

    mail = Loopback(Postman(folder / "mail.log"), hostname="127.0.0.1", port=0, ready_timeout=120)
    mail.start()
    with Market(folder / "sites") as market:
        ports[0] = int(market.proxy_url.rpartition(":")[2])
        ports[1] = mail.server.sockets[0].getsockname()[1]
        ready.set()
        while True:
            signal.pause()


@dataclass
class World:
    """What the tests meet: sites, a mail server, a configuration, and children that can be killed."""

    folder: Path
    day: Any
    ports: Any
    steps: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        """The configuration as data."""
        return {
            "company": {"name": "Larkdesk", "site": "http://larkdesk.example"},
            "segments": [
                {
                    "id": "midmarket", "name": "Mid-market support teams",
                    "audience": ["mid-market support teams", "support teams of 20 to 200 agents"],
                    "terms": ["mid-market", "SLA policies", "shift handover", "escalation queue"],
                    "claims": [{"text": "The helpdesk for support teams of 20 to 200 agents."}],
                }
            ],
            "competitors": [{"name": "Deskly", "site": "http://deskly.example"}],
            "crawl": {"proxy": f"http://127.0.0.1:{self.ports[0]}", "delay": 0.0, "robots": False},
            "digest": {"to": list(RECIPIENTS)},
            "smtp": {
                "host": "127.0.0.1", "port": self.ports[1], "security": "none",
                "from": "Turfwatch <turfwatch@larkdesk.example>",
            },
        }  # fmt: skip

    @property
    def config(self) -> Config:
        """The configuration."""
        return Config.model_validate(self.settings)

    def on(self, day: date) -> datetime:
        """Move the sites to a day; returns its morning."""
        self.day.value = day.toordinal()
        return datetime(day.year, day.month, day.day, 7, tzinfo=UTC)

    def mail(self) -> list[str]:
        """Recipient and Message-ID of everything the server took."""
        log = self.folder / "mail.log"
        return log.read_text().splitlines() if log.exists() else []

    def refuse(self, *, half: bool) -> None:
        """Let the mail server refuse every second message from now on, or take them all."""
        mark = self.folder / "mail.refusing"
        mark.touch() if half else mark.unlink(missing_ok=True)

    def child(self, work: Callable[[], None]) -> int:
        """Do it in a copy of this process; returns its exit code, or minus the signal that ended it."""
        pid = fork()
        if pid == 0:
            code = 1
            try:
                work()
                code = 0
            except BaseException:  # noqa: BLE001 - the parent is told
                (self.folder / "error.txt").write_text(traceback.format_exc())
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def well(self, work: Callable[[], None]) -> None:
        """Do it in a child that must not fail."""
        if self.child(work) != 0:
            pytest.fail((self.folder / "error.txt").read_text())

    def count(self, work: Callable[[], None]) -> list[str]:
        """Do it in a child; returns the names of the steps at which it can be ended."""
        log = self.folder / "steps.txt"
        log.write_text("")

        def noting() -> None:
            with log.open("a") as file:
                _watch(lambda name: (file.write(f"{name}\n"), file.flush()))
                work()

        self.well(noting)
        return log.read_text().splitlines()

    def killed(self, work: Callable[[], None], number: int) -> None:
        """Do it in a child that is killed at its step of that number."""
        left = [number]

        def ending(_: str) -> None:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1

        def doomed() -> None:
            _watch(ending)
            work()

        assert self.child(doomed) == -signal.SIGKILL


def fork() -> int:
    """`os.fork`, which newer Pythons warn of where there are threads: the child only works and ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _watch(step: Callable[[str], Any]) -> None:
    """Call `step` around everything that makes something last: statements, commits, messages, renames.

    For the rest of this process, which is a child of the tests.
    """
    from reports.channels import smtp

    Store._commit = around(Store._commit, step, "commit")  # type: ignore[method-assign]
    Store._execute = statement(Store._execute, step)  # type: ignore[method-assign]
    Store._insert_all = around(Store._insert_all, step, "insert")  # type: ignore[method-assign]
    smtp.send = around(smtp.send, step, "send")
    smtp._Talk.data = around(smtp._Talk.data, step, "data")  # type: ignore[method-assign]
    Path.rename = around(Path.rename, step, "rename")  # type: ignore[method-assign]
    os.fsync = around(os.fsync, step, "fsync")


def around(function: Callable[..., Any], step: Callable[[str], Any], name: str) -> Callable[..., Any]:
    """The function with a step before and after it."""

    def stepping(*args: Any, **options: Any) -> Any:
        step(f"before {name}")
        result = function(*args, **options)
        step(f"after {name}")
        return result

    return stepping


def statement(function: Callable[..., Any], step: Callable[[str], Any]) -> Callable[..., Any]:
    """A step before each statement that writes, and after those that are a transaction of their own."""

    def stepping(store: Any, sql: str, *args: Any) -> Any:
        verb = sql.split(None, 1)[0].lower()
        if verb not in {"insert", "update", "delete", "vacuum"}:
            return function(store, sql, *args)
        step(f"before {verb}")
        result = function(store, sql, *args)
        if not store._connection.in_transaction:
            step(f"after {verb}")
        return result

    return stepping


def fingerprint(store: Store, config: Config, folder: Path) -> dict[str, Any]:
    """All that a user can get from a database, ids of rows apart."""
    import reports.run

    shutil.rmtree(folder, ignore_errors=True)
    files = reports.run.export(config, store, ("all",), "csv", folder)
    pages = [
        (p.url, p.kind, p.etag, p.body_hash, p.first_seen, p.last_checked, p.gone_since)
        for p in store.pages()
    ]
    captures = sorted(
        (c.url, c.at, c.seen_until, c.outcome, c.reason, c.snapshot_hash or "") for c in store.captures()
    )
    deliveries = sorted((d.window, d.recipient, d.message_id, d.state, d.message) for d in store.deliveries())
    last = store.last_digest()
    return {
        **{f.name: sha256(f.read_bytes()).hexdigest() for f in files},
        "pages": pages, "captures": captures, "deliveries": deliveries,
        "digest": (last.window, last.subject, _unnumbered(last.text), _unnumbered(last.html), last.signals)
        if last else None,
        "facts": [len(f.claims) for f in store.facts(store.captures())],
    }  # fmt: skip


def _unnumbered(text: str) -> str:
    """Without the numbers of captures: pages that are asked for at once are numbered as they come in."""
    return re.sub(r"capture( |&nbsp;)\d+", "capture", text)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world, running, on its first day."""
    folder = tmp_path_factory.mktemp("world")
    _write_sites(folder / "sites")
    context = multiprocessing.get_context("fork")
    day, ports, ready = context.Value("i", FIRST.toordinal()), context.Array("i", 2), context.Event()
    pid = fork()
    if pid == 0:
        try:
            _serve(folder, day, ports, ready)
        except BaseException:  # noqa: BLE001 - the parent is told
            (folder / "error.txt").write_text(traceback.format_exc())
        finally:
            ready.set()
            os._exit(1)
    assert ready.wait(120)
    assert not (folder / "error.txt").exists(), (folder / "error.txt").read_text()
    try:
        yield World(folder, day, ports)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.fixture(scope="session")
def tools() -> SimpleNamespace:
    """What the tests of this folder share."""
    return SimpleNamespace(
        first=FIRST, between=BETWEEN, second=SECOND, recipients=RECIPIENTS, fingerprint=fingerprint,
        week=timedelta(days=7), partial=partial,
    )  # fmt: skip
