"""What a morning costs when the database is a year old: the digest, the review, a battlecard, all tables.

The database is as large as that of `benchmarks.signals_year` (50 rivals, 60 pages of 15 sentences, 2 % of the
pages changed a day) and holds what the signals stage would have left, written directly: playing the year
itself takes hours, and says nothing about reports. `--db FILE` keeps it, and takes it when it is there.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import reports.run
from benchmarks import signals_year as year
from turfwatch.config import Config
from turfwatch.store import Store
from turfwatch.store.signals import Derived
from turfwatch.types import (
    Change,
    Claim,
    Fetch,
    Lifetime,
    Outcome,
    Plan,
    PlanEvent,
    Presence,
    Release,
    ReleaseSeen,
    Severity,
    Signal,
    Span,
    Stage,
    Standing,
)

KINDS = ("entry", "escalation", "claim_match", "launch", "price_move", "retreat")
PARTS = (("stake", 12.0), ("stage", 15.0), ("prominence", 9.0), ("novelty", 12.0))


def main() -> None:
    """Write the year unless it is there, and print what each report takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", type=int, default=50)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--lines", type=int, default=15)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--db", type=Path, help="the year's database: made there, or taken from there")
    options = parser.parse_args()
    settings = year.config(options.rivals)
    with TemporaryDirectory() as folder:
        file, out = options.db or Path(folder) / "year.db", Path(folder) / "out"
        fresh = not file.exists()
        with Store(file) as store:
            if fresh:
                _fill(store, settings, options.pages, options.lines, options.days)
            _measure(settings, store, options.days, out)


# --- a year ---------------------------------------------------------------------------------------


def _fill(store: Store, settings: Config, pages: int, lines: int, days: int) -> None:
    draw = random.Random(7)
    market = year.Market(0, 0, 0, seed=7)
    end = year.START + timedelta(days=days - 1, hours=1)
    with store.transaction():
        for rival in settings.competitors:
            for page in range(pages):
                url = f"{rival.site}/{page or ''}"
                store.record(Fetch(url, rival.name, year.START, Outcome.OK, body=url.encode()))
                last = Outcome.UNCHANGED if page % 20 else Outcome.TIMEOUT
                store.record(Fetch(url, rival.name, end, last, reason="" if page % 20 else "30 s"))
            book = _Book(rival.name, rival.site, [s.id for s in settings.segments], draw, market)
            book.play(pages, lines, days)
            store.replace_derived(rival.name, book.derived(), inputs="benchmark", until=end)


class _Book:
    """One rival's year as the signals stage would have written it."""

    def __init__(
        self, name: str, site: str, segments: list[str], draw: random.Random, market: year.Market
    ) -> None:
        self.name, self.site, self.segments, self.draw, self.market = name, site, segments, draw, market
        self.lives: list[Lifetime] = []
        self.changes: list[Change] = []
        self.plans: list[PlanEvent] = []
        self.releases: list[ReleaseSeen] = []
        self.presence: list[Presence] = []
        self.signals: list[Signal] = []

    def play(self, pages: int, lines: int, days: int) -> None:
        first = year.START.date()
        for page in range(pages):
            for _ in range(lines):
                self._claim(page, first, first + timedelta(days=days))
        self._price(first, "")
        for number in range(days):
            today = first + timedelta(days=number)
            for _ in range(round(pages * 0.02 * 1.5)):
                self._reword(today, self.draw.randrange(pages), first + timedelta(days=days))
            if number % 7 == 0:
                self._move(today, number)
            if number % 60 == 30:
                self._price(today, "price")

    def _claim(self, page: int, since: date, until: date, *, active: bool = True) -> Lifetime:
        text = self.market._line()
        place = Standing(f"{self.site}/{page or ''}", "home" if page == 0 else "product", "p", 0.5, page + 1)
        segments = ((self.draw.choice(self.segments), 0.8),) if self.draw.random() < 0.3 else ()
        life = Lifetime(
            f"{self.name} {len(self.lives)}", self.name, Claim("capability", text, 0, len(text)), (place,),
            since, until, active, segments,
        )  # fmt: skip
        self.lives.append(life)
        return life

    def _reword(self, today: date, page: int, end: date) -> None:
        old, new = self._claim(page, year.START.date(), today, active=False), self._claim(page, today, end)
        for life, what in ((old, "dropped"), (new, "new")):
            before, after = (life.claim.text, None) if what == "dropped" else (None, life.claim.text)
            held = "a running counter" if self.draw.random() < 0.3 else None
            self.changes.append(
                Change(today, self.name, life.best.url, what, before, after, life.claim, life.segments,
                       life.best, held, life.id)
            )  # fmt: skip

    def _move(self, today: date, number: int) -> None:
        segment, value = self.draw.choice(self.segments), self.draw.random()
        stage = list(Stage)[min(4, int(value * 5))]
        self.presence.append(Presence(today, self.name, segment, value, stage, value / 9, 0.0, 0.5, 9))
        text, kind = self.market._line(), self.draw.choice(KINDS)
        release = Release(text, "feature", today, None, None, f"{self.site}/changelog", text)
        self.releases.append(ReleaseSeen(self.name, f"{self.site}/changelog", today, release))
        score = round(30 + 60 * self.draw.random(), 1)
        severity: Severity = "critical" if score > 80 else "high" if score > 60 else "medium"
        self.signals.append(
            Signal(f"{self.name}-{number}", today, self.name, kind, segment, f"{self.name}: “{text}”", score,
                   PARTS, severity, self.site, (Span(self.site, text, 1, "h1"),))
        )  # fmt: skip

    def _price(self, today: date, event: str) -> None:
        was = self.plans[-1].plan if self.plans else None
        plan = Plan("Team", Decimal(self.draw.randrange(20, 90)), "USD", "month", "seat")
        pct = float(plan.amount / was.amount - 1) * 100 if was and was.amount and plan.amount else None
        self.plans.append(
            PlanEvent(today, self.name, f"{self.site}/pricing", plan, event, was, "", pct if event else None)
        )

    def derived(self) -> Derived:
        return Derived(
            tuple(self.lives), tuple(self.changes), tuple(self.plans), tuple(self.releases),
            tuple(self.presence), tuple(self.signals),
        )  # fmt: skip


# --- the reports ----------------------------------------------------------------------------------


def _measure(settings: Config, store: Store, days: int, out: Path) -> None:
    now = year.START + timedelta(days=days - 1, hours=2)
    sizes = store.sizes()
    shown = ("captures", "lifetimes", "changes", "presence", "signals")
    print(", ".join(f"{sizes[name]:,} {name}" for name in shown) + f", {sizes['bytes'] / 1e6:.0f} MB")
    if store.last_digest() is None:  # so that today's is a day's digest, not a first one
        reports.run.run(settings, store, now - timedelta(days=1))
    for what, work in _works(settings, store, now, out):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        took, used = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{what:<30} {took:6.2f} s ({used:.2f} s of CPU)")
    print(f"the review is {(out / 'review.html').stat().st_size / 1e6:.2f} MB")


def _works(
    settings: Config, store: Store, now: datetime, out: Path
) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "a day's digest", lambda: reports.run.run(settings, store, now, keep=False)
    yield "the same again", lambda: reports.run.run(settings, store, now, keep=False)
    yield "the review", lambda: reports.run.review(settings, store, now, out / "review.html")
    yield "a battlecard", lambda: reports.run.battlecard(settings, store, now, "Rival 7")
    yield "all tables as CSV", lambda: reports.run.export(settings, store, ["all"], "csv", out)


if __name__ == "__main__":
    main()
