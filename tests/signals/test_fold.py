"""A company's history, folded: baselines are maps, one movement is one signal, replay changes nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.canonical import canonical
from signals.detect import load_rules
from signals.fold import Context, fold
from signals.phrases import compile_segments
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Block, Claim, Facts, PageKind, PlacedClaim, Release, Signal, Stage

D0 = date(2026, 1, 5)
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk", "aliases": ["Lark Desk"]},
        "goals": [{"id": "logos", "metric": "Agencies", "owner": "milo@larkdesk.example"}],
        "segments": [
            {
                "id": "agencies",
                "name": "Agencies",
                "audience": ["agencies", "outsourced support teams"],
                "terms": ["client workspace", "white-label portal"],
                "goal": "logos",
                "claims": [{"text": "One workspace per client, one inbox for your agency."}],
            },
            {"id": "clinics", "name": "Clinics", "audience": ["clinics"], "terms": ["patient data"]},
        ],
        "competitors": [{"name": "Deskly", "site": "https://deskly.example"}],
    }
)
LEXICONS = compile_segments(CONFIG.segments)
RULES, _ = load_rules(())
SITE = "https://deskly.example"

Line = tuple[str, str]  # role, text
BASE: Sequence[Line] = (
    ("title", "Deskly, the calm help desk"),
    ("h1", "A help desk that stays calm"),
    ("p", "Sort mail with rules that read like sentences"),
    ("p", "Hand a queue over without losing a ticket"),
)
AGENCY_PAGE: Sequence[Line] = (
    ("title", "Deskly for agencies"),
    ("h1", "The help desk for agencies"),
    ("p", "Give every brand you answer for a client workspace of its own"),
    ("p", "A white-label portal in your customer's colours"),
)


def page(lines: Sequence[Line], path: str = "/", kind: PageKind = "home") -> PageView:
    prominence = {"title": 1.0, "h1": 1.0, "h2": 0.8}
    blocks = tuple(
        Block(text, role, i, (), prominence.get(role, 0.5), "hero" if role == "h1" else "main")
        for i, (role, text) in enumerate(lines)
    )
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    title = " · ".join(text for role, text in lines if role in {"title", "h1"})
    text = "\n".join(canonical(b.text) for b in blocks)
    return PageView(SITE + path, kind, 1, Facts(blocks, placed), title, text)


def play(*states: Mapping[str, PageView | None], company: str = "Deskly") -> Derived:
    days = [
        Day(D0 + timedelta(days=7 * n), tuple((SITE + path, view) for path, view in sorted(state.items())))
        for n, state in enumerate(states)
    ]
    return fold(Context(company, CONFIG, LEXICONS, RULES), days).derived


def kinds(derived: Derived) -> list[tuple[str, str | None]]:
    return [(s.kind, s.segment) for s in derived.signals]


def only(derived: Derived) -> Signal:
    assert len(derived.signals) == 1, [s.summary for s in derived.signals]
    return derived.signals[0]


def test_the_first_day_is_a_map_and_no_news() -> None:
    derived = play({"/": page(BASE), "/agencies": page(AGENCY_PAGE, "/agencies", "solution")})
    assert derived.signals == ()
    assert derived.changes == ()
    stages = {p.segment: p.stage for p in derived.presence}
    assert stages == {"agencies": Stage.CLAIMING, "clinics": Stage.ABSENT}


def test_a_new_page_for_our_segment_is_one_entry_with_its_evidence() -> None:
    entry = only(play({"/": page(BASE)}, {"/agencies": page(AGENCY_PAGE, "/agencies", "solution")}))
    assert (entry.kind, entry.segment, entry.stage_to) == ("entry", "agencies", Stage.CLAIMING)
    assert (entry.goal, entry.owner) == ("logos", "milo@larkdesk.example")
    assert {s.text for s in entry.evidence} >= {"The help desk for agencies", "Deskly for agencies"}
    assert sum(value for _, value in entry.parts) == pytest.approx(entry.score)


def test_the_home_page_s_hero_is_an_escalation() -> None:
    hero = [("title", "Deskly, the calm help desk"), ("h1", "The help desk for agencies"), *BASE[2:]]
    derived = play(
        {"/": page(BASE)}, {"/agencies": page(AGENCY_PAGE, "/agencies", "solution")}, {"/": page(hero)}
    )
    assert kinds(derived)[-1] == ("escalation", "agencies")
    assert derived.signals[-1].stage_to is Stage.CONTESTING


def test_a_page_taken_down_is_a_retreat() -> None:
    agency = page(AGENCY_PAGE, "/agencies", "solution")
    derived = play({"/": page(BASE), "/agencies": agency}, {"/agencies": None})
    assert kinds(derived) == [("retreat", "agencies")]


def test_a_word_on_the_way_is_no_entry() -> None:
    passing = [*BASE, ("p", "Works with Trello, Basecamp, a client workspace, Jira and more")]
    assert play({"/": page(BASE)}, {"/": page(passing)}).signals == ()


def test_naming_us_is_head_on_whatever_our_alias() -> None:
    signal = only(play({"/": page(BASE)}, {"/": page([*BASE, ("h2", "Cheaper than Lark Desk")])}))
    assert signal.kind == "head_on"


def test_saying_what_we_say_is_a_claim_match() -> None:
    said = [*BASE, ("h2", "One workspace per client, one inbox for your agency")]
    assert ("claim_match", "agencies") in kinds(play({"/": page(BASE)}, {"/": page(said)}))


def test_a_comparison_page_is_one_signal() -> None:
    versus = page([("title", "Deskly vs Brindlebox"), ("h1", "Deskly vs Brindlebox")], "/vs", "compare")
    assert kinds(play({"/": page(BASE)}, {"/vs": versus})) == [("comparison", None)]


def test_a_release_that_bears_on_a_segment_is_a_launch_once() -> None:
    def notes(*titles: str) -> PageView:
        view = page([("h1", "Release notes"), *(("h3", t) for t in titles)], "/notes", "release_notes")
        entries = tuple(Release(t, "feature", capability=t.lower()) for t in titles)
        return PageView(
            view.url, view.kind, 1, Facts(view.facts.blocks, (), (), entries), view.title, view.text
        )

    agency = page(AGENCY_PAGE, "/agencies", "solution")
    before = {"/": page(BASE), "/agencies": agency, "/notes": notes("Keyboard shortcuts")}
    new = notes("White-label portal for agencies", "Keyboard shortcuts")
    derived = play(before, {"/notes": new}, {"/notes": notes("Dark mode", *(r.title for r in new.releases))})
    assert kinds(derived) == [("launch", "agencies")]


def test_our_own_site_drifts_and_makes_no_other_signal() -> None:
    ours = [*BASE, ("h2", "One workspace per client, one inbox for your agency")]
    derived = play({"/": page(ours)}, {"/": page(BASE)}, company="Larkdesk")
    assert kinds(derived) == [("drift", "agencies")]
    assert play({"/": page(BASE)}, {"/": page(ours)}, company="Larkdesk").signals == ()


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_neither_the_order_of_blocks_nor_doubled_ones_matter(order: random.Random) -> None:
    lines = [*AGENCY_PAGE, *AGENCY_PAGE]
    order.shuffle(lines)
    mixed = play({"/": page(BASE)}, {"/agencies": page(lines, "/agencies", "solution")})
    plain = play({"/": page(BASE)}, {"/agencies": page(AGENCY_PAGE, "/agencies", "solution")})
    assert [s.id for s in mixed.signals] == [s.id for s in plain.signals]


def test_an_unrelated_page_raises_nothing() -> None:
    blog = page([("h1", "Our summer party"), ("p", "Cake was had by everybody in the garden")], "/b", "blog")
    assert play({"/": page(BASE)}, {"/b": blog}).signals == ()


def test_the_same_day_twice_says_nothing_new() -> None:
    agency = {"/agencies": page(AGENCY_PAGE, "/agencies", "solution")}
    once, twice = play({"/": page(BASE)}, agency), play({"/": page(BASE)}, agency, agency)
    assert [s.id for s in twice.signals] == [s.id for s in once.signals]


@given(st.lists(st.sampled_from([text for _, text in AGENCY_PAGE]), max_size=8))
@settings(max_examples=25, deadline=None)
def test_presence_is_bounded_and_grows_with_evidence(texts: list[str]) -> None:
    def presence(lines: Sequence[Line]) -> float:
        derived = play({"/": page(lines)})
        return next(p.presence for p in derived.presence if p.segment == "agencies")

    less, more = (
        presence([("p", t) for t in texts]),
        presence([("p", t) for t in [*texts, AGENCY_PAGE[1][1]]]),
    )
    assert 0.0 <= less <= more <= 1.0
