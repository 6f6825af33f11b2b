"""The pictures of a digest: presence over time in the segments where something moved. Pure."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from reports.charts import Course, steps_png, styles
from reports.formatting import clean, day, listed, percent
from reports.looks import Looks
from reports.views import Material, Plot, Window
from turfwatch.config import Config
from turfwatch.types import Presence, Signal

MOVEMENT = frozenset({"entry", "escalation", "momentum", "retreat", "claim_match", "head_on", "comparison"})
PLOTS = 2  # pictures a digest
BACK = timedelta(days=182)  # what a picture looks back on
RIVALS = 4  # lines beside ours: more cannot be told apart at this size


def segments(signals: Iterable[Signal]) -> tuple[str, ...]:
    """The segments something moved in, in the order of the signals: those that may get a picture."""
    moved = (s.segment for s in signals if s.segment and s.kind in MOVEMENT)
    return tuple(dict.fromkeys(moved))


def plots(config: Config, material: Material, told: Sequence[Signal], window: Window) -> tuple[Plot, ...]:
    """A picture of each of the first segments in `told`; one without a movement to see is left out."""
    courses, names = dict(material.courses), {s.id: clean(s.name, 60) for s in config.segments}
    found: list[Plot] = []
    for segment in segments(told):
        days = (window.until - BACK, window.until)
        lines = _courses(config, courses.get(segment, ()), material.looks, days)
        if segment in names and any(len({value for _, value in line.points}) > 1 for line in lines.values()):
            found.append(_plot(config, names[segment], lines, material.looks, window.until))
        if len(found) == PLOTS:
            break
    return tuple(found)


def _courses(
    config: Config, rows: Iterable[Presence], looks: Looks, days: tuple[date, date]
) -> dict[str, Course]:
    """Our presence and that of the foremost rivals, from then or their first day to their last."""
    since, until = days
    lines: dict[str, list[tuple[date, float]]] = {}
    for row in rows:  # oldest first
        line = lines.setdefault(row.company, [])
        if row.date <= since:
            line[:] = [(since, row.presence)]
        else:
            line.append((row.date, row.presence))
    seen = {company: tuple(line) for company, line in lines.items() if any(value for _, value in line)}
    ours = config.company.name
    highest = sorted((c for c in seen if c != ours), key=lambda c: (-seen[c][-1][1], c))[:RIVALS]
    ends = {c: max(line[-1][0], looks.last_read(c, today=until)) for c, line in seen.items()}
    return {c: Course(seen[c], ends[c]) for c in (*highest, ours) if c in seen}


def _plot(config: Config, segment: str, lines: Mapping[str, Course], looks: Looks, until: date) -> Plot:
    since = min(line.points[0][0] for line in lines.values())
    now = []
    for company, line in lines.items():
        was = ", ".join(filter(None, (f"was {percent(line.points[0][1])}", looks.stale(company, until))))
        now.append(f"{clean(company, 40)} {percent(line.points[-1][1])} ({was})")
    words = f"Presence in {segment} since {day(since)}: {listed(now, limit=RIVALS + 1)}."
    rivals = tuple(c.name for c in config.competitors)
    image = _drawn(config.company.name, rivals, tuple(lines.items()), until)
    return Plot(f"Presence in {segment}", words, image)


@lru_cache(maxsize=8)
def _drawn(ours: str, rivals: tuple[str, ...], lines: tuple[tuple[str, Course], ...], until: date) -> str:
    """The picture as a data URI; several readers of one day get the same one."""
    png = steps_png(dict(lines), styles(ours, rivals), until, shares=True)
    return "data:image/png;base64," + base64.b64encode(png).decode()
