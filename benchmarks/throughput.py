"""How much reading claims costs beside the language model alone: new blocks a second, and the ratio.

Both sides read the same texts of the corpus with the same pipeline in the same process, in turns; the
median of the rounds counts. The aim is a ratio of at least 0.80. Then the same texts, as a page, go through
the extraction stage twice, with one paragraph changed in between: a component at the head of the pipeline
counts the texts spaCy is given, and of known blocks there must be none. `--pages N` lets the stage read N new
pages of 40 blocks by one process and by two, both started before, and prints how much sooner the two are
done: wall time, so on a quiet machine only.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extract import nlp, run, train
from extract.claims import ClaimReader, ClaimRequest
from extract.pool import Pool
from turfwatch.config import Config, Extract
from turfwatch.progress import Quiet
from turfwatch.store import Store
from turfwatch.types import Fetch, Outcome

START = datetime(2026, 1, 1, tzinfo=UTC)
SITE = "https://quarrel.example/"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkroute"},
        "segments": [{"id": "all", "name": "All"}],
        "competitors": [{"name": "Quarrel", "site": SITE}],
    }
)


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


def parsed_by_stage(texts: list[str]) -> tuple[int, int]:
    """How many texts spaCy is given when a page is new, and when one paragraph of it has changed."""
    given: list[Doc] = []

    def count(doc: Doc) -> Doc:
        given.append(doc)
        return doc

    Language.component("count_texts", func=count)
    pipeline = nlp.load(CONFIG.extract.model)  # the very one the stage uses
    pipeline.add_pipe("count_texts", first=True)
    counts = []
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "t.db") as store:
        for day, last in enumerate(("Drivers see every stop on a map.", "Drivers see every crate on a map.")):
            body = "".join(f"<p>{escape(t)}</p>" for t in (*texts, last))
            page = f"<html lang=en><body><main>{body}</main></body></html>".encode()
            moment = START + timedelta(days=day)
            store.record(
                Fetch(
                    SITE, "Quarrel", moment, Outcome.OK, 200, content_type="text/html", body=page, kind="home"
                )
            )
            given.clear()
            run.run(CONFIG, store, moment, progress=Quiet())
            counts.append(len(given))
    pipeline.remove_pipe("count_texts")
    return counts[0], counts[1]


def stage_seconds(pages: int, processes: int) -> float:
    """Wall seconds of the extraction stage over new pages, read by processes that are up already."""
    rows = train.corpus()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "t.db") as store,
        Pool(processes) as team,
    ):
        for page in range(-2 * processes, pages):  # the first few only wake the processes
            texts = [rows[(40 * page + i) % len(rows)]["text"] for i in range(40)]
            body = "".join(f"<p>{escape(t)}</p>" for t in texts)
            html = f"<html lang=en><body><main>{body}</main></body></html>".encode()
            moment = START + timedelta(minutes=page)
            store.record(
                Fetch(
                    f"{SITE}{page}", "Quarrel", moment, Outcome.OK, 200,
                    content_type="text/html", body=html, kind="home",
                )
            )  # fmt: skip
            if page == -1:
                run.run(CONFIG, store, START, progress=Quiet(), workers=team)
        began = time.perf_counter()
        run.run(CONFIG, store, START, progress=Quiet(), workers=team)
        return time.perf_counter() - began


def main() -> int:
    """Print blocks a second for both, their ratio and the texts parsed; exit code 1 short of the aims."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=0)
    options = parser.parse_args()
    wanted = requests(options.blocks)
    reader, pipeline = ClaimReader(Extract()), nlp.load(Extract().model)
    texts = [r.text for r in wanted]
    reader.read(wanted[:64])
    bare, ours = [], []
    for _ in range(options.rounds):
        bare.append(seconds(lambda: list(pipeline.pipe(texts, batch_size=nlp.BATCH))))
        ours.append(seconds(lambda: reader.read(wanted)))
    alone, full = statistics.median(bare), statistics.median(ours)
    ratio = alone / full
    new, again = parsed_by_stage(texts)
    print(f"bare nlp.pipe  {len(texts) / alone:7.0f} blocks/s of CPU")
    print(f"claims read    {len(texts) / full:7.0f} blocks/s of CPU")
    print(f"ratio          {ratio:7.2f}  (aim 0.80)")
    print(f"texts parsed   {new:7d} of a new page, {again} when one paragraph of it changed (aim 1)")
    if options.pages:
        one, two = (stage_seconds(options.pages, n) for n in (1, 2))
        print(f"two processes  {one / two:7.2f}  times one: {one:.1f} s, {two:.1f} s (aim 1.6)")
    return 0 if ratio >= 0.8 and again == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
