"""What a worker of the cluster does for us: say which version it is of, and do one task at a time."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from turfwatch.versions import source_version

T = TypeVar("T")
R = TypeVar("R")

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("turfwatch", "crawlers", "extract", "schedules")  # what a task runs or is made of
_alone = threading.Lock()  # a crawl has its process to itself, however many threads the worker has


def _libraries() -> list[str]:
    """The libraries we build on, each with its version: another parser may read a page otherwise."""
    try:
        required = metadata.requires("turfwatch") or []
    except metadata.PackageNotFoundError:  # run from its folder
        return []
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required if "extra ==" not in line}
    return sorted(f"{name}=={_installed(name)}" for name in names)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


# Once, when the process begins to work for us: an upgrade under a running worker does not make it a new one.
VERSION: str = source_version(*(_ROOT / name for name in _PACKAGES))
LIBRARIES: list[str] = _libraries()


def version(models: Sequence[str]) -> str:
    """What the results of this process depend on beside its tasks: our code, libraries, language models."""
    told = [VERSION, *LIBRARIES, *(f"{name}=={_installed(name)}" for name in models)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def perform(function: Callable[[T], R], task: T) -> R:
    """Do one task; another that is given to this process meanwhile waits."""
    with _alone:
        return function(task)


def each(function: Callable[[T], R], tasks: Sequence[T]) -> list[R]:
    """Several small tasks as one."""
    return [function(task) for task in tasks]
