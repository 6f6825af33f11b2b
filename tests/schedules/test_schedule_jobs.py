"""What runs when: spread over the hours before the digest or inside the window, the same every day."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schedules.jobs import Job, crawls, jobs, later
from turfwatch.config import Config


def config(rivals: int = 3, **tables: Any) -> Config:
    return Config.model_validate(
        {
            "company": {"name": "Larkdesk", "site": "https://larkdesk.example"},
            "segments": [{"id": "agencies", "name": "Agencies"}],
            "competitors": [
                {"name": f"Rival {n}", "site": f"https://rival{n}.example"} for n in range(rivals)
            ],
            **tables,
        }
    )


def named(config: Config) -> dict[str, Job]:
    return {job.name: job for job in jobs(config)}


def minutes(first: time, last: time) -> int:
    return ((last.hour - first.hour) * 60 + last.minute - first.minute) % 1440


def test_a_day_is_crawls_of_everybody_reading_digest_health_and_what_is_weekly() -> None:
    names = list(named(config(2)))
    assert set(names[:3]) == {"crawl Rival 0", "crawl Rival 1", "crawl Larkdesk"}
    assert names[3:] == ["read", "digest", "health", "review", "tidy"]
    assert "crawl Larkdesk" not in named(config(company={"name": "Larkdesk"}))
    quiet = named(config(schedule={"review": "never", "tidy": "never"}))
    assert not {"review", "tidy"} & set(quiet)


def test_crawls_are_spread_over_the_hours_before_the_digest() -> None:
    made = crawls(config(200, digest={"at": "07:00", "timezone": "Europe/Berlin"}))
    at = sorted(minutes(time(3), job.at) for job in made)
    assert at[0] >= 0 and at[-1] < 180
    assert len(set(at)) > 100  # nowhere a crowd
    assert all(sum(n <= m < n + 30 for m in at) < 60 for n in range(0, 180, 30))
    assert [minutes(time(3), job.at) for job in made] == at  # told in the order of the day


def test_who_else_is_watched_moves_nobody() -> None:
    few, many = named(config(3)), named(config(50))
    assert all(many[name].at == job.at for name, job in few.items())


def test_a_window_holds_every_crawl_and_none_is_made_up_outside_it() -> None:
    tables = {"crawl": {"window": "22:00-04:00"}, "digest": {"at": "07:00", "timezone": "Europe/Berlin"}}
    made = config(100, **tables)
    for job in crawls(made):
        begun = minutes(time(22), job.at)
        assert begun <= 0.75 * 360
        assert timedelta(hours=6) - job.kept - timedelta(minutes=begun) < timedelta(minutes=1)
    assert named(made)["read"].at == time(4)


def test_the_digest_cannot_be_made_up_after_midnight() -> None:
    assert named(config(digest={"at": "07:00"}))["digest"].kept == timedelta(hours=17)


def test_only_the_whole_tells_the_watcher() -> None:
    assert not any(job.pings for job in crawls(config()))
    assert named(config())["digest"].pings


@given(st.times(), st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_later_is_a_time_of_day_on_the_minute(at: time, span: timedelta) -> None:
    moved = later(at, span)
    assert (moved.second, moved.microsecond) == (0, 0)
    assert abs((minutes(at, moved) - span // timedelta(minutes=1)) % 1440) in {0, 1, 1439}
