"""How fast pages are walked into blocks, beside text extractors that give no roles, headings or regions.

The pages are the tests' own (`tests/extract/pages*`). CPU seconds, the best of several rounds over all of
them; ratios are to bare selectolax, which parses and joins the text. Resiliparse and trafilatura are
compared where they can be imported: they are no dependencies.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.blocks import walk

PAGES = Path(__file__).resolve().parent.parent / "tests" / "extract"


def bare(html: str) -> Any:
    tree = LexborHTMLParser(html)
    return tree.body.text(separator="\n") if tree.body else ""


def others() -> dict[str, Callable[[str], Any]]:
    """The extractors that are installed."""
    found: dict[str, Callable[[str], Any]] = {}
    try:
        plain = import_module("resiliparse.extract.html2text").extract_plain_text
        found["resiliparse, whole page"] = plain
        found["resiliparse, main content"] = lambda html: plain(html, main_content=True)
    except ImportError:
        print("resiliparse is not installed")
    try:
        trafilatura = import_module("trafilatura")
        found["trafilatura, with tables"] = lambda html: trafilatura.extract(html, favor_recall=True)
        found["trafilatura, html2txt"] = trafilatura.html2txt
    except ImportError:
        print("trafilatura is not installed")
    return found


def seconds(function: Callable[[str], Any], pages: list[str], rounds: int) -> float:
    """CPU seconds of the best round."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        for page in pages:
            function(page)
        best = min(best, time.process_time() - begin)
    return best


def main() -> None:
    """Print a line an extractor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    pages = [file.read_text(encoding="utf-8") for file in sorted(PAGES.glob("pages*/*.html"))]
    size = sum(map(len, pages)) / 1e6
    print(f"{len(pages)} pages, {size:.2f} MB")
    works = {"selectolax, bare": bare, "Turfwatch, blocks": lambda html: walk(html, url="https://a.example/")}
    base = 0.0
    for name, function in {**works, **others()}.items():
        took = seconds(function, pages, options.rounds)
        base = base or took
        print(f"{name:<28}{len(pages) / took:8.0f} pages/s {size / took:7.1f} MB/s {took / base:7.1f}")


if __name__ == "__main__":
    main()
