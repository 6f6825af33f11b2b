"""What a day's digest and all tables cost against the size of the history they are drawn from.

The databases are those of `benchmarks.digest`, filled as the signals stage would have left them after so many
days. CPU seconds in this process, imports and drawing warm; `--plot FILE` draws them.
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
from benchmarks.digest import _fill
from turfwatch.store import Store


def used(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def measure(folder: Path, rivals: int, days: int) -> tuple[float, float, float]:
    """Megabytes, and the seconds of a digest and of all tables, after so many days."""
    settings, now = year.config(rivals), year.START + timedelta(days=days - 1, hours=2)
    with Store(folder / f"{days}.db") as store:
        _fill(store, settings, 60, 15, days)
        reports.run.run(settings, store, now - timedelta(days=1))  # so that the next is a day's digest
        digest = used(lambda: reports.run.run(settings, store, now, keep=False))
        tables = used(lambda: reports.run.export(settings, store, ["all"], "csv", folder / "tables"))
        return store.sizes()["bytes"] / 1e6, digest, tables


def plot(file: Path, rows: list[tuple[int, float, float, float]]) -> None:
    """Draw seconds over days."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.6), dpi=110)
    days = [row[0] for row in rows]
    for place, name, colour in ((2, "a day's digest", "#1f6f8b"), (3, "all tables as CSV", "#c2571a")):
        axes.plot(days, [row[place] for row in rows], marker="o", color=colour)
        axes.annotate(
            name, (days[-1], rows[-1][place]), xytext=(-6, 6), textcoords="offset points", ha="right"
        )
    axes.set(xlabel="days of history", ylabel="CPU seconds", ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file)


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", type=int, default=12)
    parser.add_argument("--days", type=int, nargs="*", default=[29, 92, 183, 365])
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    rows = []
    with TemporaryDirectory() as folder:
        measure(Path(folder), options.rivals, 10)  # imports and fonts
        for days in options.days:
            size, digest, tables = measure(Path(folder), options.rivals, days)
            rows.append((days, size, digest, tables))
            print(
                f"{days:>4} days {size:7.1f} MB   digest {digest:6.2f} s   tables {tables:6.2f} s", flush=True
            )
    if options.plot:
        plot(options.plot, rows)


if __name__ == "__main__":
    main()
