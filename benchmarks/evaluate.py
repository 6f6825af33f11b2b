"""`make evaluate`: how well claims are read, market by market on the corpus and on real labels when present.

The models measured on the corpus are fitted without the markets they read; the shipped one is measured on the
real labels. The figures may only go up: `baseline.json` beside this file holds the best so far, and
a fall by more than the tolerance ends with exit code 1. `--update` stores the new figures.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from extract import model, train
from extract.claims import ClaimReader, ClaimRequest, claim
from extract.inputs import extract_lines, line
from signals.compare.labels import compare_lines
from turfwatch.config import Extract

HERE = Path(__file__).resolve().parent
BASELINE = HERE / "baseline.json"
REAL = HERE.parent.parent / "shared" / "realworld"
TOLERANCE = 0.005
SLOTS = ("audience", "capability", "quantity", "compared_to")
_FIGURES = (
    ("real.is_claim_f1", re.compile(r"is_claim, all: .*F1 ([\d.]+)")),
    ("real.is_claim_f1_random", re.compile(r"is_claim, random sample: .*F1 ([\d.]+)")),
    ("real.type_macro_f1", re.compile(r"claim_type macro-F1 ([\d.]+)")),
    ("real.strength", re.compile(r"slot strength\s+accuracy ([\d.]+)")),
    *((f"real.{s}", re.compile(rf"slot {s}\s+.*token-F1 ([\d.]+)")) for s in SLOTS),
)


def held_out_figures() -> dict[str, float]:
    """Figures over the whole corpus, every market read by a model that has never seen it."""
    rows = train.corpus()
    items = train.examples(rows)
    gold, answers = [], []
    for unseen in train.groups(r["market"] for r in rows):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "claims.npz"
            train.fit([e for e in items if e.market not in unseen], path)
            reader = ClaimReader(Extract(), weights=model.load(path))
        test = [r for r in rows if r["market"] in unseen]
        requests = [
            ClaimRequest(r["text"], r["role"], r["page_kind"], r.get("heading") or "", company=r["vendor"])
            for r in test
        ]
        answers += [line(None if j.claim_type == "none" else claim(j)) for j in reader.judge(requests)]
        gold += [{**r, "claim_type": r.get("claim_type", "none")} for r in test]
    return _figures(gold, answers)


def _figures(gold: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> dict[str, float]:
    pairs = [(g["claim_type"], a["claim_type"]) for g, a in zip(gold, answers, strict=True)]
    flags = [(g != "none", a != "none") for g, a in pairs]
    hits = sum(a and b for a, b in flags)
    precision, recall = hits / max(1, sum(b for _, b in flags)), hits / max(1, sum(a for a, _ in flags))
    by_type = {t: _f1(pairs, t) for t in sorted({g for g, _ in pairs} - {"none"})}
    for name, value in by_type.items():
        print(f"  corpus type {name:<12} F1 {value:.3f}  n {sum(g == name for g, _ in pairs)}")
    claims = [(g, a) for g, a in zip(gold, answers, strict=True) if g["claim_type"] != "none"]
    found = {
        "corpus.is_claim_precision": precision,
        "corpus.is_claim_recall": recall,
        "corpus.is_claim_f1": 2 * hits / max(1, sum(a + b for a, b in flags)),
        "corpus.type_macro_f1": sum(by_type.values()) / len(by_type),
        "corpus.strength": sum(g["strength"] == a["strength"] for g, a in claims) / len(claims),
    }
    for slot in SLOTS:
        filled = [(g[slot], a[slot]) for g, a in claims if g.get(slot)]
        found[f"corpus.{slot}"] = sum(_overlap(g, a) for g, a in filled) / max(1, len(filled))
    return found


def _f1(pairs: Iterable[tuple[str, str]], name: str) -> float:
    hits, seen = 0, 0
    for gold, answer in pairs:
        hits += gold == answer == name
        seen += (gold == name) + (answer == name)
    return 2 * hits / seen if seen else 0.0


def _overlap(gold: str, answer: str | None) -> float:
    """F1 of the words two slot values share."""
    a, b = (Counter(re.findall(r"[a-z0-9]+", (text or "").lower())) for text in (gold, answer))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def real_figures() -> dict[str, float]:
    """What the scorer of the real labels says; nothing when they are not there."""
    scorer = REAL / "score.py"
    if not scorer.is_file():
        print("no real labels beside the repository: corpus figures only")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, scorer, "inputs", folder], check=True)
        rows = map(json.loads, (Path(folder) / "claims.jsonl").read_text(encoding="utf-8").splitlines())
        answers = Path(folder) / "answers.jsonl"
        lines = [json.dumps(a, ensure_ascii=False) for a in extract_lines(rows, "claims")]
        answers.write_text("\n".join(lines), encoding="utf-8")
        said = subprocess.run(
            [sys.executable, scorer, "claims", answers], check=True, capture_output=True, text=True
        )
    print(said.stdout)
    return {name: float(m.group(1)) for name, pattern in _FIGURES if (m := pattern.search(said.stdout))}


def pair_figures() -> dict[str, float]:
    """Share of pairs labelled rightly: the corpus's, and the real ones when they are there."""
    files = {
        "corpus.pairs": sorted((HERE.parent / "data" / "corpus" / "pairs").glob("*.jsonl")),
        "real.pairs": [p for p in (REAL / "labels" / "reword_pairs.jsonl",) if p.is_file()],
    }
    found = {}
    for name, paths in files.items():
        rows = [json.loads(text) for path in paths for text in path.read_text(encoding="utf-8").splitlines()]
        hits = sum(row["label"] == said["label"] for row, said in zip(rows, compare_lines(rows), strict=True))
        if rows:
            found[name] = hits / len(rows)
    return found


def main() -> int:
    """Measure, compare with the baseline, and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="store these figures as the baseline")
    options = parser.parse_args()
    figures = {**held_out_figures(), **real_figures(), **pair_figures()}
    baseline: dict[str, float] = json.loads(BASELINE.read_text()) if BASELINE.is_file() else {}
    fallen = [n for n, v in figures.items() if v < baseline.get(n, 0.0) - TOLERANCE]
    for name, value in figures.items():
        note = "  FALLEN" if name in fallen else ""
        print(f"{name:<28} {value:.3f}  baseline {baseline.get(name, 0.0):.3f}{note}")
    if options.update:
        BASELINE.write_text(
            json.dumps({n: round(v, 4) for n, v in {**baseline, **figures}.items()}, indent=1) + "\n"
        )
    return 1 if fallen and not options.update else 0


if __name__ == "__main__":
    sys.exit(main())
