"""What a day of signals costs in the first and in the last month of a year, over a whole market.

The market is made up from a seed: so many rivals with so many pages of so many sentences, of which
some pages change each day. The facts go into the store as the extract stage puts them there, and the
signals stage runs day by day. Seconds are CPU seconds of a day's run over all rivals; memory is the
process's peak.
`--weekly` plays all but the last days a week at a time, with a week's changes at once, so that a year of a
large market takes minutes. `--whole` also derives the last day with nothing put away, which is what every
day would cost otherwise.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from signals import run as signals
from turfwatch.config import Config
from turfwatch.processes import collect_rarely
from turfwatch.store import Store
from turfwatch.store.facts import block_key
from turfwatch.types import Block, Claim, Facts, Fetch, Outcome, PageKind, PlacedClaim

START = datetime(2025, 1, 1, 6, tzinfo=UTC)
WEEK, LAST = 7, 20  # days; the last are always played one by one
KINDS: Sequence[PageKind] = ("product", "solution", "blog", "docs", "compare", "customers")
VERBS = ("Plan", "Share", "Route", "Price", "Check", "Sign", "Count", "Store", "Print", "Move")
THINGS = (
    "delivery rounds", "client workspaces", "patient files", "stock lists", "site diaries", "ward rosters",
    "loan papers", "spare parts", "seed orders", "lesson plans", "harbour fees", "tool loans",
)  # fmt: skip
PEOPLE = (
    "agencies", "clinics", "schools", "harbours", "bakeries", "growers", "fleets", "law firms", "museums",
    "workshops", "banks", "theatres",
)  # fmt: skip
HOW = ("without paper", "in one place", "from a phone", "by the hour", "with one click", "on any day")


def config(rivals: int) -> Config:
    """Us with six segments, and the rivals."""
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk"},
            "segments": [
                {
                    "id": name.replace(" ", "-"), "name": name.title(), "audience": [name], "terms": [thing],
                    "claims": [{"text": f"{thing.capitalize()} for {name} in one place."}],
                }
                for name, thing in zip(PEOPLE[:6], THINGS[:6], strict=True)
            ],
            "competitors": [{"name": f"Rival {n}", "site": f"https://r{n}.example"} for n in range(rivals)],
        }
    )  # fmt: skip


class Market:
    """The rivals' pages as they stand, changed a little each day."""

    def __init__(self, rivals: int, pages: int, lines: int, seed: int) -> None:
        self._random = random.Random(seed)
        self._pages = {
            (f"Rival {r}", f"https://r{r}.example/{p or ''}", "home" if p == 0 else KINDS[p % len(KINDS)]): [
                self._line() for _ in range(lines)
            ]
            for r in range(rivals)
            for p in range(pages)
        }

    def first(self) -> Iterator[tuple[tuple[str, str, str], list[str]]]:
        """Every page."""
        yield from self._pages.items()

    def day(self, share: float) -> Iterator[tuple[tuple[str, str, str], list[str]]]:
        """The pages that changed today: a sentence or two of each."""
        for key in self._random.sample(sorted(self._pages), round(len(self._pages) * share)):
            lines = self._pages[key]
            for _ in range(self._random.randint(1, 2)):
                lines[self._random.randrange(len(lines))] = self._line()
            yield key, lines

    def _line(self) -> str:
        pick = self._random.choice
        number = self._random.randrange(2, 900)
        words = f"{pick(VERBS)} {pick(THINGS)} {pick(HOW)}"
        return pick((f"{words} for {pick(PEOPLE)}", f"{words}, up to {number} at a time", words))


def keep(store: Store, key: tuple[str, str, str], lines: Sequence[str], at: datetime) -> None:
    """One page's fetch and facts."""
    company, url, kind = key
    store.record(
        Fetch(url, company, at, Outcome.OK, body="\n".join(lines).encode(), kind=kind)  # type: ignore[arg-type]
    )
    capture = max((c for c in store.captures(company, until=at) if c.url == url), key=lambda c: c.at)
    blocks = tuple(
        Block(text, "h1" if i == 0 else "p", i, (), 0.9 if i == 0 else 0.5) for i, text in enumerate(lines)
    )
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    keys = {block_key(p.block, company=company, page_kind=kind): (p.claim,) for p in placed}
    known = store.known_claims(keys, "v")
    store.save_facts(
        capture, Facts(blocks, placed, language="en"), {k: c for k, c in keys.items() if k not in known}, "v"
    )


def seconds(settings: Config, store: Store, at: datetime) -> float:
    """CPU seconds of one run of the stage."""
    begin = time.process_time()
    signals.run(settings, store, at)
    return time.process_time() - begin


def main() -> None:
    """Play the year and print what days cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", type=int, default=50)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--lines", type=int, default=15)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--share", type=float, default=0.005, help="share of pages that change a day")
    parser.add_argument("--weekly", action="store_true")
    parser.add_argument("--whole", action="store_true")
    options = parser.parse_args()
    collect_rarely()  # as the command line does
    settings, market = config(options.rivals), Market(options.rivals, options.pages, options.lines, seed=7)
    with TemporaryDirectory() as folder, Store(Path(folder) / "year.db") as store:
        costs = list(_year(market, settings, store, options))
        first, last = costs[1:31], costs[-LAST:]
        size = f"{options.rivals} rivals x {options.pages} pages x {options.lines} sentences"
        print(f"{size}, {options.days} days")
        parts = (
            {f"last {len(last)} days": last} if options.weekly else {"first month": first, "last days": last}
        )
        for name, part in parts.items():
            took, peak = statistics.median(s for s, _ in part), part[-1][1]
            print(f"{name}: {took:6.2f} s a day (median), peak memory {peak:5.0f} MB")
        print(f"signals in all: {len(store.signals())}")
        if options.whole:
            store._execute("DELETE FROM checkpoints")
            store._execute("DELETE FROM derivations")
            whole = seconds(settings, store, START + timedelta(days=options.days))
            print(f"the last day with nothing put away: {whole:.1f} s")


def _year(
    market: Market, settings: Config, store: Store, options: argparse.Namespace
) -> Iterator[tuple[float, float]]:
    number, step = 0, 0
    while number < options.days:
        at = START + timedelta(days=number)
        for key, lines in market.first() if number == 0 else market.day(options.share * step):
            keep(store, key, lines, at)
        took = seconds(settings, store, at + timedelta(hours=1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"day {number:3}, after {step}: {took:6.2f} s {peak:5.0f} MB", flush=True)
        yield took, peak
        step = WEEK if options.weekly and number + WEEK < options.days - LAST else 1
        number += step


if __name__ == "__main__":
    main()
