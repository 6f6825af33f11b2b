"""Mail by SMTP: STARTTLS, TLS or neither, with or without a login; the password is in none of our files."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from turfwatch import credentials
from turfwatch.errors import ConfigError, DeliveryError

TIMEOUT = 30.0  # seconds for any one answer of the server


def send(message: bytes, options: Mapping[str, Any], begin: Callable[[], None] = lambda: None) -> None:
    """Hand one message to the server for `recipient`; returns once the server has taken it.

    `begin` is called when the server is ready for the message: from then on until its answer nobody knows
    whether it has it, and a line that goes dead makes the delivery doubtful.

    Options: host, port, security (starttls, tls, none), user, password_env or password_file,
    sender, recipient, and ca_file for a server whose certificate a private authority signed.
    Raises DeliveryError: permanent when the server refuses this mail or recipient for good (5xx).
    """
    line = _Line(begin)
    with _errors(options, line), _connect(options, line) as server:
        server.sendmail(parseaddr(options["sender"])[1], [options["recipient"]], message)


@dataclass
class _Line:
    """How far a conversation went."""

    begin: Callable[[], None]
    open: bool = False  # the message is on its way and no answer has come


class _Talk:
    """The part of a conversation that hands the message over."""

    line: _Line

    def data(self, message: Any) -> tuple[int, bytes]:
        """Hand the message over, noting when nobody can know whether it was taken."""
        self.line.begin()
        self.line.open = True
        code, words = super().data(message)  # type: ignore[misc]
        self.line.open = False
        return code, words


class _Smtp(_Talk, smtplib.SMTP):
    """In the clear, or from STARTTLS on."""


class _SmtpTls(_Talk, smtplib.SMTP_SSL):
    """Encrypted from the beginning."""


@contextmanager
def _connect(options: Mapping[str, Any], line: _Line) -> Iterator[smtplib.SMTP]:
    host, port = options["host"], options["port"]
    context = ssl.create_default_context(cafile=options.get("ca_file"))
    server: _Smtp | _SmtpTls
    if options["security"] == "tls":
        server = _SmtpTls(host, port, timeout=TIMEOUT, context=context)
    else:
        server = _Smtp(host, port, timeout=TIMEOUT)
    server.line = line
    try:
        if options["security"] == "starttls":
            server.starttls(context=context)
        if options.get("user"):
            server.login(options["user"], _password(options))
        yield server
        with suppress(smtplib.SMTPException, OSError):  # it has the message, however it takes its leave
            server.quit()
    finally:
        server.close()


def _password(options: Mapping[str, Any]) -> str:
    if (file := options.get("password_file")) is not None:
        return _read(file)
    variable = options.get("password_env")
    password = os.environ.get(variable, "") if variable else ""
    if not password:
        raise DeliveryError(
            f"the mail server wants a password and {variable or 'smtp.password_env'} is not set",
            permanent=False,
            hint="set smtp.password_env and the variable it names, or smtp.password_file",
        )
    return password


def _read(file: Path) -> str:
    try:
        return credentials.password(file)
    except ConfigError as error:
        raise DeliveryError(error.message, permanent=False, hint=error.hint) from error


@contextmanager
def _errors(options: Mapping[str, Any], line: _Line) -> Iterator[None]:
    """What smtplib raises, as DeliveryError; a wrong login can be mended, so it is not permanent."""
    where = f"{options['host']}:{options['port']}"
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise DeliveryError(
            f"{where} refused the recipient: {_said(code, words)}", permanent=code >= 500
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(
            f"{where} refused the login: {_said(error.smtp_code, error.smtp_error)}",
            permanent=False,
            hint="check smtp.user and the password in the environment",
        ) from error
    except smtplib.SMTPResponseException as error:
        said = _said(error.smtp_code, error.smtp_error)
        raise DeliveryError(f"{where} answered: {said}", permanent=error.smtp_code >= 500) from error
    except ssl.SSLError as error:
        raise DeliveryError(
            f"{where}: no trusted encryption ({error.reason or error})",
            permanent=False,
            hint="check smtp.security (starttls, tls or none) and the server's certificate",
            doubtful=line.open,
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        what = "did not say whether it took the message" if line.open else "cannot be used"
        raise DeliveryError(
            f"{where} {what}: {error}",
            permanent=False,
            hint="check smtp.host, port and security",
            doubtful=line.open,
        ) from error


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:200]
