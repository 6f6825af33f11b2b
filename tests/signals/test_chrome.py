"""What stands on most pages of a site is marked, steadily, and borrows nothing from the page it is on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from signals.chrome import marked
from signals.lifetimes import Site, step
from signals.views import Day, PageView
from turfwatch.types import Block, Claim, Facts, PageKind, PlacedClaim, Standing

BAND = "Answer every guest within the hour"


def standing(number: int, *, role: str = "p", headings: tuple[str, ...] = ()) -> Standing:
    return Standing(f"https://innkeep.example/{number}", "solution", role, 0.5, number, headings, "Hostels")


def page(number: int, *, band: bool, kind: PageKind = "solution") -> PageView:
    blocks = [Block(f"Rooms of kind {number}", "h1", prominence=1.0), Block("Why Innkeep", "h2")]
    if band:
        blocks.append(Block(BAND, "p", headings=(blocks[0].text, "Why Innkeep")))
    claims = [PlacedClaim(Claim("benefit", b.text, 0, len(b.text)), b) for b in blocks if b.text == BAND]
    return PageView(
        url=f"https://innkeep.example/{number}", kind=kind, capture_id=number,
        facts=Facts(tuple(blocks), tuple(claims)), title=f"Rooms of kind {number}",
        text="\n".join(b.text.lower() for b in blocks),
    )  # fmt: skip


def test_the_mark_takes_away_what_the_page_lent() -> None:
    places = [standing(i, headings=(f"Page {i}", "Why us")) for i in range(4)]
    found = marked(places, pages=5)
    assert [(s.chrome, s.page_title, s.headings) for s in found] == [(True, "", ("Why us",))] * 4


def test_headlines_and_few_pages_are_not_marked() -> None:
    assert not any(s.chrome for s in marked([standing(i, role="h1") for i in range(5)], pages=5))
    assert not any(s.chrome for s in marked([standing(i) for i in range(2)], pages=2))
    assert not any(s.chrome for s in marked([standing(i) for i in range(5)], pages=10))


@given(st.integers(3, 40), st.integers(1, 40))
def test_the_mark_holds_until_the_text_is_on_few_pages(pages: int, spread: int) -> None:
    places = [standing(i) for i in range(min(spread, pages))]
    fresh = any(s.chrome for s in marked(places, pages=pages))
    kept = any(s.chrome for s in marked(places, pages=pages, before=[replace(standing(0), chrome=True)]))
    assert kept >= fresh
    assert kept == (len(places) >= max(3, 0.3 * pages))


def test_a_band_is_one_claim_whose_life_the_mark_does_not_touch() -> None:
    site = Site("Innkeep", {}, {})
    history = list[tuple[bool, str]]()
    for day, shown in enumerate((4, 5, 5, 6, 2), start=1):
        pages = [page(i, band=i < shown, kind="home" if i == 0 else "solution") for i in range(8)]
        views = tuple((p.url, p) for p in pages)
        site, changes = step(site, Day(date(2026, 5, day), views))
        (life,) = site.active
        history.append((life.best.chrome, life.id))
        assert [c.change for c in changes] == (["new"] if day == 1 else [])
    assert [mark for mark, _ in history] == [False, True, True, True, False]
    assert len({identity for _, identity in history}) == 1
