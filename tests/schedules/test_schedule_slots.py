"""Which run is due: a day has one run, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.jobs import DAY, Job, until_midnight
from schedules.slots import RETRY, decide, given_back, latest, pending, retry_at, starts, upcoming
from turfwatch.store.jobs import JobRun, JobState

BERLIN = "Europe/Berlin"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def job(at: time = time(7), zone: str = BERLIN, kept: timedelta = timedelta(hours=20), **more: object) -> Job:
    return Job("digest", ("digest",), at, zone, kept, **more)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ran(day: date, state: JobState = "ended", code: int | None = 0, attempts: int = 1) -> JobRun:
    at = starts(job(), day)
    finished = None if state == "running" else at + timedelta(minutes=5)
    return JobRun("digest", day, state, at, finished, None if state == "running" else code, attempts)


def walked(one: Job, first: datetime, hours: int, step: timedelta = timedelta(minutes=10)) -> list[date]:
    """The days for which the job runs when somebody looks every few minutes and each run succeeds."""
    made: list[date] = []
    last: JobRun | None = JobRun(one.name, latest(one, first) or date(2000, 1, 1), "ended", first, first, 0)
    for moment in (first + n * step for n in range(int(timedelta(hours=hours) / step))):
        decision = decide(one, last, moment)
        if decision is not None:
            assert decision.action == "run"
            made.append(decision.day)
            last = JobRun(one.name, decision.day, "ended", moment, moment, 0)
    return made


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (time(1, 30), "2026-03-29T00:30"),  # before the clocks go forward
        (time(2, 30), "2026-03-29T01:30"),  # does not exist: as much later as the clocks jumped, 03:30
        (time(3, 30), "2026-03-29T01:30"),
        (time(7, 0), "2026-03-29T05:00"),
    ],
)
def test_a_time_that_does_not_exist_in_spring_is_once_an_hour_later(at: time, moment: str) -> None:
    one = job(at)
    assert starts(one, date(2026, 3, 29)) == utc(moment)
    days = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]
    assert walked(one, utc("2026-03-27T12:00"), 72) == days


def test_a_time_that_exists_twice_in_autumn_is_the_first_of_the_two() -> None:
    one = job(time(2, 30))
    assert starts(one, date(2026, 10, 25)) == utc("2026-10-25T00:30")
    days = [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]
    assert walked(one, utc("2026-10-23T12:00"), 72) == days
    assert decide(one, ran(date(2026, 10, 25)), utc("2026-10-25T01:30")) is None  # the second 02:30


def test_weekdays_are_those_of_the_zone() -> None:
    one = job(time(0, 30), "Pacific/Auckland", weekdays=("mon",))
    assert upcoming(one, utc("2026-11-20T00:00")) == utc("2026-11-22T11:30")  # Sunday in UTC
    assert walked(job(weekdays=WEEKDAYS), utc("2026-11-19T12:00"), 24 * 7) == [
        date(2026, 11, day) for day in (20, 23, 24, 25, 26)
    ]


def test_what_was_missed_is_made_up_once_and_says_how_many_days_it_is_for() -> None:
    monday = date(2026, 11, 16)
    decision = decide(job(), ran(monday), utc("2026-11-19T08:00"))
    assert decision is not None
    assert (decision.action, decision.day, decision.skipped) == ("run", date(2026, 11, 19), 2)
    assert decide(job(), ran(decision.day), utc("2026-11-19T08:01")) is None


def test_what_can_no_longer_be_made_up_is_said_to_be_missed_once() -> None:
    short = job(kept=timedelta(hours=2))
    decision = decide(short, ran(date(2026, 11, 16)), utc("2026-11-18T09:00"))
    assert decision is not None
    assert (decision.action, decision.day, decision.skipped) == ("missed", date(2026, 11, 18), 1)
    assert decide(short, ran(date(2026, 11, 18), "missed", None), utc("2026-11-18T09:01")) is None


def test_a_digest_is_never_made_up_on_the_next_day() -> None:
    for at, day in (
        (time(7), date(2026, 11, 18)),
        (time(23, 50), date(2026, 3, 28)),
        (time(7), date(2026, 10, 25)),
    ):
        one = job(at, kept=until_midnight(at))
        midnight = datetime.combine(day + DAY, time(), ZoneInfo(BERLIN)).astimezone(UTC)
        before, after = (decide(one, ran(day - DAY), midnight + timedelta(seconds=s)) for s in (-1, 0))
        assert before is not None and before.action == "run"
        assert after is not None and after.action == "missed"


def test_a_first_start_catches_up_with_one_day_and_reports_nothing_as_missed() -> None:
    weekly = job(kept=timedelta(days=6), weekdays=("mon",))
    assert decide(weekly, None, utc("2026-11-20T12:00")) is None
    found = decide(weekly, None, utc("2026-11-16T12:00"))
    assert found is not None and found.action == "run"


def test_a_clock_set_back_runs_nothing_twice_and_forward_makes_up_once() -> None:
    done = ran(date(2026, 11, 18))
    assert decide(job(), done, utc("2026-11-17T06:30")) is None
    assert decide(job(), done, utc("2026-11-18T06:30")) is None
    ahead = decide(job(), done, utc("2026-11-25T06:30"))
    assert ahead is not None and ahead.skipped == 6


def test_a_record_from_a_clock_that_was_years_ahead_does_not_silence_us() -> None:
    wrong = ran(date(2036, 1, 1))
    found = decide(job(), wrong, utc("2026-11-18T06:30"))
    assert found is not None and found.day == date(2026, 11, 18)


def test_a_failure_is_tried_again_later_and_later_and_then_left() -> None:
    day = date(2026, 11, 18)
    for attempts, wait in ((1, RETRY), (2, 2 * RETRY)):
        failed = ran(day, code=1, attempts=attempts)
        assert failed.finished is not None
        assert retry_at(job(), failed) == failed.finished + wait
        assert decide(job(), failed, failed.finished + wait - timedelta(seconds=1)) is None
        again = decide(job(), failed, failed.finished + wait)
        assert again is not None and again.attempt == attempts + 1
    assert decide(job(), ran(day, code=1, attempts=3), utc("2026-11-18T20:00")) is None
    assert decide(job(), ran(day, code=3), utc("2026-11-18T20:00")) is None  # some trouble is no failure
    assert decide(job(), ran(day, "stopped", -9), utc("2026-11-18T20:00")) is None  # it would hang again


def test_a_run_that_was_interrupted_is_made_up_but_not_for_ever() -> None:
    day = date(2026, 11, 18)
    again = decide(job(), ran(day, "running"), utc("2026-11-18T09:00"))
    assert again is not None and (again.action, again.attempt) == ("run", 2)
    over = decide(job(), ran(day, "running", attempts=3), utc("2026-11-18T09:00"))
    assert over is not None and over.action == "missed"


def test_a_run_that_was_given_back_is_due_again_however_often_and_missed_when_it_is_too_late() -> None:
    day, now = date(2026, 11, 18), utc("2026-11-18T09:00")
    one, last = job(attempts=1), ran(day, "running")
    for _ in range(5):  # five restarts in the middle of a crawl
        last = given_back(last, now)
        again = decide(one, last, now)
        assert again is not None and (again.action, again.attempt) == ("run", 1)
        last = JobRun("digest", day, "running", now, attempts=again.attempt)
    late = decide(one, given_back(last, now), utc("2026-11-19T03:00"))
    assert late is not None and (late.action, late.day) == ("missed", day)


def test_what_is_due_comes_in_the_order_in_which_it_was_meant() -> None:
    crawl, read = Job("crawl", (), time(3), "UTC", DAY), Job("read", (), time(4), "UTC", DAY)
    digest = Job("digest", (), time(4), "UTC", DAY)
    found = [d.job.name for d in pending((read, digest, crawl), {}, utc("2026-11-18T09:00"))]
    assert found == ["crawl", "read", "digest"]


@given(
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["UTC", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
                          "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"]),
    now=st.integers(0, 18 * 366 * 24 * 60).map(lambda n: utc("2011-12-25T00:00") + timedelta(minutes=n)),
)  # fmt: skip
def test_the_last_run_is_past_the_next_is_to_come_and_there_is_none_between(
    at: time, zone: str, now: datetime
) -> None:
    one = job(at, zone)
    day, following = latest(one, now), upcoming(one, now)
    assert day is not None
    assert starts(one, day) <= now < following
    assert following - starts(one, day) <= timedelta(hours=49)  # Samoa once left out a day
    assert latest(one, following) is not None and latest(one, following) > day


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_however_the_clock_jumps_within_a_day_no_day_is_run_twice(jumps: list[int]) -> None:
    now = furthest = utc("2026-03-25T00:00")
    made: list[date] = []
    last: JobRun | None = None
    for hours in jumps:
        now = max(now + timedelta(hours=hours), furthest - timedelta(hours=23))
        furthest = max(now, furthest)
        decision = decide(job(), last, now)
        if decision is not None and decision.action == "run":
            made.append(decision.day)
        if decision is not None:
            last = JobRun("digest", decision.day, "ended", now, now, 0)
    assert len(made) == len(set(made))
