"""The strategy review: what the market did since a day, as sections of charts, sentences and tables.

Pure: records in, a frozen view model out; the template turns it into one self-contained page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports import charts, wording
from reports.formatting import (
    change,
    clean,
    count,
    day,
    link_to,
    listed,
    number,
    percent,
    price,
    span_of_days,
)
from reports.positions import Position
from turfwatch.config import Config, Goal, Segment
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Stage

ROWS = 60  # rows of a table behind a figure; more belong into an export
LINES = 7  # plans in one price chart


@dataclass(frozen=True, slots=True)
class Records:
    """Everything a review is made from."""

    signals: Sequence[Signal]
    changes: Sequence[Change]
    lifetimes: Sequence[Lifetime]
    plan_events: Sequence[PlanEvent]
    releases: Sequence[ReleaseSeen]
    presence: Sequence[Presence]
    positions: Sequence[Position]
    goal_values: dict[str, Sequence[tuple[date, float]]]
    first_seen: dict[str, date]  # company -> the day of its first capture


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: text, where it leads, how it is toned (a CSS class), whether it is a number."""

    text: str
    link: str = ""
    tone: str = ""
    numeric: bool = False
    share: float | None = None  # 0…1, drawn as the depth of the cell's colour


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; the first cell of each row names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A question, its answer in one sentence, the drawing and the table behind it."""

    id: str
    title: str
    sentence: str
    charts: tuple[tuple[str, str], ...] = ()  # caption, SVG element (made by us: not escaped)
    table: Table | None = None
    open: bool = False  # the table is the figure


@dataclass(frozen=True, slots=True)
class Review:
    """One strategy review."""

    company: str
    days: str
    made: date
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def compose(config: Config, records: Records, since: date, until: date) -> Review:
    """The review of the days from `since` to `until`."""
    rivals = [c.name for c in config.competitors]
    styled = charts.styles(config.company.name, rivals)
    companies = [config.company.name, *rivals]
    sections = [
        _field(config, records, companies),
        _movement(config, records, companies, styled, since, until),
        _first(config, records),
        _prices(config, records, since, until),
        _launches(records, rivals, styled, since, until),
        _balance(records, companies, styled, since),
        _positions(config, records),
        _goals(config, records, until),
        _signals(config, records, since),
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
    latest = {(p.segment, p.company): p for p in records.presence}
    rows = tuple(
        (Cell(clean(s.name, 60)), *(_stand(latest.get((s.id, name))) for name in companies))
        for s in config.segments
    )
    table = Table(("Segment", *(clean(name, 24) for name in companies)), rows)
    return Section("field", "The playing field", _field_sentence(config, latest), (), table, open=True)


def _stand(presence: Presence | None) -> Cell:
    if presence is None or presence.stage is Stage.ABSENT:
        return Cell("–", tone="absent")
    return Cell(f"{presence.stage.value} {percent(presence.presence)}", tone="heat", share=presence.presence)


def _field_sentence(config: Config, latest: dict[tuple[str, str], Presence]) -> str:
    alone, contested, open_fields = [], [], []
    for segment in config.segments:
        claiming = [
            p.company
            for (s, _), p in latest.items()
            if s == segment.id and p.stage.rank >= Stage.CLAIMING.rank
        ]
        ours = config.company.name in claiming
        name = clean(segment.name, 60)
        if ours and len(claiming) == 1:
            alone.append(name)
        elif ours:
            contested.append(name)
        elif not claiming:
            open_fields.append(name)
    parts = [
        f"we stand alone in {listed(alone)}" if alone else "",
        f"rivals claim {listed(contested)} too" if contested else "",
        f"nobody claims {listed(open_fields)}" if open_fields else "",
    ]
    return _sentence("; ".join(filter(None, parts)) or "others claim what we do not")


def _movement(
    config: Config,
    records: Records,
    companies: Sequence[str],
    styled: dict[str, charts.Style],
    since: date,
    until: date,
) -> Section | None:
    drawn, rows, climbs = list[tuple[str, str]](), list[tuple[Cell, ...]](), list[tuple[float, str]]()
    for place, segment in enumerate(config.segments):
        lines = {
            name: line
            for name in companies
            if (line := _line(records.presence, name, segment.id, since)) and any(v for _, v in line)
        }
        if not lines:
            continue
        title = f"Presence in {clean(segment.name, 60)} by company"
        drawn.append(
            _titled(segment.name, charts.steps(f"presence{place}", title, lines, styled, until, top=1))
        )
        for name, line in lines.items():
            gain = line[-1][1] - line[0][1]
            climbs.append(
                (gain if name != config.company.name else 0, f"{clean(name)} in {clean(segment.name)}")
            )
            cells = (clean(segment.name, 60), clean(name, 40), percent(line[0][1]), percent(line[-1][1]))
            rows.append((*(Cell(c, numeric=i > 1) for i, c in enumerate(cells)), _points(gain)))
    if not drawn:
        return None
    gain, who = max(climbs)
    sentence = f"The steepest climb is {who}: {_points(gain).text}." if gain > 0 else "No rival has climbed."
    table = Table(("Segment", "Company", "At the start", "Now", "Change"), tuple(rows))
    return Section("movement", "Presence over time", sentence, tuple(drawn), table)


def _line(presence: Iterable[Presence], company: str, segment: str, since: date) -> list[tuple[date, float]]:
    """A company's presence from `since` on, starting with the value it came in with."""
    mine = [(p.date, p.presence) for p in presence if (p.company, p.segment) == (company, segment)]
    before = [value for when, value in mine if when <= since]
    start = [(since, before[-1] if before else 0.0)] if mine else []
    return start + [(when, value) for when, value in mine if when > since]


def _points(gain: float) -> Cell:
    points = round(100 * gain)
    tone = "up" if points > 0 else "down" if points < 0 else ""
    return Cell(f"{'−' if points < 0 else '+'}{abs(points)} points", tone=tone, numeric=True)


def _first(config: Config, records: Records) -> Section | None:
    rows, firsts = list[tuple[Cell, ...]](), Counter[str]()
    for segment in config.segments:
        earliest: dict[str, Lifetime] = {}
        for life in records.lifetimes:
            if any(name == segment.id for name, _ in life.segments):
                held = earliest.get(life.company)
                if held is None or life.first_seen < held.first_seen:
                    earliest[life.company] = life
        order = sorted(earliest.values(), key=lambda life: (life.first_seen, life.company))
        firsts.update(clean(life.company) for life in order[:1])
        rows += [
            _said(segment, rank, life, records.first_seen.get(life.company))
            for rank, life in enumerate(order, 1)
        ]
    if not rows:
        return None
    who = listed([f"{name} in {count(number, 'segment')}" for name, number in firsts.most_common()])
    sentence = f"First to speak to our segments, as far back as we have seen: {who}."
    table = Table(("Segment", "Order", "Company", "Since", "Sentence"), tuple(rows[:ROWS]))
    return Section("first", "Who said it first", sentence, (), table, open=True)


def _said(segment: Segment, rank: int, life: Lifetime, first_look: date | None) -> tuple[Cell, ...]:
    # What stood at our first look is older than we can know.
    since = ("by " if life.first_seen == first_look else "") + day(life.first_seen)
    text, url = life.claim.text, life.best.url
    return (
        Cell(clean(segment.name, 60)), Cell(str(rank), numeric=True), Cell(clean(life.company, 40)),
        Cell(since), Cell(clean(text, 160), link_to(url, text) if life.active else ""),
    )  # fmt: skip


# --- prices, launches, claims -------------------------------------------------------------------


def _prices(config: Config, records: Records, since: date, until: date) -> Section | None:
    drawn = []
    for place, rival in enumerate(config.competitors):
        lines = _price_lines([e for e in records.plan_events if e.company == rival.name])
        if lines:
            styled = charts.styles("", list(lines))
            title = f"Price of each plan of {clean(rival.name)}"
            drawn.append(_titled(rival.name, charts.steps(f"price{place}", title, lines, styled, until)))
    moves = [e for e in records.plan_events if e.event and e.date >= since]
    if not drawn and not moves:
        return None
    raised = sum((e.change_pct or 0) > 0 for e in moves)
    cut = sum((e.change_pct or 0) < 0 for e in moves)
    kinds = Counter(e.event for e in moves)
    sentence = (
        f"{count(raised, 'price')} went up, {cut} went down; "
        f"{count(kinds['added'], 'plan')} came and {kinds['removed']} went."
    )
    rows = tuple(_price_row(e) for e in sorted(moves, key=lambda e: e.date, reverse=True)[:ROWS])
    table = Table(("Date", "Company", "Plan", "Event", "Was", "Now", "Change"), rows) if rows else None
    return Section("prices", "Price history", sentence, tuple(drawn), table)


def _price_lines(events: Sequence[PlanEvent]) -> dict[str, list[tuple[date, float]]]:
    """Amounts by plan; a plan without a stated price has no line."""
    lines: dict[str, list[tuple[date, float]]] = {}
    for event in events:
        plan = event.plan
        if plan.amount is None or event.event == "removed":
            continue
        period = "" if plan.period in {None, "month"} else f" / {plan.period}"
        lines.setdefault((clean(plan.name, 16) or "unnamed") + period, []).append(
            (event.date, float(plan.amount))
        )
    return dict(list(lines.items())[:LINES])


def _price_row(event: PlanEvent) -> tuple[Cell, ...]:
    moved = event.change_pct
    return (
        Cell(day(event.date)), Cell(clean(event.company, 40)),
        Cell(clean(event.plan.name, 60) or "(unnamed)", link_to(event.url, event.plan.name)),
        Cell(event.event), Cell(price(event.previous), numeric=True), Cell(price(event.plan), numeric=True),
        Cell(change(moved), tone="up" if moved > 0 else "down", numeric=True) if moved else Cell(""),
    )  # fmt: skip


def _launches(
    records: Records, rivals: Sequence[str], styled: dict[str, charts.Style], since: date, until: date
) -> Section | None:
    months = _months(since, until)
    dated = [
        (r.company, r.release.date or r.first_seen, r)
        for r in records.releases
        if r.release.date or not r.baseline  # an undated entry of the first look could be of any year
    ]
    recent = [(company, when, r) for company, when, r in dated if since <= when <= until]
    if not recent:
        return None
    tally = Counter((company, when.replace(day=1)) for company, when, _ in recent)
    active = [name for name in rivals if any(company == name for company, _, _ in recent)]
    top = max(tally.values())
    labels = [(f"{m:%b}" if m.month > 1 else f"{m:%b %y}", m) for m in months]
    drawn = []
    for place, name in enumerate(active):
        bars = [(label, tally[name, month]) for label, month in labels]
        title = f"Releases of {clean(name)} by month"
        drawn.append(_titled(name, charts.columns(f"launch{place}", title, bars, styled[name], top)))
    busiest, most = Counter(company for company, _, _ in recent).most_common(1)[0]
    sentence = f"{count(len(recent), 'release')}; {clean(busiest)} shipped most ({most})."
    newest = sorted(recent, key=lambda item: item[1], reverse=True)[:ROWS]
    rows = tuple(_release_row(company, when, seen) for company, when, seen in newest)
    table = Table(("Date", "Company", "Release", "Kind", "Segments"), rows)
    return Section("launches", "Launch cadence", sentence, tuple(drawn), table)


def _release_row(company: str, when: date, seen: ReleaseSeen) -> tuple[Cell, ...]:
    title = seen.release.title
    return (
        Cell(day(when)), Cell(clean(company, 40)), Cell(clean(title, 120), link_to(seen.url, title)),
        Cell(clean(seen.release.kind, 20)), Cell(listed([clean(name) for name, _ in seen.segments])),
    )  # fmt: skip


def _months(since: date, until: date) -> list[date]:
    months, month = list[date](), since.replace(day=1)
    while month <= until:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months[-24:]


def _balance(
    records: Records, companies: Sequence[str], styled: dict[str, charts.Style], since: date
) -> Section | None:
    news = [
        c for c in records.changes
        if c.date >= since and not c.suppressed and c.change in {"new", "dropped"}
    ]  # fmt: skip
    if not news:
        return None
    tally = Counter((c.company, c.change) for c in news)
    rows = [
        (n, tally[n, "new"], tally[n, "dropped"]) for n in companies if tally[n, "new"] or tally[n, "dropped"]
    ]
    drawn = (("", charts.balance("balance", "Claims gained and lost by company", rows, styled)),)
    name, gained, lost = max(rows, key=lambda row: row[1] + row[2])
    sentence = f"{clean(name)} has rewritten itself most: {count(gained, 'claim')} gained, {lost} lost."
    cells = tuple(
        (Cell(day(c.date)), Cell(clean(c.company, 40)), Cell("gained" if c.change == "new" else "lost"),
         Cell(clean(c.after or c.before, 160), link_to(c.url, c.after)),
         Cell(listed([clean(s) for s, _ in c.segments])))
        for c in sorted(news, key=lambda c: c.date, reverse=True)[:ROWS]
    )  # fmt: skip
    table = Table(("Date", "Company", "What", "Claim", "Segments"), cells)
    return Section("claims", "Claims gained and lost", sentence, drawn, table)


# --- us -----------------------------------------------------------------------------------------


def _positions(config: Config, records: Records) -> Section | None:
    if not records.positions:
        return None
    names = {s.id: clean(s.name, 60) for s in config.segments}
    shared = [p for p in records.positions if p.defensible is False]
    sentence = (
        f"{count(len(shared), 'claim')} of our {len(records.positions)} can be said by a rival as well."
        if shared
        else "No rival says today what we claim."
    )
    rows = tuple(
        (Cell(names.get(p.segment, clean(p.segment))), Cell(clean(p.claim, 200)), _mark(p.true),
         _mark(p.relevant), _mark(p.defensible), Cell(clean(p.evidence, 400)))
        for p in records.positions
    )  # fmt: skip
    table = Table(("Segment", "Our claim", "True", "Relevant", "Defensible", "Evidence"), rows)
    return Section("positions", "Our positions", sentence, (), table, open=True)


def _mark(passed: bool | None) -> Cell:
    words = {True: ("yes", "good"), False: ("no", "bad"), None: ("unknown", "soft")}
    return Cell(words[passed][0], tone=words[passed][1])


def _goals(config: Config, records: Records, until: date) -> Section | None:
    if not config.goals:
        return None
    rows = tuple(_goal_row(goal, records, until) for goal in config.goals)
    unread = sum(not records.goal_values.get(goal.id) for goal in config.goals)
    sentence = f"{count(len(config.goals), 'goal')} agreed" + (
        f"; {unread} without a recorded value (turfwatch goal record)."
        if unread
        else ", all with recorded values."
    )
    columns = ("Goal", "Owner", "Due", "Baseline", "Latest", "Target", "Of the way", "Time gone")
    return Section("goals", "Goals", sentence, (), Table(columns, rows), open=True)


def _goal_row(goal: Goal, records: Records, until: date) -> tuple[Cell, ...]:
    values = [(when, v) for when, v in records.goal_values.get(goal.id, ()) if when <= until]
    latest = values[-1][1] if values else None
    way = gone = ""
    if latest is not None and goal.baseline is not None and goal.target not in {None, goal.baseline}:
        assert goal.target is not None
        way = percent((latest - goal.baseline) / (goal.target - goal.baseline))
    if goal.agreed and goal.due and goal.due > goal.agreed:
        gone = percent(min(1.0, (until - goal.agreed) / (goal.due - goal.agreed)))
    amounts = [f"{number(v)} {clean(goal.unit, 12)}".rstrip() if v is not None else "" for v in
               (goal.baseline, latest, goal.target)]  # fmt: skip
    return (
        Cell(clean(goal.metric, 120)), Cell(clean(goal.owner, 60)), Cell(day(goal.due)),
        *(Cell(a, numeric=True) for a in amounts), Cell(way, numeric=True), Cell(gone, numeric=True),
    )  # fmt: skip


def _signals(config: Config, records: Records, since: date) -> Section | None:
    told = wording.by_weight([s for s in records.signals if s.date >= since and s.status != "noise"])
    if not told:
        return None
    names = {s.id: clean(s.name, 60) for s in config.segments}
    rows = tuple(
        (Cell(day(s.date)), Cell(s.severity, tone=f"tag {s.severity}"), Cell(wording.kind_label(s.kind)),
         Cell(clean(s.summary, 160), link_to(s.url, s.evidence[0].text if s.evidence else None)),
         Cell(names.get(s.segment or "", "")))
        for s in told[:ROWS]
    )  # fmt: skip
    more = f", the {ROWS} weightiest below" if len(told) > ROWS else ""
    sentence = f"{count(len(told), 'signal')} in this time{more}."
    return Section(
        "signals",
        "Signals",
        sentence,
        (),
        Table(("Date", "Severity", "Kind", "What", "Segment"), rows),
        open=True,
    )


def _titled(name: str, svg: str) -> tuple[str, str]:
    return clean(name, 40), svg


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
