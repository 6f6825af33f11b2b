"""A digest as bytes that a mail program opens: HTML and text, safe headers, an identity of its own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from reports import render
from reports.digest import CARDS, compose
from reports.formatting import clean
from reports.views import Audience, Material, Window
from turfwatch.config import Config

HTML_LIMIT = 95_000  # bytes; a well-known mail service cuts messages off at 102 kB


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest of one window, rendered."""

    window: str
    subject: str
    html: str
    text: str
    empty: bool = False


def write(config: Config, material: Material, window: Window, audience: Audience) -> Letter:
    """Compose and render for one audience, telling fewer signals in full until the HTML fits a mail."""
    cards = CARDS
    while True:
        digest = compose(config, material, window, audience, cards)
        html = render.mail_html("digest.html.j2", d=digest)
        if len(html.encode()) <= HTML_LIMIT or cards <= 1:
            text = render.page("digest.txt.j2", d=digest)
            return Letter(window.name, digest.subject, html, text, digest.empty)
        cards //= 2


def sender(config: Config) -> str:
    """Who the mail is from: the configured sender, or a name that cannot be mistaken for one."""
    return config.smtp.sender if config.smtp else "Turfwatch <turfwatch@localhost>"


def message_id(config: Config, window: str, recipient: str) -> str:
    """The same for the same window and recipient, so that a mail sent twice is recognised as one."""
    domain = parseaddr(sender(config))[1].rpartition("@")[2] or "localhost"
    name = hashlib.sha256(f"{config.company.name}\x1f{window}\x1f{recipient}".encode()).hexdigest()[:24]
    return f"<turfwatch.{clean(window)}.{name}@{domain}>"


def message(config: Config, letter: Letter, recipient: str | None, now: datetime) -> bytes:
    """The digest as an RFC 5322 message; the bytes are what an `.eml` file holds."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean(letter.subject, 160)
    mail["From"] = _address(sender(config))
    if recipient and "@" in recipient:
        mail["To"] = _address(recipient)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(config, letter.window, recipient or "")
    mail["Auto-Submitted"] = "auto-generated"  # asks out-of-office robots to keep still
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    return mail.as_bytes()


def _address(text: str) -> Address:
    name, address = parseaddr(clean(text))
    return Address(display_name=name, addr_spec=address)
