"""Why a change is not reported: each rule gives its reason, and the change is kept with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from extract.canonical import canonical
from signals.views import PageView
from turfwatch.types import Change, Standing

_COUNTER_WORDS = re.compile(
    r"\b(today|so far|right now|currently|this (week|month|year)|and counting|to date|live|online now)\b",
    re.I,
)
_PRECISE = re.compile(r"\d{1,3}(?:[,.  ']\d{3})*\d|\d+")
_RENAMING = re.compile(r"\b(?:renam\w+|formerly|is now|becomes?|became|now called|(?:now )?known as)\b")
_LISTED = 2  # neighbours of the same kind that make entries a list


def judge(change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]) -> Change:
    """The change, with the reason it is held back if there is one."""
    if change.suppressed:
        return change
    reason = (
        _testimonial(change, before)
        or _counter(change)
        or _first_look(change, before, after)
        or _other_language(change, before, after)
        or _renamed(change, before, after)
    )
    return replace(change, suppressed=reason) if reason else change


def _testimonial(change: Change, before: Mapping[str, PageView]) -> str | None:
    standing = change.standing
    if standing is None or not (standing.region == "testimonial" or standing.role == "quote"):
        return None
    if change.change == "new" and change.url not in before:
        return "a customer's quote on a new page: not the company's own words"
    return "a customer's quote: quotes rotate"


def _counter(change: Change) -> str | None:
    """A number that runs by itself: spelled to the last digit, or said to be today's."""
    if change.change not in {"requantified", "strengthened", "weakened"} or not change.after:
        return None
    numbers = [re.sub(r"\D", "", n) for n in _PRECISE.findall(change.after)]
    exact = any(len(n) >= 4 and not n.endswith("00") for n in numbers)
    priced = change.claim is not None and change.claim.type == "pricing"
    if not priced and (exact or _COUNTER_WORDS.search(change.after)):
        return "a running counter"
    return None


def _first_look(change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]) -> str | None:
    """Plan tables are compared as plans: their cells are not told a second time as claims."""
    standing = change.standing
    if standing is None or standing.role != "cell":
        return None
    page = after.get(standing.url) or before.get(standing.url)
    if page is not None and page.plans:
        return "a row of a plan table: compared as plans"
    return None


def _other_language(
    change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]
) -> str | None:
    """A page served in another language says the same in other words."""
    old, new = before.get(change.url), after.get(change.url)
    if old is None or new is None or old.facts.language == new.facts.language:
        return None
    return f"the page was in another language: {old.facts.language}, now {new.facts.language}"


def _renamed(change: Change, before: Mapping[str, PageView], after: Mapping[str, PageView]) -> str | None:
    """In a list of names one gave way to another: its neighbours are no claims, or the site says so."""
    standing = change.standing
    old, new = before.get(change.url), after.get(change.url)
    if standing is None or old is None or new is None or change.change not in {"new", "dropped"}:
        return None
    was, now = _entries(old, standing), _entries(new, standing)
    came, went = now.keys() - was.keys(), was.keys() - now.keys()
    text = canonical(change.after or change.before or "")
    like = [t for t in (was.keys() & now.keys()) if _tail(t) == _tail(text)]
    others = went if change.change == "new" else came
    other = next((t for t in sorted(others) if _tail(t) == _tail(text)), None)
    if other is None or len(like) < _LISTED or len(came) != len(went):
        return None
    earlier, later = (other, text) if change.change == "new" else (text, other)
    if any(was[t] for t in like) and not _announced(earlier, later, after):
        return None
    return f"a name in a list of names gave way to another: “{earlier}”"


def _announced(earlier: str, later: str, pages: Mapping[str, PageView]) -> bool:
    """Whether a line on the site says that the one is the other's new name."""
    names = [text.removesuffix(_tail(text)).strip() for text in (earlier, later)]
    return all(names) and any(
        _RENAMING.search(line) and all(name in line for name in names)
        for page in pages.values()
        if all(name in page.text for name in names)
        for line in page.text.split("\n")
    )


def _entries(page: PageView, standing: Standing) -> dict[str, bool]:
    """The entries of the list a claim stands in, and which of them are read as claims."""
    claims = {p.block.position for p in page.facts.claims}
    return {
        canonical(b.text): b.position in claims
        for b in page.facts.blocks
        if b.role == standing.role and b.headings == standing.headings
    }


def _tail(text: str) -> str:
    """What entries of one kind end in: the words behind the name."""
    return " ".join(text.split()[-2:])
