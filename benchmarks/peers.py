"""A crawl beside bare Scrapy spiders and other page monitors: the same pages, one after the other.

Sites behind nginx (`benchmarks.crawl_site`). Each program does a first pass, an unchanged one and one after
some pages have changed. CPU seconds are the program's alone; the ratio is to the bare conditional spider in
the same pass. Name the other monitors' programs where they are installed, each in an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crawl_site import Sites
from turfwatch.store import Store
from turfwatch.types import Facts

BARE = "bare, conditional"


def commands(folder: Path, sites: Sites, urlwatch: str, webchanges: str) -> dict[str, list[str]]:
    """What to call for each program; `{day}` is the pass."""
    addresses = folder / "addresses"
    addresses.write_text("\n".join(sites.addresses()), encoding="utf-8")
    jobs = "---\n".join(f"url: {url}\nfilter:\n  - html2text\n" for url in sites.addresses())
    (folder / "jobs.yaml").write_text(jobs, encoding="utf-8")
    spider = [sys.executable, "-m", "benchmarks.peers_spider"]
    found = {
        BARE: [*spider, "conditional", str(addresses), str(folder / "conditional.db")],
        "bare, hash": [*spider, "hash", str(addresses), str(folder / "hash.db")],
        "turfwatch": [sys.executable, "-m", "turfwatch", "--config", str(folder / "turfwatch.toml"), "run",
                      "--stage", "crawl", "--quiet", "--now", "2026-03-0{day}T06:00:00Z"],
    }  # fmt: skip
    if urlwatch:
        (folder / "urlwatch.yaml").write_text("report: {stdout: {enabled: true, color: false}}\n")
        found["urlwatch"] = [urlwatch, "--urls", str(folder / "jobs.yaml"), "--config",
                             str(folder / "urlwatch.yaml"), "--hooks", str(folder / "hooks.py"), "--cache",
                             str(folder / "urlwatch.db")]  # fmt: skip
    if webchanges:
        (folder / "webchanges.yaml").write_text("report: {tz: null, stdout: {enabled: true, color: false}}\n")
        found["webchanges"] = [webchanges, "--jobs", str(folder / "jobs.yaml"), "--config",
                               str(folder / "webchanges.yaml"), "--hooks", str(folder / "hooks.py"),
                               "--database", str(folder / "webchanges.db")]  # fmt: skip
    return found


def measured(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MB of a command, told by a process that has no other child."""
    code = (
        "import json, resource, subprocess, sys, time; t = time.perf_counter();"
        "c = subprocess.run(sys.argv[1:], stdout=-3, stderr=-3).returncode;"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(c, time.perf_counter() - t, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *command],
        check=True,
        capture_output=True,
        text=True,
        env=dict(os.environ),
    ).stdout.split()
    if told[0] not in {"0", "3"}:
        raise SystemExit(f"{command[0]} ended with {told[0]}")
    return float(told[1]), float(told[2]), float(told[3])


def confirm(folder: Path) -> None:
    """Take Turfwatch's captures for read, as its extract stage does, so that validators may go out."""
    with Store(folder / "turfwatch.db") as store, store.transaction():
        for capture in store.unextracted("1"):
            store.save_facts(capture, Facts(), {}, "1")


def main() -> None:
    """Print a line a program and pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=200, help="of each host")
    parser.add_argument("--urlwatch", default="", help="its program")
    parser.add_argument("--webchanges", default="", help="its program")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        sites = Sites(folder, options.hosts, options.pages)
        size, total = sites.write(), options.hosts * options.pages
        (folder / "turfwatch.toml").write_text(sites.config(), encoding="utf-8")
        print(f"{total:,} pages on {options.hosts} hosts, {size / 1000:.1f} kB each")
        programs = commands(folder, sites, options.urlwatch, options.webchanges)
        with sites.served():
            for day, label in ((2, "first"), (3, "unchanged"), (4, "5 % changed")):
                if day == 4:
                    sites.change(0.05, 1, seed=day)
                bare = 0.0
                for program, command in programs.items():
                    wall, cpu, peak = measured([part.replace("{day}", str(day)) for part in command])
                    bare = bare or cpu
                    if program == "turfwatch":
                        confirm(folder)
                    speed, cost = total / wall, 1000 * cpu / total
                    print(f"{label:<12}{program:<18}{speed:6.0f} pages/s {cost:7.2f} CPU s per 1,000 "
                          f"({cpu / bare:.2f}) {peak:5.0f} MB")  # fmt: skip
        for file in sorted(folder.glob("*.db")):
            print(f"{file.name:<18} {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
