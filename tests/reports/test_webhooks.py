"""Chat and webhooks against a real HTTP server on the loopback interface."""

import hashlib
import hmac
import json
import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reports import outbox, run
from reports.channels import slack, teams, webhook
from turfwatch.config import Config
from turfwatch.errors import DeliveryError


class Place:
    """Takes posts, unless told what to answer."""

    def __init__(self):
        self.status, self.answer, self.headers, self.posts = 200, "ok", {}, []


@contextmanager
def serving(place):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            place.posts.append((self.path, dict(self.headers), body))
            self.send_response(place.status)
            for name, value in place.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(place.answer.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook/secret-part"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def hook(place, monkeypatch):
    with serving(place) as url:
        monkeypatch.setenv("TEST_HOOK", url)
        yield url


def queued(build, market, kind, **more):
    """The message of today's digest as it waits for a channel of this kind."""
    channel = {"type": kind, "url_env": "TEST_HOOK", **more}
    config = Config.model_validate({**build.CONFIG, "channels": [channel]})
    run.run(config, market, build.NOW)
    [delivery] = [d for d in market.pending() if d.recipient == kind]
    return delivery.message, channel


def test_slack_gets_what_moved_first_and_nothing_it_would_read_as_a_mention(market, build, place, hook):
    book = build.Book("Harbortone")
    evil = "<!channel> & <https://evil.example|click>"
    book.signal(
        build.TODAY, "entry", "agencies", evil, 90, spans=(build.Span("https://x.example/a|b", evil),)
    )
    market.replace_derived("Harbortone", book.derived(), inputs="x", until=build.NOW)
    slack.send(*queued(build, market, "slack"))
    [(path, headers, body)] = place.posts
    sent = json.loads(body)
    assert path == "/hook/secret-part"
    assert headers["Content-Type"] == "application/json"
    assert sent["text"].startswith("Harbortone enters Agencies; Deskly contests Mid-market support teams")
    kinds = [block["type"] for block in sent["blocks"]]
    assert kinds[0] == "header"
    assert kinds[-1] == "context"
    assert len(kinds) <= 50
    told = [block["text"]["text"] for block in sent["blocks"] if block["type"] == "section"]
    assert all(len(text) <= 3000 for text in told)
    assert any("top of its home page" in text and "turfwatch verify de0000" in text for text in told)
    assert any(text.startswith("*Prices*\nDeskly, <https://deskly.example/pricing") for text in told)
    assert "<!channel>" not in body.decode()
    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;" in " ".join(told)


def test_teams_gets_a_card_whose_text_is_only_text(market, build, place, hook):
    place.status, place.answer = 202, ""
    teams.send(*queued(build, market, "teams"))
    card = json.loads(place.posts[0][2])["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    blocks = card["content"]["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    runs = [run for block in blocks for run in block["inlines"]]
    assert runs[0]["text"].startswith("Deskly contests Mid-market support teams")
    links = [run["selectAction"]["url"] for run in runs if "selectAction" in run]
    assert links
    assert all(link.startswith("https://") for link in links)


def test_a_card_is_cut_to_what_teams_takes(market, build, place, hook):
    book = build.deskly()
    for number in range(60):
        words = f"Signal {number}: " + "wörter " * 400
        book.signal(
            build.TODAY, "momentum", "agencies", words, 60.0, spans=(build.Span(book.site, words, 1),)
        )
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    teams.send(*queued(build, market, "teams"))
    assert len(place.posts[0][2]) <= 28_000
    assert "more signals in the e-mail" in place.posts[0][2].decode()


def test_an_old_connector_tells_its_errors_in_words(market, build, place, hook):
    place.answer = (
        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"
    )
    with pytest.raises(DeliveryError, match="HTTP error 429") as caught:
        teams.send(*queued(build, market, "teams"))
    assert not caught.value.permanent


def test_a_program_gets_the_digest_as_data_and_can_tell_it_is_ours(market, build, place, hook, monkeypatch):
    monkeypatch.setenv("TEST_SECRET", "s3cret")
    message, channel = queued(build, market, "webhook", secret_env="TEST_SECRET")
    webhook.send(message, channel)
    webhook.send(message, channel)
    (_, first, body), (_, again, _) = place.posts
    signature = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert first["X-Turfwatch-Signature"] == f"sha256={signature}"
    assert first["Idempotency-Key"] == again["Idempotency-Key"]
    digest = json.loads(body)
    assert digest["format"] == 1
    assert digest["window"] == "2026-06-29"
    told = {signal["id"]: signal for signal in digest["signals"]}
    assert told["de0000"]["severity"] == "critical"
    assert told["de0000"]["quotes"][0]["before"] == "The shared inbox for small teams that care."
    assert {row["plan"]: row["change"] for row in digest["prices"]}["Scale"] == "new"
    assert digest["held_back"]["total"] == 14
    monkeypatch.delenv("TEST_SECRET")
    with pytest.raises(DeliveryError, match="secret is not set"):
        webhook.send(message, channel)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (404, True), (410, True), (308, True), (408, False), (429, False), (500, False)],
)  # fmt: skip
@pytest.mark.parametrize("channel", [slack, teams, webhook])
def test_refusals_for_good_and_for_now_are_told_apart(market, build, place, hook, status, permanent, channel):
    message, options = queued(build, market, channel.__name__.rpartition(".")[2])
    place.status, place.answer = status, "no_such_thing"
    place.headers = {"Location": hook} if status == 308 else {}
    with pytest.raises(DeliveryError, match=f"127.0.0.1 answered {status}: no_such_thing") as caught:
        channel.send(message, options)
    assert caught.value.permanent is permanent
    assert len(place.posts) == 1


@pytest.mark.parametrize("channel", [slack, teams, webhook])
def test_a_place_that_is_not_there_is_a_passing_failure_and_the_address_stays_secret(
    market, build, monkeypatch, channel
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    message, options = queued(build, market, channel.__name__.rpartition(".")[2])
    monkeypatch.setenv("TEST_HOOK", f"http://127.0.0.1:{port}/very-secret")
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        channel.send(message, options)
    assert not caught.value.permanent
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize("value", ["", "file:///etc/passwd", "not an address"])
def test_an_address_that_cannot_be_one(market, build, monkeypatch, value):
    message, options = queued(build, market, "slack")
    monkeypatch.setenv("TEST_HOOK", value)
    with pytest.raises(DeliveryError) as caught:
        slack.send(message, options)
    assert not caught.value.permanent
    with pytest.raises(DeliveryError, match="has no address"):
        slack.send(message, {})


def test_a_digest_goes_to_mail_and_chat_from_one_queue(market, build, place, hook):
    message, _ = queued(build, market, "slack")
    mail = message_from_bytes(message, policy=default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["digest.json"]
    config = Config.model_validate(
        {**build.CONFIG, "digest": {}, "channels": [{"type": "slack", "url_env": "TEST_HOOK"}]}
    )
    result = outbox.send(config, market, build.NOW)
    assert result.sent == 1  # the mails wait for a server
    assert len(place.posts) == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Apprise's own
def test_apprise_takes_the_rest(market, build, place, hook, monkeypatch):
    pytest.importorskip("apprise")
    from reports.channels import apprise

    message, options = queued(build, market, "apprise")
    monkeypatch.setenv("TEST_HOOK", hook.replace("http://", "json://"))
    apprise.send(message, options)
    sent = json.loads(place.posts[0][2])
    assert sent["title"].startswith("Deskly contests Mid-market support teams")
    assert "turfwatch verify de0000" in sent["message"]
    place.status = 500
    with pytest.raises(DeliveryError, match="could not deliver"):
        apprise.send(message, options)
    monkeypatch.setenv("TEST_HOOK", "nonsense://x")
    with pytest.raises(DeliveryError, match="does not understand"):
        apprise.send(message, options)
    monkeypatch.setenv("TEST_HOOK", "")
    with pytest.raises(DeliveryError, match="no address"):
        apprise.send(message, options)
