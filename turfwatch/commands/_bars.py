"""Progress bars for a terminal, by rich."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Bars:
    """One line a task, on standard error, gone when the work is done."""

    def __init__(self) -> None:
        self._progress = RichProgress(
            TextColumn("{task.description:<10}"), BarColumn(bar_width=32), MofNCompleteColumn(),
            TimeElapsedColumn(), console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self, task: str, total: int | None) -> None:
        """Draw a new line."""
        self._tasks[task] = self._progress.add_task(task, total=total)

    def advance(self, task: str, steps: int = 1, *, total: int | None = None) -> None:
        """Move a line on."""
        if task not in self._tasks:
            self.start(task, total)
        handle = self._progress.tasks[[t.id for t in self._progress.tasks].index(self._tasks[task])]  # type: ignore[arg-type]
        self._progress.update(handle.id, advance=steps, total=total if total is not None else handle.total)

    def finish(self, task: str) -> None:
        """Take a line away."""
        if task in self._tasks:
            handle = self._tasks.pop(task)
            self._progress.remove_task(handle)  # type: ignore[arg-type]
