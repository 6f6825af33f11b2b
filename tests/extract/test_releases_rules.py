"""Dates, kinds, capabilities and identities of release entries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.releases import dates, identity, releases
from extract.releases.capabilities import capability
from extract.releases.headings import read
from extract.releases.kinds import category, kind_of
from turfwatch.types import Release

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2026-03-04", "en", date(2026, 3, 4)),
        ("March 4, 2026", "en", date(2026, 3, 4)),
        ("4th March 2026", "en", date(2026, 3, 4)),
        ("Released on Mar 4, 2026", "en", date(2026, 3, 4)),
        ("Wednesday, 4 March 2026", "en", date(2026, 3, 4)),
        ("2026/03/04", "en", date(2026, 3, 4)),
        ("04.03.2026", "de", date(2026, 3, 4)),
        ("4. März 2026", "de", date(2026, 3, 4)),
        ("4 mars 2026", "fr", date(2026, 3, 4)),
        ("4 de marzo de 2026", "es", date(2026, 3, 4)),
        ("March 2026", "en", date(2026, 3, 1)),
        ("Sep 21", "en", date(2025, 9, 21)),
        ("May 21", "en", date(2026, 5, 21)),
        ("15 de maio de 2026", "pt", date(2026, 5, 15)),
        ("4 maja 2026", "pl", date(2026, 5, 4)),
        ("2026年5月18日", "ja", date(2026, 5, 18)),
        ("2 days ago", "en", date(2026, 5, 30)),
        ("Version 2.3", "en", None),
        ("May the fourth", "en", None),
        ("31/02/2026", "en", None),
        ("Faster in 2026", "en", None),
    ],
)
def test_dates_as_written(text: str, language: str, expected: date | None) -> None:
    assert dates.reader([text], language, TODAY).whole(text) == expected


@given(st.lists(st.dates(date(2019, 1, 1), TODAY), min_size=3, max_size=12, unique=True), st.booleans())
def test_a_convention_is_inferred_and_never_reads_the_future(days: list[date], day_first: bool) -> None:
    days.sort(reverse=True)
    texts = [d.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y") for d in days]
    read_back = [dates.reader(texts, "en-GB" if day_first else "en-US", TODAY).whole(text) for text in texts]
    telling = any(d.day > 12 for d in days)
    if telling:
        assert read_back == days
    other = [d.strftime("%m/%d/%Y" if day_first else "%d/%m/%Y") for d in days]
    crossed = [dates.reader(other, "en-GB" if day_first else "en-US", TODAY).whole(text) for text in other]
    if any(d.day > 12 for d in days):
        assert crossed == days
    assert all(value is not None for value in read_back + crossed)


def test_the_order_of_entries_settles_the_convention() -> None:
    texts = ["05/06/2025", "04/07/2025", "03/08/2025"]  # falling only as month first
    assert dates.reader(texts, "en-GB", TODAY).order == "MDY"
    assert dates.reader(list(reversed(texts)), "en-GB", TODAY).order in {"MDY", "DMY"}


@pytest.mark.parametrize(
    ("heading", "kind", "version", "when"),
    [
        ("1.2.0 - 2025-11-09", "section", "1.2.0", date(2025, 11, 9)),
        ("[2.0.0-rc.1] 2026-01-02", "section", "2.0.0-rc.1", date(2026, 1, 2)),
        ("v4.4-dev - Unreleased", "section", "4.4-dev", None),
        ("Version 12", "section", "12", None),
        ("March 3, 2026", "section", None, date(2026, 3, 3)),
        ("Bug Fixes", "category", None, None),
        ("✨ New features", "category", None, None),
        ("Release notes", "page", None, None),
        ("What's new in Larchly", "page", None, None),
        ("Delivery route history", "title", None, None),
        ("Subscribe to updates", "furniture", None, None),
        ("Label printing now uses Ghostscript 10.2", "title", None, None),
    ],
)
def test_headings(heading: str, kind: str, version: str | None, when: date | None) -> None:
    found = read(heading, dates.reader([heading], "en", TODAY))
    assert (found.kind, found.version, found.date) == (kind, version, when)


@pytest.mark.parametrize(
    ("title", "section", "kind"),
    [
        ("Add view-only guest links", None, "feature"),
        ("Dark mode", None, "feature"),
        ("You can now export to CSV", None, "feature"),
        ("Boards load faster", None, "improvement"),
        ("Improved search results", "feature", "feature"),
        ("Fix a crash when a folder is empty", None, "fix"),
        ("Fix a crash when a folder is empty", "improvement", "fix"),
        ("Sorting by name", "fix", "fix"),
        ("Removed the legacy importer", None, "deprecation"),
        ("Removed the limit of ten projects", None, "improvement"),
        ("Drag and drop for columns", None, "feature"),
        ("We are sunsetting the v1 API", None, "deprecation"),
        ("Drop support for Python 3.8", None, "deprecation"),
        ("CVE-2026-1234: escape user names", None, "security"),
        ("Security: check redirects", "fix", "security"),
        ("Patched an XSS vulnerability in comments", "fix", "security"),
        ("New pricing for the Team plan", None, "pricing"),
        ("Unlimited seats on all plans", None, "pricing"),
        ("Bump lodash from 4.17.20 to 4.17.21", None, "other"),
        ("Update dependencies", "improvement", "other"),
        ("Documentation: explain proxies", None, "other"),
        ("Upgrade to Rails 8.1", None, "other"),
        ("Upgrade to label-printer 3.0.2", "improvement", "other"),
        ("Upgraded to TLS 1.3", None, "improvement"),
        ("Pricing tables block for landing pages", None, "feature"),
        ("API v1 will be turned off on June 1", None, "deprecation"),
        ("Invoices show the wrong currency", None, "fix"),
        ("Thank you to our contributors", None, "other"),
    ],
)
def test_kinds(title: str, section: str | None, kind: str) -> None:
    assert kind_of(title, "", section) == kind


def test_category_headings() -> None:
    assert category("Added") == "feature"
    assert category("🐛 Bug fixes") == "fix"
    assert category("Fixes and improvements") == "fix"
    assert category("Improvements to the editor for large teams") is None


@pytest.mark.parametrize(
    ("title", "phrase"),
    [
        ("Added Basecamp integration", "basecamp integration"),
        ("New integration: Zoho Books (#318)", "zoho books integration"),
        ("Introducing team calendars", "team calendars"),
        ("Add support for passkeys", "passkeys"),
        ("You can now export invoices to CSV", "invoice export"),
        ("Keyboard Palette for the Planner", "planner keyboard palette"),
        ("Improved stock search", "stock search"),
        ("Fix vanished Repeat button (#77)", "repeat button"),
        ("Allow admins to require two-factor authentication", "two-factor authentication"),
        ("🚀 LDAP directory sync", "ldap directory sync"),
        ("Drivers can change their saved route templates", "route template change"),
    ],
)
def test_capabilities(title: str, phrase: str) -> None:
    assert capability(title, "feature") == phrase


def test_a_chore_names_no_capability() -> None:
    assert capability("Update dependencies", "other") is None


def made(title: str, **more: object) -> Release:
    return Release(title, "feature", **more)  # type: ignore[arg-type]


def test_the_same_entry_keeps_its_identity() -> None:
    original = identity(
        made("Add “Zoho Books” integration (#318)", date=date(2026, 1, 1), url="https://a.example/1")
    )
    for twin in (
        made("Added Zoho Books integration.", date=date(2026, 2, 1)),
        made("Zoho Books integrations", version="2.0", url="https://a.example/feed/1"),
        made("New: Zoho  Books integration"),
    ):
        assert identity(twin) == original
    assert identity(made("Add Zoho Sheets integration")) != original


def test_titles_that_say_nothing_are_told_apart_by_version_or_date() -> None:
    keys = {
        identity(made("Bug fixes", version="1.1")),
        identity(made("Bug fixes", version="1.2")),
        identity(made("Bug fixes", date=date(2026, 1, 1))),
    }
    assert len(keys) == 3
    assert identity(made("Bug fixes", version="1.1")) == identity(made("Bug fixes!", version="1.1"))


def test_a_version_before_the_title_is_no_part_of_it() -> None:
    for title, version in (("Maintenance release", "21.2"), ("Round planning", "2.41.0")):
        plain = identity(made(title, version=version))
        assert identity(made(f"Version {version} - {title}", version=version)) == plain
        assert identity(made(f"{version} – {title}", version=version)) == plain


def test_page_and_feed_agree() -> None:
    page = (
        "<main><h1>Changelog</h1><h2>May 2, 2026</h2><h3>Shift swapping</h3>"
        "<p>Staff can swap shifts between them.</p></main>"
    )
    feed = (
        '<rss version="2.0"><channel><title>x</title><item><title>Shift swapping</title>'
        "<pubDate>Mon, 04 May 2026 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    (on_page,), (in_feed,) = (releases(text, "https://a.example/c", today=TODAY) for text in (page, feed))
    assert on_page.date != in_feed.date
    assert identity(on_page) == identity(in_feed)


@pytest.mark.parametrize(
    "text", ["", " ", "{}", "[1]", "<rss", "<feed></feed>", "# ", "<html></html>", "\x00"]
)
def test_nothing_is_nothing(text: str) -> None:
    assert releases(text, "https://a.example/changelog", today=TODAY) == ()


def entries(body: str) -> list[tuple[str, date | None, str | None]]:
    found = releases(f"<html><body><main><h1>Changelog</h1>{body}</main></body></html>", today=TODAY)
    return [(r.title, r.date, r.version) for r in found]


def test_a_date_above_each_version_is_its_own_and_one_above_the_first_is_nobodys() -> None:
    versions = [("v2.0", "<ul><li>Add maps</li></ul>"), ("v1.9", "<ul><li>Add tides</li></ul>")]
    above = "".join(
        f"<div><p>May {n}, 2026</p><p>{v}</p>{notes}</div>" for n, (v, notes) in enumerate(versions, 1)
    )
    assert entries(above) == [
        ("Add maps", date(2026, 5, 1), "2.0"),
        ("Add tides", date(2026, 5, 2), "1.9"),
    ]
    once = "<p>Last updated May 20, 2026</p>" + "".join(f"<h2>{v}</h2>{notes}" for v, notes in versions)
    assert entries(once) == [("Add maps", None, "2.0"), ("Add tides", None, "1.9")]


def test_what_unfolds_under_a_version_is_its_notes() -> None:
    folded = "".join(
        f'<button aria-expanded="false">Version 3.{n} (May {n}, 2026)</button>'
        f"<ul><li>New: part {word}</li></ul>"
        for n, word in ((2, "two"), (1, "one"))
    )
    assert entries(f'{folded}<button aria-expanded="false">Show more</button>') == [
        ("part two", date(2026, 5, 2), "3.2"),
        ("part one", date(2026, 5, 1), "3.1"),
    ]


@pytest.mark.parametrize(
    "bullet",
    [
        "Add maps by @jo in #12",
        "Add maps by @jo and @bo-li in https://forge.example/pull/12",
        "4f1c0de: Add maps",
        "#12 4f1c0de Thanks @jo! - Add maps",
        "Add maps [4f1c0de]",
    ],
)
def test_credits_and_commits_are_no_part_of_a_title(bullet: str) -> None:
    assert [title for title, *_ in entries(f"<h2>v2.0</h2><ul><li>{bullet}</li></ul>")] == ["Add maps"]


STORY = """# Changelog
## v2.3.0 - 2026-03-04
- Added bed sharing
## Introducing Almanac
{dated}
Almanac reads the weather for you and moves your jobs to drier days.
## v2.2.0 - 2026-02-01
### Highlights
- Added frost alerts
"""
PARTED = """## 1.4.0
## Faster exports
- Exports run twice as fast now
## Better search
- Search finds beds by soil
"""


@pytest.mark.parametrize(("dated", "when"), [("", None), ("12 February 2026", date(2026, 2, 12))])
def test_a_story_between_versions_is_part_of_neither(dated: str, when: date | None) -> None:
    found = releases(STORY.format(dated=f"\n{dated}\n"), "CHANGELOG.md", today=TODAY)
    assert [(r.title, r.version, r.date) for r in found] == [
        ("Added bed sharing", "2.3.0", date(2026, 3, 4)),
        ("Introducing Almanac", None, when),
        ("Added frost alerts", "2.2.0", date(2026, 2, 1)),
    ]


def test_parts_of_a_version_marked_up_as_high_as_itself_stay_its_own() -> None:
    assert [r.version for r in releases(PARTED, "CHANGELOG.md", today=TODAY)] == ["1.4.0", "1.4.0"]


def _told(body: str) -> list[tuple[str, str | None, str | None, str, str]]:
    found = releases(f"<html><body>{body}</body></html>", "https://trowel.example/notes", today=TODAY)
    return [(r.title, r.version, r.date.isoformat() if r.date else None, r.kind, r.text) for r in found]


def test_a_line_below_a_title_dates_and_labels_it() -> None:
    entry = '<div id="{0}"><h3>{1}</h3><p class="meta">{2} · {3}</p><p>{4}</p></div>'
    notes = (
        ("a", "Kiln logs", "2026-03-09", "feature", "Firings now write a log."),
        ("b", "Glaze maths", "2026-02-02", "improvement", "Recipes now scale by weight."),
    )
    page = "<h1>What's new</h1>" + "".join(entry.format(*note) for note in notes)
    assert _told(page) == [(title, None, when, kind, text) for _, title, when, kind, text in notes]


def test_an_anchor_dates_an_entry_that_has_no_other_date() -> None:
    page = "<h1>What's new</h1>" + "".join(
        f'<div id="n{when}"><h3>{title}</h3><p>Firings now write a log.</p></div>'
        for when, title in (("2026-03-09", "Kiln logs"), ("2026-02-02", "Glaze maths"))
    )
    assert [(title, when) for title, _, when, *_ in _told(page)] == [
        ("Kiln logs", "2026-03-09"),
        ("Glaze maths", "2026-02-02"),
    ]


def test_the_same_entries_as_terms_and_definitions_keep_title_kind_and_text() -> None:
    term = '<dt id="n{0}"><time datetime="{0}">{0}</time> <strong>{1}</strong> <em>{2}</em></dt><dd>{3}</dd>'
    notes = (
        ("2026-03-09", "Kiln logs (beta)", "feature", "Firings now write a log that starts on 3 March 2026."),
        ("2026-02-02", "Glaze maths", "improvement", "Recipes now scale by weight."),
    )
    page = f"<h1>What's new</h1><dl>{''.join(term.format(*note) for note in notes)}</dl>"
    assert _told(page) == [(title, None, when, kind, text) for when, title, kind, text in notes]


def test_a_version_before_the_title_of_a_dated_term_is_its_version() -> None:
    page = (
        "<h1>Changes by version</h1><dl>"
        "<dt><b>Version 7.2 - Maintenance release</b> (13 April 2026)</dt><dd>Fixed: two leaks.</dd>"
        "<dt><b>Version 7.1 - Kiln register</b> (8 December 2025)</dt><dd>New: a register of kilns.</dd></dl>"
    )
    assert [(title, version) for title, version, *_ in _told(page)] == [
        ("Maintenance release", "7.2"),
        ("Kiln register", "7.1"),
    ]
    on_page = Release("Version 7.2 - Maintenance release", "other", date(2026, 4, 13))
    assert identity(on_page) == identity(Release("Maintenance release", "other", version="7.2"))


def test_a_heading_with_its_labelled_sentences_is_one_entry_and_a_newsletter_box_none() -> None:
    entry = "<section><h2>{}</h2><time datetime='{}'>{}</time><ul>{}</ul></section>"
    page = "".join(
        entry.format(title, when, when, f"<li><b>{label}</b> {text}</li>")
        for title, when, label, text in (
            ("4.2: Small holiday box", "2026-03-09", "Fix", "Fixed the links of two carriers."),
            ("4.1: Reviews in the studio", "2026-02-02", "New", "You can now answer reviews."),
            ("4.0: Guest potters", "2026-01-12", "New", "Studios can now add guest potters by the week."),
        )
    )
    letter = (
        "<section><h2>A letter a month</h2><form><label>Mail</label><input type='email'></form></section>"
    )
    told = _told(f"<section><h1>Fresh from the kiln</h1><p>Newest on top.</p></section>{page}{letter}")
    assert [(title, version, text) for title, version, _, _, text in told] == [
        ("Small holiday box", "4.2", "Fixed the links of two carriers."),
        ("Reviews in the studio", "4.1", "You can now answer reviews."),
        ("Guest potters", "4.0", "Studios can now add guest potters by the week."),
    ]
