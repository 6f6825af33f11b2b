"""A digest as plain data, for channels and programs: what a reader sees, without the pictures. Pure."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from reports.views import Card, Digest

FORMAT = 1  # raised when a field is renamed or goes; further ones may come without


def plain(digest: Digest) -> dict[str, Any]:
    """The digest as JSON knows it: `signals` holds what moved, then launches, then our own drift."""
    told = (("moved", digest.cards), ("launch", digest.launches), ("drift", digest.drift))
    return {
        "format": FORMAT,
        "company": digest.company,
        "window": digest.window.name,
        "days": digest.days,
        "subject": digest.subject,
        "summary": digest.lede,
        "stakes": _data(digest.stakes),
        "signals": [_card(section, card) for section, cards in told for card in cards],
        "more_signals": digest.more,
        "prices": _data(digest.prices),
        "first_look": _data(digest.standings),
        "notices": list(digest.notices),
        "checked": {**_data(digest.checked), "unchanged": digest.checked.unchanged},
        "not_readable": _data(digest.trouble),
        "readable_again": _data(digest.mended),
        "held_back": {
            "total": digest.held.total,
            "reasons": {example.reason: number for number, example in digest.held.reasons},
        },
    }


def _card(section: str, card: Card) -> dict[str, Any]:
    return {"section": section, **_data(card)}


def _data(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
