"""What rivals did, for the review: prices, launches, claims gained and lost. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from reports import charts
from reports.formatting import change, clean, count, day, link_to, listed, price
from reports.sections import CHARTS, ROWS, Cell, Records, Section, Table
from turfwatch.config import Config
from turfwatch.types import Plan, PlanEvent, ReleaseSeen

LINES = 7  # plans in one price chart


def prices(config: Config, records: Records, since: date, until: date) -> Section | None:
    """What each rival's plans have cost, and every move since `since`."""
    moves = [e for e in records.plan_events if e.event and e.date >= since]
    moved = Counter(e.company for e in moves)
    liveliest = sorted((c.name for c in config.competitors), key=lambda name: -moved[name])
    drawn: list[tuple[str, str]] = []
    for place, name in enumerate(liveliest):
        lines = _price_lines([e for e in records.plan_events if e.company == name])
        if lines and len(drawn) < CHARTS:
            styled = charts.styles("", list(lines))
            title = f"Price of each plan of {clean(name)}"
            drawn.append((clean(name, 40), charts.steps(f"price{place}", title, lines, styled, until)))
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
    """Amounts by price point; one that is gone ends, a plan without a stated price has no line."""
    lines: dict[str, list[tuple[date, float]]] = {}
    for event in events:
        if event.plan.amount is not None:
            amount = math.nan if event.event == "removed" else float(event.plan.amount)
            lines.setdefault(_point(event.plan), []).append((event.date, amount))
    started = {name: line for name, line in lines.items() if not math.isnan(line[0][1])}
    return dict(list(started.items())[:LINES])


def _point(plan: Plan) -> str:
    """What tells a plan's price points apart: product, name, period and how it is billed."""
    period = "" if plan.period in {None, "month"} else f"/{plan.period}"
    words = (
        clean(plan.product, 12),
        (clean(plan.name, 16) or "unnamed") + period,
        clean(plan.billing_note, 14),
    )
    return ", ".join(filter(None, words))


def _price_row(event: PlanEvent) -> tuple[Cell, ...]:
    moved = event.change_pct
    return (
        Cell(day(event.date)), Cell(clean(event.company, 40)),
        Cell(clean(event.plan.name, 60) or "(unnamed)", link_to(event.url, event.plan.name)),
        Cell(event.event), Cell(price(event.previous), numeric=True), Cell(price(event.plan), numeric=True),
        Cell(change(moved), tone="up" if moved > 0 else "down", numeric=True) if moved else Cell(""),
    )  # fmt: skip


def launches(
    records: Records, rivals: Sequence[str], styled: dict[str, charts.Style], since: date, until: date
) -> Section | None:
    """How often each rival ships, month by month."""
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
    shipped = Counter(company for company, _, _ in recent if company in rivals)
    active = [name for name, _ in shipped.most_common(CHARTS)]
    top = max(tally.values())
    labels = [(f"{m:%b}" if m.month > 1 else f"{m:%b %y}", m) for m in months]
    drawn = []
    for place, name in enumerate(active):
        bars = [(label, tally[name, month]) for label, month in labels]
        title = f"Releases of {clean(name)} by month"
        drawn.append((clean(name, 40), charts.columns(f"launch{place}", title, bars, styled[name], top)))
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


def balance(
    records: Records, companies: Sequence[str], styled: dict[str, charts.Style], since: date
) -> Section | None:
    """What each company began and stopped saying."""
    news = [
        c for c in records.changes
        if c.date >= since and not c.suppressed and c.change in {"new", "dropped"} and c.company in companies
    ]  # fmt: skip
    if not news:
        return None
    tally = Counter((c.company, c.change) for c in news)
    liveliest = {name for name, _ in Counter(c.company for c in news).most_common(CHARTS)}
    rows = [(n, tally[n, "new"], tally[n, "dropped"]) for n in companies if n in liveliest]
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
