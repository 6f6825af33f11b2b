"""What a crawl and its extraction cost the coordinator and the workers of a cluster, and one process alone.

Sites behind nginx (`benchmarks.crawl_site`), a scheduler and workers on this machine (`turfwatch[cluster]`).
On two cores nothing gets faster by it: what counts is the share of the work that leaves the coordinator,
because it bounds how many workers one coordinator can keep busy. CPU seconds, for 1,000 pages.
"""

from __future__ import annotations

import argparse
import os
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import distributed
import psutil

from benchmarks.crawl_site import Sites
from schedules import pipeline
from schedules.cluster import Cluster
from turfwatch import config as configuration
from turfwatch.config import Config
from turfwatch.store import Store

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def used(processes: list[psutil.Process]) -> float:
    """CPU seconds so far of some processes, and of children of this one that have ended."""
    ended = os.times()
    return sum(sum(p.cpu_times()[:2]) for p in processes) + ended.children_user + ended.children_system


def days(folder: Path, sites: Sites, config: Config, workers: int) -> None:
    """Play a first, an unchanged and a changed day, and print what they cost."""
    with ExitStack() as stack:
        cluster, others = None, list[psutil.Process]()
        if workers:
            local = stack.enter_context(
                distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0")
            )
            client = stack.enter_context(distributed.Client(local))
            others = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
            cluster = stack.enter_context(Cluster(local.scheduler_address, config))
        store = stack.enter_context(Store(folder / f"{workers}.db"))
        for day, label in enumerate(("first", "unchanged", "changed")):
            if label == "changed":
                sites.change(0.2, 4, seed=workers + 1)
            for stage in ("crawl", "extract"):
                wall, mine, theirs = time.perf_counter(), time.process_time(), used(others)
                (record,) = pipeline.run_stages(
                    config, store, START + timedelta(days=day), stages=(stage,), cluster=cluster
                )
                assert record.status == "ok", record
                wall, mine, theirs = (
                    time.perf_counter() - wall, time.process_time() - mine, used(others) - theirs,
                )  # fmt: skip
                total = sites.hosts * sites.pages / 1000
                print(f"{workers or 'no':>2} workers  {label:<10} {stage:<8} {wall:7.1f} s   here "
                      f"{mine / total:6.2f}   others {theirs / total:6.2f}")  # fmt: skip


def main() -> None:
    """Without a cluster, then with one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=50, help="of each host")
    parser.add_argument("--workers", type=int, nargs="*", default=[0, 2])
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        sites = Sites(folder, options.hosts, options.pages, lines=40, stock=100)
        sites.write()
        (folder / "turfwatch.toml").write_text(sites.config(), encoding="utf-8")
        config = configuration.load(folder / "turfwatch.toml")
        with sites.served():
            for workers in options.workers:
                days(folder, sites, config, workers)


if __name__ == "__main__":
    main()
