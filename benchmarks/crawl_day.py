"""A day over 10,000 known pages of which 2 % of the blocks are new: crawl, extract, signals, report.

Sites behind nginx (`benchmarks.crawl_site`); the first pass is the baseline, then an unchanged day, then a
day on which a fifth of the pages has new sentences in place of a tenth of its own. Each is the whole
command in a process of its own; seconds of wall and of CPU (the command's alone), and its peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crawl_site import Sites


def run(folder: Path, moment: str, *more: str) -> tuple[float, float, list[dict[str, object]]]:
    """Wall and CPU seconds of `turfwatch run`, and what each stage counted."""
    command = [sys.executable, "-m", "turfwatch", "--config", str(folder / "turfwatch.toml"), "run", "--json",
               "--quiet", "--now", moment, *more]  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ})
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 3}:
        raise SystemExit(done.stdout + done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, [json.loads(line) for line in done.stdout.splitlines()]


def seconds(folder: Path, stages: int) -> list[float]:
    """What each of the last stages took, by the database's own record of runs."""
    with closing(sqlite3.connect(folder / "turfwatch.db")) as database:
        rows = database.execute(
            "SELECT (julianday(finished) - julianday(started)) * 86400 FROM runs ORDER BY id DESC LIMIT ?",
            [stages],
        ).fetchall()
    return [took for (took,) in reversed(rows)]


def main() -> None:
    """Print the three days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200, help="of each host")
    parser.add_argument("--lines", type=int, default=40, help="paragraphs of each page")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        sites = Sites(folder, options.hosts, options.pages, lines=options.lines)
        size, total = sites.write(), options.hosts * options.pages
        (folder / "turfwatch.toml").write_text(sites.config(), encoding="utf-8")
        print(f"{total:,} pages on {options.hosts} hosts, {size / 1000:.1f} kB each")
        with sites.served():
            for day, label in ((2, "first"), (3, "unchanged"), (4, "changed")):
                if label == "changed":
                    pages = sites.change(0.2, round(0.1 * options.lines), 4)
                    print(f"{pages:,} pages changed, {pages * round(0.1 * options.lines):,} new sentences")
                wall, cpu, stages = run(folder, f"2026-03-0{day}T06:00:00Z")
                peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
                print(f"{label:<10} {wall:7.1f} s ({cpu:.1f} s of CPU), {total / wall:6.0f} pages/s, "
                      f"{1000 * cpu / total:5.2f} CPU s per 1,000, peak so far {peak:.0f} MB")  # fmt: skip
                for stage, took in zip(stages, seconds(folder, len(stages)), strict=True):
                    print(f"           {took:7.1f} s", json.dumps(stage), flush=True)
                print(f"           database {(folder / 'turfwatch.db').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
