"""The strategy review: what the market did since a day, as sections of figures, sentences and tables.

Pure: records in, a frozen view model out; the template turns it into one self-contained page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from reports import charts
from reports.formatting import capital, clean, day, listed, percent, span_of_days
from reports.looks import STALE, Looks
from reports.review.first import first
from reports.review.goals import goals
from reports.review.moves import balance, launches
from reports.review.positions import positions
from reports.review.presence import movement
from reports.review.prices import moves_of, prices
from reports.review.us import ground, signals
from reports.sections import Cell, Records, Review, Section, Table
from turfwatch.config import Config
from turfwatch.types import Presence, Stage

WIDE = 8  # companies that fit beside one another in the map


def compose(config: Config, records: Records, since: date, until: date) -> Review:
    """The review of the days from `since` to `until`."""
    rivals = [c.name for c in config.competitors]
    styled = charts.styles(config.company.name, rivals)
    companies = [config.company.name, *rivals]
    sections = [
        _field(config, records, companies, until),
        movement(config, records, styled, since, until),
        first(config, records),
        prices(config, records, since, until),
        launches(config, records, styled, since, until),
        balance(config, records, styled, since),
        ground(config, records),
        positions(config, records),
        goals(config, records, until),
        signals(config, records, since),
    ]
    return Review(
        clean(config.company.name), span_of_days(since, until), until,
        _read(records.looks, companies, until), _figures(config, records, since),
        tuple(s for s in sections if s),
    )  # fmt: skip


def _figures(config: Config, records: Records, since: date) -> tuple[tuple[str, str], ...]:
    told = [s for s in records.signals if s.date >= since and s.status != "noise"]
    return (
        (f"{len(config.competitors):,}", "rivals watched"),
        (f"{len(told):,}", "signals"),
        (f"{sum(s.severity in {'critical', 'high'} for s in told):,}", "high or critical"),
        (f"{len(moves_of(told)):,}", "price and plan moves"),
    )


def _read(looks: Looks, companies: Sequence[str], until: date) -> str:
    """How far our knowledge goes: nothing is told of the days after a company was last read."""
    known = [name for name in companies if name in looks.last]
    newest = max((looks.last_read(name, today=until) for name in known), default=None)
    if newest is None:
        return "No page has been read yet."
    behind = {name: looks.last_read(name, today=until) for name in known}
    late = [f"{clean(n, 40)} on {day(d)}" for n, d in behind.items() if newest - d > STALE]
    never = [clean(name, 40) for name in companies if name not in looks.last]
    parts = [f"The pages were last read on {day(newest)}"]
    parts += ["nothing is known of the days after"] if until - newest > STALE else []
    parts += [f"only until then those of {listed(late, 5)}"] if late else []
    parts += [f"never yet those of {listed(never, 5)}"] if never else []
    return "; ".join(parts) + "."


# --- the playing field --------------------------------------------------------------------------


def _field(config: Config, records: Records, companies: Sequence[str], until: date) -> Section:
    """The map: segments down and companies across, or the other way round for a crowded market."""
    latest = {(p.segment, p.company): p for p in records.presence}
    read = {name for name in companies if name in records.looks.last}
    names = [Cell(clean(name, 24)) for name in companies]
    grid = [
        [
            Cell(clean(s.name, 60)),
            *(_stand(latest.get((s.id, name)), read=name in read) for name in companies),
        ]
        for s in config.segments
    ]
    head, lines = [Cell("Segment"), *names], grid
    if len(companies) > WIDE:
        head, *lines = (list(column) for column in zip([Cell("Company"), *names], *grid, strict=True))
    caption = "Stage and presence of each company when it was last read; a dash where it is absent."
    table = Table(tuple(cell.text for cell in head), tuple(tuple(line) for line in lines), caption)
    return Section("field", "The playing field", _field_sentence(config, latest), table=table)


def _stand(presence: Presence | None, *, read: bool) -> Cell:
    if not read and presence is None:
        return Cell("not read", tone="absent")
    if presence is None or presence.stage is Stage.ABSENT:
        return Cell("–", tone="absent")
    return Cell(f"{presence.stage.value} {percent(presence.presence)}", tone="heat", share=presence.presence)


def _field_sentence(config: Config, latest: Mapping[tuple[str, str], Presence]) -> str:
    fields: dict[str, list[str]] = {"alone": [], "contested": [], "theirs": [], "open": []}
    for segment in config.segments:
        claiming = {
            company
            for (name, company), p in latest.items()
            if name == segment.id and p.stage.rank >= Stage.CLAIMING.rank
        }
        ours, theirs = config.company.name in claiming, claiming - {config.company.name}
        kind = ("contested" if theirs else "alone") if ours else ("theirs" if theirs else "open")
        fields[kind].append(clean(segment.name, 60))
    words = {
        "alone": "we stand alone in {}", "contested": "rivals claim {} too",
        "theirs": "only rivals claim {}", "open": "nobody claims {}",
    }  # fmt: skip
    text = "; ".join(words[kind].format(listed(names, 6)) for kind, names in fields.items() if names)
    return capital(text) + "."
