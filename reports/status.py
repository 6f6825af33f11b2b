"""What `turfwatch status` tells: how the last runs ended, what cannot be read, what is due. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from turfwatch.types import RunRecord, SkippedLanguage, SourceHealth

STAGES = ("crawl", "extract", "signals", "report")
TOGETHER = timedelta(hours=20)  # a scheduler crawls company by company: their runs are one morning's
IDLE = timedelta(hours=40)  # longer than from one morning to the next, shorter than to the one after
_WORST = ("failed", "partial", "ok")


@dataclass(frozen=True, slots=True)
class StageRuns:
    """The latest runs of one stage as one: all that belong to its last day."""

    stage: str
    started: datetime
    finished: datetime
    status: str  # of the one that ended worst
    seconds: float
    runs: int
    counts: dict[str, int]
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How the watching stands at a moment."""

    now: datetime
    pages: int
    companies: int
    stages: tuple[StageRuns, ...] = ()
    trouble: tuple[SourceHealth, ...] = ()
    skipped: tuple[SkippedLanguage, ...] = ()
    deliveries: dict[str, int] = field(default_factory=dict)  # state -> how many; those sent are left out
    coming: tuple[tuple[str, datetime], ...] = ()  # what the schedule runs next, and when

    @property
    def last_run(self) -> datetime | None:
        """When the last run of any stage ended."""
        return max((stage.finished for stage in self.stages), default=None)

    @property
    def idle_days(self) -> int | None:
        """For how many days nothing has run, when that is longer than it should be."""
        idle = self.now - self.last_run if self.last_run else timedelta()
        return max(1, idle.days) if idle > IDLE else None


def by_stage(runs: Iterable[RunRecord]) -> tuple[StageRuns, ...]:
    """The last runs of each stage, in the order of the stages; `runs` may come in any order."""
    found: dict[str, list[RunRecord]] = {}
    for run in sorted(runs, key=lambda run: run.started, reverse=True):
        same = found.setdefault(run.stage, [])
        if not same or same[0].started - run.started < TOGETHER:
            same.append(run)
    order = {stage: place for place, stage in enumerate(STAGES)}
    return tuple(_together(found[stage]) for stage in sorted(found, key=lambda s: (order.get(s, 9), s)))


def _together(runs: Sequence[RunRecord]) -> StageRuns:
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(run.counts)
    return StageRuns(
        stage=runs[0].stage,
        started=min(run.started for run in runs),
        finished=max(run.finished for run in runs),
        status=min((run.status for run in runs), key=_WORST.index),
        seconds=sum((run.finished - run.started).total_seconds() for run in runs),
        runs=len(runs),
        counts=dict(counts),
        messages=tuple(message for run in runs for message in run.messages),
    )


def facts(status: Status) -> dict[str, Any]:
    """The same as JSON knows it, for monitors; moments are ISO 8601 in UTC."""
    return {
        "now": status.now.isoformat(),
        "companies": status.companies,
        "pages": status.pages,
        "pending": status.deliveries.get("pending", 0),
        "deliveries": status.deliveries,
        "last_run": status.last_run.isoformat() if status.last_run else None,
        "idle_days": status.idle_days,
        "runs": [
            {
                "stage": stage.stage, "started": stage.started.isoformat(),
                "finished": stage.finished.isoformat(), "status": stage.status, "runs": stage.runs,
                "seconds": round(stage.seconds, 1), "counts": stage.counts, "messages": list(stage.messages),
            }
            for stage in status.stages
        ],
        "trouble": [
            {"company": h.company, "url": h.url, "outcome": h.outcome.value, "reason": h.reason,
             "since": h.since.isoformat()}
            for h in status.trouble
        ],
        "skipped": [
            {"company": s.company, "language": s.language, "pages": s.pages, "since": s.since.isoformat()}
            for s in status.skipped
        ],
        "next": [{"job": name, "at": at.isoformat()} for name, at in status.coming],
    }  # fmt: skip
