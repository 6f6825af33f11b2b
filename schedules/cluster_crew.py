"""The workers of a Dask cluster that may work for us, and how tasks are given to them.

Each task is given to one worker that is named. So it is known here, and not only on the scheduler, which
tasks went with a worker that is lost, and how often each was tried; nothing is left behind there.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any, Generic, Self, TypeVar, cast
from uuid import uuid4

from distributed import Client, Future

from schedules import cluster_worker
from turfwatch.errors import ClusterError, TurfwatchError

T = TypeVar("T")
R = TypeVar("R")

TRIES = 3  # a task that took so many workers with it, or failed so often, is given up
_AHEAD = 2  # tasks a worker holds: it goes on with the next one while we store what the last one brought
_TICK = 0.5  # seconds between looks at who is there


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


class Crew:
    """The workers that are of this very version; use it as a context manager.

    Raises ClusterError when the scheduler cannot be reached, when it goes away, and when no worker that
    fits has been there for `patience` seconds.
    """

    def __init__(self, address: str, models: Sequence[str], *, patience: float) -> None:
        self._address = address
        self._models = tuple(models)
        self._patience = patience
        self._version = cluster_worker.version(models)
        self._fit: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._looked = float("-inf")
        self._seen = monotonic()  # when somebody who fits was there
        self._run = uuid4().hex[:8]
        self._stack = ExitStack()
        self._client: Client  # while it is entered

    def __enter__(self) -> Self:
        """Connect, and wait until somebody is there."""
        self._client = self._stack.enter_context(_connected(self._address, self._patience))
        try:
            while not self._fit:
                self._look()
                if not self._fit:
                    sleep(_TICK / 5)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def size(self) -> int:
        """How many may work for us now."""
        return len(self._fit)

    @property
    def refused(self) -> tuple[str, ...]:
        """One line on each worker that gets no work."""
        return tuple(f"{address} {why}" for address, why in sorted(self._unfit.items()))

    # --- who is there -----------------------------------------------------------------------------

    def _look(self) -> None:
        """See who came and who went, unless that was done just now."""
        if monotonic() - self._looked < _TICK:
            return
        there = self._there()
        self._fit &= there
        self._unfit = {address: why for address, why in self._unfit.items() if address in there}
        for address, told in self._asked(sorted(there - self._fit - self._unfit.keys())).items():
            if told == self._version:
                self._fit.add(address)
            elif not isinstance(told, Exception):
                self._unfit[address] = "is of another version of Turfwatch, a library or a language model"
            elif not isinstance(told, OSError):  # that is one that has gone since
                self._unfit[address] = f"cannot load Turfwatch ({told})"
        self._looked = monotonic()
        if self._fit:
            self._seen = self._looked
        elif self._looked - self._seen > self._patience:
            raise self._abandoned()

    def _there(self) -> set[str]:
        if self._client.status != "running":
            raise ClusterError(f"{self._address}: the scheduler has gone away", hint=_AGAIN)
        try:
            return set(self._client.scheduler_info()["workers"])
        except OSError as error:
            raise ClusterError(
                f"{self._address}: the scheduler has gone away ({error})", hint=_AGAIN
            ) from error

    def _asked(self, addresses: Sequence[str]) -> dict[str, Any]:
        if not addresses:
            return {}
        told = self._client.run(
            cluster_worker.version, self._models, workers=list(addresses), on_error="return"
        )
        return cast("dict[str, Any]", told)

    def _abandoned(self) -> ClusterError:
        refused = f"; refused: {'; '.join(self.refused)}" if self._unfit else ""
        return ClusterError(
            f"{self._address}: no worker for {self._patience:.0f} seconds{refused}",
            hint=f"start some, from an environment with this very Turfwatch: `dask worker {self._address}`",
        )

    # --- what they do -----------------------------------------------------------------------------

    def work(
        self,
        function: Callable[[T], R],
        tasks: Iterator[T],
        *,
        more: deque[T] | None = None,
        until: Callable[[], int | None] = lambda: None,
    ) -> Generator[Done[T, R]]:
        """Have each task done, in any order; function, tasks and results are picklable.

        A task is made when a worker is free for it. Tasks put into `more` meanwhile come before what is
        left of `tasks`; those numbered from `until()` on wait. A worker that is lost, and whatever else
        goes wrong, costs a task one of its tries; an error of ours (TurfwatchError) is raised here.
        """
        held: dict[Future[Any], tuple[Job[T], str]] = {}
        again: deque[Job[T]] = deque()
        ended: SimpleQueue[Future[Any]] = SimpleQueue()
        fresh = _numbered(tasks, more if more is not None else deque())
        try:
            while True:
                self._look()
                for future in [f for f, (_, worker) in held.items() if worker not in self._fit]:
                    yield from self._end(future, *held.pop(future), again)
                self._hand_out(function, held, again, fresh, ended, until())
                if not held and not again:
                    return
                try:
                    future = ended.get(timeout=_TICK)
                except Empty:
                    continue
                if future in held:
                    yield from self._end(future, *held.pop(future), again)
        finally:
            self._client.cancel(list(held), force=True)

    def _hand_out(
        self,
        function: Callable[[T], R],
        held: dict[Future[Any], tuple[Job[T], str]],
        again: deque[Job[T]],
        fresh: Callable[[int | None], Job[T] | None],
        ended: SimpleQueue[Future[Any]],
        until: int | None,
    ) -> None:
        load = Counter(dict.fromkeys(self._fit, 0))
        for given, worker in held.values():
            load[worker] += given.weight
        while load:
            worker = min(load, key=lambda address: (load[address], address))
            if load[worker] >= (1 if again else _AHEAD):
                return
            if (job := again.popleft() if again else fresh(until)) is None:
                return
            future = self._client.submit(
                cluster_worker.perform, function, job.task, pure=False, workers=[worker],
                key=f"turfwatch-{self._run}-{_KEYS()}",
            )  # fmt: skip
            held[future] = job, worker
            load[worker] += job.weight
            future.add_done_callback(ended.put)

    def _end(
        self, future: Future[Any], job: Job[T], worker: str, again: deque[Job[T]]
    ) -> Iterator[Done[T, Any]]:
        """What came of a job; one more try is asked for where that was nothing, while there are any."""
        result, trouble = self._outcome(future, worker)
        future.cancel(force=True)
        if not trouble:
            yield Done(job, (result,))
            return
        job.tries, job.trouble = job.tries + 1, trouble
        if job.tries < TRIES:
            again.append(job)
        else:
            yield Done(job, ())

    def _outcome(self, future: Future[Any], worker: str) -> tuple[Any, str]:
        """The result of a future that has ended, or what went wrong."""
        if future.status == "error":
            error = future.exception()
            if isinstance(error, TurfwatchError):
                raise error
            return None, f"{type(error).__name__}: {error}"
        while future.status == "finished" and worker in self._fit:
            try:
                return future.result(timeout=10 * _TICK), ""
            except TimeoutError:  # it is long in coming, or was lost with its worker
                self._look()
        return None, f"the worker at {worker} was lost"


_AGAIN = "what was stored before is intact: start the run again"
_KEYS = count().__next__


def _numbered(tasks: Iterator[T], more: deque[T]) -> Callable[[int | None], Job[T] | None]:
    """What gives the next job, None when there is none or its number is not yet to be had."""
    number = 0

    def fresh(until: int | None) -> Job[T] | None:
        nonlocal number
        if until is not None and number >= until:
            return None
        for task in (more.popleft(),) if more else tasks:
            number += 1
            return Job(number - 1, task)
        return None

    return fresh


def _connected(address: str, patience: float) -> Client:
    """A connection to a scheduler; TLS and timeouts are set as Dask sets them."""
    try:
        return Client(address, timeout=patience, set_as_default=False, name="turfwatch")
    except (OSError, TypeError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error})",
            hint="is it running, and is the address such as tcp://scheduler:8786?",
        ) from error
