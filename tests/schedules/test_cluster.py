"""A run on a Dask cluster of processes tells what a run here tells, whatever becomes of its workers."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import reports.run
from schedules import cluster_worker, demo, pipeline, play
from schedules.cluster import Cluster
from turfwatch import config as configuration
from turfwatch.config import Competitor, Config
from turfwatch.errors import ClusterError, PluginError, UsageError
from turfwatch.store import Store
from turfwatch.types import RunRecord

psutil = pytest.importorskip("psutil")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DAYS = (demo.DATES[0], demo.DATES[2])
FALLING = """
import os, signal
def urls(target):
    os.kill(os.getpid(), signal.SIGKILL)
"""


class Market(demo.DemoMarket):
    """The demo market with an ear on what it is asked, and a hand on who asks."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()
        self.kill: tuple[int, int] | None = None  # from so many requests on, this process when it asks
        self._lock = threading.Lock()

    def __enter__(self) -> Market:
        super().__enter__()
        market = self

        class Heard(demo._Handler):
            def _serve(self) -> None:
                market.heard(self.path, self.client_address[1])
                super()._serve()

        assert self._server is not None
        self._server.RequestHandlerClass = Heard
        return self

    def heard(self, address: str, port: int) -> None:
        with self._lock:
            self.asked[address] += 1
            if self.kill is not None and self.asked.total() >= self.kill[0]:
                victim = psutil.Process(self.kill[1])
                if port in {c.laddr.port for c in victim.net_connections("tcp")}:
                    victim.kill()
                    self.kill = None


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A scheduler and two workers, each a process of its own that is started again when it dies."""
    folder = tmp_path_factory.mktemp("workers")
    (folder / "fixtures").mkdir()
    (folder / "fixtures" / "falling.py").write_text(FALLING)
    (folder / "fixtures" / "broken.py").write_text("import nothing_of_this_name")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))  # a worker's process begins with our path
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0",
            local_directory=str(folder), silence_logs=50,
        ) as made:  # fmt: skip
            yield made


@pytest.fixture(scope="module")
def demo_config() -> Config:
    """Us and two rivals."""
    whole = configuration.load(demo.ROOT / configuration.FILE_NAME)
    return whole.model_copy(update={"competitors": whole.competitors[:2]})


def watch(
    config: Config, folder: Path, market: Market, days: tuple[date, ...], cluster: Cluster | None
) -> list[RunRecord]:
    """Run every stage on each day and export all tables into the folder."""
    records: list[RunRecord] = []
    with Store(folder / "turfwatch.db") as store:
        for day in days:
            market.day = day
            watched = play.through(demo.as_of(config, day), market.proxy_url)
            records += pipeline.run_stages(watched, store, play.moment(day), cluster=cluster)
        reports.run.export(config, store, ("all",), "csv", folder / "tables")
    return records


def tables(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((folder / "tables").iterdir())}


def told(records: list[RunRecord]) -> list[tuple[str, str, dict[str, int], tuple[str, ...]]]:
    return [(r.stage, r.status, r.counts, r.messages) for r in records]


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_doubled(
    scheduler: Any, demo_config: Config, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    with Market() as market:
        alone = watch(demo_config, here, market, DAYS, None)
        once = market.asked.copy()
    address = scheduler.scheduler_address
    with Market() as market, Cluster(address, demo_config) as cluster:
        with distributed.Client(address, set_as_default=False) as client:
            victim = min(client.run(os.getpid).values())
        market.kill = 12, victim  # before it can be through with its first task
        together = watch(demo_config, there, market, DAYS, cluster)
        twice = market.asked - once
    assert not Path(f"/proc/{victim}").exists()
    assert twice, "the task that was lost is done again"
    assert told(together) == told(alone)
    assert tables(there) == tables(here)


def test_a_company_whose_task_takes_every_worker_with_it_is_trouble_of_that_company(
    scheduler: Any, demo_config: Config, tmp_path: Path
) -> None:
    falls = Competitor(name="Fallow", site="http://fallow.example", adapter="fixtures.falling")
    config = demo_config.model_copy(update={"competitors": (falls, *demo_config.competitors)})
    with Market() as market, Store(tmp_path / "t.db") as store:
        watched = play.through(config, market.proxy_url)
        with Cluster(scheduler.scheduler_address, config) as cluster:
            record, *_ = pipeline.run_stages(
                watched, store, play.moment(demo.DATES[0]), stages=("crawl",), cluster=cluster
            )
        found = {page.company for page in store.pages()}
    assert record.status == "partial"
    assert [m for m in record.messages if m.startswith("Fallow: not crawled: tried 3 times on the cluster: ")]
    assert found == {config.company.name, *(c.name for c in demo_config.competitors)}


def test_an_error_of_ours_is_raised_as_it_is_here(
    scheduler: Any, demo_config: Config, tmp_path: Path
) -> None:
    broken = demo_config.competitors[0].model_copy(update={"adapter": "fixtures.broken"})
    config = demo_config.model_copy(update={"competitors": (broken,)})
    with (
        Market() as market,
        Store(tmp_path / "t.db") as store,
        Cluster(scheduler.scheduler_address, config) as cluster,
        pytest.raises(PluginError, match=r"'fixtures\.broken' of crawlers\.sites does not load"),
    ):
        pipeline.run_stages(
            play.through(config, market.proxy_url), store, play.moment(demo.DATES[0]), cluster=cluster
        )


def test_results_come_in_the_order_of_the_tasks(scheduler: Any, demo_config: Config) -> None:
    with Cluster(scheduler.scheduler_address, demo_config) as cluster:
        assert list(cluster.map(abs, range(-40, 0))) == list(range(40, 0, -1))
        with pytest.raises(TypeError, match="bad operand"):
            list(cluster.map(abs, [1, "two"]))  # type: ignore[list-item]


def warc_record(url: str, day: date, served: demo.Served) -> bytes:
    """A response as archives keep it: a gzip member of its own."""
    http = f"HTTP/1.1 {served.status} -\r\nContent-Type: {served.content_type}\r\n\r\n".encode() + served.body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: {day}T06:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


@pytest.fixture(scope="module")
def archives(demo_config: Config, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The market's pages on three days, a file for each company."""
    folder, files = tmp_path_factory.mktemp("archives"), []
    for company in ("deskly", "brindlebox", "larkdesk"):
        place = demo.SITES / company
        site = demo.load_site(place)
        records = (
            warc_record(f"http://{site.host}{path}", day, demo.render(place, path, day))
            for day in (demo.DATES[0], demo.DATES[3], demo.DATES[5])
            for path in site.paths(day)
        )
        files.append(folder / f"{company}.warc.gz")
        files[-1].write_bytes(b"".join(records))
    return files


@pytest.mark.parametrize("how", ["one by one", "processes", "cluster"])
def test_a_backfill_in_parallel_tells_what_one_here_tells(
    scheduler: Any, demo_config: Config, archives: list[Path], tmp_path: Path, how: str
) -> None:
    now = play.moment(demo.DATES[5])

    def imported(name: str, *parts: list[Path], **options: Any) -> dict[str, bytes]:
        (tmp_path / name).mkdir()
        with Store(tmp_path / name / "turfwatch.db") as store:
            for part in parts:
                pipeline.backfill(demo_config, store, part, now, **options)
            reports.run.export(demo_config, store, ("all",), "csv", tmp_path / name / "tables")
        return tables(tmp_path / name)

    expected = imported("here", archives, workers=1)
    assert expected["signals.csv"].count(b"\n") > 2
    if how == "cluster":
        with Cluster(scheduler.scheduler_address, demo_config) as cluster:
            assert imported(how, archives, cluster=cluster) == expected
    elif how == "processes":
        assert imported(how, archives, workers=2) == expected
    else:
        assert imported(how, *([file] for file in reversed(archives)), workers=1) == expected


@pytest.fixture
def stranger(
    scheduler: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A third worker, in an environment with other sources than ours, and its address."""
    for package in cluster_worker._PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    request.param(tmp_path)
    name = f"stranger-{tmp_path.name}"
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler.scheduler_address, "--nthreads",
               "1", "--no-nanny", "--no-dashboard", "--name", name, "--local-directory",
               str(tmp_path)]  # fmt: skip
    with (
        distributed.Client(scheduler.scheduler_address, set_as_default=False) as client,
        subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            yield address_of(client, name, process), process
        finally:
            process.kill()


def address_of(client: Any, name: str, process: subprocess.Popen[bytes]) -> str:
    """Where the worker of this name is, once it is there."""
    while process.poll() is None:
        for address, about in client.scheduler_info()["workers"].items():
            if about["name"] == name:
                return str(address)
        threading.Event().wait(0.1)
    raise AssertionError(f"the worker ended with {process.returncode}")


def older(folder: Path) -> None:
    """Another version: a rule reads otherwise."""
    with (folder / "extract" / "quantity.py").open("a") as file:
        file.write("\n# another version\n")


def without(folder: Path) -> None:
    """An environment that has other things under our names."""
    shutil.rmtree(folder / "schedules")
    (folder / "schedules").mkdir()
    (folder / "schedules" / "__init__.py").touch()


@pytest.mark.parametrize(
    ("stranger", "why"),
    [(older, "is of another version"), (without, "cannot load Turfwatch")],
    indirect=["stranger"],
)
def test_a_worker_of_another_version_gets_no_work(
    scheduler: Any, demo_config: Config, stranger: tuple[str, subprocess.Popen[bytes]], why: str
) -> None:
    address, process = stranger
    with Cluster(scheduler.scheduler_address, demo_config) as cluster:
        (line,) = cluster.refused
        assert line.startswith(f"{address} {why}")
        pids = set(cluster.map(_pid, range(8)))
    assert pids
    assert process.pid not in pids


def _pid(_: int) -> int:
    return os.getpid()


def test_nobody_there(demo_config: Config) -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=50) as empty,
        pytest.raises(ClusterError, match="no worker for 1 seconds") as raised,
        Cluster(empty.scheduler_address, demo_config, patience=1.0),
    ):
        pass
    assert "dask worker tcp://" in raised.value.hint
    with (
        pytest.raises(ClusterError, match="no Dask scheduler answers"),
        Cluster("tcp://127.0.0.1:9", demo_config, patience=1.0),
    ):
        pass


@pytest.mark.parametrize("address", ["nonsense", "", "http://127.0.0.1:8786", "tcp://scheduler", "a b:1"])
def test_what_is_no_address_is_refused_at_once(demo_config: Config, address: str) -> None:
    with pytest.raises(UsageError, match="is no scheduler's address"), Cluster(address, demo_config):
        pass
