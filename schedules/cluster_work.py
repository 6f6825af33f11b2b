"""Tasks given to the workers of a crew, again where one was lost, and the results as they come.

Each task is given to one worker that is named. So it is known here, and not only on the scheduler, which
tasks went with a worker that is lost, and how often each was tried; nothing is left behind there.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar
from uuid import uuid4

from distributed import Future

from schedules import cluster_worker
from schedules.cluster_crew import TICK, Crew
from turfwatch.errors import TurfwatchError

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3  # a task that took so many workers with it, or failed so often, is given up
_AHEAD = 2  # tasks a worker holds: it goes on with the next one while we store what the last one brought


@dataclass(slots=True)
class Job(Generic[T]):
    """A task, its number in the order of asking, how often it was tried, and what went wrong last."""

    number: int
    task: T
    tries: int = 0
    trouble: str = ""

    @property
    def weight(self) -> int:
        """Of what a worker holds: a task that failed is alone with its worker, so that no other suffers."""
        return _AHEAD if self.tries else 1


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A job at its end; without results when every try failed."""

    job: Job[T]
    results: tuple[R, ...]  # one, or none

    @property
    def failed(self) -> bool:
        """Whether it was given up."""
        return not self.results


class Work(Generic[T, R]):
    """Tasks for a function, and their ends in any order; function, tasks and results are picklable.

    A task is made when a worker is free for it, the first ones at once. Tasks put into `more` come before
    what is left of `tasks`; those numbered from `until()` on wait. A worker that is lost, and whatever else
    goes wrong, costs a task one of its tries; an error of ours (TurfwatchError) is raised.
    """

    def __init__(
        self,
        crew: Crew,
        function: Callable[[T], R],
        tasks: Iterator[T],
        *,
        more: deque[T] | None = None,
        until: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._crew, self._function, self._tasks, self._until = crew, function, tasks, until
        self._more = deque[T]() if more is None else more
        self._numbered = 0
        self._held: dict[Future[Any], tuple[Job[T], str]] = {}
        self._again: deque[Job[T]] = deque()
        self._ended: SimpleQueue[Future[Any]] = SimpleQueue()
        self._hand_out()

    def close(self) -> None:
        """Take back what is not done."""
        self._crew.client.cancel(list(self._held), force=True)
        self._held.clear()

    def __iter__(self) -> Iterator[Done[T, R]]:
        """Each job as it ends."""
        while True:
            self._crew.look()
            for future in [f for f, (_, worker) in self._held.items() if worker not in self._crew.fit]:
                yield from self._end(future)
            self._hand_out()
            if not self._held and not self._again:
                return
            try:
                future = self._ended.get(timeout=TICK)
            except Empty:
                continue
            if future in self._held:
                yield from self._end(future)

    def _hand_out(self) -> None:
        load = Counter(dict.fromkeys(self._crew.fit, 0))
        for given, worker in self._held.values():
            load[worker] += given.weight
        while load:
            worker = min(load, key=lambda address: (load[address], address))
            if load[worker] >= (1 if self._again else _AHEAD):
                return
            if (job := self._again.popleft() if self._again else self._fresh()) is None:
                return
            future = self._crew.client.submit(
                cluster_worker.perform, self._function, job.task, pure=False, workers=[worker],
                key=f"turfwatch-{uuid4().hex}",
            )  # fmt: skip
            self._held[future] = job, worker
            load[worker] += job.weight
            future.add_done_callback(self._ended.put)

    def _fresh(self) -> Job[T] | None:
        """A job nobody had yet; None when there is none, or its number is not yet to be had."""
        until = self._until()
        if until is not None and self._numbered >= until:
            return None
        for task in (self._more.popleft(),) if self._more else self._tasks:
            self._numbered += 1
            return Job(self._numbered - 1, task)
        return None

    def _end(self, future: Future[Any]) -> Iterator[Done[T, R]]:
        """What came of a job; one more try is asked for where that was nothing, while there are any."""
        job, worker = self._held.pop(future)
        result, trouble = self._outcome(future, worker)
        future.cancel(force=True)
        if not trouble:
            yield Done(job, (result,))
            return
        job.tries, job.trouble = job.tries + 1, trouble
        if job.tries < TRIES:
            self._again.append(job)
        else:
            yield Done(job, ())

    def _outcome(self, future: Future[Any], worker: str) -> tuple[Any, str]:
        """The result of a future that has ended, or what went wrong."""
        if future.status == "error":
            error = future.exception()
            if isinstance(error, TurfwatchError):
                raise error
            return None, f"{type(error).__name__}: {error}"
        while future.status == "finished" and worker in self._crew.fit:
            try:
                return future.result(timeout=10 * TICK), ""
            except TimeoutError:  # it is long in coming, or was lost with its worker
                self._crew.look()
        return None, f"the worker at {worker} was lost"
