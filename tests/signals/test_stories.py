"""One movement is one signal, its going on an update; what looks like one and is none stays silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from extract.canonical import canonical
from signals.detect import load_rules
from signals.fold import Context, fold
from signals.phrases import compile_segments
from signals.score import CUTS, POINTS
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.store.signals import Derived
from turfwatch.types import Block, Claim, Facts, PageKind, PlacedClaim, Release, Signal

D0 = date(2026, 1, 5)
SITE = "https://deskly.example"
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk", "aliases": ["Lark Desk", "Larkdesk Helpdesk"]},
        "goals": [
            {"id": "logos", "metric": "Agencies", "owner": "milo@larkdesk.example", "due": "2026-12-31"}
        ],
        "segments": [
            {
                "id": "agencies", "name": "Agencies", "audience": ["agencies"], "goal": "logos",
                "terms": ["client workspace", "white-label portal"],
                "claims": [{"text": "One workspace per client, one inbox for your agency."}],
            },
            {"id": "clinics", "name": "Clinics", "audience": ["clinics"], "terms": ["patient data"]},
        ],
        "competitors": [{"name": "Deskly", "site": SITE}],
    }
)  # fmt: skip
LEXICONS, RULES = compile_segments(CONFIG.segments), load_rules(())[0]
Line = tuple[str, str]
BASE: Sequence[Line] = (
    ("title", "Deskly, the calm help desk"),
    ("h1", "A help desk that stays calm"),
    ("p", "Sort mail with rules that read like sentences"),
)
AGENCIES: Sequence[Line] = (
    ("title", "Deskly for agencies"),
    ("h1", "The help desk for agencies"),
    ("p", "Give every brand you answer for a client workspace of its own"),
)
OWN_WORDS = ("h2", "One workspace per client, one inbox for your agency")


def page(
    lines: Sequence[Line], path: str = "/", kind: PageKind = "home", releases: Sequence[str] = ()
) -> PageView:
    prominence = {"title": 1.0, "h1": 1.0, "h2": 0.8}
    heading = next((text for role, text in lines if role == "h1"), "")
    blocks = tuple(
        Block(text, role, i, (heading,) if role == "p" else (), prominence.get(role, 0.5),
              "hero" if role == "h1" else "main")
        for i, (role, text) in enumerate(lines)
    )  # fmt: skip
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    entries = tuple(Release(t, "feature", capability=t.lower()) for t in releases)
    title = " · ".join(text for role, text in lines if role in {"title", "h1"})
    text = "\n".join(canonical(b.text) for b in blocks)
    return PageView(SITE + path, kind, 1, Facts(blocks, placed, (), entries), title, text)


def play(*states: Mapping[str, PageView | None], every: int = 7) -> Derived:
    days = [
        Day(D0 + timedelta(days=every * n), tuple((SITE + p, view) for p, view in sorted(state.items())))
        for n, state in enumerate(states)
    ]
    return fold(Context("Deskly", CONFIG, LEXICONS, RULES), days).derived


def told(derived: Derived) -> list[tuple[str, str | None]]:
    return [(s.kind, s.segment) for s in derived.signals if s.suppressed is None]


def updates(derived: Derived) -> list[Signal]:
    return [s for s in derived.signals if s.update_of]


HOME = {"/": page(BASE)}
ENTRY = {"/agencies": page(AGENCIES, "/agencies", "solution")}


# --- a story that goes on ------------------------------------------------------------------------


def test_a_second_page_for_the_segment_soon_after_is_an_update() -> None:
    more = page([("h1", "White-label portal for agencies")], "/portal", "product")
    derived = play(HOME, ENTRY, {"/portal": more})
    assert told(derived) == [("entry", "agencies")]
    [update] = updates(derived)
    assert update.update_of == derived.signals[0].id
    assert update.suppressed == "goes on with what was told on 2026-01-12"


def test_a_customers_story_is_no_page_for_the_segment() -> None:
    story = page([("h1", "White-label portal for agencies")], "/customers/quill", "customers")
    assert told(play(HOME, ENTRY, {"/customers/quill": story}, every=40)) == [("entry", "agencies")]


OPENING: Line = ("p", "Client workspace with rules of its own")
ASIDE: Line = ("p", "Sort, answer and file it in a client workspace")


@pytest.mark.parametrize(("line", "news"), [(OPENING, ["escalation"]), (ASIDE, [])])
def test_the_home_page_takes_a_segment_up_in_a_line_that_is_about_it(line: Line, news: list[str]) -> None:
    derived = play(HOME, ENTRY, {"/": page([*BASE, line])}, every=40)
    assert [kind for kind, _ in told(derived)] == ["entry", *news]
    assert all("brings Agencies to the home page" in s.summary for s in derived.signals if s.kind in news)


def test_what_the_home_page_said_already_is_not_brought_there_again() -> None:
    more: Line = ("p", "White-label portal with a name of its own")
    derived = play(HOME, ENTRY, {"/": page([*BASE, OPENING])}, {"/": page([*BASE, OPENING, more])}, every=40)
    assert told(derived) == [("entry", "agencies"), ("escalation", "agencies")]


def test_much_later_it_is_a_story_of_its_own() -> None:
    more = page([("h1", "White-label portal for agencies")], "/portal", "product")
    assert told(play(HOME, ENTRY, {"/portal": more}, every=40)) == [
        ("entry", "agencies"),
        ("escalation", "agencies"),
    ]


def test_taking_the_hero_is_told_however_soon() -> None:
    hero = page([BASE[0], ("h1", "The help desk for agencies"), BASE[2]])
    assert told(play(HOME, ENTRY, {"/": hero}, every=1)) == [
        ("entry", "agencies"),
        ("escalation", "agencies"),
    ]


def test_saying_our_words_once_more_is_an_update() -> None:
    first = page([("h1", "A shared inbox"), OWN_WORDS], "/inbox", "product")
    second = page(
        [("h1", "For teams"), ("h2", "One inbox for your agency, one workspace per client")], "/t", "other"
    )
    derived = play(HOME, {"/inbox": first}, {"/t": second})
    assert [s.kind for s in derived.signals if s.kind == "claim_match"] == ["claim_match", "claim_match"]
    assert ("claim_match", "agencies") in [(s.kind, s.segment) for s in updates(derived)]


def test_more_small_print_about_us_on_the_same_page_is_an_update() -> None:
    def versus(*more: str) -> PageView:
        lines = [
            ("title", "Deskly vs Larkdesk"),
            ("h1", "Deskly vs Larkdesk"),
            *(("p", text) for text in more),
        ]
        return page(lines, "/vs-larkdesk", "compare")

    derived = play(HOME, {"/vs-larkdesk": versus()}, {"/vs-larkdesk": versus("Larkdesk bills by the seat")})
    assert told(derived) == [("head_on", None)]
    assert [s.kind for s in updates(derived)] == ["head_on"]


def test_a_release_and_a_page_on_one_day_are_one_signal() -> None:
    notes = page([("h1", "Release notes")], "/notes", "release_notes")
    new = page([("h1", "Release notes")], "/notes", "release_notes", ["White-label portal for agencies"])
    derived = play({**HOME, "/notes": notes}, {**ENTRY, "/notes": new})
    assert told(derived) == [("entry", "agencies")]
    assert {s.url for s in derived.signals[0].evidence} == {SITE + "/agencies", SITE + "/notes"}


def test_climbing_step_by_step_is_momentum_once() -> None:
    def blog(week: int) -> dict[str, PageView | None]:
        lines = [
            ("h1", f"Lesson {week} in running a help desk"),
            ("p", f"For agencies: a white-label portal, {week}"),
        ]
        return {f"/blog/{week}": page(lines, f"/blog/{week}", "blog")}

    calm = [("p", f"Sentence {n} about something else") for n in range(80)]
    home = {"/": page([*BASE, *calm])}
    derived = play({**home, **ENTRY, **blog(0)}, *(blog(week) for week in range(1, 31)))
    assert told(derived) == [("momentum", "agencies")]
    assert "step by step" in derived.signals[0].summary


# --- what is none --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["One inbox for your whole company", "A workspace per project", "Every client gets an invoice"]
)
def test_the_same_topic_is_no_claim_match(text: str) -> None:
    derived = play(HOME, {"/": page([*BASE, ("h2", text)])})
    assert "claim_match" not in {s.kind for s in derived.signals}


@pytest.mark.parametrize("name", ["Larkdesk", "Lark Desk", "LARKDESK HELPDESK", "Larkdesk's"])
def test_all_our_names_are_ours(name: str) -> None:
    derived = play(HOME, {"/": page([*BASE, ("p", f"Moving over from {name} takes a morning")])})
    assert told(derived) == [("head_on", None)]


def test_another_name_that_holds_ours_is_not_ours() -> None:
    assert (
        play(HOME, {"/": page([*BASE, ("p", "Moving over from Larkdesking takes a morning")])}).signals == ()
    )


@pytest.mark.parametrize("text", ["Not for agencies", "A help desk that was never built for agencies"])
def test_a_denied_audience_is_no_entry(text: str) -> None:
    assert told(play(HOME, {"/": page([*BASE, ("h2", text)])})) == []


def test_a_page_s_title_counts_for_the_bullets_below_it() -> None:
    bullet = ("p", "Bill by the ticket at the end of the month")
    before, after = (
        page(AGENCIES, "/agencies", "solution"),
        page([*AGENCIES, bullet], "/agencies", "solution"),
    )
    derived = play({**HOME, "/agencies": before}, {"/agencies": after})
    [change] = derived.changes
    assert [name for name, _ in change.segments] == ["agencies"]
    elsewhere = play(HOME, {"/": page([*BASE, bullet])})
    assert elsewhere.changes[0].segments == ()


def test_a_name_swapped_in_a_list_of_names_is_a_rename() -> None:
    def listed(*names: str) -> PageView:
        view = page([*BASE, *(("h2", f"{name} Incident Desk") for name in names)])
        claims = tuple(
            p for p in view.facts.claims if "Incident" not in p.block.text or "Bell" in p.block.text
        )
        return PageView(view.url, view.kind, 1, Facts(view.facts.blocks, claims), view.title, view.text)

    derived = play(
        {"/": listed("Tocsin", "Pagerly", "Hornbill")}, {"/": listed("Tocsin", "Pagerly", "Bell Works")}
    )
    assert [c.suppressed for c in derived.changes] == [
        "a name in a list of names gave way to another: “hornbill incident desk”"
    ]
    told = ("h2", "Hornbill is now Bell Works")
    claims = [page([*BASE, *(("h2", f"{n} Incident Desk") for n in names)]) for names in (
        ("Tocsin", "Pagerly", "Hornbill"), ("Tocsin", "Pagerly", "Bell Works")
    )]  # fmt: skip
    said = play({"/": claims[0]}, {"/": claims[1], "/notes": page([told], "/notes", "release_notes")})
    assert [c.suppressed is None for c in said.changes if "Incident" in (c.after or "")] == [False]
    added = play({"/": listed("Tocsin", "Pagerly")}, {"/": listed("Tocsin", "Pagerly", "Bell Works")})
    assert [c.suppressed for c in added.changes] == [None]


# --- the score -----------------------------------------------------------------------------------


def test_the_parts_are_the_issue_s_and_add_up_to_a_hundred() -> None:
    assert set(POINTS) == {
        "stake", "stage", "prominence", "strength", "novelty", "corroboration", "consistency"
    }  # fmt: skip
    assert sum(POINTS.values()) == 100
    assert [cut for cut, _ in CUTS] == sorted((cut for cut, _ in CUTS), reverse=True)


def parts(signal: Signal) -> dict[str, float]:
    return dict(signal.parts)


def test_a_goal_at_stake_weighs_more() -> None:
    clinic = page([("h1", "The help desk for clinics"), ("p", "Patient data stays")], "/clinics", "solution")
    ours, other = play(HOME, ENTRY).signals[0], play(HOME, {"/clinics": clinic}).signals[0]
    past = play(HOME, {}, ENTRY, every=400).signals[0]  # after the goal's day
    assert parts(ours)["stake"] > parts(past)["stake"] > parts(other)["stake"]


def test_a_message_held_for_long_weighs_more_when_it_rises() -> None:
    hero = page([BASE[0], ("h1", "The help desk for agencies"), BASE[2]])
    soon = play({**HOME, **ENTRY}, {"/": hero}, every=1).signals[0]
    late = play({**HOME, **ENTRY}, {"/": hero}, every=200).signals[0]
    assert parts(soon)["consistency"] < 1.0
    assert parts(late)["consistency"] == 10.0


def test_the_blog_s_headline_is_no_hero() -> None:
    post = page([("h1", "The help desk for agencies")], "/blog/a", "blog")
    blog, own = play(HOME, {"/blog/a": post}).signals[0], play(HOME, ENTRY).signals[0]
    assert parts(blog)["prominence"] < parts(own)["prominence"]
