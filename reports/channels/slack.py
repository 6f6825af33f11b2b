"""Slack, by an incoming webhook: `type = "slack"`, `url_env = "…"`.

What moved stands in the message, most important first; the e-mail has the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reports.channels import _http
from reports.formatting import count, shorten

FACTS = True  # the message has to carry the digest as data
SIGNALS = 12  # told in full; Slack takes 50 blocks
HEADER, SECTION = 150, 2900  # characters Slack takes, and a little room


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Post the digest; raises DeliveryError, permanent when Slack refuses it for good."""
    url = _http.address(options, "slack")
    digest = _http.facts(message)
    body = {"text": _plain(digest["subject"], 300), "unfurl_links": False, "blocks": list(_blocks(digest))}
    _http.post(url, json.dumps(body).encode())


def _blocks(digest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    subject = {"type": "plain_text", "text": shorten(digest["subject"], HEADER), "emoji": False}
    yield {"type": "header", "text": subject}
    yield _section(_plain(digest["summary"]))
    if digest["stakes"]:
        goals = (f"*{_plain(s['metric'])}* {_plain(s['owner'])}".rstrip() for s in digest["stakes"])
        yield _section("At stake: " + "; ".join(goals))
    for signal in digest["signals"][:SIGNALS]:
        yield _section(_signal(signal))
    if digest["prices"]:
        yield _section("\n".join(["*Prices*", *map(_price, digest["prices"][:SIGNALS])]))
    yield {"type": "context", "elements": [{"type": "mrkdwn", "text": _end(digest)}]}


def _signal(signal: Mapping[str, Any]) -> str:
    marks = (signal["severity"], signal["kind"], signal["segment"], signal["step"])
    lines = [f"*{_plain(signal['headline'])}*", " · ".join(_plain(m) for m in marks if m)]
    for quote in signal["quotes"][:1]:
        said = f"> {_plain(quote['text'])}" if quote["text"] else "> _no longer said_"
        was = f" (was: {_plain(quote['before'])})" if quote["before"] else ""
        lines += [said + was, _link(quote["link"], quote["place"])]
    return "\n".join([*lines, f"`turfwatch verify {_plain(signal['id'])}`"])


def _price(row: Mapping[str, Any]) -> str:
    moved = row["what"] or " → ".join(_plain(row[k]) for k in ("before", "after") if row[k])
    note = f" ({_plain(row['change'])})" if row["change"] else ""
    return f"{_plain(row['company'])}, {_link(row['link'], row['plan'])}: {_plain(moved)}{note}"


def _end(digest: Mapping[str, Any]) -> str:
    left = max(0, len(digest["signals"]) - SIGNALS) + digest["more_signals"]
    checked = digest["checked"]
    words = [f"{count(left, 'more signal')} in the e-mail"] if left else []
    words.append(f"{count(checked['pages'], 'page')} checked, {checked['failing']} not readable")
    return " · ".join(words)


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": shorten(text, SECTION)}}


def _link(url: str, words: str) -> str:
    safe = url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    return f"<{safe}|{_plain(words).replace('|', '/')}>" if url else _plain(words)


def _plain(text: str, limit: int = 500) -> str:
    """Text that mentions nobody and links nowhere: Slack reads markup between angle brackets alone."""
    return shorten(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
