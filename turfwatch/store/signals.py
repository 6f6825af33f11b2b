"""What the captures mean: derived rows, replaced company by company, never edited."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import zstandard

from turfwatch.errors import UsageError
from turfwatch.store._base import Base, moment, stamp
from turfwatch.store._json import dump, parse
from turfwatch.types import Change, Lifetime, PlanEvent, Presence, ReleaseSeen, Signal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything the signals stage concludes about one company."""

    lifetimes: tuple[Lifetime, ...] = ()
    changes: tuple[Change, ...] = ()
    plan_events: tuple[PlanEvent, ...] = ()
    releases: tuple[ReleaseSeen, ...] = ()
    presence: tuple[Presence, ...] = ()
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A company's state at the end of a day, as the signals stage writes it, and a hash of its inputs."""

    day: date
    inputs: str
    state: bytes


@dataclass(frozen=True, slots=True)
class Derivation:
    """The inputs a company's derived rows were made from, hashed, and the moment up to which they go."""

    inputs: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """Which derived rows are wanted; None is everything."""

    company: str | None = None
    since: date | None = None
    until: date | None = None
    equal: dict[str, str] = field(default_factory=dict)  # column -> value


ALL = Query()
_DATED = ("changes", "plan_events", "release_log", "presence", "signals")
_DERIVED = (*_DATED, "lifetimes", "checkpoints", "derivations")


class SignalTables(Base):
    """Reading and writing of lifetimes, changes, plan events, releases, presence and signals."""

    def derivation(self, company: str) -> Derivation | None:
        """What the company's derived rows were made from."""
        row = self._row("SELECT inputs, until FROM derivations WHERE company = ?", [company])
        return Derivation(row["inputs"], _whole_day(row["until"])) if row else None

    def replace_derived(
        self,
        company: str,
        derived: Derived,
        *,
        inputs: str,
        until: date,
        since: date | None = None,
        checkpoints: Iterable[Checkpoint] = (),
    ) -> None:
        """Put a company's derived rows in place of the earlier ones, all in one transaction.

        They go up to `until`, a moment or a whole day. With `since`, rows of the days before it stay;
        lifetimes are always those of the whole history.
        """
        with self.transaction():
            self._forget(company, since or date.min)
            self._insert_all("lifetimes", map(_lifetime_row, derived.lifetimes))
            self._insert_all("changes", map(_change_row, derived.changes))
            self._insert_all("plan_events", map(_plan_row, derived.plan_events))
            self._insert_all("release_log", map(_release_row, derived.releases))
            self._insert_all("presence", map(_presence_row, derived.presence))
            self._insert_all("signals", map(_signal_row, derived.signals))
            self._execute(
                "INSERT INTO derivations (company, inputs, until) VALUES (?, ?, ?) ON CONFLICT (company)"
                " DO UPDATE SET inputs = excluded.inputs, until = excluded.until",
                [company, inputs, stamp(until) if isinstance(until, datetime) else until.isoformat()],
            )
            self._insert_all("checkpoints", (_checkpoint_row(company, c) for c in checkpoints))

    def _forget(self, company: str, since: date) -> None:
        for table in _DATED:
            self._execute(
                f"DELETE FROM {table} WHERE company = ? AND date >= ?", [company, since.isoformat()]
            )
        for table in ("lifetimes", "checkpoints"):
            self._execute(f"DELETE FROM {table} WHERE company = ?", [company])

    def checkpoints(self, company: str) -> list[Checkpoint]:
        """Where the fold of the company's history can be taken up, the latest day first."""
        rows = self._rows("SELECT * FROM checkpoints WHERE company = ? ORDER BY day DESC", [company])
        unpack = zstandard.ZstdDecompressor().decompress
        return [Checkpoint(date.fromisoformat(r["day"]), r["inputs"], unpack(r["state"])) for r in rows]

    def keep_derived(self, companies: Iterable[str]) -> None:
        """Drop the derived rows of every other company; their captures stay."""
        kept = tuple(companies)
        marks = ", ".join("?" * len(kept))
        with self.transaction():
            for table in _DERIVED:
                self._execute(f"DELETE FROM {table} WHERE company NOT IN ({marks})", kept)

    def lifetimes(self, query: Query = ALL) -> list[Lifetime]:
        """Claims with their lives, oldest first."""
        return self._derived("lifetimes", Lifetime, query, "company, first_seen, id", dated="first_seen")

    def changes(self, query: Query = ALL) -> list[Change]:
        """Changes, oldest first; suppressed ones among them."""
        return self._derived("changes", Change, query, "date, company, id")

    def plan_events(self, query: Query = ALL) -> list[PlanEvent]:
        """Plans at first sight and what happened to them since, oldest first."""
        return self._derived("plan_events", PlanEvent, query, "date, company, id")

    def releases(self, query: Query = ALL) -> list[ReleaseSeen]:
        """Releases by the day we first saw them."""
        return self._derived("release_log", ReleaseSeen, query, "date, company, id")

    def presence(self, query: Query = ALL) -> list[Presence]:
        """Presence by day, company and segment, one row where it changed."""
        return self._derived("presence", Presence, query, "date, company, segment")

    def signals(self, query: Query = ALL, *, suppressed: bool = False) -> list[Signal]:
        """Signals, newest first, strongest first within a day, with their triage status.

        Those that are not told (updates, and what people taught us is noise) only with `suppressed`.
        """
        found = self._derived("signals", Signal, query, "date DESC, score DESC, id")
        verdicts = {row["signal_id"]: row["verdict"] for row in self._rows("SELECT * FROM triage")}
        return [
            replace(s, status=verdicts.get(s.id, s.status))
            for s in found
            if suppressed or s.suppressed is None
        ]

    def signal(self, prefix: str) -> Signal:
        """The one signal whose ID starts so, told or not; a UsageError when there is none, or several."""
        found = [s for s in self.signals(suppressed=True) if prefix and s.id.startswith(prefix)]
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} signals" if found else "no signal"
        listed = f"one of: {', '.join(s.id for s in found[:5])}"
        hint = listed if found else "`turfwatch signals` lists the IDs"
        raise UsageError(f"{what} with the ID {prefix!r}", hint=hint)

    def _derived(self, table: str, kind: type[T], query: Query, order: str, dated: str = "date") -> list[T]:
        conditions = {f'"{column}" = ?': value for column, value in query.equal.items()}
        if query.company:
            conditions["company = ?"] = query.company
        if query.since:
            conditions[f"{dated} >= ?"] = query.since.isoformat()
        if query.until:
            conditions[f"{dated} <= ?"] = query.until.isoformat()
        where = " AND ".join(conditions) or "1"
        rows = self._rows(f"SELECT json FROM {table} WHERE {where} ORDER BY {order}", conditions.values())
        return [parse(kind, row["json"]) for row in rows]


def _whole_day(text: str) -> datetime:
    """A moment as stored; a date alone, as earlier versions wrote it, is the whole day."""
    if len(text) == len("2026-01-05"):
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    return moment(text)


def _ids(segments: Iterable[tuple[str, float]]) -> str:
    return json.dumps([name for name, _ in segments])


def _checkpoint_row(company: str, checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "company": company, "day": checkpoint.day.isoformat(), "inputs": checkpoint.inputs,
        "state": zstandard.ZstdCompressor(level=3).compress(checkpoint.state),
    }  # fmt: skip


def _lifetime_row(life: Lifetime) -> dict[str, Any]:
    claim, best = life.claim, life.best
    return {
        "id": life.id, "company": life.company, "type": claim.type, "text": claim.text,
        "strength": claim.strength, "audience": claim.audience, "capability": claim.capability,
        "quantity": claim.quantity.text if claim.quantity else None,
        "compared_to": claim.compared_to, "url": best.url, "page_kind": best.page_kind,
        "role": best.role, "segments": _ids(life.segments),
        "first_seen": life.first_seen.isoformat(), "last_seen": life.last_seen.isoformat(),
        "active": int(life.active), "json": dump(life),
    }  # fmt: skip


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "date": change.date.isoformat(), "company": change.company, "url": change.url,
        "change": change.change, "claim_type": change.claim.type if change.claim else None,
        "before": change.before, "after": change.after,
        "segment": change.segments[0][0] if change.segments else None,
        "suppressed": change.suppressed, "lifetime_id": change.lifetime_id, "json": dump(change),
    }  # fmt: skip


def _plan_row(event: PlanEvent) -> dict[str, Any]:
    return {
        "date": event.date.isoformat(), "company": event.company, "url": event.url,
        "plan": event.plan.name, "event": event.event, "json": dump(event),
    }  # fmt: skip


def _release_row(seen: ReleaseSeen) -> dict[str, Any]:
    return {
        "date": seen.first_seen.isoformat(), "company": seen.company, "url": seen.url,
        "title": seen.release.title, "kind": seen.release.kind, "json": dump(seen),
    }  # fmt: skip


def _presence_row(presence: Presence) -> dict[str, Any]:
    return {
        "date": presence.date.isoformat(), "company": presence.company, "url": None,
        "segment": presence.segment, "presence": presence.presence, "stage": presence.stage.value,
        "json": dump(presence),
    }  # fmt: skip


def _signal_row(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.id, "date": signal.date.isoformat(), "company": signal.company,
        "kind": signal.kind, "segment": signal.segment, "severity": signal.severity,
        "score": signal.score, "summary": signal.summary, "url": signal.url,
        "suppressed": signal.suppressed, "update_of": signal.update_of, "json": dump(signal),
    }  # fmt: skip
