"""A crawl beside bare Scrapy spiders and other page monitors: the same pages, one after the other.

Sites behind nginx (`benchmarks.crawl_site`). Each program does a first pass, an unchanged one and one after
some pages have changed. CPU seconds are the program's alone; the ratio is to the bare conditional spider in
the same pass. Name the other monitors' programs where they are installed, each in an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crawl_site import Sites, free_port
from turfwatch.store import Store
from turfwatch.types import Facts

BARE = "bare, conditional"
FIRST = 2  # the day of the first pass


@dataclass(frozen=True)
class Program:
    """What is called for each pass (`{day}` is its number), what it writes to, and its surroundings."""

    name: str
    command: Sequence[str]
    kept: Path
    first: Sequence[str] = ()  # where the first pass is called in another way
    surroundings: Mapping[str, str] = field(default_factory=dict)

    def call(self, day: int) -> list[str]:
        """The command of a pass."""
        words = self.first if self.first and day == FIRST else self.command
        return [word.replace("{day}", str(day)) for word in words]

    def size(self) -> float:
        """MB on disk."""
        files = self.kept.rglob("*") if self.kept.is_dir() else self.kept.parent.glob(f"{self.kept.name}*")
        return sum(f.stat().st_size for f in files if f.is_file()) / 1e6


def program(path: str) -> str:
    """A program's path, if there is one."""
    if path and shutil.which(path) is None:
        raise argparse.ArgumentTypeError(f"{path}: no such program")
    return path


def programs(folder: Path, sites: Sites, options: argparse.Namespace) -> Iterator[Program]:
    """The programs to compare: the bare spiders and ourselves, then the monitors that are installed."""
    urls, addresses = sites.addresses(), folder / "addresses"
    addresses.write_text("\n".join(urls), encoding="utf-8")
    jobs = folder / "jobs.yaml"
    jobs.write_text("---\n".join(f"url: {url}\nfilter:\n  - html2text\n" for url in urls), encoding="utf-8")
    spider = [sys.executable, "-m", "benchmarks.peers_spider"]
    for name, mode in ((BARE, "conditional"), ("bare, hash", "hash")):
        kept = folder / f"{mode}.db"
        yield Program(name, [*spider, mode, str(addresses), str(kept)], kept)
    run = ["run", "--stage", "crawl", "--quiet", "--now", "2026-03-0{day}T06:00:00Z"]
    ours = [sys.executable, "-m", "turfwatch", "--config", str(folder / "turfwatch.toml"), *run]
    yield Program("turfwatch", ours, folder / "turfwatch.db")
    if options.urlwatch:
        told, kept = folder / "urlwatch.yaml", folder / "urlwatch.db"
        told.write_text("report: {stdout: {enabled: true, color: false}}\n")
        given = ["--config", str(told), "--hooks", str(folder / "hooks.py"), "--cache", str(kept)]
        yield Program("urlwatch", [options.urlwatch, "--urls", str(jobs), *given], kept)
    if options.webchanges:
        told, kept = folder / "webchanges.yaml", folder / "webchanges.db"
        told.write_text("report: {tz: null, stdout: {enabled: true, color: false}}\n")
        given = ["--config", str(told), "--hooks", str(folder / "hooks.py"), "--database", str(kept)]
        yield Program("webchanges", [options.webchanges, "--jobs", str(jobs), *given], kept)
    if options.changedetection:
        kept = folder / "changedetection"
        batch = [options.changedetection, "-h", "127.0.0.1", "-p", str(free_port()), "-d", str(kept),
                 "-l", "ERROR", "-b"]  # fmt: skip
        listed = [word for url in urls for word in ("-u", url)]
        yield Program("changedetection.io", [*batch, "-r", "all"], kept, [*batch, "-C", *listed], {
            "FETCH_WORKERS": "10", "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",
            "DISABLE_VERSION_CHECK": "true", "MINIMUM_SECONDS_RECHECK_TIME": "0",
        })  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What a pass took: seconds of wall and CPU, peak MB."""

    wall: float
    cpu: float
    peak: float


def measured(program: Program, day: int, limit: float) -> Cost | None:
    """The cost of a pass, told by a process that has no other child; None when it was not waited for."""
    code = (
        "import resource, subprocess, sys, time; t = time.perf_counter();"
        "c = subprocess.run(sys.argv[1:], stdout=-3, stderr=-3).returncode;"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(c, time.perf_counter() - t, u.ru_utime + u.ru_stime, u.ru_maxrss / 1024)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, *program.call(day)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **program.surroundings},
        start_new_session=True,
    )
    try:
        told = process.communicate(timeout=limit)[0].split()
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None
    if told[0] not in {"0", "3"}:
        raise SystemExit(f"{program.name} ended with {told[0]}")
    return Cost(*map(float, told[1:]))


def confirm(database: Path) -> None:
    """Take Turfwatch's captures for read, as its extract stage does, so that validators may go out."""
    with Store(database) as store, store.transaction():
        for capture in store.unextracted("1"):
            store.save_facts(capture, Facts(), {}, "1")


def main() -> None:
    """Print a line a program and pass."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=200, help="of each host")
    for monitor in ("urlwatch", "webchanges", "changedetection"):
        parser.add_argument(f"--{monitor}", default="", type=program, help="its program")
    parser.add_argument("--plot", type=Path, help="a picture of the costs")
    parser.add_argument("--limit", type=float, default=900, help="seconds a pass may take")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        sites = Sites(folder, options.hosts, options.pages)
        size, total = sites.write(), options.hosts * options.pages
        (folder / "turfwatch.toml").write_text(sites.config(), encoding="utf-8")
        print(f"{total:,} pages on {options.hosts} hosts, {size / 1000:.1f} kB each")
        with sites.served():
            rows = list(compare(list(programs(folder, sites, options)), sites, total, options.limit))
    if options.plot:
        plot(options.plot, rows)


def compare(
    among: Sequence[Program], sites: Sites, total: int, limit: float
) -> Iterator[tuple[str, str, float]]:
    """Print a line a program and pass; who was too slow once is left out of the later passes.

    Gives the pass, the program and its CPU seconds per 1,000 pages.
    """
    left_out: set[str] = set()
    for day, label in ((FIRST, "first"), (3, "unchanged"), (4, "5 % changed")):
        if day == 4:
            sites.change(0.05, 1, seed=day)
        bare = 0.0
        for program in among:
            cost = None if program.name in left_out else measured(program, day, limit)
            if cost is None:
                left_out.add(program.name)
                print(f"{label:<12}{program.name:<18}  not within {limit:.0f} s", flush=True)
                continue
            bare = bare or cost.cpu
            if program.name == "turfwatch":
                confirm(program.kept)
            print(f"{label:<12}{program.name:<18}{total / cost.wall:6.0f} pages/s "
                  f"{1000 * cost.cpu / total:7.2f} CPU s per 1,000 ({cost.cpu / bare:.2f}) "
                  f"{cost.peak:5.0f} MB of memory, {program.size():7.1f} MB on disk", flush=True)  # fmt: skip
            yield label, program.name, 1000 * cost.cpu / total


def plot(file: Path, rows: Sequence[tuple[str, str, float]]) -> None:
    """Bars: what each program's passes cost."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    passes, names = (list(dict.fromkeys(row[i] for row in rows)) for i in (0, 1))
    costs = {(label, name): cost for label, name, cost in rows}
    figure, axes = plt.subplots(figsize=(7, 3.6), dpi=110)
    height = 0.8 / len(passes)
    for number, (label, colour) in enumerate(zip(passes, ("#8aa4c8", "#1f4e8c", "#d98a29"), strict=False)):
        places = [i + (number - 1) * height for i in range(len(names))]
        bars = axes.barh(
            places, [costs.get((label, n), 0.0) for n in names], height, label=label, color=colour
        )
        axes.bar_label(bars, fmt="%.1f", fontsize=7, padding=2)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel("CPU seconds per 1,000 pages")
    axes.legend(frameon=False, fontsize=8, loc="upper right")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(file)


if __name__ == "__main__":
    main()
