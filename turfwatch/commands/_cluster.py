"""`--cluster`: the workers a command may use beside its own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from turfwatch.commands._shared import App

if TYPE_CHECKING:
    from schedules.cluster import Cluster
    from turfwatch.config import Config


def cluster_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names a scheduler."""
    return click.option(
        "--cluster", "address", metavar="ADDRESS",
        help="Work on the Dask cluster of the scheduler at this address, such as tcp://scheduler:8786.",
    )(function)  # fmt: skip


@contextmanager
def workers_at(app: App, config: Config, address: str | None) -> Iterator[Cluster | None]:
    """The cluster at an address, None where there is none; workers that do not fit are named."""
    if address is None:
        yield None
        return
    from schedules.cluster import Cluster

    with Cluster(address, config) as cluster:
        for line in cluster.refused:
            app.say(f"gets no work: {line}")
        yield cluster
