"""Are the models the files they should be: their sha256 beside those recorded in `data/models.sha256`.

The list holds spaCy's English model as its authors published it, and our own. A model that is not in it
is the user's choice, and is not judged.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from turfwatch.errors import ExtractError

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "data" / "models.sha256"
OURS = "extract/model/claims.npz"


def check_installed(model: str) -> None:
    """Raise ExtractError when an installed spaCy model is one we know, and not as we know it."""
    if wrong := differences(model):
        raise ExtractError(
            f"the language model {model!r} was changed after it was published: {', '.join(wrong[:3])}",
            hint=f"install it again: pip install --force-reinstall --no-deps {model.replace('_', '-')}",
        )


def differences(model: str) -> list[str]:
    """The files of an installed spaCy model that are not as published; none for a model we do not know."""
    folder = _folder(model)
    if folder is None:
        return []
    prefix = f"{folder.name}/"
    expected = {name.removeprefix(prefix): h for name, h in recorded().items() if name.startswith(prefix)}
    return list(_differing(folder, expected))


def known(model: str) -> bool:
    """Whether the installed version of a spaCy model is in the list."""
    folder = _folder(model)
    return folder is not None and any(name.startswith(f"{folder.name}/") for name in recorded())


def differs(root: Path = ROOT) -> bool:
    """Whether our own claim model is another than the one recorded."""
    return bool(list(_differing(root, {OURS: recorded()[OURS]})))


@cache
def recorded() -> Mapping[str, str]:
    """The recorded hash of each file, by its path in its package."""
    lines = (line.split(maxsplit=1) for line in LIST.read_text(encoding="utf-8").splitlines() if line)
    return {name: digest for digest, name in lines}


def record() -> None:
    """Write our own model's hash into the list: the last step of training it."""
    LIST.write_text("".join(f"{d}  {n}\n" for n, d in {**recorded(), OURS: sha256(ROOT / OURS)}.items()))
    recorded.cache_clear()


def sha256(file: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _differing(folder: Path, expected: Mapping[str, str]) -> Iterator[str]:
    for name, digest in expected.items():
        if not (folder / name).is_file():
            yield f"{name} is missing"
        elif sha256(folder / name) != digest:
            yield f"{name} differs"


def _folder(model: str) -> Path | None:
    """Where an installed model's data is: `<package>/<package>-<version>`."""
    found = importlib.util.find_spec(model) if model.isidentifier() else None
    if found is None or found.origin is None:
        return None
    try:
        version = metadata.version(model.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return None
    return Path(found.origin).parent / f"{model}-{version}"
