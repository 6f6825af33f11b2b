"""What rivals did, for the review: launches, claims gained and lost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from reports import charts
from reports.formatting import clean, count, day, link_to, listed, percent
from reports.sections import CHARTS, ROWS, Cell, Records, Section, Table
from signals.cadence import cadence, pace
from turfwatch.types import ReleaseSeen


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
    theirs = set(rivals)  # our own are no news to us
    recent = [
        (company, when, r) for company, when, r in dated if company in theirs and since <= when <= until
    ]
    if not recent:
        return None
    tally = Counter((company, when.replace(day=1)) for company, when, _ in recent)
    shipped = Counter(company for company, _, _ in recent)
    active = [name for name, _ in shipped.most_common(CHARTS)]
    top = max(tally.values())
    labels = [(f"{m:%b}" if m.month > 1 else f"{m:%b %y}", m) for m in months]
    paces = _paces([r for _, _, r in recent], active)
    drawn = []
    for place, name in enumerate(active):
        bars = [(label, tally[name, month]) for label, month in labels]
        title = f"Releases of {clean(name)} by month"
        drawn.append((clean(name, 40), charts.columns(f"launch{place}", title, bars, styled[name], top)))
    busiest, most = shipped.most_common(1)[0]
    sentence = f"{count(len(recent), 'release')}; {clean(busiest)} shipped most ({most}). {paces}".rstrip()
    newest = sorted(recent, key=lambda item: item[1], reverse=True)[:ROWS]
    rows = tuple(_release_row(company, when, seen) for company, when, seen in newest)
    table = Table(("Date", "Company", "Release", "Kind", "Segments"), rows)
    return Section("launches", "Launch cadence", sentence, tuple(drawn), table)


def _paces(seen: Sequence[ReleaseSeen], names: Sequence[str]) -> str:
    """How fast the liveliest ship, and how much of it is new: `Deskly: 2.5 a month, 60 % features.`"""
    said = []
    for name in names:
        monthly, share = pace(cadence(r for r in seen if r.company == name))
        if share is not None:
            said.append(f"{clean(name, 40)}: {monthly:.1f} a month, {percent(share)} features")
    return "; ".join(said) + "." if said else ""


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
