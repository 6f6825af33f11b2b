"""Is the watch well: pure, from what the store knows, for `turfwatch status`, monitors and the daemon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from reports.formatting import count, host
from schedules.jobs import DAY, Job, jobs
from turfwatch.config import Config
from turfwatch.store.jobs import JobRun
from turfwatch.store.outbox import Delivery
from turfwatch.types import RunRecord, SourceHealth

WEEK = timedelta(days=7)
FEW = 3  # crawls that failed are named one by one
MANY = 0.5  # of all pages in trouble: then it is not one site's matter


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows that bears on health."""

    runs: Sequence[RunRecord]  # newest first; of each stage at least the last
    jobs: Mapping[str, JobRun]
    trouble: Sequence[SourceHealth]
    pages: int
    deliveries: Sequence[Delivery]  # those not sent
    database_bytes: int


def facts(config: Config, known: Known, now: datetime) -> dict[str, Any]:
    """What a monitor asks, as plain data; `healthy` is whether `problems` is empty."""
    found = problems(config, known, now)
    return {
        "healthy": not found,
        "problems": found,
        "stages": {stage: _stage(run, now) for stage, run in _last(known.runs).items()},
        "jobs": {name: _job(run) for name, run in known.jobs.items()},
        "sources_failing": len(known.trouble),
        "sources_failing_since": _stamp(min((s.since for s in known.trouble), default=None)),
        "database_bytes": known.database_bytes,
    }


def problems(config: Config, known: Known, now: datetime) -> list[str]:
    """What a person should look into, a sentence each; a few pages in trouble are not among it."""
    return [
        *_silence(config, known, now),
        *_stages(known),
        *_jobs(config, known, now),
        *_sources(known),
        *_outbox(known.deliveries, now.date()),
    ]


def storm(trouble: Sequence[SourceHealth]) -> str:
    """Any number of failing pages in one line."""
    hosts, first = {host(item.url) for item in trouble}, min(item.since for item in trouble)
    return f"{count(len(trouble), 'page')} of {count(len(hosts), 'host')} fail since {first:%Y-%m-%d}"


def nothing_fetched(planned: Sequence[Job], known: Mapping[str, JobRun]) -> bool:
    """The canary: every company's last crawl came back with nothing at all (or was stopped)."""
    crawls = [known.get(job.name) for job in planned if job.name.startswith("crawl ")]
    return bool(crawls) and all(run is not None and run.failed for run in crawls)


def _silence(config: Config, known: Known, now: datetime) -> Iterator[str]:
    """Nothing was fetched lately: not because there was no news."""
    crawls = [run for run in known.runs if run.stage == "crawl"]
    good = [run.finished for run in crawls if run.status != "failed"]
    stale = timedelta(hours=config.health.stale_hours)
    if not crawls:
        yield "nothing was ever crawled: `turfwatch run`"
    elif not good:
        yield "nothing at all was fetched in any run that is known"
    elif now - max(good) > stale:
        yield f"nothing was fetched since {max(good):%Y-%m-%d %H:%M} UTC"
    elif nothing_fetched(jobs(config), known.jobs):
        yield "nothing at all was fetched by the last crawl of any company"


def _stages(known: Known) -> Iterator[str]:
    for run in _last(known.runs).values():
        if run.status == "failed" and run.stage != "crawl":
            yield f"the last run of {run.stage} failed ({run.finished:%Y-%m-%d %H:%M} UTC)"


def _jobs(config: Config, known: Known, now: datetime) -> Iterator[str]:
    """Scheduled runs that failed, were missed, or hang; a crawl's only where its sources do not tell."""
    planned = jobs(config)
    told = {f"crawl {source.company}" for source in known.trouble}
    blind = nothing_fetched(planned, known.jobs)  # said already
    crawls = []
    for job in planned:
        run = known.jobs.get(job.name)
        if run is None or job.name == "health":
            continue
        if run.state == "running" and now - run.started > job.limit + DAY:
            yield f"the scheduled {job.name} of {run.day} never ended: does `turfwatch schedule` run?"
        elif run.failed and job.pings:
            yield f"the scheduled {job.name} of {run.day} {_how(run)}"
        elif run.failed and not blind and (job.name not in told or run.code == 2):
            crawls.append(run)
    yield from _crawls(crawls)


def _crawls(failed: Sequence[JobRun]) -> Iterator[str]:
    """Crawls that did not do their work, one by one or, where they are many, in one line."""
    if len(failed) > FEW:
        names = ", ".join(run.name.removeprefix("crawl ") for run in failed[:FEW])
        since = min(run.day for run in failed)
        yield f"{len(failed)} scheduled crawls failed since {since}: {names} and {len(failed) - FEW} more"
        return
    for run in failed:
        yield f"the scheduled {run.name} of {run.day} {_how(run)}: see the log"


def _how(run: JobRun) -> str:
    if run.code == 2 and run.state == "ended":
        return "could not begin (exit code 2: its configuration or its arguments)"
    how = {"missed": "was missed", "stopped": "hung and was stopped"}
    return how.get(run.state, f"failed with {run.code}")


def _sources(known: Known) -> Iterator[str]:
    """Most of what we watch cannot be read."""
    if known.trouble and len(known.trouble) > known.pages * MANY:
        yield storm(known.trouble)


def _outbox(deliveries: Sequence[Delivery], today: date) -> Iterator[str]:
    """Digests of the last week that did not arrive, or not for certain, or have waited since yesterday."""
    late = [d for d in deliveries if d.state in {"pending", "sending"} and d.window < str(today - DAY)]
    if late:
        oldest = min(d.window for d in late)
        yield f"{count(len(late), 'message')} could not be sent yet, the oldest of {oldest}"
    ends = {"failed": "could not be delivered", "doubtful": "may or may not have been delivered"}
    for state, what in ends.items():
        lately = [d for d in deliveries if d.state == state and d.window > str(today - WEEK)]
        if lately:
            yield f"{count(len(lately), 'message')} {what} in the last week"


def _last(runs: Sequence[RunRecord]) -> dict[str, RunRecord]:
    """The last run of each stage."""
    return {run.stage: run for run in sorted(runs, key=lambda run: run.finished)}


def _stage(run: RunRecord, now: datetime) -> dict[str, Any]:
    age = int((now - run.finished).total_seconds())
    return {"finished": _stamp(run.finished), "age_seconds": age, "status": run.status}


def _job(run: JobRun) -> dict[str, Any]:
    return {
        "day": str(run.day), "state": run.state, "code": run.code, "attempts": run.attempts,
        "started": _stamp(run.started), "finished": _stamp(run.finished),
    }  # fmt: skip


def _stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
