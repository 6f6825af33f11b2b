"""Who does the reading: this process, or several beside it when much is waiting.

Work is a function of a module and a list of tasks, all of them plain records, so that it can be done
anywhere; what touches the store is never handed out.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Generic, Protocol, Self, TypeVar

from turfwatch.processes import collect_rarely

Task = TypeVar("Task")
Result = TypeVar("Result")

_MOST = 4  # processes: each holds a language model
_LIVES = 3  # pools that are made anew before all is done here


class Workers(Protocol):
    """What does work handed out."""

    @property
    def hands(self) -> int:
        """How many tasks it does at once."""

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The results in the order of the tasks; all tasks are handed out at once."""

    def untold(self) -> list[str]:
        """What befell it since this was last asked."""


class Here:
    """This process, task by task, when the results are asked for."""

    hands = 1

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The results in the order of the tasks."""
        return map(function, tasks)

    def untold(self) -> list[str]:
        """Nothing."""
        return []


class Pool:
    """Processes of this machine, started with the first work; a context manager.

    When one is killed (out of memory, by hand), the task in hand is done here, and said in `troubles`; what
    was not answered yet goes to new ones.
    """

    def __init__(self, processes: int) -> None:
        self.troubles: list[str] = []
        self._told = 0
        self.hands = self._processes = processes
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if self._executor is None:
            return
        if error is not None:  # nobody waits for what is in hand, which may be a whole history
            for process in list((self._executor._processes or {}).values()):
                process.terminate()
        self._executor.shutdown(cancel_futures=True)

    def untold(self) -> list[str]:
        """The troubles since this was last asked."""
        new, self._told = self.troubles[self._told :], len(self.troubles)
        return new

    def map(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """The results in the order of the tasks; an error of the function is raised where its turn comes."""
        begun = deque(self._begun(function, task) for task in tasks)
        return self._results(function, begun)

    def _results(
        self, function: Callable[[Task], Result], begun: deque[_Begun[Task, Result]]
    ) -> Iterator[Result]:
        while begun:  # what was handed on is let go of
            if begun[0].executor is not self._executor:
                begun = deque(b if b.answered else self._begun(function, b.task) for b in begun)
            yield self._ended(function, begun.popleft())

    def _begun(self, function: Callable[[Task], Result], task: Task) -> _Begun[Task, Result]:
        if self._executor is None and len(self.troubles) < _LIVES:
            self._executor = ProcessPoolExecutor(self._processes, get_context("spawn"), initializer=_start)
        executor = self._executor
        try:
            return _Begun(task, executor, executor.submit(function, task) if executor else None)
        except BrokenExecutor:
            self._lost(executor)
            return self._begun(function, task)

    def _ended(self, function: Callable[[Task], Result], begun: _Begun[Task, Result]) -> Result:
        try:
            return function(begun.task) if begun.future is None else begun.future.result()
        except BrokenExecutor:
            self._lost(begun.executor)
            return function(begun.task)

    def _lost(self, executor: Executor | None) -> None:
        """Note, once a pool, that a process was killed."""
        if self._executor is not None and executor is self._executor:
            self._executor.shutdown(wait=False)
            self._executor = None
            self.troubles.append("a process was killed: what it had in hand was done again")


@dataclass(frozen=True, slots=True)
class _Begun(Generic[Task, Result]):
    """A task handed out, to whom, and where its answer comes; no future, no answer."""

    task: Task
    executor: Executor | None
    future: Future[Result] | None

    @property
    def answered(self) -> bool:
        """Whether the answer is there."""
        return self.future is not None and self.future.done() and self.future.exception() is None


def processes() -> int:
    """How many processes this machine is good for; 1 when a pool would bring nothing."""
    return min(
        _MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )


def _start() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
