"""What the four signals about prices and packaging share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from signals.moment import Draft, Moment
from signals.money import change, stated
from signals.offers import offers_of, terms
from signals.packages import changed
from turfwatch.types import Gate, Plan, PlanEvent, Span

SAID = 3  # plans told by name in a summary


def drafts(moment: Moment, event: str, kind: str, verb: str, *, by_page: bool = False) -> Iterator[Draft]:
    """One draft a plan with that event today, or one a page: a new price list is one movement."""
    if moment.is_us or moment.baseline:
        return
    groups: dict[str, list[PlanEvent]] = {}
    for seen in moment.plan_events:
        if seen.event == event:
            groups.setdefault(seen.url if by_page else _key(seen), []).append(seen)
    for about, events in groups.items():
        lead = max(events, key=_leads)
        yield Draft(
            kind=kind,
            segment=None,
            summary=f"{moment.company} {verb} {_summary(lead, events)}",
            url=lead.url,
            evidence=tuple(_span(e) for e in events[:8]),
            parts={
                "stage": 0.5, "prominence": 0.7, "novelty": 0.8,
                "strength": min(1.0, abs(lead.change_pct or 25.0) / 50.0),
            },
            about=about,
        )  # fmt: skip


def _leads(event: PlanEvent) -> tuple[bool, bool, float]:
    """What a price list is told by: a named plan, the price without a yearly commitment, what moved most."""
    return event.plan.name is not None, not terms(event.plan)[3], abs(event.change_pct or 0.0)


def _key(event: PlanEvent) -> str:
    return f"{event.plan.product or ''}/{event.plan.name or event.plan.text}"


def _summary(lead: PlanEvent, events: Sequence[PlanEvent]) -> str:
    """The plan that moved most in full, the other plans after it, each once."""
    first = {lead.plan.name: lead}
    for event in sorted(events, key=lambda e: terms(e.plan)[3]):  # the monthly price before the yearly
        first.setdefault(event.plan.name, event)
    said = [f"{_name(e.plan)}: {describe(e)}" for e in first.values()]
    more = f"; and {len(said) - SAID} more" if len(said) > SAID else ""
    return "; ".join(said[:SAID]) + more


def _name(plan: Plan) -> str:
    if plan.name:
        return f"“{plan.name}”"
    return f"what is paid per {plan.unit}" if plan.unit else "a plan"


def describe(event: PlanEvent) -> str:
    """A plan event in words: `€29 / month → €35 / month (+20.7 %)`."""
    if event.event == "price" and event.previous is not None:
        percent = "" if event.change_pct is None else f" ({change(event.change_pct)})"
        return f"{price(event.previous)} → {price(event.plan)}{percent}"
    if event.event in {"added", "removed"}:
        return f"{price(event.plan)}; {event.detail}"
    return event.detail


def price(plan: Plan) -> str:
    """A price in words, as far as the page states it."""
    if plan.custom:
        return "contact sales"
    if plan.free:
        return "free"
    if plan.amount is None:
        return "no price stated"
    billed = ", billed yearly" if terms(plan)[3] and plan.period != "year" else ""
    return stated(plan.amount, plan.currency, plan.unit, plan.period) + billed


def _span(event: PlanEvent) -> Span:
    """The words of the price; where a limit or a feature moved, those."""
    before, after = event.previous, event.plan
    if event.event == "packaging" and before is not None and (moved := _moved(before, after)) is not None:
        was, now = moved
        return Span(
            event.url, now.text or now.name, event.capture_id, "plan", (was.text or was.name) if was else None
        )
    said = before.text if before else None
    return Span(event.url, after.text or after.name or "", event.capture_id, "plan", said)


def _moved(before: Plan, after: Plan) -> tuple[Gate | None, Gate] | None:
    """The first gate of a plan that says something else now, or that it gained."""
    old, new = offers_of((before,))[0], offers_of((after,))[0]
    pairs: list[tuple[Gate | None, Gate]] = [*changed(old, new)]
    pairs += [(None, gate) for key, gate in new.gates.items() if key not in old.gates]
    return next(iter(pairs), None)
