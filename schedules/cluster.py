"""`run --cluster`: a Dask cluster fetches and reads, this process plans, and alone writes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

import crawlers.tasks
from crawlers.outcomes import Before
from crawlers.targets import Known
from crawlers.tasks import Task
from schedules import cluster_worker
from turfwatch.config import Config, Crawl
from turfwatch.errors import UsageError
from turfwatch.types import Fetch, Page

if TYPE_CHECKING:
    from schedules.cluster_crew import Crew
    from schedules.cluster_work import Done, Job, Work

T = TypeVar("T")
R = TypeVar("R")

_BUNDLES = 3  # for each worker: what is mapped may be small, and asking costs milliseconds


class Cluster:
    """The workers at a scheduler's address, for the crawl and extract stages; use it as a context manager.

    Raises UsageError when dask.distributed is not installed, ClusterError as `Crew` does.
    """

    def __init__(self, address: str, config: Config, *, patience: float = 60.0) -> None:
        try:
            from schedules.cluster_crew import Crew
        except ModuleNotFoundError as error:
            raise UsageError(
                f"--cluster needs Dask, which is not installed ({error})",
                hint="install the extra `turfwatch[cluster]`",
            ) from error
        models = {config.extract.model, *(c.model for c in config.competitors if c.model)}
        self._crew = Crew(address, sorted(models), patience=patience)

    def __enter__(self) -> Self:
        """Connect, and wait for a first worker."""
        self._crew.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._crew.__exit__()

    @property
    def hands(self) -> int:
        """How many workers there are now."""
        return self._crew.size

    @property
    def refused(self) -> tuple[str, ...]:
        """One line on each worker that gets no work, and why."""
        return self._crew.refused

    def crawl(
        self,
        settings: Crawl,
        companies: Sequence[Known],
        now: datetime,
        *,
        keep: Callable[[Fetch], None],
        before: Callable[[Page], Before | None],
        meet: Callable[[str, Collection[int]], None],
        advance: Callable[[int, int], None],
        seconds: float | None = None,
    ) -> tuple[str, ...]:
        """Crawl as `crawlers.engine.crawl` does; a company whose task fails every time is trouble to say.

        What a task brings is kept when all of it is there, once, in the order of addresses.
        """
        planned = sum(max(len(known.pages), 1) for known in companies)
        crew, said, smaller = self._crew, list[str](), deque[Task]()
        made = crawlers.tasks.tasks(settings, companies, now, before, workers=crew.size, seconds=seconds)
        with closing(_work(crew, crawlers.tasks.perform, made, smaller)) as ended:
            for done in ended:
                for harvest in done.results:
                    for fetch in harvest.fetches:
                        keep(fetch)
                    for company, marks in harvest.met:
                        meet(company, marks)
                    said += harvest.said
                    advance(len(harvest.fetches), planned)
                if done.failed:  # by itself each company is either well or the cause
                    pieces = crawlers.tasks.split(done.job.task)
                    smaller += pieces if len(pieces) > 1 else ()
                    said += _given_up(done.job) if len(pieces) == 1 else ()
        return tuple(sorted(said))

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """What a function makes of each task, in the order of the tasks; all of it is picklable.

        The first tasks are handed out at once. One that no worker gets through is done in this process,
        where its error is raised.
        """
        size = max(1, -(-len(tasks) // (_BUNDLES * max(self._crew.size, 1))))
        bundles = (tasks[start : start + size] for start in range(0, len(tasks), size))
        return _in_order(function, _work(self._crew, partial(cluster_worker.each, function), bundles))

    def untold(self) -> list[str]:
        """Nothing: what a lost worker had in hand is given to another, and what all fail at is done here."""
        return []


def _work(
    crew: Crew, function: Callable[[T], R], tasks: Iterator[T], more: deque[T] | None = None
) -> Work[T, R]:
    from schedules.cluster_work import Work

    return Work(crew, function, tasks, more=more)


def _in_order(function: Callable[[T], R], work: Work[Sequence[T], list[R]]) -> Iterator[R]:
    ready: dict[int, Done[Sequence[T], list[R]]] = {}
    turn = 0
    with closing(work):
        for done in work:
            ready[done.job.number] = done
            while turn in ready:
                now, turn = ready.pop(turn), turn + 1
                yield from map(function, now.job.task) if now.failed else now.results[0]


def _given_up(job: Job[Task]) -> list[str]:
    return [
        f"{name}: not crawled: tried {job.tries} times on the cluster: {job.trouble}"
        for name in job.task.names
    ]
