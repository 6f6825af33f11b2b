"""What a battlecard tells of prices and launches: as they stand, how they moved, what was shipped. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reports.formatting import change, clean, day, link_to, place, price
from reports.lines import Line, cut
from signals.price_series import PricePoint, series
from turfwatch.types import PlanEvent, ReleaseSeen

PLANS = 8
SHOWN = 4  # moves and launches


def plans(events: Sequence[PlanEvent]) -> tuple[Line, ...]:
    """Each plan with its prices as they stand now."""
    found: dict[tuple[str, str | None, str | None], list[PricePoint]] = {}
    for point in sorted((p for p in series(events) if p.until is None), key=lambda p: p.since):
        found.setdefault((point.url, point.product, point.plan), []).append(point)
    lines = []
    for (url, product, plan), points in found.items():
        name = " ".join(filter(None, (clean(product, 40), clean(plan, 60)))) or "(unnamed)"
        stated = (" ".join(filter(None, (price(p.as_plan), clean(p.billing_note, 60)))) for p in points)
        said = f"{name}: {'; '.join(dict.fromkeys(stated))}"
        lines.append(Line(said, "", place(url), link_to(url, plan)))
    return cut(lines, PLANS)


def moves(events: Sequence[PlanEvent]) -> tuple[Line, ...]:
    """What happened to plans and prices, the latest first."""
    found = sorted((e for e in events if e.event), key=lambda e: e.date, reverse=True)
    lines = [Line(_move(e), day(e.date), place(e.url), link_to(e.url, e.plan.name)) for e in found]
    return cut(lines, SHOWN)


def _move(event: PlanEvent) -> str:
    name = (
        ", ".join(filter(None, (clean(event.plan.name, 60), clean(event.plan.billing_note, 60))))
        or "(unnamed)"
    )
    match event.event:
        case "added":
            return f"{name} added: {price(event.plan)}"
        case "removed":
            return f"{name} removed"
        case "renamed":
            return f"{clean(event.previous.name if event.previous else None, 60)} renamed {name}"
        case "ended":
            return f"{name}: {price(event.plan)} no longer stated"
        case "price":
            moved = f" ({change(event.change_pct)})" if event.change_pct is not None else ""
            return f"{name}: {price(event.previous)} → {price(event.plan)}{moved}"
    return f"{name}: {clean(event.detail, 120) or event.event}"


def launches(releases: Sequence[ReleaseSeen]) -> tuple[Line, ...]:
    """Features and improvements they shipped, the latest first."""
    shipped = [r for r in releases if r.release.kind in {"feature", "improvement"}]
    recent = sorted(shipped, key=lambda r: (r.release.date or r.first_seen, r.release.title), reverse=True)
    lines = [
        Line(
            clean(r.release.title, 140),
            day(r.release.date or r.first_seen),
            place(r.url),
            link_to(r.url, r.release.title),
        )
        for r in recent
    ]
    return cut(lines, SHOWN)
