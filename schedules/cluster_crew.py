"""The workers of a Dask cluster that may work for us: those whose results are ours to the last byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from time import monotonic, sleep
from typing import Any, Self, cast

from distributed import Client

from schedules import cluster_worker
from turfwatch.errors import ClusterError, UsageError

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss)://)?(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}")
TICK = 0.5  # seconds between looks at who is there
_AGAIN = "what was stored before is intact: start the run again"


class Crew:
    """The workers that are of this very version; use it as a context manager.

    Raises UsageError for what is no address, ClusterError when the scheduler cannot be reached, when it
    goes away, and when no worker that fits has been there for `patience` seconds.
    """

    def __init__(self, address: str, models: Sequence[str], *, patience: float) -> None:
        self._address = address
        self._models = tuple(models)
        self._patience = patience
        self._version = cluster_worker.version(models)
        self.fit: set[str] = set()  # addresses
        self._unfit: dict[str, str] = {}
        self._looked = float("-inf")
        self._seen = monotonic()  # when somebody who fits was there
        self._stack = ExitStack()
        self.client: Client  # while it is entered

    def __enter__(self) -> Self:
        """Connect, and wait until somebody is there."""
        self.client = self._stack.enter_context(_connected(self._address, self._patience))
        try:
            while not self.fit:
                self.look()
                if not self.fit:
                    sleep(TICK / 5)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def size(self) -> int:
        """How many may work for us now."""
        return len(self.fit)

    @property
    def refused(self) -> tuple[str, ...]:
        """One line on each worker that gets no work."""
        return tuple(f"{address} {why}" for address, why in sorted(self._unfit.items()))

    # --- who is there -----------------------------------------------------------------------------

    def look(self) -> None:
        """See who came and who went, unless that was done just now."""
        if monotonic() - self._looked < TICK:
            return
        there = self._there()
        self.fit &= there
        self._unfit = {address: why for address, why in self._unfit.items() if address in there}
        for address, told in self._asked(sorted(there - self.fit - self._unfit.keys())).items():
            if told == self._version:
                self.fit.add(address)
            elif not isinstance(told, Exception):
                self._unfit[address] = "is of another version of Turfwatch, a library or a language model"
            elif not isinstance(told, OSError):  # that is one that has gone since
                self._unfit[address] = f"cannot load Turfwatch ({told})"
        self._looked = monotonic()
        if self.fit:
            self._seen = self._looked
        elif self._looked - self._seen > self._patience:
            raise self._abandoned()

    def _there(self) -> set[str]:
        if self.client.status != "running":
            raise ClusterError(f"{self._address}: the scheduler has gone away", hint=_AGAIN)
        try:
            return set(self.client.scheduler_info()["workers"])
        except OSError as error:
            raise ClusterError(
                f"{self._address}: the scheduler has gone away ({error})", hint=_AGAIN
            ) from error

    def _asked(self, addresses: Sequence[str]) -> dict[str, Any]:
        if not addresses:
            return {}
        told = self.client.run(
            cluster_worker.version, self._models, workers=list(addresses), on_error="return"
        )
        return cast("dict[str, Any]", told)

    def _abandoned(self) -> ClusterError:
        refused = f"; refused: {'; '.join(self.refused)}" if self._unfit else ""
        return ClusterError(
            f"{self._address}: no worker for {self._patience:.0f} seconds{refused}",
            hint=f"start some, from an environment with this very Turfwatch: `dask worker {self._address}`",
        )


def _connected(address: str, patience: float) -> Client:
    """A connection to a scheduler; TLS and timeouts are set as Dask sets them."""
    if not _ADDRESS.fullmatch(address):  # Dask would find out too, and hang for two minutes afterwards
        raise UsageError(f"{address!r} is no scheduler's address", hint="such as tcp://scheduler:8786")
    try:
        return Client(address, timeout=patience, set_as_default=False, name="turfwatch")
    except (OSError, TypeError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error})",
            hint="is it running, and is the address such as tcp://scheduler:8786?",
        ) from error
