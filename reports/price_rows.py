"""The prices of a digest: what happened to plans, a row each, as a table has it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from reports import wording
from reports.formatting import change, clean, link_to, price
from reports.views import PriceRow
from turfwatch.types import PlanEvent, Signal


def price_rows(signals: Iterable[Signal], events: Sequence[PlanEvent], limit: int) -> tuple[PriceRow, ...]:
    """The plan events behind the told price signals; a signal without one still gets its line."""
    by_day: dict[tuple[str, date, str], list[PlanEvent]] = {}
    for event in events:
        by_day.setdefault((event.company, event.date, event.event), []).append(event)
    rows: dict[object, PriceRow] = {}
    for signal in signals:
        kinds = wording.PRICE_EVENTS[signal.kind]
        matching = [e for kind in kinds for e in by_day.get((signal.company, signal.date, kind), ())]
        for event in matching:
            key = (event.company, event.url, event.date, event.event, event.plan)
            rows[key] = _price_row(event, signal.id)
        if not matching:
            rows[signal.id] = PriceRow(
                clean(signal.company, 60), wording.kind_label(signal.kind), clean(signal.summary, 160),
                "", "", "", False, link_to(signal.url, None), signal=clean(signal.id, 40),
            )  # fmt: skip
    return _once_told(list(rows.values())[: 2 * limit])


def _once_told(rows: Sequence[PriceRow]) -> tuple[PriceRow, ...]:
    """Of the rows of one signal the last alone names it."""
    last = {row.signal: place for place, row in enumerate(rows)}
    return tuple(
        row if last[row.signal] == place else replace(row, signal="", capture=None)
        for place, row in enumerate(rows)
    )


_PLAN_WORDS = {"added": "new", "removed": "gone", "ended": "no longer stated"}


def _price_row(event: PlanEvent, signal: str) -> PriceRow:
    over = event.event in {"removed", "ended"}
    now, was = price(event.plan), price(event.previous)
    in_words = event.event in {"packaging", "renamed"}
    return PriceRow(
        company=clean(event.company, 60),
        plan=clean(event.plan.name, 60) or f"per {clean(event.plan.unit, 40) or 'unit'}",
        terms=clean(event.plan.billing_note, 60),
        what=clean(event.detail, 160) if in_words else "",
        before=(was or now) if over else "" if in_words or event.event == "added" else was,
        after="" if over else now,
        change=_PLAN_WORDS.get(event.event) or _moved(event),
        rising=(event.change_pct or 0) > 0,
        link=link_to(event.url, event.plan.name),
        capture=event.capture_id,
        signal=clean(signal, 40),
    )


def _moved(event: PlanEvent) -> str:
    return change(event.change_pct) if event.change_pct is not None and event.event == "price" else ""
