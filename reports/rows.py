"""One record, one row: the columns of `reports.exports.COLUMNS` from the records of the spine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reports.formatting import clean
from reports.positions.three_tests import Position
from signals.cadence import Cadence
from signals.price_series import PricePoint
from signals.why import why
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal, Span

Row = dict[str, Any]


def joined(segments: Iterable[tuple[str, float]]) -> str | None:
    """Segment ids joined with `;`, the likeliest first."""
    return ";".join(name for name, _ in segments) or None


def _quotes(spans: Iterable[Span]) -> str:
    return " | ".join(dict.fromkeys(clean(span.text) for span in spans if span.text))


def _signal(signal: Signal) -> Row:
    befores = dict.fromkeys(clean(span.before) for span in signal.evidence if span.before)
    captures = dict.fromkeys(str(span.capture_id) for span in signal.evidence if span.capture_id)
    return {
        "signal_id": signal.id, "date": signal.date, "competitor": signal.company,
        "kind": signal.kind, "segment": signal.segment, "stage_from": signal.stage_from,
        "stage_to": signal.stage_to, "score": signal.score, "severity": signal.severity,
        "summary": signal.summary, "url": signal.url, "evidence": _quotes(signal.evidence),
        "goal": signal.goal, "owner": signal.owner, "status": signal.status,
        "before": " | ".join(befores), "captures": ";".join(captures),
        "why": why(signal),
        "parts": "; ".join(f"{name} {value:.4g}" for name, value in signal.parts),
        "suppressed": signal.suppressed, "update_of": signal.update_of,
    }  # fmt: skip


def _change(change: Change) -> Row:
    return {
        "date": change.date, "competitor": change.company, "url": change.url, "change": change.change,
        "claim_type": change.claim.type if change.claim else None, "before": change.before,
        "after": change.after, "segment": change.segments[0][0] if change.segments else None,
        "segments": joined(change.segments),
        "role": change.standing.role if change.standing else None,
        "strength": change.claim.strength if change.claim else None,
        "claim_id": change.lifetime_id, "suppressed": change.suppressed,
    }  # fmt: skip


def _claim(life: Lifetime) -> Row:
    claim, best = life.claim, life.best
    return {
        "claim_id": life.id, "company": life.company, "url": best.url, "page_kind": best.page_kind,
        "role": best.role, "claim_type": claim.type, "text": claim.text, "audience": claim.audience,
        "capability": claim.capability, "quantity": claim.quantity.text if claim.quantity else None,
        "compared_to": claim.compared_to, "strength": claim.strength,
        "segments": joined(life.segments), "first_seen": life.first_seen, "last_seen": life.last_seen,
        "active": life.active, "places": len(life.standings), "prominence": best.prominence,
    }  # fmt: skip


def _plan(event: PlanEvent) -> Row:
    plan, previous = event.plan, event.previous
    return {
        "date": event.date, "competitor": event.company, "url": event.url, "plan": plan.name,
        "event": event.event, "amount": plan.amount, "currency": plan.currency,
        "period": plan.period, "unit": plan.unit, "billing_note": plan.billing_note,
        "custom": plan.custom, "free": plan.free,
        "previous_amount": previous.amount if previous else None, "change_pct": event.change_pct,
        "product": plan.product, "detail": event.detail,
    }  # fmt: skip


def _release(seen: ReleaseSeen) -> Row:
    release = seen.release
    return {
        "date": release.date or seen.first_seen, "competitor": seen.company,
        "url": release.url or seen.url, "version": release.version, "title": release.title,
        "kind": release.kind, "capability": release.capability, "segments": joined(seen.segments),
        "first_seen": seen.first_seen, "baseline": seen.baseline,
    }  # fmt: skip


def _price(point: PricePoint) -> Row:
    return {
        "competitor": point.company, "url": point.url, "series": point.series or None,
        "product": point.product, "plan": point.plan, "currency": point.currency,
        "period": point.period, "unit": point.unit, "billing_note": point.billing_note,
        "amount": point.amount, "custom": point.custom, "free": point.free,
        "since": point.since, "until": point.until,
    }  # fmt: skip


def _cadence(month: Cadence) -> Row:
    columns = ("features", "improvements", "fixes", "deprecations", "security", "pricing", "other")
    return {
        "competitor": month.company, "month": month.month, "releases": month.releases,
        **dict(zip(columns, month.kinds, strict=True)), "feature_share": month.feature_share,
    }  # fmt: skip


def _presence(presence: Presence) -> Row:
    return {
        "date": presence.date, "company": presence.company, "segment": presence.segment,
        "presence": presence.presence, "stage": presence.stage, "share": presence.share,
        "momentum": presence.momentum, "consistency": presence.consistency,
        "claims": presence.claims,
    }  # fmt: skip


def _position(position: Position) -> Row:
    return {
        "segment": position.segment, "claim": position.claim, "true": position.true,
        "relevant": position.relevant, "defensible": position.defensible,
        "rivals": ";".join(rival.company for rival in position.rivals),
        "first_rival_date": position.first_rival_date, "evidence": position.evidence,
        "verdict": position.verdict, "verdict_since": position.verdict_since,
        "previous": position.previous or None,
    }  # fmt: skip


ROWS: dict[str, Callable[[Any], Row]] = {
    "signals": _signal, "changes": _change, "claims": _claim, "plans": _plan,
    "releases": _release, "prices": _price, "cadence": _cadence, "presence": _presence,
    "positions": _position,
}  # fmt: skip
