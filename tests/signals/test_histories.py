"""Generated histories in which nothing happens though pages flicker; and what is real is told once."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signals.detect import load_rules
from signals.fold import Context, fold
from signals.phrases import compile_segments
from signals.views import days
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Block, Capture, Claim, Facts, Outcome, PageKind, PlacedClaim

START = date(2026, 1, 5)
SITE = "https://deskly.example"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk"},
        "segments": [
            {
                "id": "agencies", "name": "Agencies", "audience": ["agencies"],
                "terms": ["client workspace", "white-label portal"],
            },
            {"id": "clinics", "name": "Clinics", "audience": ["clinics"], "terms": ["patient data"]},
        ],
        "competitors": [{"name": "Deskly", "site": SITE}],
    }
)  # fmt: skip
CONTEXT = Context("Deskly", CONFIG, compile_segments(CONFIG.segments), load_rules(())[0])
KINDS: Mapping[str, PageKind] = {"/": "home", "/agencies": "solution", "/blog": "blog", "/jobs": "careers"}
CALM = "A help desk that stays calm"
RULES = "Sort mail with rules that read like sentences"
AGENCIES = "The help desk for agencies"
PORTAL = "A white-label portal in your customer's colours"
CLINICS = "Built for clinics with more than 20 rooms"

Page = Sequence[str]


@dataclass
class Past:
    """Captures as a crawl makes them, and their facts."""

    captures: list[Capture] = field(default_factory=list)
    facts: dict[int, Facts] = field(default_factory=dict)

    def look(self, day: int, path: str, lines: Page | None, **traits: object) -> None:
        """One capture of a page: its first line a headline, lines with "-> /path" links; None is a 404."""
        at = datetime.combine(START + timedelta(days=day), datetime.min.time(), UTC)
        gone = lines is None
        number = len(self.captures) + 1
        plain: dict[str, object] = {
            "seen_until": at, "outcome": Outcome.GONE if gone else Outcome.OK, "status": 404 if gone else 200,
            "snapshot_hash": None if gone else str(lines),
        }  # fmt: skip
        made = {k: v for k, v in {**plain, **traits}.items() if k not in {"language", "claims_skipped"}}
        self.captures.append(
            Capture(number, 1, SITE + path, "Deskly", KINDS.get(path, "other"), at, **made)  # type: ignore[arg-type]
        )
        self.facts[number] = _facts(lines or (), **{k: v for k, v in traits.items() if k not in made})

    def read(self, captures: Sequence[Capture]) -> list[Facts]:
        return [self.facts[c.id] for c in captures]

    def derived(self) -> Derived:
        return fold(CONTEXT, days(sorted(self.captures, key=lambda c: c.at), self.read)).derived


def _facts(lines: Page, language: object = "en", claims_skipped: object = False) -> Facts:
    blocks = tuple(
        Block(
            text.partition(" -> ")[0], "h1" if i == 0 else "p", i, (), 0.9 if i == 0 else 0.5,
            "hero" if i == 0 else "main", text.partition(" -> ")[2] or None,
        )
        for i, text in enumerate(lines)
    )  # fmt: skip
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    return Facts(blocks, () if claims_skipped else placed, (), (), str(language), bool(claims_skipped))


def told(past: Past) -> list[tuple[str, str | None, int]]:
    return [(s.kind, s.segment, (s.date - START).days) for s in past.derived().signals if not s.suppressed]


def reported(past: Past) -> list[tuple[str, str | None]]:
    return [(c.change, c.after or c.before) for c in past.derived().changes if c.suppressed is None]


def site(*, agencies: Page | None = (AGENCIES, PORTAL)) -> Past:
    past = Past()
    past.look(0, "/", [CALM, RULES, "For agencies -> /agencies"])
    past.look(0, "/agencies", agencies)
    return past


# --- a page missing for a day --------------------------------------------------------------------


def test_a_page_missing_for_a_day_is_no_retreat() -> None:
    past = site()
    past.look(5, "/agencies", None)
    past.look(6, "/agencies", [AGENCIES, PORTAL])
    assert (told(past), reported(past)) == ([], [])


def test_a_page_gone_at_two_looks_is_a_retreat_at_the_day_it_went() -> None:
    past = site()
    later = datetime.combine(START + timedelta(days=6), datetime.min.time(), UTC)
    past.look(5, "/agencies", None, seen_until=later)
    assert told(past) == [("retreat", "agencies", 5)]


def test_a_page_nobody_links_to_any_more_was_taken_down_at_once() -> None:
    past = site()
    past.look(5, "/", [CALM, RULES])
    past.look(5, "/agencies", None)
    assert told(past) == [("retreat", "agencies", 5)]


def test_removed_for_good_needs_no_second_look() -> None:
    past = site()
    past.look(5, "/agencies", None, status=410)
    assert told(past) == [("retreat", "agencies", 5)]


def test_an_archive_s_missing_page_is_gone_unless_it_is_back_within_days() -> None:
    gone, back = site(), site()
    for past in (gone, back):
        past.look(30, "/agencies", None, origin="archive")
    gone.look(60, "/agencies", [AGENCIES, PORTAL], origin="archive")
    back.look(31, "/agencies", [AGENCIES, PORTAL], origin="archive")
    assert told(gone) == [("retreat", "agencies", 30)]
    assert told(back) == []


def test_a_page_that_moves_to_another_address_is_no_news() -> None:
    past = site()
    past.look(5, "/", [CALM, RULES, "For agencies -> /for-agencies"])
    past.look(5, "/agencies", None)
    past.look(5, "/for-agencies", [AGENCIES, PORTAL])
    assert told(past) == []


# --- another language ----------------------------------------------------------------------------


def test_a_page_served_in_a_language_nobody_reads_says_what_it_said() -> None:
    past = site()
    past.look(5, "/agencies", ["Das Helpdesk für Agenturen"], language="de", claims_skipped=True)
    past.look(6, "/agencies", [AGENCIES, PORTAL])
    assert (told(past), reported(past)) == ([], [])


def test_a_page_served_in_another_language_that_is_read_is_no_news() -> None:
    past = site()
    past.look(5, "/agencies", ["Das Helpdesk für Agenturen", "Ein Portal in Ihren Farben"], language="de")
    past.look(6, "/agencies", [AGENCIES, PORTAL])
    assert (told(past), reported(past)) == ([], [])


# --- parts that rotate ---------------------------------------------------------------------------


def test_a_part_that_alternates_is_reported_once_at_most() -> None:
    past = Past()
    for day in range(12):
        past.look(day, "/", [CALM, RULES, PORTAL if day % 2 else CLINICS])
    assert len(reported(past)) <= 2  # before it is known to rotate
    assert all(day < 2 for _, _, day in told(past))


def test_a_new_claim_on_a_rotating_part_waits_for_a_second_look() -> None:
    past = Past()
    teasers = ["Answer in 40 languages", "Tag a mail by its tone"]
    for day in range(6):
        past.look(day, "/", [CALM, RULES, teasers[day % 2]])
    past.look(6, "/", [CALM, RULES, PORTAL])
    assert told(past) == []
    past.look(7, "/", [CALM, RULES, PORTAL, teasers[0]])
    assert told(past) == [("entry", "agencies", 7)]


def test_what_a_rotating_part_showed_once_is_neither_news_nor_dropped() -> None:
    past = Past()
    teasers = ["Answer in 40 languages", "Tag a mail by its tone"]
    for day in range(6):
        past.look(day, "/", [CALM, RULES, teasers[day % 2]])
    past.look(6, "/", [CALM, RULES, PORTAL])
    past.look(7, "/", [CALM, RULES, teasers[1]])
    assert told(past) == []
    assert PORTAL not in {text for _, text in reported(past)}


def test_what_no_longer_comes_round_is_dropped_after_a_while() -> None:
    past = Past()
    teasers = ["Answer in 40 languages", "Tag a mail by its tone"]
    for day in range(6):
        past.look(day, "/", [CALM, RULES, teasers[day % 2]])
    past.look(40, "/", [CALM, RULES, teasers[0]])
    assert ("dropped", teasers[1]) in reported(past)


def test_words_that_change_back_and_forth_are_reported_once() -> None:
    past = Past()
    wordings = ["Answers a mail in 30 seconds", "Answers a mail in 20 seconds"]
    for day in range(8):
        past.look(day, "/", [CALM, RULES, wordings[day % 2]])
    assert reported(past) == [("requantified", wordings[1])]


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_carousel_raises_nothing_once_it_has_gone_round(order: random.Random) -> None:
    slides = ["Answer in 40 languages", "Tag a mail by its tone", PORTAL, CLINICS]
    past = Past()
    for day in range(30):
        past.look(day, "/", [CALM, RULES, slides[day % 4] if day < 8 else order.choice(slides)])
    assert all(day < 8 for _, _, day in told(past))


# --- properties ----------------------------------------------------------------------------------

LINES = (
    CALM,
    RULES,
    AGENCIES,
    PORTAL,
    CLINICS,
    "Keep patient data where the clinic is",
    "Cheaper than Larkdesk",
)
page = st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True)
history = st.lists(
    st.dictionaries(st.sampled_from(["/", "/agencies", "/blog"]), page, min_size=1, max_size=3),
    min_size=2, max_size=6,
)  # fmt: skip
relaxed = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def played(states: Iterable[Mapping[str, Page]], *, backwards: bool = False, twice: bool = False) -> Past:
    past = Past()
    for day, state in enumerate(states):
        for path in sorted(state, reverse=backwards):
            for _ in range(2 if twice else 1):
                past.look(day, path, state[path])
    return past


def ids(past: Past) -> list[str]:
    return [s.id for s in past.derived().signals]


@relaxed
@given(history)
def test_the_order_of_pages_does_not_matter(states: list[dict[str, list[str]]]) -> None:
    assert ids(played(states, backwards=True)) == ids(played(states))


@relaxed
@given(history)
def test_captures_twice_do_not_matter(states: list[dict[str, list[str]]]) -> None:
    assert ids(played(states, twice=True)) == ids(played(states))


@relaxed
@given(history, st.integers(1, 5))
def test_an_unrelated_page_adds_nothing(states: list[dict[str, list[str]]], day: int) -> None:
    with_jobs = played(states)
    with_jobs.look(min(day, len(states) - 1), "/jobs", ["Work with us by the sea", "Cake on Fridays"])
    assert ids(with_jobs) == ids(played(states))


@relaxed
@given(history, st.integers(0, 6))
def test_a_day_s_signals_do_not_depend_on_what_comes_after(
    states: list[dict[str, list[str]]], cut: int
) -> None:
    whole, part = played(states).derived(), played(states[:cut]).derived()
    assert [s for s in whole.signals if (s.date - START).days < cut] == list(part.signals)


@relaxed
@given(history)
def test_scores_are_the_sum_of_their_parts(states: list[dict[str, list[str]]]) -> None:
    for signal in played(states).derived().signals:
        assert sum(value for _, value in signal.parts) == pytest.approx(signal.score, abs=0.05)
        assert 0 <= signal.score <= 100
        assert signal.evidence


@relaxed
@given(history)
def test_presence_is_a_share(states: list[dict[str, list[str]]]) -> None:
    for row in played(states).derived().presence:
        assert 0.0 <= row.presence <= 1.0
        assert 0.0 <= row.consistency <= 1.0
