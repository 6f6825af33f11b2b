"""The demo: half a year of an invented market, watched date by date with the clock frozen."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from pathlib import Path

import reports.run
from reports import evidence
from reports.files import write_whole
from schedules import demo, pipeline
from turfwatch import config as configuration
from turfwatch.config import Config
from turfwatch.errors import UsageError
from turfwatch.progress import Progress, Quiet
from turfwatch.store import Store
from turfwatch.types import RunRecord, Signal

FACES: tuple[reports.run.Face, ...] = ("html", "md")
MARK = ".turfwatch-demo"  # a folder with this file is ours to empty


@dataclass(frozen=True)
class Played:
    """What the demo leaves behind."""

    config: Config
    records: tuple[RunRecord, ...]
    signals: tuple[Signal, ...]
    files: tuple[tuple[Path, str], ...]  # each with what it is


def play(folder: Path, *, progress: Progress | None = None) -> Played:
    """Serve, crawl and report the market into `folder` (made, or emptied if a demo made it)."""
    progress = progress or Quiet()
    _prepare(folder)
    write_whole(folder / configuration.FILE_NAME, (demo.ROOT / configuration.FILE_NAME).read_bytes())
    config = configuration.load(folder / configuration.FILE_NAME)
    records: list[RunRecord] = []
    progress.start("demo", len(demo.DATES))
    with Store(folder / "turfwatch.db") as store:
        with demo.DemoMarket() as market:
            for day in demo.DATES:
                market.day = day
                watched = through(demo.as_of(config, day), market.proxy_url)
                _heard(config, store, day)
                records += pipeline.run_stages(watched, store, moment(day))
                progress.advance("demo")
        progress.finish("demo")
        files = _write(config, store, folder, moment(demo.DATES[-1]))
        signals = tuple(store.signals())
    return Played(config, tuple(records), signals, files)


def _heard(config: Config, store: Store, day: date) -> None:
    """What people knew by then: observed goal values, and what buyers said."""
    for goal, when, value in demo.goal_values(day):
        store.record_goal(goal, when, value)
    text = evidence.decode(demo.EVIDENCE.read_bytes(), demo.EVIDENCE.name)
    reading = evidence.read(text, [s.id for s in config.segments], day, demo.EVIDENCE.name)
    store.add_evidence(reading.rows, moment(day))


def moment(day: date) -> datetime:
    """The frozen clock of a demo day: seven in the morning, UTC."""
    return datetime.combine(day, time(7), UTC)


def through(config: Config, proxy: str) -> Config:
    """The configuration with the crawler sent through the demo's proxy, at full speed."""
    crawl = config.crawl.model_copy(update={"proxy": proxy, "delay": 0.0})
    return config.model_copy(update={"crawl": crawl})


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise UsageError(f"{folder}: is not empty", hint="name a new folder for the demo")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _write(config: Config, store: Store, folder: Path, now: datetime) -> tuple[tuple[Path, str], ...]:
    digest = _digest(config, store, now, folder / "digest")
    review = reports.run.review(config, store, now, folder / "review.html")
    cards = _battlecards(config, store, now, folder / "battlecards")
    tables = reports.run.export(config, store, ("all",), "csv", folder / "exports")
    return (
        *((path, "the latest digest") for path in digest),
        (review, "the strategy review, one page"),
        (cards[0].parent, f"{len(config.competitors)} battlecards, to read and to edit"),
        (tables[0].parent, f"{len(tables)} CSV tables"),
        *((path, "the same tables as one workbook") for path in _workbook(config, store, folder)),
        (folder / configuration.FILE_NAME, "what was watched, and our segments, goals and claims"),
    )


def _battlecards(config: Config, store: Store, now: datetime, folder: Path) -> list[Path]:
    """A battlecard a rival, as a page and as Markdown."""
    return [
        write_whole(
            folder / f"{rival.name.lower()}.{face}",
            reports.run.battlecard(config, store, now, rival.name, face).encode(),
        )
        for rival in config.competitors
        for face in FACES
    ]


def _workbook(config: Config, store: Store, folder: Path) -> list[Path]:
    """The workbook, where the extra that writes one is installed."""
    if not find_spec("xlsxwriter"):
        return []
    return reports.run.export(config, store, ("all",), "xlsx", folder)


def _digest(config: Config, store: Store, now: datetime, stem: Path) -> tuple[Path, ...]:
    """The latest digest as a mail program, a browser and a terminal show it."""
    digest = reports.run.run(config, store, now)
    contents = {".eml": digest.eml, ".html": digest.html.encode(), ".txt": digest.text.encode()}
    return tuple(write_whole(stem.with_suffix(suffix), content) for suffix, content in contents.items())
