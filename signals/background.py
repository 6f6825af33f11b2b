"""How common a word is on vendors' pages of any market: a rare word of a segment says more.

The shares are measured on the corpus (24 invented markets), once, by `python -m signals.background`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache
from pathlib import Path

from extract.canonical import stems

FILE = Path(__file__).parent / "lexicons" / "background.json"
CORPUS = Path(__file__).resolve().parent.parent / "data" / "corpus"
_COMMON, _RARE = 0.02, 0.0005  # in 2 % of all blocks, and in one of 2,000
_LEAST = 3  # blocks a word must be in to be listed; what is not listed is rare


def rarity(words: tuple[str, ...]) -> float:
    """0 for a word said on every other page, 1 for one hardly ever said; of several, the rarest."""
    return max((_rarity(word) for word in words), default=0.0)


def _rarity(word: str) -> float:
    share = max(_shares().get(word, _RARE), _RARE)
    return min(1.0, max(0.0, math.log(_COMMON / share) / math.log(_COMMON / _RARE)))


@lru_cache(maxsize=1)
def _shares() -> dict[str, float]:
    shares: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
    return shares


def measure(corpus: Path = CORPUS) -> dict[str, float]:
    """The share of the corpus's blocks that each stem occurs in, most common first."""
    lines = [line for file in sorted(corpus.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    counts = Counter(
        word for line in lines for word in set(stems(json.loads(line)["text"])) if word.isalpha()
    )
    listed = sorted((w for w, n in counts.items() if n >= _LEAST), key=lambda w: (-counts[w], w))
    return {word: round(counts[word] / len(lines), 5) for word in listed}


if __name__ == "__main__":
    FILE.write_text(json.dumps(measure(), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
