"""The strategy review: what the market did since a day, as sections of charts, sentences and tables.

Pure: records in, a frozen view model out; the template turns it into one self-contained page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reports import charts
from reports.formatting import clean, count, day, listed, percent, span_of_days
from reports.review_first import First, first_to_say
from reports.review_moves import balance, launches
from reports.review_prices import prices
from reports.review_us import goals, ground, positions, signals
from reports.sections import ROWS, Cell, Records, Review, Section, Table
from turfwatch.config import Config, Segment
from turfwatch.types import Presence, Stage

LINES = 6  # rivals in one presence chart
WIDE = 8  # companies that fit beside one another in the map


def compose(config: Config, records: Records, since: date, until: date) -> Review:
    """The review of the days from `since` to `until`."""
    rivals = [c.name for c in config.competitors]
    styled = charts.styles(config.company.name, rivals)
    companies = [config.company.name, *rivals]
    sections = [
        _field(config, records, companies),
        _movement(config, records, styled, since, until),
        _first(config, records),
        prices(config, records, since, until),
        launches(records, rivals, styled, since, until),
        balance(records, companies, styled, since),
        ground(config, records),
        positions(config, records),
        goals(config, records, until),
        signals(config, records, since),
    ]
    return Review(
        clean(config.company.name), span_of_days(since, until), until,
        _figures(config, records, since), tuple(s for s in sections if s),
    )  # fmt: skip


def _figures(config: Config, records: Records, since: date) -> tuple[tuple[str, str], ...]:
    told = [s for s in records.signals if s.date >= since and s.status != "noise"]
    moves = [e for e in records.plan_events if e.event and e.date >= since]
    return (
        (str(len(config.competitors)), "rivals watched"),
        (str(len(told)), "signals"),
        (str(sum(s.severity in {"critical", "high"} for s in told)), "high or critical"),
        (str(len(moves)), "price and plan moves"),
    )


# --- the playing field --------------------------------------------------------------------------


def _field(config: Config, records: Records, companies: Sequence[str]) -> Section:
    """The map: segments down and companies across, or the other way round for a crowded market."""
    latest = {(p.segment, p.company): p for p in records.presence}
    names = [Cell(clean(name, 24)) for name in companies]
    grid = [
        [Cell(clean(s.name, 60)), *(_stand(latest.get((s.id, name))) for name in companies)]
        for s in config.segments
    ]
    head, lines = [Cell("Segment"), *names], grid
    if len(companies) > WIDE:
        head, *lines = (list(column) for column in zip([Cell("Company"), *names], *grid, strict=True))
    table = Table(tuple(cell.text for cell in head), tuple(tuple(line) for line in lines))
    return Section("field", "The playing field", _field_sentence(config, latest), (), table, open=True)


def _stand(presence: Presence | None) -> Cell:
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
    text = "; ".join(words[kind].format(listed(names)) for kind, names in fields.items() if names)
    return text[0].upper() + text[1:] + "."


Lines = dict[str, list[tuple[date, float]]]


def _movement(
    config: Config, records: Records, styled: Mapping[str, charts.Style], since: date, until: date
) -> Section | None:
    drawn, rows, climbs = list[tuple[str, str]](), list[tuple[Cell, ...]](), list[tuple[float, str]]()
    for place, segment in enumerate(config.segments):
        name, lines = clean(segment.name, 60), _lines(records.presence, segment.id, since)
        if not lines:
            continue
        shown, title = _foremost(lines, config.company.name), f"Presence in {name} by company"
        drawn.append((name, charts.steps(f"presence{place}", title, shown, styled, until, top=1)))
        for company, line in lines.items():
            gain = line[-1][1] - line[0][1]
            cells = (name, clean(company, 40), percent(line[0][1]), percent(line[-1][1]))
            rows.append((*(Cell(c, numeric=i > 1) for i, c in enumerate(cells)), _points(gain)))
            if company != config.company.name:
                climbs.append((gain, f"{clean(company)} in {name}"))
    if not drawn:
        return None
    gain, who = max(climbs, default=(0.0, ""))
    sentence = f"The steepest climb is {who}: {_points(gain).text}." if gain > 0 else "No rival has climbed."
    table = Table(("Segment", "Company", "At the start", "Now", "Change"), tuple(rows[:ROWS]))
    return Section("movement", "Presence over time", sentence, tuple(drawn), table)


def _lines(presence: Iterable[Presence], segment: str, since: date) -> Lines:
    """Each company's presence in a segment from `since` on, from the value it came in with."""
    lines: Lines = {}
    for p in presence:  # oldest first
        if p.segment != segment:
            continue
        line = lines.setdefault(p.company, [(since, 0.0)])
        if p.date <= since:
            line[0] = (since, p.presence)
        else:
            line.append((p.date, p.presence))
    return {company: line for company, line in lines.items() if any(value for _, value in line)}


def _foremost(lines: Lines, ours: str) -> Lines:
    """The rivals that stand highest, and us; the table holds the others."""
    highest = sorted((c for c in lines if c != ours), key=lambda c: -lines[c][-1][1])[:LINES]
    return {company: line for company, line in lines.items() if company in {ours, *highest}}


def _points(gain: float) -> Cell:
    points = round(100 * gain)
    tone = "up" if points > 0 else "down" if points < 0 else ""
    return Cell(f"{'−' if points < 0 else '+'}{abs(points)} points", tone=tone, numeric=True)


def _first(config: Config, records: Records) -> Section | None:
    rows, firsts, open_ = list[tuple[Cell, ...]](), Counter[str](), 0
    for segment in config.segments:
        order = first_to_say(records, segment.id)
        if not order:
            continue
        # Whoever else stood there before our first look may have been the earlier one.
        leader, *others = order
        if not any(said.before_us or said.since == leader.since for said in others):
            firsts[clean(leader.company, 40)] += 1
        else:
            open_ += 1
        rows += [_said(segment, order, said) for said in order[:WIDE]]
    if not rows:
        return None
    who = listed([f"{name} in {count(number, 'segment')}" for name, number in firsts.most_common()])
    parts = [f"First to speak to our segments: {who}"] if who else []
    if open_:
        told = "several spoke before our first look, so who was first is not known"
        parts.append(f"in {count(open_, 'segment')} {told}")
    sentence = "; ".join(parts)
    sentence = sentence[0].upper() + sentence[1:] + "."
    table = Table(("Segment", "Order", "Company", "Since", "Sentence"), tuple(rows[:ROWS]))
    return Section("first", "Who said it first", sentence, (), table, open=True)


def _said(segment: Segment, order: Sequence[First], said: First) -> tuple[Cell, ...]:
    """One company's row; those of one day share their place, for nobody can tell who was earlier."""
    place = 1 + sum(other.since < said.since for other in order)
    shared = "=" if sum(other.since == said.since for other in order) > 1 else ""
    # What stood at our first look is older than we can know.
    since = ("by " if said.before_us else "") + day(said.since)
    return (
        Cell(clean(segment.name, 60)), Cell(f"{place}{shared}", numeric=True), Cell(clean(said.company, 40)),
        Cell(since), Cell(clean(said.text, 160) or "(the words are gone)", said.link),
    )  # fmt: skip
