"""Where that leaves us, for the review: the ground by segment, and the signals behind it all. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date

from reports import wording
from reports.formatting import capital, clean, count, day, link_to, percent, place, some
from reports.positions.space import Ground, standing, unsaid
from reports.sections import ROWS, Cell, Records, Section, Table, segment_names
from turfwatch.config import Config

ITEMS = 4  # of each kind of free space
_GROUND_TONES = {"alone": "good", "crowded": "bad"}
_GROUNDS: dict[Ground, str] = {
    "alone": "held alone", "contested": "contested", "crowded": "crowded",
    "conceded": "left to rivals", "open": "open to all",
}  # fmt: skip


def ground(config: Config, records: Records) -> Section | None:
    """Where and how we can win: each segment's ground, and what nobody else says."""
    if not records.presence or not records.fields:
        return None
    kinds = Counter(f.ground for f in records.fields)
    told = [f"{kinds[kind]} {words}" for kind, words in _GROUNDS.items() if kinds[kind]]
    rows = tuple(
        (Cell(f.name), Cell(f.ground, tone=_GROUND_TONES.get(f.ground, "soft")), Cell(standing(f.ours)),
         Cell(percent(f.ours.share) if f.ours and f.ours.share else "–", numeric=True),
         Cell(", ".join(f"{clean(p.company, 24)} {standing(p)}" for p in f.rivals) or "none"),
         Cell(capital(f.move)))
        for f in records.fields
    )  # fmt: skip
    columns = ("Segment", "Ground", "We", "Our share", "Rivals that claim it", "What to do")
    table = Table(columns, rows, "Our share is our part of all presence in the segment.")
    sentence = f"Of {count(len(records.fields), 'segment')}: {', '.join(told)}."
    return Section(
        "ground", "Where and how we can win", sentence, table=table, points=_unsaid(config, records)
    )


def _unsaid(config: Config, records: Records) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What no rival says, in short lists."""
    lists = unsaid(config, records.positions, records.space)
    return tuple((title, some(lines, ITEMS)) for title, lines in lists)


def signals(config: Config, records: Records, since: date) -> Section | None:
    """The signals of the time, the weightiest first."""
    told = wording.by_weight([s for s in records.signals if s.date >= since and s.status != "noise"])
    if not told:
        return None
    names = segment_names(config)
    rows = tuple(
        (Cell(day(s.date)), Cell(s.severity, tone=f"tag {s.severity}"), Cell(wording.kind_label(s.kind)),
         Cell(capital(clean(s.summary, 220)), link_to(s.url, s.evidence[0].text if s.evidence else None),
              place=place(s.url)),
         Cell(names.get(s.segment or "", "")))
        for s in told[:ROWS]
    )  # fmt: skip
    kinds = Counter(s.severity for s in told)
    counted = [f"{kinds[name]} {name}" for name in wording.SEVERITIES if kinds[name]]
    sentence = f"{count(len(told), 'signal')}: {', '.join(counted)}."
    more = f", the first {ROWS} of {len(told):,}" if len(told) > ROWS else ""
    caption = f"Sorted by severity, then by score, the newest first among equals{more}."
    columns = ("Date", "Severity", "Kind", "What", "Segment")
    return Section("signals", "Signals", sentence, table=Table(columns, rows, caption))
