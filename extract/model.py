"""The trained part: linear weights over named features, read with numpy only.

The weights are those of logistic regressions: is it a claim, and is it of this type, one a type. Features are
addressed by a stable hash, so the file holds no words. A unit's vector has length one over the
features the model knows: what it never saw says nothing, not even that the rest counts less.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, fsum, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt

from turfwatch.errors import ExtractError

FILE = Path(__file__).parent / "model" / "claims.npz"
BUCKETS = 2**20
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: `rows[places[b]]` belongs to bucket b; column 0 is is-claim, the others the types."""

    types: tuple[str, ...]
    claims: dict[int, float]  # the first column apart: it is asked of every unit
    places: dict[int, int]
    rows: Array  # (buckets, 1 + types)
    bias: Array  # (1 + types,)
    threshold: float
    fingerprint: str = ""

    def claim(self, features: Iterable[str]) -> float:
        """How likely a unit with these features (`claim_features`) is a claim."""
        known = [w for f in {bucket(f) for f in features} if (w := self.claims.get(f)) is not None]
        logit = float(self.bias[0]) + fsum(known) / sqrt(max(1, len(known)))
        return 1.0 / (1.0 + exp(-logit))

    def kinds(self, features: Iterable[str]) -> dict[str, float]:
        """How likely a claim with these features (`type_features`) is of each type."""
        known = [self.places[b] for b in buckets(features) if b in self.places]
        sums = (self.bias + self.rows[known].sum(axis=0) / np.sqrt(max(1, len(known))))[1:]
        powers = np.exp(sums - sums.max())
        return {name: float(p) for name, p in zip(self.types, powers / powers.sum(), strict=True)}


def bucket(feature: str) -> int:
    """The address of a feature."""
    return zlib.crc32(feature.encode()) % BUCKETS


def buckets(features: Iterable[str]) -> list[int]:
    """The addresses of a unit's features, sorted."""
    return sorted({bucket(f) for f in features})


@cache
def load(path: Path = FILE) -> Model:
    """The shipped model.

    Raises ExtractError when the file is missing or broken.
    """
    try:
        content = path.read_bytes()
        with np.load(path) as data:
            used, rows = data["buckets"].tolist(), data["rows"].astype(np.float32)
            return Model(
                types=tuple(str(t) for t in data["types"]),
                claims=dict(zip(used, rows[:, 0].tolist(), strict=True)),
                places={b: i for i, b in enumerate(used)},
                rows=rows,
                bias=data["bias"].astype(np.float32),
                threshold=float(data["threshold"]),
                fingerprint=hashlib.sha256(content).hexdigest()[:12],
            )
    except (OSError, ValueError, KeyError) as error:
        raise ExtractError(
            f"{path}: the claim model cannot be read ({error})",
            hint="reinstall Turfwatch, or rebuild it with `python -m extract.train`",
        ) from error


def save(
    path: Path,
    types: Sequence[str],
    used: npt.ArrayLike,
    rows: npt.ArrayLike,
    bias: npt.ArrayLike,
    threshold: float,
) -> None:
    """Write the weights of the used buckets, ascending: `rows` of shape (used, 1 + types)."""
    arrays = {
        "types": np.array(types),
        "buckets": np.asarray(used, dtype=np.int32),
        "rows": np.asarray(rows, dtype=np.float16),
        "bias": np.asarray(bias, dtype=np.float32),
        "threshold": np.array(threshold, dtype=np.float32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():  # not np.savez: it dates its entries, so no two files are equal
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
