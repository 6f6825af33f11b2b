"""What a stage's results depend on beside its input: its own source."""

from __future__ import annotations

import hashlib
from pathlib import Path

_SOURCES = frozenset({".py", ".toml", ".npz", ".json", ".txt"})


def source_version(*folders: Path) -> str:
    """A hash of all code, lexicons and models below the folders: nobody has to remember a number."""
    content = hashlib.sha256()
    for folder in folders:
        for file in sorted(f for f in folder.rglob("*") if f.suffix in _SOURCES):
            content.update(f"{file.relative_to(folder)}\x1f".encode() + file.read_bytes())
    return content.hexdigest()[:12]
