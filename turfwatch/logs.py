"""What a run that nobody watches says: one line an event, as text or as JSON, without secrets or people.

An event is a few plain words and its facts (stage, competitor, counts …). Everything goes through
`credentials.redact`: whoever reads the log of a machine need not be trusted with its passwords.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from turfwatch.credentials import redact
from turfwatch.types import RunRecord

Format = Literal["text", "json"]
ROOT = "turfwatch"
LONGEST = 2_000  # characters of one text in a line


def setup(form: Format, *, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send our events, and the scheduler's complaints, to a stream (standard error) and nowhere else."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    for name, least in ((ROOT, level), ("apscheduler", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(least)
        logger.propagate = False


def tell(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Log an event with its facts; those that are None or empty are left out."""
    told = {name: value for name, value in facts.items() if value not in (None, "", {}, (), [])}
    logging.getLogger(ROOT).log(level, event, extra={"facts": told})


def tell_record(record: RunRecord, companies: tuple[str, ...] = ()) -> None:
    """Log how a stage ended, and each of its troubles."""
    common: dict[str, Any] = {"stage": record.stage, "competitor": ", ".join(companies)}
    levels = {"ok": logging.INFO, "partial": logging.WARNING, "failed": logging.ERROR}
    seconds = round((record.finished - record.started).total_seconds(), 1)
    level = levels[record.status]
    tell("stage ended", level=level, **common, status=record.status, seconds=seconds, counts=record.counts)
    for message in record.messages:
        tell("said", **common, text=message)


class Json(logging.Formatter):
    """One JSON object a line: time, level, event, and the event's facts."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {"time": _time(record), "level": record.levelname.lower(), "event": record.getMessage()}
        facts = {**getattr(record, "facts", {}), **_trace(record)}
        return json.dumps(_clean({**line, **facts}), ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """Time, level, event, and the facts as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        facts = _clean({**getattr(record, "facts", {}), **_trace(record)})
        counts = facts.pop("counts", {})
        pairs = [f"{_word(name)}={_word(value)}" for name, value in {**facts, **counts}.items()]
        event = " ".join(_clean(record.getMessage()).split())
        return " ".join([_time(record), record.levelname.lower(), event, *pairs])


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _trace(record: logging.LogRecord) -> dict[str, str]:
    return {"trace": "".join(traceback.format_exception(*record.exc_info))} if record.exc_info else {}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value, people=True)[:LONGEST]
    if isinstance(value, Mapping):
        return {_clean(str(name)): _clean(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def _word(value: Any) -> str:
    """A value that stays one word, or stands in quotes; line breaks never get into a line."""
    text = str(value)[:LONGEST]
    if text and text.isprintable() and not set(text) & set(' "='):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
