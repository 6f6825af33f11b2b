"""Microsoft Teams, by a workflow's webhook: `type = "teams"`, `url_env = "…"`.

An adaptive card of rich text, in which nothing a competitor wrote is read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from reports.channels import _http
from reports.formatting import count, shorten
from turfwatch.errors import DeliveryError

FACTS = True  # the message has to carry the digest as data
SIGNALS = 12
LIMIT = 26_000  # bytes; Teams takes 28 kB
_REFUSED = re.compile(r"HTTP error (?P<code>\d{3})")

Item = dict[str, Any]


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Post the digest as a card; raises DeliveryError, permanent when Teams refuses it for good."""
    url = _http.address(options, "teams")
    answer = _http.post(url, _fitting(_http.facts(message)))
    refused = _REFUSED.search(answer)  # older connectors answer 200 and tell the error in words
    if refused:
        code = int(refused["code"])
        raise DeliveryError(
            f"Teams answered: {shorten(answer, _http.SAID)}",
            permanent=code < 500 and code not in _http.PASSING,
        )


def _fitting(digest: Mapping[str, Any]) -> bytes:
    """The card with as many signals as Teams takes."""
    shown = SIGNALS
    while True:
        body = json.dumps(_card(digest, shown)).encode()
        if len(body) <= LIMIT or not shown:
            return body
        shown -= 1


def _card(digest: Mapping[str, Any], shown: int) -> Item:
    content = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": list(_body(digest, shown)),
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return {"type": "message", "attachments": [attachment]}


def _body(digest: Mapping[str, Any], shown: int) -> Iterator[Item]:
    yield _text(_run(digest["subject"], size="Large", weight="Bolder"))
    yield _text(_run(digest["summary"]))
    for stake in digest["stakes"]:
        yield _text(_run("At stake: "), _run(stake["metric"], weight="Bolder"), _run(f" {stake['owner']}"))
    for signal in digest["signals"][:shown]:
        yield from _signal(signal)
    for row in digest["prices"][:shown]:
        moved = row["what"] or " → ".join(row[k] for k in ("before", "after") if row[k])
        note = f" ({row['change']})" if row["change"] else ""
        yield _text(_run(f"{row['company']}, "), _run(row["plan"], row["link"]), _run(f": {moved}{note}"))
    left, checked = max(0, len(digest["signals"]) - shown) + digest["more_signals"], digest["checked"]
    more = f"{count(left, 'more signal')} in the e-mail. " if left else ""
    end = f"{more}{count(checked['pages'], 'page')} checked, {checked['failing']} not readable."
    yield _text(_run(end, isSubtle=True), separator=True)


def _signal(signal: Mapping[str, Any]) -> Iterator[Item]:
    marks = (signal["severity"], signal["kind"], signal["segment"], signal["step"])
    yield _text(_run(signal["headline"], weight="Bolder"), separator=True)
    yield _text(_run(" · ".join(filter(None, marks)), isSubtle=True), spacing="None")
    for quote in signal["quotes"][:1]:
        said = f"“{quote['text']}”" if quote["text"] else "no longer said"
        was = f" (was: “{quote['before']}”)" if quote["before"] else ""
        yield _text(_run(said + was), spacing="Small")
        yield _text(_run(quote["place"], quote["link"]), spacing="None")


def _text(*runs: Item, **how: Any) -> Item:
    return {"type": "RichTextBlock", "inlines": list(runs), **how}


def _run(words: str, link: str = "", **how: Any) -> Item:
    action = {"selectAction": {"type": "Action.OpenUrl", "url": link}} if link else {}
    return {"type": "TextRun", "text": shorten(words, 500), **action, **how}
