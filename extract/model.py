"""The trained part: linear weights over named features, read with numpy only.

The weights are those of two logistic regressions: is it a claim, and of which type. Features are
addressed by a stable hash, so the file holds no words.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from turfwatch.errors import ExtractError

FILE = Path(__file__).parent / "model" / "claims.npz"
BUCKETS = 2**18
Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities for one unit."""

    claim: float
    types: dict[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: `rows[i]` belongs to bucket `buckets[i]`; column 0 is is-claim, the others the types."""

    types: tuple[str, ...]
    buckets: npt.NDArray[np.int32]  # sorted
    rows: Array  # (buckets, 1 + types)
    bias: Array  # (1 + types,)
    threshold: float
    fingerprint: str = ""

    def score(self, features: Iterable[str]) -> Scores:
        """Probabilities from a unit's features."""
        wanted = np.fromiter({bucket(f) for f in features}, dtype=np.int32)
        places = np.searchsorted(self.buckets, wanted)
        places = np.minimum(places, len(self.buckets) - 1)
        known = places[self.buckets[places] == wanted]
        sums = self.bias + self.rows[known].sum(axis=0) / np.sqrt(max(1, len(wanted)))
        powers = np.exp(sums[1:] - sums[1:].max())
        shares = powers / powers.sum()
        return Scores(
            claim=float(1.0 / (1.0 + np.exp(-sums[0]))),
            types={name: float(p) for name, p in zip(self.types, shares, strict=True)},
        )


def bucket(feature: str) -> int:
    """The address of a feature."""
    return zlib.crc32(feature.encode()) % BUCKETS


def vector(features: Iterable[str]) -> tuple[list[int], float]:
    """A unit's feature vector: its buckets, sorted, and the value they all have (unit length)."""
    buckets = sorted({bucket(f) for f in features})
    return buckets, float(1.0 / np.sqrt(max(1, len(buckets))))


@cache
def load(path: Path = FILE) -> Model:
    """The shipped model.

    Raises ExtractError when the file is missing or broken.
    """
    try:
        content = path.read_bytes()
        with np.load(path) as data:
            return Model(
                types=tuple(str(t) for t in data["types"]),
                buckets=data["buckets"],
                rows=data["rows"].astype(np.float32),
                bias=data["bias"].astype(np.float32),
                threshold=float(data["threshold"]),
                fingerprint=hashlib.sha256(content).hexdigest()[:12],
            )
    except (OSError, ValueError, KeyError) as error:
        raise ExtractError(
            f"{path}: the claim model cannot be read ({error})",
            hint="reinstall Turfwatch, or rebuild it with `python -m extract.train`",
        ) from error


def save(path: Path, types: Sequence[str], weights: Array, bias: Array, threshold: float) -> None:
    """Write weights of shape (BUCKETS, 1 + types); only buckets that carry weight are kept."""
    used = np.flatnonzero(np.abs(weights).max(axis=1) > 1e-4).astype(np.int32)
    arrays = {
        "types": np.array(types),
        "buckets": used,
        "rows": weights[used].astype(np.float16),
        "bias": bias.astype(np.float32),
        "threshold": np.array(threshold, dtype=np.float32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():  # not np.savez: it dates its entries, so no two files are equal
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
