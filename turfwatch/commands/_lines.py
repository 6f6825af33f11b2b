"""JSON lines in: each error names file and line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from turfwatch.errors import UsageError


def read_lines(file: Path, *, needs: Sequence[str] = (), has: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file (`-` is standard input); blank lines are passed over.

    A line without a text for a key of `needs`, or without any value for a key of `has`, is refused.
    """
    return (row for _, row in numbered_lines(file, needs=needs, has=has))


def numbered_lines(
    file: Path,
    *,
    needs: Sequence[str] = (),
    has: Sequence[str] = (),
    refused: Callable[[UsageError], None] | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """What `read_lines` gives, each object with the number of its line.

    With `refused`, a bad line is told to it, and the others are given all the same.
    """
    try:
        text = (
            sys.stdin.read().removeprefix("\ufeff")
            if str(file) == "-"
            else file.read_text(encoding="utf-8-sig")
        )
    except (FileNotFoundError, IsADirectoryError) as error:
        raise UsageError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: is not UTF-8 text (byte {error.start})") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                row = _row(file, number, line, needs, has)
            except UsageError as error:
                if refused is None:
                    raise
                refused(error)
                continue
            yield number, row


def _row(file: Path, number: int, line: str, needs: Sequence[str], has: Sequence[str]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{file}, line {number}: is not JSON ({error.msg})") from error
    except RecursionError as error:
        raise UsageError(f"{file}, line {number}: is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise UsageError(f"{file}, line {number}: cannot be read ({error})") from error
    if not isinstance(row, dict):
        raise UsageError(f"{file}, line {number}: must be an object, not {type(row).__name__}")
    missing = [key for key in needs if not isinstance(row.get(key), str)]
    if missing:
        raise UsageError(f"{file}, line {number}: needs a text for {' and '.join(missing)}")
    if absent := [key for key in has if key not in row]:
        raise UsageError(f"{file}, line {number}: needs {' and '.join(absent)}")
    return row
