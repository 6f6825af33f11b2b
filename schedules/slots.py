"""Which run is due: pure, from a job, what is known of its last run, and the clock.

A run belongs to a *day* in the job's time zone, and a day has one run, whatever clocks do: a time that
exists twice (autumn) means its first, one that does not exist (spring) as much later as the clocks jumped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from schedules.jobs import DAY, Job
from turfwatch.store.jobs import JobRun

RETRY = timedelta(minutes=10)  # after a first failure; twice as long after each further one
BACK = 8  # days that are looked through for a weekly run, and one more
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a job now: run it for a day, or note that a day's run was missed."""

    job: Job
    day: date
    at: datetime  # when it was meant to run
    action: Literal["run", "missed"]
    attempt: int = 1
    skipped: int = 0  # earlier days that go without a run: one is made up, not all


def starts(job: Job, day: date) -> datetime:
    """When a day's run is meant to begin, in UTC."""
    return _moment(job, day, timedelta())


def ends(job: Job, day: date) -> datetime:
    """Until when a day's run may still be made up, in UTC."""
    return _moment(job, day, job.kept)


def latest(job: Job, now: datetime) -> date | None:
    """The last day whose run should have begun by now; None when that is more than a week ago."""
    today = now.astimezone(ZoneInfo(job.timezone)).date()
    days = (today - timedelta(days=back) for back in range(-1, BACK))
    return next((day for day in days if runs_on(job, day) and starts(job, day) <= now), None)


def upcoming(job: Job, now: datetime) -> datetime:
    """When the next run begins, in UTC."""
    day = now.astimezone(ZoneInfo(job.timezone)).date() - DAY
    while not (runs_on(job, day) and starts(job, day) > now):
        day += DAY
    return starts(job, day)


def runs_on(job: Job, day: date) -> bool:
    """Whether the job has a run on that day."""
    return not job.weekdays or WEEKDAYS[day.weekday()] in job.weekdays


def decide(job: Job, last: JobRun | None, now: datetime) -> Decision | None:
    """What is to be done about a job now; None when nothing is.

    A day that had its run has no second one, whether the clock was set back or the job's time was moved. What
    was missed is made up once, however many days went by, as long as the job's `kept` lasts. A run that
    was interrupted (its process and ours are gone) or failed is repeated up to the job's `attempts`; one that
    was given back (`given_back`) did not count as one. A job seen for the first time catches up with at most
    one day. A record more than a day ahead of the clock was written by a clock that was wrong, and is not
    believed.
    """
    day = latest(job, now)
    if day is None:
        return None
    if last is not None and last.day > now.astimezone(ZoneInfo(job.timezone)).date() + DAY:
        last = None
    if last is not None and last.day >= day:
        return _again(job, last, now) if last.day == day else None
    skipped = _runs_between(job, last.day, day) if last else 0
    until = ends(job, day) if last else min(ends(job, day), starts(job, day) + DAY)
    if now < until:
        return Decision(job, day, starts(job, day), "run", skipped=skipped)
    return Decision(job, day, starts(job, day), "missed", skipped=skipped) if last else None


def pending(jobs: tuple[Job, ...], known: dict[str, JobRun], now: datetime) -> Iterator[Decision]:
    """All decisions that are due, in the order in which they were meant to happen."""
    found = (decide(job, known.get(job.name), now) for job in jobs)
    order = {job.name: number for number, job in enumerate(jobs)}
    due = [decision for decision in found if decision is not None]
    yield from sorted(due, key=lambda decision: (decision.at, order[decision.job.name]))


def retry_at(job: Job, last: JobRun) -> datetime | None:
    """When a failed run is tried again; None when it is not."""
    failed = last.state == "ended" and last.failed and last.finished is not None
    if not failed or last.finished is None or last.attempts >= job.attempts:
        return None
    again = last.finished + RETRY * 2 ** (last.attempts - 1)
    return again if again < ends(job, last.day) else None


def given_back(run: JobRun, now: datetime) -> JobRun:
    """The run as if it had not begun: we were told to end, or its configuration could not be read."""
    return replace(run, state="running", finished=now, code=None, attempts=run.attempts - 1)


def _again(job: Job, last: JobRun, now: datetime) -> Decision | None:
    interrupted = last.state == "running"
    late = now >= ends(job, last.day)
    if interrupted and (late or last.attempts >= max(2, job.attempts)):  # it takes us down: let it be
        return Decision(job, last.day, starts(job, last.day), "missed")
    at = retry_at(job, last)
    failed = at is not None and (at <= now or (last.finished is not None and now < last.finished))
    if not interrupted and not failed:
        return None
    return Decision(job, last.day, starts(job, last.day), "run", attempt=last.attempts + 1)


def _runs_between(job: Job, first: date, last: date) -> int:
    """How many runs the days after `first` and before `last` would have had."""
    days = (last - first).days
    return sum(runs_on(job, first + timedelta(days=n)) for n in range(1, days))


def _moment(job: Job, day: date, after: timedelta) -> datetime:
    # arithmetic on the wall clock; fold 0 is the first of two, and moves what does not exist past the gap
    wall = datetime.combine(day, job.at) + after
    return wall.replace(tzinfo=ZoneInfo(job.timezone), fold=0).astimezone(UTC)
