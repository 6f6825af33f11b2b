"""Every error a user can meet, in one tree.

    TurfwatchError
    ├── UsageError            the command was called in a way that cannot work          exit 2
    ├── ConfigError           turfwatch.toml is missing, broken or contradicts itself   exit 2
    ├── CrawlError            a crawl as a whole could not run (a page's trouble is a stored row)
    │   └── ArchiveError      a WARC file or a web archive could not be read
    ├── ExtractError          a model or an extractor could not do its work
    ├── StoreError            the database could not be opened, read or written
    │   ├── StoreBusy         another process is writing
    │   └── StoreTooNew       written by a newer Turfwatch
    ├── PluginError           an extension is unknown or broken
    ├── ClusterError          a cluster cannot be reached, or has nobody to do the work
    └── DeliveryError         a message was not delivered (`permanent` tells whether to try again)

A message says what went wrong and where; `hint` says what to do. Anything outside this tree is a
bug and keeps its traceback.
"""

from __future__ import annotations


class TurfwatchError(Exception):
    """Base of all expected errors: one line for people, and a hint."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class UsageError(TurfwatchError):
    """The command cannot work as it was called."""

    exit_code = 2


class ConfigError(TurfwatchError):
    """The configuration is missing, unreadable or invalid."""

    exit_code = 2


class CrawlError(TurfwatchError):
    """A crawl as a whole could not run."""


class ArchiveError(CrawlError):
    """An archive could not be read."""


class ExtractError(TurfwatchError):
    """Extraction as a whole could not run."""


class StoreError(TurfwatchError):
    """The database could not be opened, read or written."""


class StoreBusy(StoreError):
    """Another process holds the database for writing."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of Turfwatch."""


class PluginError(TurfwatchError):
    """An extension is unknown, or broken when imported."""


class ClusterError(TurfwatchError):
    """A cluster cannot be reached, or has no worker that fits."""


class DeliveryError(TurfwatchError):
    """A message was not delivered.

    `permanent`: it is not to be tried again. `doubtful`: it was handed over and the answer never came, so
    it may have been taken. `wait`: seconds the receiver asked us to wait.
    """

    def __init__(
        self, message: str, *, permanent: bool, hint: str = "", doubtful: bool = False, wait: float = 0.0
    ) -> None:
        super().__init__(message, hint=hint)
        self.permanent = permanent
        self.doubtful = doubtful
        self.wait = wait
