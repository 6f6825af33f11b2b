"""The trained part: linear weights over named features, read with numpy only.

The weights are those of logistic regressions: is it a claim at a glance (without its parse), is it one, and
is it of this type, one a type. Features are addressed by a stable hash, so the file holds no words. A unit's
vector has length one over the features the model knows: what it never saw says nothing, not even that the
rest counts less.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import exp
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from turfwatch.errors import ExtractError

FILE = Path(__file__).parent / "model" / "claims.npz"
BUCKETS = 2**20
UNIT = 2**20
GLANCE, CLAIM, _TYPES = 0, 1, 2  # columns
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights: row `places[b]` belongs to bucket b; the columns are `GLANCE`, `CLAIM`, then the types.

    They are whole multiples of 1 / `UNIT`: however features are ordered, sums of whole numbers are the same.
    """

    types: tuple[str, ...]
    places: dict[int, int]
    rows: npt.NDArray[np.int64]  # (1 + buckets, 2 + types); row 0 is of no bucket, and zero
    bias: Scores  # (2 + types,)
    threshold: float  # a unit is a claim from this probability on
    hopeless: float  # and cannot be one when it is less likely than this at a glance
    fingerprint: str = ""

    def known(self, features: Iterable[str]) -> set[int]:
        """The rows of the features the model knows."""
        place = self.places.get
        return {p for f in features if (p := place(crc32(f.encode()) % BUCKETS)) is not None}

    def scores(self, units: Iterable[Iterable[int]]) -> Scores:
        """The log odds of shape (units, 2 + types); each unit is given by the rows of its features."""
        rows = [[0, *known] for known in units]
        if not rows:
            return np.empty((0, len(self.bias)))
        sizes = np.array([len(row) for row in rows])
        places = np.fromiter(chain.from_iterable(rows), dtype=np.intp, count=sizes.sum())
        sums = np.add.reduceat(self.rows[places], np.cumsum(sizes) - sizes, axis=0)
        found: Scores = self.bias + sums / UNIT / np.sqrt(np.maximum(1, sizes - 1))[:, np.newaxis]
        return found

    def kinds(self, scores: Scores) -> dict[str, float]:
        """How likely a claim with these scores (one row of them) is of each type."""
        powers = np.exp(scores[_TYPES:] - scores[_TYPES:].max())
        return dict(zip(self.types, (powers / powers.sum()).tolist(), strict=True))


def probability(score: float) -> float:
    """What log odds say."""
    return 1.0 / (1.0 + exp(-score))


def bucket(feature: str) -> int:
    """The address of a feature."""
    return crc32(feature.encode()) % BUCKETS


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
            used, rows = data["buckets"].tolist(), data["rows"].astype(np.float64)
            return Model(
                types=tuple(str(t) for t in data["types"]),
                places={b: i for i, b in enumerate(used, 1)},
                rows=np.vstack([np.zeros_like(rows[:1]), np.rint(rows * UNIT)]).astype(np.int64),
                bias=data["bias"].astype(np.float64),
                threshold=float(data["thresholds"][CLAIM]),
                hopeless=float(data["thresholds"][GLANCE]),
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
    thresholds: tuple[float, float],
) -> None:
    """Write the weights of the used buckets, ascending: `rows` of shape (used, 2 + types).

    `thresholds` are those of the first two columns.
    """
    arrays = {
        "types": np.array(types),
        "buckets": np.asarray(used, dtype=np.int32),
        "rows": np.asarray(rows, dtype=np.float16),
        "bias": np.asarray(bias, dtype=np.float32),
        "thresholds": np.array(thresholds, dtype=np.float32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():  # not np.savez: it dates its entries, so no two files are equal
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
