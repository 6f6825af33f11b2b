"""Each digest reaches each recipient once, whatever the server, the line or another sender does."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from reports import outbox
from reports.channels import _http, smtp
from turfwatch import processes
from turfwatch.config import Config
from turfwatch.errors import DeliveryError
from turfwatch.store import Store
from turfwatch.store.people import StoredDigest

NOW = datetime(2026, 3, 9, 7, tzinfo=UTC)
MAIL = b"From: t@larkdesk.example\r\nSubject: News\r\nMessage-ID: <%s@x>\r\n\r\nBody\r\n"


class Box:
    """A mailbox that says no, for now, to the first try of every second recipient if it is told to."""

    def __init__(self, *, half: bool = False) -> None:
        self.taken: list[str] = []
        self.tried: set[str] = set()
        self.half = half

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        who = envelope.rcpt_tos[0]
        fresh = who not in self.tried
        self.tried.add(who)
        if self.half and fresh and int(who.partition("@")[0]) % 2:
            return "451 not now"
        self.taken.append(who)
        return "250 taken"


@contextmanager
def serving(box):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=120)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def config(port: int, **more) -> Config:
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk"},
            "segments": [{"id": "one", "name": "One"}],
            "competitors": [{"name": "Deskly", "site": "https://deskly.example"}],
            "smtp": {"host": "127.0.0.1", "port": port, "security": "none", "from": "t@larkdesk.example"},
            **more,
        }
    )


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "t.db") as opened:
        yield opened


def queue(store: Store, *recipients: str, day: int = 1) -> None:
    window = f"2026-03-{day:02}"
    digest = StoredDigest(window, NOW, NOW.date(), NOW.date(), "News", "<p>", "text", ())
    messages = {who: (f"<{day}.{who}@x>", MAIL % f"{day}.{who}".encode()) for who in recipients}
    assert store.queue(digest, messages)


@pytest.mark.slow
def test_a_thousand_digests_through_a_server_that_fails_half_of_them(store: Store) -> None:
    for day in range(1, 11):
        queue(store, *(f"{number}@larkdesk.example" for number in range(day * 100, day * 100 + 100)), day=day)
    box = Box(half=True)
    with serving(box) as port:
        first = outbox.send(config(port), store, NOW)
        assert (first.sent, first.waiting, first.failed, first.doubtful) == (500, 500, 0, 0)
        assert outbox.send(config(port), store, NOW).sent == 0
        second = outbox.send(config(port), store, NOW + outbox.FIRST_PAUSE)
    assert (second.sent, second.waiting) == (500, 0)
    assert len(box.taken) == len(set(box.taken)) == 1000
    assert {d.state for d in store.deliveries()} == {"sent"}


@pytest.mark.slow
def test_two_senders_never_send_the_same(store: Store, world) -> None:
    queue(store, *(f"{number}@larkdesk.example" for number in range(60)))
    box = Box()
    with serving(box) as port:
        settings = config(port)

        def send() -> None:
            with Store(store.path) as mine:
                outbox.send(settings, mine, NOW)

        threads = [threading.Thread(target=world.well, args=(send,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(box.taken) == len(set(box.taken)) == 60
    assert {(d.state, d.attempts) for d in store.deliveries()} == {("sent", 1)}


class Mute:
    """A server that takes the message and says nothing more, or not even that."""

    def __init__(self, *, answers: bool) -> None:
        self.taken, self._answers = 0, answers
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as talk:
                self._talk(talk)

    def _talk(self, talk) -> None:
        def say(text: str) -> None:
            talk.write(text.encode() + b"\r\n")
            talk.flush()

        say("220 here")
        while command := talk.readline():
            if command.upper().startswith(b"DATA"):
                say("354 go on")
                while talk.readline() not in {b".\r\n", b""}:
                    pass
                self.taken += 1
                if not self._answers:
                    return
                say("250 taken")
            elif command.upper().startswith(b"QUIT"):
                return  # without a word
            else:
                say("250 fine")


@pytest.mark.parametrize("answers", [True, False])
def test_silence_after_the_message_is_doubt_and_silence_after_the_yes_is_none(
    store: Store, answers: bool
) -> None:
    queue(store, "dana@larkdesk.example")
    server = Mute(answers=answers)
    try:
        first = outbox.send(config(server.port), store, NOW)
        later = outbox.send(config(server.port), store, NOW + timedelta(days=1))
        assert (later.sent, server.taken) == (0, 1), "it was sent again unasked"
        if answers:
            assert (first.sent, first.errors) == (1, ())
            return
        assert first.doubtful == 1
        assert "perhaps received" in first.errors[0]
        assert "--again" in first.errors[0]
        assert any("in doubt" in line for line in store.matters(processes.alive))
    finally:
        server.close()
    box = Box()
    with serving(box) as port:
        assert outbox.send(config(port), store, NOW, again=True).sent == 1
    assert box.taken == ["dana@larkdesk.example"]
    assert store.matters(processes.alive) == []


def test_a_line_that_is_dead_before_the_message_leaves_no_doubt(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with pytest.raises(DeliveryError) as failed:
        smtp.send(b"", {**config(port).smtp.model_dump(), "recipient": "dana@larkdesk.example"})
    assert not failed.value.doubtful
    queue(store, "dana@larkdesk.example")
    assert outbox.send(config(port), store, NOW).waiting == 1


def test_pauses_grow_and_what_was_asked_for_is_kept() -> None:
    pauses = [outbox.pause(number) for number in range(1, outbox.ATTEMPTS)]
    assert pauses[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert pauses[-1] == outbox.LONGEST_PAUSE
    assert pauses == sorted(pauses)
    assert outbox.pause(1, wait=3600) == timedelta(hours=1)


def dead() -> str:
    """A process of this host that is no more."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, processes.me().encode())
        os._exit(0)
    os.waitpid(pid, 0)
    try:
        return os.read(reader, 200).decode()
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_a_killed_sender_held_is_due_again_or_in_doubt(store: Store) -> None:
    queue(store, *(f"{number}@larkdesk.example" for number in range(2)))
    gone, lease = dead(), timedelta(minutes=15)
    begun, claimed = (store.claim(gone, NOW, lease) for _ in range(2))
    assert begun is not None
    assert claimed is not None
    assert store.begin(begun)
    assert len([m for m in store.matters(processes.alive) if "is no more" in m]) == 2
    box = Box()
    with serving(box) as port:
        result = outbox.send(config(port), store, NOW)
    assert (result.sent, result.doubtful) == (1, 1)
    assert box.taken == ["1@larkdesk.example"]
    assert not store.begin(claimed), "a claim that was lost is not begun"
    assert store.settle(begun, "sent", NOW), "who was believed dead and has an answer is heard"
    assert {d.state for d in store.deliveries()} == {"sent"}


def test_another_hosts_sender_is_believed_until_its_lease_ends(store: Store) -> None:
    queue(store, "0@larkdesk.example")
    assert store.claim("elsewhere:1:1", NOW, timedelta(minutes=15))
    box = Box()
    with serving(box) as port:
        assert outbox.send(config(port), store, NOW + timedelta(minutes=14)).sent == 0
        assert outbox.send(config(port), store, NOW + timedelta(minutes=15)).sent == 1


def test_a_file_written_twice_is_no_doubt(store: Store, tmp_path: Path, world) -> None:
    queue(store, "file")
    settings = config(1, channels=[{"type": "file", "path": str(tmp_path / "out")}])

    def killed_while_writing() -> None:
        with Store(store.path) as mine:
            item = mine.claim(processes.me(), NOW, outbox.LEASE)
            assert item is not None
            mine.begin(item)
            os.kill(os.getpid(), signal.SIGKILL)

    assert world.child(killed_while_writing) == -signal.SIGKILL
    mail = store.deliveries("sending")[0].message
    assert mail
    store._execute("UPDATE deliveries SET message = ?", [b"Date: Mon, 09 Mar 2026 07:00:00 +0000\r\n" + mail])
    result = outbox.send(settings, store, NOW)
    assert (result.sent, result.doubtful) == (1, 0)


@contextmanager
def answering(answer: bytes):
    """A web server that reads a request and gives this answer, whatever it is."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65_536)
                line.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook"
        thread.join(60)


@pytest.mark.parametrize(
    ("answer", "doubtful", "wait"),
    [
        (b"HTTP/1.1 429 Slow down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n", False, 120.0),
        (b"HTTP/1.1 503 Later\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n", False, 0.0),
        (b"", True, 0.0),
        (b"Hello?\r\n", True, 0.0),
    ],
)
def test_a_web_address_may_ask_for_patience_or_leave_us_in_doubt(
    answer: bytes, doubtful: bool, wait: float
) -> None:
    with answering(answer) as url, pytest.raises(DeliveryError) as failed:
        _http.post(url, b"{}")
    assert (failed.value.permanent, failed.value.doubtful, failed.value.wait) == (False, doubtful, wait)


def test_a_date_to_come_back_at_is_understood() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    answer = f"HTTP/1.1 503 Later\r\nRetry-After: {date}\r\nContent-Length: 0\r\n\r\n".encode()
    with answering(answer) as url, pytest.raises(DeliveryError) as failed:
        _http.post(url, b"{}")
    assert 3600 < failed.value.wait <= 7200
