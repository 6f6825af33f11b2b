"""Claims over time: what is new, dropped or changed is said once; moves and redesigns are no news."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from extract.canonical import canonical
from signals import lifetimes
from signals.lifetimes import Site
from signals.views import Day, PageView
from turfwatch.types import Block, Change, Claim, Facts, PageKind, PlacedClaim

D0 = date(2026, 1, 5)
PLACE = {"moved", "promoted", "demoted"}  # the same words elsewhere
HOME, PRODUCT = "https://deskly.example/", "https://deskly.example/product"
SHIFTS = "Hand a queue over from one shift to the next without losing a ticket"
RULES = "Sort mail with rules that read like sentences"
REPORTS = "Reports that show which answers save a second mail"


def page(
    *texts: str, url: str = HOME, kind: PageKind = "home", role: str = "p", region: str = "main"
) -> PageView:
    blocks = tuple(Block(text, role, i, (), 0.5, region) for i, text in enumerate(texts))
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    return PageView(url, kind, 1, Facts(blocks, placed), "Deskly", "\n".join(canonical(t) for t in texts))


def play(*states: Sequence[PageView | None]) -> list[Change]:
    """Changes after the baseline of a site whose pages were these, day by day."""
    site, found = Site("Deskly", {}, {}), list[Change]()
    for number, pages in enumerate(states):
        shown = tuple((p.url, p) for p in pages if p is not None)
        gone = tuple((url, None) for url in site.pages if url not in {u for u, _ in shown})
        site, changes = lifetimes.step(site, Day(D0 + timedelta(days=number), (*shown, *gone)))
        found += changes if number else ()
    return found


def reported(changes: Sequence[Change]) -> list[tuple[str, str | None]]:
    return [
        (c.change, c.after or c.before) for c in changes if c.suppressed is None and c.change not in PLACE
    ]


def test_a_new_claim_and_a_dropped_one() -> None:
    assert reported(play([page(SHIFTS)], [page(SHIFTS, RULES)])) == [("new", RULES)]
    assert reported(play([page(SHIFTS, RULES)], [page(SHIFTS)])) == [("dropped", RULES)]


def test_a_claim_that_moves_to_another_page_is_neither_new_nor_dropped() -> None:
    before = [page(SHIFTS, RULES), page(REPORTS, url=PRODUCT, kind="product")]
    after = [page(SHIFTS), page(REPORTS, RULES, url=PRODUCT, kind="product")]
    assert reported(play(before, after)) == []


def test_a_claim_that_rises_to_the_home_page_is_promoted() -> None:
    changes = play([page(SHIFTS), page(RULES, url=PRODUCT, kind="product")], [page(SHIFTS, RULES)])
    assert [(c.change, c.after) for c in changes] == [("promoted", RULES)]


def test_a_redesign_that_moves_every_claim_is_no_news() -> None:
    before = [page(SHIFTS, RULES, REPORTS)]
    after = [page(REPORTS, SHIFTS, RULES, role="h3")]
    assert reported(play(before, after)) == []


def test_words_read_differently_under_another_heading_stay_the_same_claim() -> None:
    unread = page(SHIFTS, RULES)
    unread = PageView(HOME, "home", 2, Facts(unread.facts.blocks, unread.facts.claims[:1]), "", unread.text)
    assert reported(play([page(SHIFTS, RULES)], [unread], [page(SHIFTS, RULES)])) == []


def test_typography_is_no_news() -> None:
    assert reported(play([page("Don't lose a client's mail")], [page("DON’T lose a client’s mail")])) == []


def test_a_number_that_moves_is_requantified_and_a_counter_is_held_back() -> None:
    limit = play(
        [page("Keep mail for 30 days in the archive")], [page("Keep mail for 90 days in the archive")]
    )
    assert reported(limit) == [("requantified", "Keep mail for 90 days in the archive")]
    counter = play(
        [page("48,211 conversations closed so far today")], [page("51,077 conversations closed so far today")]
    )
    assert reported(counter) == []
    assert {c.suppressed for c in counter} == {"a running counter"}


def test_quotes_come_and_go_unreported_but_kept() -> None:
    before = page("“Deskly gave us our evenings back”", region="testimonial")
    after = page("“We would not go back to a shared inbox”", region="testimonial")
    changes = play([before], [after])
    assert changes
    assert reported(changes) == []


def test_a_claim_that_returns_is_not_new_again() -> None:
    changes = play([page(SHIFTS, RULES)], [page(SHIFTS)], [page(SHIFTS, RULES)])
    assert reported(changes) == [("dropped", RULES)]
    assert changes[-1].suppressed is not None
    assert "it returned" in changes[-1].suppressed


def test_a_teaser_with_its_date_beside_it_is_no_news() -> None:
    teaser = "When an agent should stay silent"
    assert reported(play([page(SHIFTS, teaser)], [page(SHIFTS, f"{teaser} 13 November 2025")])) == []


def test_menus_and_footers_make_no_claims() -> None:
    menu = page("Automations for every team you run", region="nav", url=PRODUCT)
    assert reported(play([page(SHIFTS)], [page(SHIFTS), menu])) == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_blocks_does_not_matter(order: random.Random) -> None:
    texts = [SHIFTS, RULES, REPORTS, "Answer in 40 languages", "Tag a mail by its tone"]
    shuffled = [*texts]
    order.shuffle(shuffled)
    changes = play([page(*texts)], [page(*shuffled, "A phone line for your team")])
    assert Counter(reported(changes)) == Counter([("new", "A phone line for your team")])


@given(st.lists(st.sampled_from([SHIFTS, RULES, REPORTS, "Answer in 40 languages"]), max_size=6))
def test_saying_it_twice_is_saying_it_once(texts: list[str]) -> None:
    assert reported(play([page(*texts)], [page(*texts, *texts)])) == []
