"""A crawl cut into tasks: nobody twice, nobody left out, no site in two tasks."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers import tasks
from crawlers.outcomes import Before
from crawlers.targets import Known, Target
from crawlers.urls import site_of
from turfwatch.config import Crawl, Source
from turfwatch.types import Page

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


def known(name: str, *, pages: tuple[str, ...] = (), sources: tuple[str, ...] = ()) -> Known:
    site = f"https://{name}.example/"
    target = Target(name, site, (site_of(site),), sources=tuple(Source(url=url) for url in sources))
    return Known(target, tuple(Page(url, name, "other") for url in pages))


def names(parts: list[tuple[Known, ...]]) -> list[list[str]]:
    return [[company.target.name for company in part] for part in parts]


def test_companies_that_share_a_host_go_together() -> None:
    notes = "https://notes.example/{}/releases"
    companies = [
        known("a", pages=(notes.format("a"),)),
        known("b"),
        known("c", sources=(notes.format("c"),)),
        known("d", pages=("https://status.d.example/",)),
        known("e", pages=("https://b.example/partners/e",)),
    ]
    assert names(tasks.parts(companies)) == [["a", "c"], ["b", "e"], ["d"]]


def test_two_groups_become_one_by_a_company_that_is_in_both() -> None:
    companies = [known("a"), known("b"), known("c", pages=("https://a.example/c", "https://b.example/c"))]
    assert names(tasks.parts(companies)) == [["a", "b", "c"]]


HOSTS = st.lists(st.integers(0, 12), max_size=3)


@settings(deadline=None)
@given(st.lists(HOSTS, max_size=20))
def test_each_company_is_in_one_part_and_each_site_too(hosts: list[list[int]]) -> None:
    companies = [
        known(f"c{number}", pages=tuple(f"https://h{host}.example/c{number}" for host in shared))
        for number, shared in enumerate(hosts)
    ]
    found = tasks.parts(companies)
    placed = [company for part in found for company in part]
    assert sorted(company.target.name for company in placed) == sorted(c.target.name for c in companies)
    sites = [
        {site_of(page.url) for company in part for page in company.pages}
        | {site_of(company.target.site) for company in part}
        for part in found
    ]
    assert sum(map(len, sites)) == len(set().union(*sites))
    assert [companies.index(part[0]) for part in found] == sorted(companies.index(part[0]) for part in found)


def test_a_task_takes_along_what_its_pages_showed() -> None:
    companies = [known(name, pages=(f"https://{name}.example/pricing",)) for name in "abcdefgh"]
    shown = {"https://a.example/pricing": Before(900), "https://h.example/pricing": Before(70, emptied=True)}
    made = list(tasks.tasks(Crawl(), companies, NOW, lambda page: shown.get(page.url), workers=2))
    assert [task.names for task in made] == [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]
    assert made[0].before == {("a", "https://a.example/pricing"): Before(900)}
    assert made[3].before == {("h", "https://h.example/pricing"): Before(70, emptied=True)}
    assert [task.names for task in tasks.split(made[3])] == [("g",), ("h",)]
    assert tasks.split(made[3])[1].before == made[3].before
    assert pickle.loads(pickle.dumps(made[3])) == made[3]


def test_a_task_holds_no_more_pages_than_can_well_be_lost() -> None:
    def large(name: str) -> Known:
        return known(name, pages=tuple(f"https://{name}.example/{number}" for number in range(4000)))

    companies = [large("a"), known("b"), large("c"), known("d")]
    made = list(tasks.tasks(Crawl(), companies, NOW, lambda _: None, workers=1))
    assert [task.names for task in made] == [("a", "b"), ("c", "d")]
