"""What a company's pages say on a day, each claim once with every place it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from extract.canonical import canonical
from signals import chrome
from signals.views import PageView
from turfwatch.types import Claim, Lifetime, Standing

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}),? \d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b")
_FEW = 3  # spaces in a text too short to be recognised inside another


@dataclass(frozen=True)
class Said:
    """A claim with every place it stands today."""

    key: str
    claim: Claim
    standings: tuple[Standing, ...]


def said_on(pages: Collection[PageView], before: Mapping[str, Lifetime]) -> dict[str, Said]:
    """Every claim on the site by its canonical text, with all its standings."""
    found: dict[str, list[tuple[Claim, Standing]]] = {}
    for page in pages:
        for key, claim, standing in page.said:
            found.setdefault(key, []).append((claim, standing))
    return {
        key: Said(
            key,
            max(places, key=_weight)[0],
            chrome.marked(
                [s for _, s in places],
                pages=len(pages),
                before=before[key].standings if key in before else (),
            ),
        )
        for key, places in found.items()
    }


def _weight(place: tuple[Claim, Standing]) -> tuple[float, str]:
    return place[1].prominence, place[1].url


def visible(key: str, pages: Mapping[str, PageView]) -> tuple[Standing, ...]:
    """Where the words of a claim still stand though they are not read as a claim there."""
    return tuple(
        page.standing(block)
        for page in pages.values()
        if stands(key, page)
        for block in page.facts.blocks
        if key in canonical(block.text)
    )


def undated(key: str) -> str:
    """The text without a date: a teaser is the same with its date before, behind or beside it."""
    return " ".join(_DATE.sub(" ", key).split()) or key


def stands(key: str, page: PageView) -> bool:
    """A few words must be a block of their own; more may be part of one."""
    return key in (page.lines if key.count(" ") < _FEW else page.text)
