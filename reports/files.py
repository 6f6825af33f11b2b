"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from turfwatch.errors import TurfwatchError


def write_whole(path: Path, content: bytes) -> Path:
    """Write beside `path` and rename: a reader, a crash or a full disk never meets half a file.

    Raises TurfwatchError when the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)  # mkstemp's 0600 would keep a colleague from a shared folder's report
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TurfwatchError(
            f"{path}: cannot be written ({error.strerror or error})",
            hint="check the folder, its permissions and the free space; nothing was left half-written",
        ) from error
    return path
