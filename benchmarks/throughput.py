"""How much reading claims costs beside the language model alone: new blocks a second, and the ratio.

Both sides read the same texts of the corpus with the same pipeline in the same process, in turns; the
median of the rounds counts. The aim is a ratio of at least 0.80.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from extract import nlp, train
from extract.claims import ClaimReader, ClaimRequest
from turfwatch.config import Extract


def requests(count: int) -> list[ClaimRequest]:
    """The first units of the corpus, spread over its markets."""
    rows = train.corpus()
    step = max(1, len(rows) // count)
    return [
        ClaimRequest(r["text"], r["role"], r["page_kind"], r.get("heading") or "", company=r["vendor"])
        for r in rows[::step][:count]
    ]


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one go: other processes on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Print blocks a second for both and their ratio; exit code 1 below 0.80."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    wanted = requests(options.blocks)
    reader, pipeline = ClaimReader(Extract()), nlp.load()
    texts = [r.text for r in wanted]
    reader.read(wanted[:64])
    bare, ours = [], []
    for _ in range(options.rounds):
        bare.append(seconds(lambda: list(pipeline.pipe(texts, batch_size=nlp.BATCH))))
        ours.append(seconds(lambda: reader.read(wanted)))
    alone, full = statistics.median(bare), statistics.median(ours)
    ratio = alone / full
    print(f"bare nlp.pipe  {len(texts) / alone:7.0f} blocks/s of CPU")
    print(f"claims read    {len(texts) / full:7.0f} blocks/s of CPU")
    print(f"ratio          {ratio:7.2f}  (aim 0.80)")
    return 0 if ratio >= 0.8 else 1


if __name__ == "__main__":
    sys.exit(main())
