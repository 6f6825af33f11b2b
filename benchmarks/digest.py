"""What a morning costs when the database is a year old: the digest, the review, a battlecard, all tables.

The market is the one of `benchmarks.signals_year`: made up from a seed, played day by day through the
signals stage. `--db FILE` keeps it, and takes it as it is when it is there already.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import reports.run
from benchmarks import signals_year as year
from turfwatch.config import Config
from turfwatch.store import Store


def main() -> None:
    """Play the year unless it is there, and print what each report takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", type=int, default=50)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--lines", type=int, default=15)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--share", type=float, default=0.02, help="share of pages that change a day")
    parser.add_argument("--db", type=Path, help="the year's database: made there, or taken from there")
    options = parser.parse_args()
    settings = year.config(options.rivals)
    with TemporaryDirectory() as folder:
        file, out = options.db or Path(folder) / "year.db", Path(folder) / "out"
        if not file.exists():
            market = year.Market(options.rivals, options.pages, options.lines, seed=7)
            with Store(file) as store:
                for _ in year._year(market, settings, store, options.days, options.share):
                    pass
        with Store(file) as store:
            _measure(settings, store, options.days, out)


def _measure(settings: Config, store: Store, days: int, out: Path) -> None:
    now = year.START + timedelta(days=days - 1, hours=2)
    sizes = store.sizes()
    shown = ("captures", "lifetimes", "changes", "presence", "signals")
    print(", ".join(f"{sizes[name]:,} {name}" for name in shown) + f", {sizes['bytes'] / 1e6:.0f} MB")
    yesterday = now - timedelta(days=1)
    reports.run.run(settings, store, yesterday)  # so that today's is a day's digest, not a first one
    _time("a day's digest", lambda: reports.run.run(settings, store, now, keep=False))
    _time("the same again, imports done", lambda: reports.run.run(settings, store, now, keep=False))
    _time("the review", lambda: reports.run.review(settings, store, now, out / "review.html"))
    _time("a battlecard", lambda: reports.run.battlecard(settings, store, now, "Rival 7"))
    _time("all tables as CSV", lambda: reports.run.export(settings, store, ["all"], "csv", out))


def _time(what: str, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    took, used = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<30} {took:6.2f} s ({used:.2f} s of CPU)")


if __name__ == "__main__":
    main()
