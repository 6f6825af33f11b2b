"""What a company's derived rows depend on, hashed: where nothing of it has changed, nothing is derived.

A capture whose facts were not there yet counts as another than the same capture read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from signals.fold import Context
from signals.views import sure
from turfwatch.types import Capture, Outcome
from turfwatch.versions import source_version

VERSION: str = source_version(Path(__file__).parent)
"""Changes whenever a rule, a lexicon or any code of this package changes: all is then derived anew."""


class Inputs:
    """Captures, settings, what people taught; for us also what the others' sites showed."""

    def __init__(
        self,
        context: Context,
        versions: Sequence[str],
        captures: Sequence[Capture],
        others: Sequence[Capture] = (),
        unread: Collection[int] = (),
    ) -> None:
        config = context.config.model_dump_json(include={"company", "segments", "goals", "signals"})
        self._settings = "\x1f".join((VERSION, config, *(r.name for r in context.rules), *versions))
        self._captures, self._gone, self._unread = captures, sure(captures), unread
        self._others = [c for c in others if c.company != context.company and c.outcome is Outcome.OK]
        self._values = [(name, *told) for name, every in context.values.items() for told in every]
        self._lessons = [x for x in context.lessons if x.scope == "segment" or x.company == context.company]

    def hashed(self, until: date = date.max) -> str:
        """The hash of what bears on the days up to `until`; a lesson bears on those after its own."""
        digest = hashlib.sha256(self._settings.encode())
        for lesson in self._lessons:
            if lesson.since < until:
                digest.update(f"{lesson}\x1e".encode())
        for name, when, value in self._values:
            if when <= until:
                digest.update(f"{name}\x1f{when}\x1f{value}\x1e".encode())
        for c in self._others:  # our drift is measured against what the market says
            if c.at.date() <= until:
                read = f"{c.snapshot_hash}\x1f{c.id in self._unread}"
                digest.update(f"{c.company}\x1f{c.url}\x1f{c.at}\x1f{read}\x1e".encode())
        for c in self._captures:
            if c.at.date() <= until:
                state = f"{c.outcome}\x1f{c.id in self._gone}\x1f{c.id in self._unread}\x1f{c.snapshot_hash}"
                digest.update(f"{c.url}\x1f{c.kind}\x1f{c.at}\x1f{state}\x1e".encode())
        return digest.hexdigest()
