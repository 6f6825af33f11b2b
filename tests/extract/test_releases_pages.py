"""Saved changelogs and feeds of invented vendors against the entries they hold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from extract.releases import releases

TODAY = date(2026, 6, 1)
PAGES = sorted(p for p in (Path(__file__).parent / "pages_releases").iterdir() if p.suffix != ".json")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_entries_of_a_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    url = f"https://vendor.example/notes/{page.name}"
    found = releases(page.read_text(encoding="utf-8"), url, today=TODAY)
    assert [r.title for r in found] == [e["title"] for e in expected]
    for release, entry in zip(found, expected, strict=True):
        seen = {key: getattr(release, key) for key in entry}
        if seen.get("date") is not None:
            seen["date"] = seen["date"].isoformat()
        assert seen == entry
