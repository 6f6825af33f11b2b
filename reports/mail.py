"""A digest as bytes that a mail program opens: HTML and text, safe headers, an identity of its own.

The HTML of a letter stands by itself: its pictures are data URIs, as a browser wants them. In a mail they
are parts beside it, since most mail programs show no data URIs; nothing is ever loaded from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from reports import render
from reports.digest import CARDS, compose
from reports.facts import plain
from reports.formatting import clean
from reports.views import Audience, Material, Window
from turfwatch.config import Config

FACTS = "digest.json"
HTML_LIMIT = 95_000  # bytes; a well-known mail service cuts messages off at 102 kB


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest of one window, rendered."""

    window: str
    subject: str
    html: str
    text: str
    empty: bool = False
    lead: str = ""  # the competitor of the first thing told
    facts: bytes = b""  # the same as JSON, for programs


_PICTURE = re.compile(r'(<img [^<>]*?src=")data:image/png;base64,([A-Za-z0-9+/=]+)')


def write(config: Config, material: Material, window: Window, audience: Audience) -> Letter:
    """Compose and render for one audience, telling fewer signals in full until the HTML fits a mail."""
    cards = CARDS
    while True:
        digest = compose(config, material, window, audience, cards)
        html = render.mail_html("digest.html.j2", d=digest)
        if len(_PICTURE.sub(r"\1", html).encode()) <= HTML_LIMIT or cards <= 1:
            text = render.page("digest.txt.j2", d=digest)
            facts = json.dumps(plain(digest), ensure_ascii=False, indent=1).encode()
            return Letter(window.name, digest.subject, html, text, digest.empty, digest.lead, facts)
        cards //= 2


def sender(config: Config) -> str:
    """Who the mail is from: the configured sender, or a name that cannot be mistaken for one."""
    return config.smtp.sender if config.smtp else "Turfwatch <turfwatch@localhost>"


def message_id(config: Config, window: str, recipient: str) -> str:
    """The same for the same window and recipient, so that a mail sent twice is recognised as one."""
    domain = parseaddr(sender(config))[1].rpartition("@")[2] or "localhost"
    name = hashlib.sha256(f"{config.company.name}\x1f{window}\x1f{recipient}".encode()).hexdigest()[:24]
    return f"<turfwatch.{clean(window)}.{name}@{domain}>"


def thread_id(config: Config, lead: str) -> str:
    """The message that all digests led by one competitor answer; it was never sent, which no reader minds."""
    return message_id(config, "thread", lead)


def message(
    config: Config, letter: Letter, recipient: str | None, now: datetime, *, facts: bool = False
) -> bytes:
    """The digest as an RFC 5322 message; the bytes are what an `.eml` file holds.

    With `facts` the digest is added as JSON, for a channel that makes a message of its own from it.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean(letter.subject, 160)
    mail["From"] = _address(sender(config))
    named = recipient is not None and "@" in recipient
    mail["To"] = _address(recipient) if recipient and named else Group("undisclosed-recipients")
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(config, letter.window, recipient or "")
    if config.digest.threads and letter.lead:
        mail["In-Reply-To"] = mail["References"] = thread_id(config, letter.lead)
    mail["Auto-Submitted"] = "auto-generated"  # asks out-of-office robots to keep still
    mail.set_content(letter.text)
    _add_html(mail, letter)
    if facts:
        mail.add_attachment(letter.facts, "application", "json", filename=FACTS)
    _set_boundaries(mail)
    return mail.as_bytes()


def _set_boundaries(mail: EmailMessage) -> None:
    """The lines between the parts made from the message's identity: the same digest gives the same bytes."""
    identity = hashlib.sha256(str(mail["Message-ID"]).encode()).hexdigest()[:24]
    for number, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"=={identity}.{number}==")


def _add_html(mail: EmailMessage, letter: Letter) -> None:
    """The HTML, its pictures as parts beside it; their names are the same whenever it is written."""
    pictures: dict[str, bytes] = {}

    def name(found: re.Match[str]) -> str:
        content = base64.b64decode(found[2])
        key = f"{hashlib.sha256(content).hexdigest()[:20]}@turfwatch"
        pictures[key] = content
        return f"{found[1]}cid:{key}"

    mail.add_alternative(_PICTURE.sub(name, letter.html), subtype="html")
    html = mail.get_body(("html",))
    assert html is not None
    for key, content in pictures.items():
        html.add_related(content, "image", "png", cid=f"<{key}>", disposition="inline")


def _address(text: str) -> Address:
    name, address = parseaddr(clean(text))
    return Address(display_name=name, addr_spec=address)
