"""`turfwatch check`: what works, what does not, and what is missing and why it matters."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from turfwatch import plugins
from turfwatch.config import Config, Goal, Segment
from turfwatch.errors import TurfwatchError


@dataclass(frozen=True)
class Finding:
    """One thing found: how bad, where, and what to know."""

    level: Literal["ok", "advice", "warning", "error"]
    where: str
    what: str


def examine(config: Config, database: Path, *, online: bool) -> list[Finding]:
    """Everything worth knowing before the first run, in the order a reader fixes it."""
    found = [Finding("ok", "configuration", _summary(config)), *_strategy(config), *_plugins(config)]
    found += [*_model(config), *_database(database)]
    if online:
        found += [*_sites(config), *_mail(config)]
    return found


def _summary(config: Config) -> str:
    return (
        f"{len(config.segments)} segments, {len(config.goals)} goals, {len(config.competitors)} competitors"
    )


def _strategy(config: Config) -> Iterator[Finding]:
    if config.company.site is None:
        yield Finding(
            "advice", "company.site", "not set: our own drift cannot be seen, nor our claims proved"
        )
    for segment in config.segments:
        yield from _segment(segment, config)
    for goal in config.goals:
        yield from _goal(goal)
    if not config.digest.to:
        yield Finding("advice", "digest.to", "no recipient: digests are kept, but nobody gets them")


def _segment(segment: Segment, config: Config) -> Iterator[Finding]:
    where = f"segment {segment.id}"
    if segment.goal is None:
        yield Finding("advice", where, "serves no goal: that is activity, not strategy")
    if config.owner_of(segment.id) is None:
        yield Finding("advice", where, "nobody owns it: its signals reach no one in particular")
    if not segment.terms and not segment.audience:
        yield Finding(
            "warning", where, "has neither terms nor audience: no claim can be recognised as speaking to it"
        )
    if not segment.claims:
        yield Finding(
            "advice",
            where,
            "states no claim of ours: nobody can be seen to match it, nor we to drift from it",
        )
    for claim in segment.claims:
        if not claim.proof:
            yield Finding("advice", where, f"“{claim.text}” names no proof: it cannot be tested as true")


def _goal(goal: Goal) -> Iterator[Finding]:
    missing = [
        name
        for name, value in (
            ("owner", goal.owner), ("baseline", goal.baseline), ("target", goal.target),
            ("due", goal.due), ("agreed", goal.agreed), ("definition", goal.definition or None),
        )
        if value is None
    ]  # fmt: skip
    if missing:
        yield Finding(
            "advice", f"goal {goal.id}", f"has no {', no '.join(missing)}: it can be redefined after the fact"
        )


def _plugins(config: Config) -> Iterator[Finding]:
    wanted = [("crawlers.sites", c.adapter) for c in config.competitors]
    wanted += [("extract.rules", name) for name in config.extract.rules]
    wanted += [("signals.rules", name) for name in config.signals.rules]
    wanted += [("reports.channels", channel.type) for channel in config.channels]
    for package, name in dict.fromkeys(wanted):
        try:
            plugins.load(package, name)
        except TurfwatchError as error:
            yield Finding("error", package, str(error))


def _model(config: Config) -> Iterator[Finding]:
    from extract.nlp import load

    for model in dict.fromkeys([config.extract.model, *(c.model for c in config.competitors if c.model)]):
        try:
            load(model)
            yield Finding("ok", "language model", model)
        except TurfwatchError as error:
            yield Finding("error", "language model", str(error))


def _database(path: Path) -> Iterator[Finding]:
    from turfwatch.store import Store

    if not path.exists():
        yield Finding("ok", "database", f"{path}: will be made by the first run")
        return
    try:
        with Store(path, patience=2) as store:
            problems = store.problems()
    except TurfwatchError as error:
        yield Finding("error", "database", str(error))
        return
    yield from (Finding("error", "database", problem) for problem in problems)
    if not problems:
        yield Finding("ok", "database", f"{path}: sound")


def _sites(config: Config) -> Iterator[Finding]:
    from crawlers.run import probe
    from turfwatch.types import Outcome

    for fetch in probe(config):
        where = f"{fetch.company} {fetch.url}"
        if fetch.outcome is Outcome.OK:
            yield Finding(
                "ok", where, "reachable, and robots.txt lets us in" if config.crawl.robots else "reachable"
            )
        else:
            yield Finding("warning", where, f"{fetch.outcome}: {fetch.reason}")


def _mail(config: Config) -> Iterator[Finding]:
    if config.smtp is None:
        if config.digest.to:
            yield Finding("warning", "smtp", "recipients are named but no mail server: nothing can be sent")
        return
    try:
        socket.create_connection((config.smtp.host, config.smtp.port), timeout=5).close()
        yield Finding("ok", "smtp", f"{config.smtp.host}:{config.smtp.port} answers")
    except OSError as error:
        yield Finding("warning", "smtp", f"{config.smtp.host}:{config.smtp.port}: {error.strerror or error}")
