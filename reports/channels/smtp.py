"""Mail by SMTP: STARTTLS, TLS or neither, with or without a login; the password is in the environment."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any

from turfwatch.errors import DeliveryError

TIMEOUT = 30.0  # seconds for any one answer of the server


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Hand one message to the server for `recipient`; returns once the server has taken it.

    Options: host, port, security (starttls, tls, none), user, password_env, sender, recipient,
    and ca_file for a server whose certificate a private authority signed.
    Raises DeliveryError: permanent when the server refuses this mail or recipient for good (5xx).
    """
    with _errors(options), _connect(options) as server:
        server.sendmail(parseaddr(options["sender"])[1], [options["recipient"]], message)


@contextmanager
def _connect(options: Mapping[str, Any]) -> Iterator[smtplib.SMTP]:
    host, port = options["host"], options["port"]
    context = ssl.create_default_context(cafile=options.get("ca_file"))
    if options["security"] == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        if options["security"] == "starttls":
            server.starttls(context=context)
        if options.get("user"):
            server.login(options["user"], _password(options.get("password_env")))
        yield server


def _password(variable: str | None) -> str:
    password = os.environ.get(variable, "") if variable else ""
    if not password:
        raise DeliveryError(
            f"the mail server wants a password and {variable or 'smtp.password_env'} is not set",
            permanent=False,
            hint="name an environment variable in smtp.password_env and set it",
        )
    return password


@contextmanager
def _errors(options: Mapping[str, Any]) -> Iterator[None]:
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
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(
            f"{where} cannot be used: {error}", permanent=False, hint="check smtp.host, port and security"
        ) from error


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:200]
