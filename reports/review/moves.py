"""What rivals did, for the review: launches, claims gained and lost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from reports import charts
from reports.formatting import clean, count, day, link_to, listed, place
from reports.looks import Looks
from reports.sections import BEHIND, CHARTS, ROWS, Cell, Figure, Records, Section, Table, segment_names
from signals.cadence import Pace, pace, shipped
from signals.releases import dated
from turfwatch.config import Config
from turfwatch.types import ReleaseSeen


def launches(
    config: Config, records: Records, styled: Mapping[str, charts.Style], since: date, until: date
) -> Section | None:
    """How often each rival ships, month by month; our own releases are no news to us."""
    rivals = [c.name for c in config.competitors]
    theirs = shipped(r for r in records.releases if r.company in set(rivals))
    recent = [r for r in theirs if since <= dated(r) <= until]
    if not recent:
        return None
    shipping = Counter(r.company for r in recent)
    names = [name for name, _ in shipping.most_common(CHARTS)]
    read = max(min(until, max(records.looks.last.get(n, since) for n in rivals)), *map(dated, recent))
    figures = _figures(recent, names, records.looks, styled, (since, read))
    busiest, most = shipping.most_common(1)[0]
    tied = sum(number == most for number in shipping.values()) > 1
    who = "" if tied else f"; {clean(busiest)} shipped most ({most})"
    quiet = [clean(name, 40) for name in rivals if name not in shipping and name in records.looks.last]
    none = f"; nothing by {listed(quiet)}" if quiet else ""
    sentence = f"{count(len(recent), 'release')} of rivals in {_stretch(since, read)}{who}{none}."
    newest = sorted(recent, key=dated, reverse=True)[:ROWS]
    columns = ("Date", "Company", "Release", "Kind", "Segments")
    table = Table(columns, tuple(_release_row(seen, segment_names(config)) for seen in newest))
    return Section("launches", "Launch cadence", sentence, figures, behind=((BEHIND, table),))


def _figures(
    recent: Sequence[ReleaseSeen],
    names: Sequence[str],
    looks: Looks,
    styled: Mapping[str, charts.Style],
    days: tuple[date, date],
) -> tuple[Figure, ...]:
    """Bars by month on one scale; a pace is that of the time up to the day each rival was last read."""
    since, until = days
    tally = Counter((r.company, dated(r).replace(day=1)) for r in recent)
    found, top = [], max(tally.values())
    for number, name in enumerate(names):
        theirs = [r for r in recent if r.company == name]
        read = max(looks.last_read(name, today=until), *map(dated, theirs))
        bars = [(_month(m), tally[name, m]) for m in _months(since, until)]
        title = f"Releases of {clean(name)} by month"
        svg = charts.columns(f"launch{number}", title, bars, styled[name], top)
        told = _pace(pace(theirs, since, read), _stretch(since, read))
        late = looks.stale(name, until)
        found.append(Figure(clean(name, 40), svg, told + (f"; {late}" if late else "") + "."))
    return tuple(found)


def _pace(shipping: Pace, stretch: str) -> str:
    """`4 releases in 5.5 months, 0.7 a month, 3 of them new features`."""
    new = shipping.features
    if shipping.releases == 1:
        what = "a new feature" if new else "no new feature"
    elif new == shipping.releases:
        what = "all new features"
    else:
        what = f"{new or 'none'} of them {'a new feature' if new < 2 else 'new features'}"
    rate = f"{shipping.monthly:.1f} a month" if shipping.monthly >= 0.05 else "less than one in ten months"
    return f"{count(shipping.releases, 'release')} in {stretch}, {rate}, {what}"


def _stretch(since: date, until: date) -> str:
    days = (until - since).days + 1
    return f"{days / 30.4375:.1f} months" if days > 45 else count(days, "day")


def _release_row(seen: ReleaseSeen, names: Mapping[str, str]) -> tuple[Cell, ...]:
    title = seen.release.title
    return (
        Cell(day(dated(seen))), Cell(clean(seen.company, 40)),
        Cell(clean(title, 120), link_to(seen.url, title), place=place(seen.url)),
        Cell(clean(seen.release.kind, 20)), _segments(seen.segments, names),
    )  # fmt: skip


def _month(month: date) -> str:
    return f"{month:%b}" if month.month > 1 else f"{month:%b %y}"


def _months(since: date, until: date) -> list[date]:
    months, month = list[date](), since.replace(day=1)
    while month <= until:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months[-24:]


def _segments(segments: Iterable[tuple[str, float]], names: Mapping[str, str]) -> Cell:
    return Cell(listed([names.get(name, clean(name)) for name, _ in segments]))


def balance(
    config: Config, records: Records, styled: Mapping[str, charts.Style], since: date
) -> Section | None:
    """What each company began and stopped saying."""
    companies, names = [config.company.name, *(c.name for c in config.competitors)], segment_names(config)
    news = [
        c for c in records.changes
        if c.date >= since and not c.suppressed and c.change in {"new", "dropped"} and c.company in companies
    ]  # fmt: skip
    if not news:
        return None
    tally = Counter((c.company, c.change) for c in news)
    liveliest = {name for name, _ in Counter(c.company for c in news).most_common(CHARTS)}
    rows = [(n, tally[n, "new"], tally[n, "dropped"]) for n in companies if n in liveliest]
    kinds = Counter(c.change for c in news)
    sentence = f"{count(kinds['new'], 'claim')} gained and {kinds['dropped']} lost, ours among them."
    name, gained, lost = max(rows, key=lambda row: row[1] + row[2])
    told = f"{clean(name)} has rewritten itself most: {count(gained, 'claim')} gained, {lost} lost."
    svg = charts.balance("balance", "Claims gained and lost by company", rows, styled)
    cells = tuple(
        (Cell(day(c.date)), Cell(clean(c.company, 40)), Cell("gained" if c.change == "new" else "lost"),
         Cell(clean(c.after or c.before, 160), link_to(c.url, c.after), place=place(c.url)),
         _segments(c.segments, names))
        for c in sorted(news, key=lambda c: c.date, reverse=True)[:ROWS]
    )  # fmt: skip
    table = Table(("Date", "Company", "What", "Claim", "Segments"), cells)
    called = BEHIND if len(news) <= ROWS else f"{BEHIND}: the latest {ROWS} of {len(news):,}"
    figures = (Figure("", svg, told),)
    return Section("claims", "Claims gained and lost", sentence, figures, behind=((called, table),))
