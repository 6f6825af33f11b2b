"""Release notes over time: news once, whatever becomes of the page they stand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from extract.releases import releases
from signals import releases as ledger
from signals.cadence import Cadence, cadence, pace, shipped
from signals.segments import Usage
from signals.views import Day, PageView
from turfwatch.types import Facts, Release, ReleaseSeen

D0 = date(2026, 3, 2)
URL = "https://deskly.example/changelog"
FEED = "https://deskly.example/feed.xml"
NOTES = (
    Release(
        "Shared drafts for two people",
        "feature",
        date(2026, 2, 20),
        text="Two agents write an answer together, each in a colour.",
    ),
    Release(
        "Faster search in old tickets", "improvement", date(2026, 2, 2), text="Old tickets open at once."
    ),
    Release("Bug fixes", "fix", date(2026, 1, 20)),
)


def view(notes: tuple[Release, ...], url: str = URL) -> PageView:
    return PageView(url, "release_notes", 1, Facts(releases=notes), "", "")


def news(*days: dict[str, tuple[Release, ...]], gap: int = 7) -> list[str]:
    """The titles that were news after the first day, pages as of each day."""
    book, pages, said = ledger.Ledger(), dict[str, PageView](), list[str]()
    last: date | None = None
    for number, changed in enumerate(days):
        views = {url: view(notes, url) for url, notes in changed.items()}
        day = Day(D0 + timedelta(days=gap * number), tuple(sorted(views.items())))
        book, found = ledger.step(
            "Deskly", book, day, (), baseline=number == 0, threshold=0.5, usage=Usage({}),
            earlier=pages, since=last,
        )  # fmt: skip
        said += [f.release.title for f in found if not f.baseline]
        pages, last = pages | views, day.date
    return said


def titled(title: str, **more: object) -> Release:
    return Release(title, "feature", **more)  # type: ignore[arg-type]


def test_a_new_entry_is_news_once_on_the_page_and_in_the_feed() -> None:
    fresh = titled("Mailbox rules", date=date(2026, 3, 8))
    told = news(
        {URL: NOTES}, {URL: (fresh, *NOTES)}, {FEED: (replace(fresh, title="Added mailbox rules."), *NOTES)}
    )
    assert told == ["Mailbox rules"]


@pytest.mark.parametrize(
    "edited",
    [
        replace(NOTES[0], title="Shared drafts for up to two people at a time"),
        replace(NOTES[0], title="Shared draft answers for two"),
        replace(NOTES[0], title="Write together", text=NOTES[0].text + " Both see each key."),
        replace(NOTES[0], date=date(2026, 2, 27)),
        replace(NOTES[0], title="Shared drafts for two people", kind="improvement", version="3.2"),
    ],
)
def test_an_old_entry_that_is_edited_is_not_a_new_one(edited: Release) -> None:
    assert news({URL: NOTES}, {URL: (edited, *NOTES[1:])}) == []


def test_another_entry_of_the_same_day_is_news_though_an_old_one_leaves_the_page() -> None:
    fresh = titled("Calendar for shifts", date=date(2026, 3, 8))
    assert news({URL: NOTES}, {URL: (fresh, *NOTES[:2])}) == ["Calendar for shifts"]
    assert news({URL: NOTES}, {URL: (replace(fresh, date=NOTES[0].date), *NOTES[1:])}) == [
        "Calendar for shifts"
    ]


def test_a_re_dated_page_is_no_flood() -> None:
    redated = tuple(replace(note, date=date(2026, 3, 9)) for note in NOTES)
    assert news({URL: NOTES}, {URL: redated}) == []


def test_a_rewritten_page_without_dates_is_no_flood() -> None:
    words = ["tags", "rules", "macros", "views", "teams", "roles", "sites", "hooks"]
    fruit = ["apples", "pears", "plums", "figs", "dates", "limes", "kiwis", "grapes"]
    old, new = tuple(titled(f"Entry about {w}") for w in words), tuple(titled(f"Now with {f}") for f in fruit)
    assert news({URL: old}, {URL: new}, gap=1) == []


def test_after_a_long_gap_what_was_shipped_meanwhile_is_news() -> None:
    shipped = titled("Mailbox rules", date=D0 + timedelta(days=20))
    assert news({URL: NOTES}, {URL: (shipped, *NOTES)}, gap=300) == ["Mailbox rules"]


def test_history_added_later_is_no_news() -> None:
    assert news({URL: NOTES}, {URL: (*NOTES, titled("First version", date=date(2024, 1, 1)))}) == []


def test_days_are_not_read_into_the_future() -> None:
    page = (
        "<html lang=en><main><h1>Changelog</h1><h2>03/05/2026</h2><ul><li>Mailbox rules</li></ul>"
        "<h2>01/04/2026</h2><ul><li>Shared drafts</li></ul></main></html>"
    )
    read = releases(page, URL, today=date(2026, 4, 1))
    assert [r.date for r in read] == [date(2026, 3, 5), date(2026, 1, 4)]


def seen(title: str, when: date | None, kind: str = "feature", *, baseline: bool = False) -> ReleaseSeen:
    return ReleaseSeen("Deskly", URL, D0, Release(title, kind, when), baseline=baseline)


def test_cadence_counts_months_by_kind_and_keeps_the_quiet_ones() -> None:
    entries = [
        seen("a", date(2026, 1, 5)), seen("b", date(2026, 1, 9), "fix"), seen("c", date(2026, 3, 1)),
        seen("undated, there from the start", None, baseline=True), seen("undated, new", None),
    ]  # fmt: skip
    months = cadence(entries)
    assert [(m.month.month, m.releases, m.feature_share) for m in months] == [
        (1, 2, 0.5),
        (2, 0, None),
        (3, 2, 1.0),
    ]
    assert cadence([]) == ()
    assert cadence(entries, since=date(2026, 3, 20)) == (
        Cadence("Deskly", date(2026, 3, 1), (2, 0, 0, 0, 0, 0, 0)),
    )


def test_a_pace_is_that_of_the_whole_time_asked_for() -> None:
    entries = [seen("a", date(2026, 3, 2)), seen("b", date(2026, 3, 9), "fix"), seen("c", date(2025, 3, 1))]
    half_a_year = pace(entries, date(2026, 1, 1), date(2026, 6, 30))
    assert (half_a_year.releases, half_a_year.features) == (2, 1)
    assert half_a_year.monthly == pytest.approx(2 / 5.95, abs=0.01)


def test_what_release_notes_say_twice_shipped_once() -> None:
    may = date(2026, 5, 27)
    twice = [
        seen("Version 21.2 - Maintenance release", may), seen("Maintenance release", may),
        seen("Seasonal agents", may), seen("Stores can now add seasonal agents by the week", may),
        seen("Fixes", may, "fix"), seen("Fixes in the mobile app", may, "fix"),
        seen("Seasonal agents", date(2026, 6, 3)),
    ]  # fmt: skip
    assert [e.release.title for e in shipped(twice)] == [
        "Maintenance release", "Seasonal agents", "Fixes", "Fixes in the mobile app", "Seasonal agents",
    ]  # fmt: skip
    numbered = [
        replace(e, release=replace(e.release, version=v)) for e, v in zip(twice, ("1", "2"), strict=False)
    ]
    assert len(shipped(numbered)) == 2
