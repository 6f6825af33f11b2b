"""Delivery against real servers on the loopback interface."""

import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from reports import outbox, run
from reports.channels import file, smtp
from turfwatch.config import Config
from turfwatch.errors import DeliveryError

MESSAGE = (
    b"From: a@larkdesk.example\r\nTo: b@larkdesk.example\r\nSubject: News\r\n"
    b"Date: Mon, 29 Jun 2026 07:00:00 +0000\r\nMessage-ID: <turfwatch.1@larkdesk.example>\r\n\r\nBody\r\n"
)


class Mailbox:
    """Takes mail, unless told what to answer."""

    def __init__(self):
        self.mail, self.rcpt, self.data = [], "250 OK", "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data.startswith("250"):
            self.mail.append(envelope)
        return self.data


@contextmanager
def serving(box, **how):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **how)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def options(port, **more):
    return {
        "host": "127.0.0.1", "port": port, "security": "none", "user": None, "password_env": None,
        "sender": "Turfwatch <turfwatch@larkdesk.example>", "recipient": "dana@larkdesk.example", **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for 127.0.0.1, and the server's side of it."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("tls")
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return str(folder / "cert.pem"), context


def authenticator(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"turf", b"s3cret")
    return AuthResult(success=good, handled=good)


def test_plain_smtp_hands_over_the_very_bytes():
    box = Mailbox()
    with serving(box) as port:
        smtp.send(MESSAGE, options(port))
    [envelope] = box.mail
    assert envelope.mail_from == "turfwatch@larkdesk.example"
    assert envelope.rcpt_tos == ["dana@larkdesk.example"]
    assert envelope.content == MESSAGE


@pytest.mark.slow
def test_starttls_with_a_login(certificate, monkeypatch):
    ca_file, context = certificate
    monkeypatch.setenv("TEST_SMTP_PASSWORD", "s3cret")
    box = Mailbox()
    how = {"tls_context": context, "require_starttls": True, "auth_required": True}
    with serving(box, authenticator=authenticator, **how) as port:
        login = {"user": "turf", "password_env": "TEST_SMTP_PASSWORD", "ca_file": ca_file}
        smtp.send(MESSAGE, options(port, security="starttls", **login))
        assert len(box.mail) == 1
        monkeypatch.setenv("TEST_SMTP_PASSWORD", "wrong")
        with pytest.raises(DeliveryError, match="refused the login") as caught:
            smtp.send(MESSAGE, options(port, security="starttls", **login))
        assert not caught.value.permanent
        monkeypatch.delenv("TEST_SMTP_PASSWORD")
        with pytest.raises(DeliveryError, match="TEST_SMTP_PASSWORD is not set"):
            smtp.send(MESSAGE, options(port, security="starttls", **login))


@pytest.mark.slow
def test_a_server_with_a_certificate_nobody_signed_is_refused(certificate):
    _, context = certificate
    box = Mailbox()
    with (
        serving(box, tls_context=context) as port,
        pytest.raises(DeliveryError, match="encryption") as caught,
    ):
        smtp.send(MESSAGE, options(port, security="starttls"))
    assert not caught.value.permanent
    assert box.mail == []


@pytest.mark.slow
def test_tls_from_the_first_byte(certificate):
    ca_file, context = certificate
    box = Mailbox()
    with serving(box, ssl_context=context) as port:
        smtp.send(MESSAGE, options(port, security="tls", ca_file=ca_file))
    assert len(box.mail) == 1


@pytest.mark.parametrize(
    ("answers", "permanent"),
    [
        ({"rcpt": "550 no such person"}, True), ({"rcpt": "450 try later"}, False),
        ({"data": "554 looks like spam"}, True), ({"data": "452 disk full"}, False),
    ],
)  # fmt: skip
def test_refusals_for_good_and_for_now_are_told_apart(answers, permanent):
    box = Mailbox()
    vars(box).update(answers)
    with serving(box) as port, pytest.raises(DeliveryError) as caught:
        smtp.send(MESSAGE, options(port))
    assert caught.value.permanent is permanent
    assert next(iter(answers.values())) in caught.value.message


def test_a_server_that_is_not_there_is_a_passing_failure():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DeliveryError, match="cannot be used") as caught:
        smtp.send(MESSAGE, options(port))
    assert not caught.value.permanent


def test_files_are_named_after_day_and_message_and_a_repeat_is_harmless(tmp_path):
    folder = tmp_path / "digests"
    file.send(MESSAGE, {"path": str(folder)})
    file.send(MESSAGE, {"path": str(folder)})
    [path] = folder.iterdir()
    assert path.name.startswith("digest-2026-06-29-")
    assert path.read_bytes() == MESSAGE


def test_a_file_channel_that_cannot_work(tmp_path):
    with pytest.raises(DeliveryError) as caught:
        file.send(MESSAGE, {})
    assert caught.value.permanent
    (tmp_path / "taken").write_text("")
    with pytest.raises(DeliveryError, match="cannot be written") as caught:
        file.send(MESSAGE, {"path": str(tmp_path / "taken")})
    assert not caught.value.permanent


# --- the queue ------------------------------------------------------------------------------------


def workspace(build, **more):
    return Config.model_validate({**build.CONFIG, **more})


def mail_server(port):
    return {"host": "127.0.0.1", "port": port, "security": "none", "from": "turfwatch@larkdesk.example"}


def test_a_digest_reaches_everyone_once(market, build, tmp_path):
    box = Mailbox()
    with serving(box) as port:
        channels = [{"type": "file", "path": str(tmp_path / "out")}]
        config = workspace(build, smtp=mail_server(port), channels=channels)
        run.run(config, market, build.NOW)
        assert outbox.send(config, market, build.NOW).sent == 3
        assert outbox.send(config, market, build.NOW).sent == 0
    assert sorted(e.rcpt_tos[0] for e in box.mail) == ["milo@larkdesk.example", "team@larkdesk.example"]
    assert len(list((tmp_path / "out").glob("*.eml"))) == 1
    mail = message_from_bytes(box.mail[0].content, policy=default)
    assert mail["Message-ID"].endswith("@larkdesk.example>")


def test_a_passing_failure_waits_and_then_arrives(market, build):
    box = Mailbox()
    box.data = "451 greylisted"
    with serving(box) as port:
        config = workspace(build, smtp=mail_server(port))
        run.run(config, market, build.NOW)
        first = outbox.send(config, market, build.NOW)
        assert (first.sent, first.waiting, first.failed) == (0, 2, 0)
        assert "451 greylisted" in first.errors[0]
        box.data = "250 taken"
        assert outbox.send(config, market, build.NOW).sent == 0  # it is not time yet
        assert outbox.send(config, market, build.NOW + outbox.FIRST_PAUSE).sent == 2


def test_a_refusal_for_good_is_not_tried_again_and_stops_no_other(market, build, tmp_path):
    box = Mailbox()
    box.rcpt = "550 unknown"
    with serving(box) as port:
        channels = [{"type": "nowhere"}, {"type": "file", "path": str(tmp_path)}]
        config = workspace(build, smtp=mail_server(port), channels=channels)
        run.run(config, market, build.NOW)
        result = outbox.send(config, market, build.NOW)
    assert (result.sent, result.waiting, result.failed) == (1, 1, 2)
    assert any("no plugin 'nowhere'" in error for error in result.errors)
    assert [d.recipient for d in market.pending()] == ["nowhere"]


def test_a_delivery_is_given_up_after_its_attempts(market, build):
    config = workspace(build)
    run.run(config, market, build.NOW)
    for number in range(outbox.ATTEMPTS):
        result = outbox.send(config, market, build.NOW + number * outbox.LONGEST_PAUSE)
    assert (result.waiting, result.failed) == (0, 2)
    assert market.pending() == []
