"""`turfwatch check`: what works, what does not, and what is missing and why it matters."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from turfwatch import credentials, plugins
from turfwatch.config import Config, Goal, Segment
from turfwatch.errors import TurfwatchError, UsageError
from turfwatch.types import Block


@dataclass(frozen=True)
class Finding:
    """One thing found: how bad, where, and what to know."""

    level: Literal["ok", "advice", "warning", "error"]
    where: str
    what: str


def examine(config: Config, database: Path, *, online: bool) -> list[Finding]:
    """Everything worth knowing before the first run, in the order a reader fixes it."""
    found = [Finding("ok", "configuration", _summary(config)), *_strategy(config), *_plugins(config)]
    found += [
        *_secrets(config),
        *_model(config),
        *_database(database),
        *_edited(config, database),
        *_browser(config),
    ]
    if online:
        found += [*_sites(config), *_mail(config)]
    return found


def look(config: Config, url: str, now: datetime, *, render: bool = False) -> dict[str, Any]:
    """What the crawler sees of one page, and what its company's adapter makes of it.

    Keys: url, final_url, company, kind, outcome, reason, adapter, rendered, blocks (region, role,
    prominence, text). With `render` the page passes through the browser whatever the config says of it.
    """
    from crawlers import adapters
    from crawlers.run import fetch
    from crawlers.targets import owner_of, targets
    from crawlers.urls import normalise
    from extract.blocks import walk
    from extract.pages import decode

    if normalise(url) is None:
        raise UsageError(f"{url}: is not an address", hint="give one such as https://rival.example/pricing")
    target = owner_of(url, targets(config))
    source = target.source(url) if target else None
    render = render or (source is not None and source.render)
    found = fetch(url, config.crawl, now, render=render)
    kind = source.kind if source and source.kind != "other" else found.kind
    adapter = target.adapter if target else adapters.GENERIC
    blocks: tuple[Block, ...] = ()
    if found.content_type == "text/html":
        html = decode(found.body)
        page = adapters.SitePage(found.url, kind, html, walk(html, url=found.url))
        blocks = adapters.blocks(adapter, page)
    return {
        "url": found.url, "final_url": found.final_url, "company": target.name if target else None,
        "kind": kind, "outcome": found.outcome.value, "reason": found.reason, "adapter": adapter,
        "rendered": render,
        "blocks": [
            {"region": b.region, "role": b.role, "prominence": b.prominence, "text": b.text} for b in blocks
        ],
    }  # fmt: skip


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
        yield from _goal(goal, config)
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


_WITHOUT = {
    "owner": "nobody answers for it",
    "baseline": "nobody can say how far it has come",
    "target": "nobody can say when it is reached",
    "due": "it can never be late",
    "agreed": "a later edit of its definition cannot be told from the agreement",
    "definition": "its metric can be counted one way today and another tomorrow",
}


def _goal(goal: Goal, config: Config) -> Iterator[Finding]:
    where = f"goal {goal.id}"
    for name, why in _WITHOUT.items():
        if getattr(goal, name) in {None, ""}:
            yield Finding("advice", where, f"has no {name}: {why}")
    if goal.baseline is not None and goal.baseline == goal.target:
        yield Finding("warning", where, "its target is its baseline: there is nothing to reach")
    if goal.agreed and goal.due and goal.due <= goal.agreed:
        yield Finding("warning", where, f"was due on {goal.due}, before it was agreed on {goal.agreed}")
    if not any(segment.goal == goal.id for segment in config.segments):
        yield Finding("advice", where, "no segment serves it: nothing that rivals do is measured against it")


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


def _secrets(config: Config) -> Iterator[Finding]:
    """Variables that the configuration names and the environment does not have."""
    for name in sorted(credentials.variables(config.model_dump())):
        if not os.environ.get(name):
            yield Finding("warning", "environment", f"{name} is not set: what needs it will fail")


def _model(config: Config) -> Iterator[Finding]:
    from extract import provenance
    from extract.nlp import load

    for model in dict.fromkeys([config.extract.model, *(c.model for c in config.competitors if c.model)]):
        try:
            load(model)
            told = "as published" if provenance.known(model) else "not one whose files we could check"
            yield Finding("ok", "language model", f"{model}: {told}")
        except TurfwatchError as error:
            yield Finding("error", "language model", str(error))
    if provenance.differs():
        yield Finding("warning", "claim model", f"{provenance.OURS} is not the one that was released")


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


def _edited(config: Config, path: Path) -> Iterator[Finding]:
    """Goals that were edited after they were agreed, and nobody has accepted it."""
    from reports.goal_history import observe_goals
    from reports.goals import told
    from turfwatch.store import Store

    if not path.exists():
        return
    try:
        with Store(path, patience=2) as store:
            edits = observe_goals(config, store, datetime.now(UTC))
    except TurfwatchError:
        return  # told by the look at the database
    for edit in edits:
        yield Finding(
            "warning",
            f"goal {edit.goal}",
            f"was edited by {edit.seen}, after it was agreed on {edit.agreed}: {told(edit)}; "
            f"accept it with `turfwatch goal acknowledge {edit.goal}`",
        )


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


def _browser(config: Config) -> Iterator[Finding]:
    """Whether pages with `render = true` can be rendered here, and what it takes."""
    from crawlers.rendering.browser import executable, missing

    rendered = [source for competitor in config.competitors for source in competitor.sources if source.render]
    if not rendered:
        return
    if problem := missing(config.crawl):
        what = f"{len(rendered)} sources ask for render = true and cannot be read: {problem}"
        yield Finding("warning", "crawl.browser", what)
    else:
        what = f"{executable(config.crawl)} renders {len(rendered)} sources"
        yield Finding("ok", "crawl.browser", what)


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
