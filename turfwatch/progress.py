"""Progress as the stages report it: a stage says what it does, the command line draws it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a stage calls; one implementation draws bars, `Quiet` draws nothing."""

    def start(self, task: str, total: int | None) -> None:
        """A task begins; `total` is its number of steps where that is known."""

    def advance(self, task: str, steps: int = 1, *, total: int | None = None) -> None:
        """Steps of a task are done; `total` corrects what is known of its size."""

    def finish(self, task: str) -> None:
        """A task is over."""


class Quiet:
    """Draws nothing."""

    def start(self, task: str, total: int | None) -> None:
        """Ignore."""

    def advance(self, task: str, steps: int = 1, *, total: int | None = None) -> None:
        """Ignore."""

    def finish(self, task: str) -> None:
        """Ignore."""
