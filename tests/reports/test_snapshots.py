"""Every report on the fictional market, word for word: a change of words is seen in review, not by a reader.

After a change that is meant: `TURFWATCH_SNAPSHOTS=write pytest tests/reports/test_snapshots.py`, and read
the difference before it is committed.
"""

import os
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import lxml.html
import pytest

from reports import run, terminal

FOLDER = Path(__file__).parent / "snapshots"
WRITE = os.environ.get("TURFWATCH_SNAPSHOTS") == "write"


def words(page):
    """What a page says, a line a block, with where its links lead and what its pictures show."""
    tree = lxml.html.document_fromstring(page)
    for part in tree.xpath("//style | //head | //svg//*[not(self::svg:text)]", namespaces={"svg": "svg"}):
        part.drop_tree()
    blocks = "//h1 | //h2 | //h3 | //p | //li | //tr[not(.//tr)] | //summary | //figcaption | //img"
    return "".join(f"{block.tag}: {block.get('alt') or joined(block)}\n" for block in tree.xpath(blocks))


def joined(block):
    texts = (re.sub(r"\s+", " ", text).strip() for text in block.itertext())
    return " | ".join(filter(None, texts))


def shown(what):
    out = StringIO()
    terminal.show(what, out)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@pytest.fixture
def reports(config, market, build, tmp_path):
    run.run(config, market, build.NOW - timedelta(days=4))
    digest = run.run(config, market, build.NOW)
    review = run.review(config, market, build.NOW, tmp_path / "r.html")
    tables = run.export(config, market, ["all"], "csv", tmp_path / "tables")
    found = {
        "digest.txt": digest.text,
        "digest.html.txt": words(digest.html),
        "review.html.txt": words(review.read_text(encoding="utf-8")),
        "battlecard.md": run.battlecard(config, market, build.NOW, "Deskly"),
        "battlecard.html.txt": words(run.battlecard(config, market, build.NOW, "Deskly", "html")),
        "signals.txt": shown(terminal.signals(config, market.signals())),
    }
    return {**found, **{f"{path.stem}.csv": path.read_text(encoding="utf-8") for path in tables}}


def test_every_report_says_what_it_said(reports):
    if WRITE:
        FOLDER.mkdir(exist_ok=True)
        for name, text in reports.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert sorted(kept) == sorted(reports)
    for name, text in reports.items():
        assert text == kept[name], name
