"""What a spider is given for one crawl, and what it hands back beside its fetches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.frontier import Frontier
from crawlers.outcomes import Before
from crawlers.rendering.browser import Browser
from turfwatch.types import Fetch, Page


@dataclass(slots=True)
class Job:
    """What the spider is given (the plans, the clock, where answers go), and what it counts."""

    frontiers: Sequence[Frontier]
    now: datetime
    user_agent: str
    keep: Callable[[Fetch], None]
    before: Callable[[Page], Before | None]
    advance: Callable[[int, int], None]  # pages done now, pages planned so far
    browser: Browser  # started by the first page that asks for it
    trusted: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # company -> honest hosts and sections
    not_tried: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # company, host, why -> pages
    said: list[str] = field(default_factory=list)  # what the run must say beside its fetches
    dead_links: int = 0
    failure: Exception | None = None
    over: bool = False  # interrupted: what still comes in is ignored
