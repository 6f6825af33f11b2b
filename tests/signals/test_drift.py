"""Our own site against what we said we claim: what is lost, softened, widened, contradicted, or anyone's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from extract.canonical import canonical
from signals.detect import load_rules
from signals.drift.contradiction import clashes
from signals.drift.generic import NOBODY, Voices, interchangeable, voices
from signals.drift.stated import Stance, generalised, stance
from signals.fold import Context, fold
from signals.personas import aimed_at, elsewhere, of_signal
from signals.phrases import compile_segments
from signals.stake import at_risk, at_stake, urgency
from signals.views import Day, PageView
from turfwatch.config import Config
from turfwatch.types import (
    Block,
    Change,
    Claim,
    Facts,
    Lifetime,
    PageKind,
    PlacedClaim,
    Signal,
    Span,
    Standing,
)

D0 = date(2026, 1, 5)
SITE = "https://larkdesk.example"
ONE_INBOX = "One workspace per client, one inbox for your agency."
BILL = "Bill each client by the ticket, straight from the inbox."
CONFIG = Config.model_validate(
    {
        "company": {"name": "Larkdesk", "site": SITE},
        "goals": [
            {"id": "logos", "metric": "Agencies", "baseline": 60, "target": 100, "due": date(2026, 12, 31)}
        ],
        "segments": [
            {
                "id": "agencies", "name": "Agencies", "audience": ["agencies"], "goal": "logos",
                "terms": ["client workspace", "white-label portal", "client"],
                "personas": {"buyer": "Head of support"},
                "claims": [
                    {"text": ONE_INBOX, "proof": [f"{SITE}/agencies"]},
                    {"text": BILL, "proof": [f"{SITE}/agencies"]},
                ],
            },
            {
                "id": "shops", "name": "Shops", "audience": ["online shops"], "terms": ["refund"],
                "personas": {"buyer": "Head of support", "channel": "App marketplaces"},
            },
        ],
        "competitors": [{"name": "Deskly", "site": "https://deskly.example"}],
    }
)  # fmt: skip
SEGMENTS = compile_segments(CONFIG.segments)
RULES, _ = load_rules(("drift",))

Line = tuple[str, str]  # role, text
HOME: Sequence[Line] = (("h1", "The calm help desk"), ("p", "Sort mail with rules that read like sentences"))
AGENCIES: Sequence[Line] = (("h1", ONE_INBOX), ("p", BILL), ("p", "A white-label portal in your colours"))


def page(lines: Sequence[Line], path: str = "/", kind: PageKind = "home") -> PageView:
    prominence = {"title": 1.0, "h1": 1.0, "h2": 0.8}
    blocks = tuple(
        Block(text, role, i, (), prominence.get(role, 0.5), "main") for i, (role, text) in enumerate(lines)
    )
    placed = tuple(PlacedClaim(Claim("capability", b.text, 0, len(b.text)), b) for b in blocks)
    text = "\n".join(canonical(b.text) for b in blocks)
    return PageView(SITE + path, kind, 1, Facts(blocks, placed), lines[0][1], text)


def agency(*lines: Line) -> dict[str, PageView | None]:
    return {"/agencies": page(lines, "/agencies", "solution")}


def told(*states: Mapping[str, PageView | None], company: str = "Larkdesk") -> list[Signal]:
    days = [
        Day(D0 + timedelta(days=7 * n), tuple((SITE + path, view) for path, view in sorted(state.items())))
        for n, state in enumerate(states)
    ]
    return list(fold(Context(company, CONFIG, SEGMENTS, RULES), days).derived.signals)


START: dict[str, PageView | None] = {"/": page(HOME), **agency(*AGENCIES)}


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ([("h1", ONE_INBOX), AGENCIES[2]], "no longer says “Bill each client"),
        ([("h1", "One workspace per client, one inbox for every team."), *AGENCIES[1:]], "has widened “One"),
        ([("h1", "One workspace per client can often be one inbox for your agency."), *AGENCIES[1:]],
         "has softened “One"),
    ],
)  # fmt: skip
def test_a_stated_claim_that_is_lost_widened_or_softened(now: Sequence[Line], words: str) -> None:
    (signal,) = told(START, agency(*now))
    assert (signal.kind, signal.segment, signal.company) == ("drift", "agencies", "Larkdesk")
    assert words in signal.summary
    assert signal.evidence[0].before


def test_what_changes_no_claim_is_no_drift() -> None:
    moved = {"/agencies": None, "/for/agencies": page(AGENCIES, "/for/agencies", "solution")}
    assert told(START, agency(*AGENCIES, ("p", "Portals now speak Dutch"))) == []
    assert told(START, agency(AGENCIES[2], AGENCIES[1], AGENCIES[0])) == []
    assert told(START, {"/": page([("h1", "A calmer help desk"), HOME[1]])}) == []
    assert [s.summary for s in told(START, moved) if "no longer" in s.summary] == []


def test_a_rivals_own_words_are_no_drift_of_ours() -> None:
    assert told(START, agency(AGENCIES[0]), company="Deskly") == []


def test_a_proof_page_that_vanishes_is_told_with_the_claims_it_held() -> None:
    (signal,) = told(START, {"/agencies": None})
    assert signal.segment == "agencies"
    assert "the page /agencies is gone" in signal.summary
    assert {s.before for s in signal.evidence} >= {ONE_INBOX, BILL}


def test_a_home_page_that_is_gone_is_an_outage_and_not_a_change_of_position() -> None:
    start = {"/": page([("h1", ONE_INBOX), HOME[1], ("p", BILL)])}
    (signal,) = told(start, {"/": None})
    assert signal.segment is None
    assert signal.summary.startswith("Our own home page is gone")


def test_the_same_said_in_words_of_another_day_is_no_drift() -> None:
    claim = "When a ticket is not claimed within its time limit, you will be notified."
    later = "If a request is not touched for a set time period, you will get notified."
    segments = [s.model_dump() for s in CONFIG.segments]
    segments[0]["claims"] = [{"text": claim}]
    config = Config.model_validate({**CONFIG.model_dump(), "segments": segments})
    days = [
        Day(D0 + timedelta(days=7 * n), ((f"{SITE}/", page([HOME[0], ("p", text)])),))
        for n, text in enumerate((claim, later, "Share notes with your team."))
    ]
    derived = fold(Context("Larkdesk", config, compile_segments(config.segments), RULES), days).derived
    assert [c.change for c in derived.changes][:1] == ["reworded"]
    assert derived.signals == ()


def test_a_claim_that_denies_is_held_by_a_sentence_that_denies() -> None:
    claim = "Shift planning Never let a shift go empty, and get told who did not confirm."
    segments = [s.model_dump() for s in CONFIG.segments]
    segments[0]["claims"] = [{"text": claim}]
    config = Config.model_validate({**CONFIG.model_dump(), "segments": segments})
    days = []
    for n, text in enumerate((claim, claim.removeprefix("Shift planning "))):
        view = page([HOME[0], ("p", text)])
        said = [PlacedClaim(replace(p.claim, negated=p.block.role == "p"), p.block) for p in view.claims]
        facts = replace(view.facts, claims=tuple(said))
        days.append(Day(D0 + timedelta(days=7 * n), ((f"{SITE}/", replace(view, facts=facts)),)))
    context = Context("Larkdesk", config, compile_segments(config.segments), RULES)
    assert [s.summary for s in fold(context, days).derived.signals if "no longer" in s.summary] == []


def test_a_page_that_bore_several_segments_vanishes_in_one_signal() -> None:
    refund = {"text": "Refund any order without leaving the mail.", "proof": [f"{SITE}/agencies"]}
    segments = [s.model_dump() for s in CONFIG.segments]
    segments[1]["claims"] = [refund]
    config = Config.model_validate({**CONFIG.model_dump(), "segments": segments})
    lines = (*AGENCIES, ("h2", str(refund["text"])))
    days = [
        Day(D0, ((f"{SITE}/", START["/"]), (f"{SITE}/agencies", agency(*lines)["/agencies"]))),
        Day(D0 + timedelta(days=7), ((f"{SITE}/agencies", None),)),
    ]
    context = Context("Larkdesk", config, compile_segments(config.segments), RULES)
    (signal,) = fold(context, days).derived.signals
    assert signal.segment == "agencies"
    assert signal.summary.endswith("; it bore what we claim in Shops, too")
    assert {s.before for s in signal.evidence} >= {ONE_INBOX, BILL, refund["text"]}


def test_a_place_that_counts_is_told_though_the_claim_stands_elsewhere() -> None:
    both = {**START, "/": page([("h1", ONE_INBOX), HOME[1]])}
    (signal,) = told(both, {"/": page(HOME)})
    assert "no longer says" in signal.summary
    assert "it still does in the headline of a solution page" in signal.summary


def test_presence_that_falls_in_a_segment_we_claim() -> None:
    lines = [("h1", "The help desk for agencies"), ("p", "A client workspace for every brand of yours"),
             ("h2", "White-label portal"), ("p", "Agencies invite clients to their portal")]  # fmt: skip
    found = told({"/": page(lines)}, {"/": page(HOME)})
    assert [(s.kind, s.segment) for s in found] == [("drift", "agencies")]
    assert "no longer claims Agencies" in found[0].summary


GENERIC: Sequence[Line] = (
    ("h1", "Great experiences start here"),
    ("p", "Deliver outstanding experiences that delight your customers"),
    ("p", "Empower your people to do their best work"),
    ("p", "Everything your business needs to succeed"),
)


def test_a_new_page_that_could_be_anyones() -> None:
    (signal,) = told(START, {"/why": page(GENERIC, "/why", "other")})
    assert (signal.kind, signal.segment) == ("drift", None)
    assert "could be anyone's, 4 of its 4 sentences" in signal.summary
    own = [("h1", "The portal for agencies"), ("p", BILL), ("p", "Refund an order from the ticket")]
    assert told(START, {"/new": page(own, "/new", "product")}) == []
    assert told(START, {"/blog/x": page(GENERIC, "/blog/x", "blog")}) == []  # posts may be about anything


@pytest.mark.parametrize(
    ("text", "anyones"),
    [
        ("Work smarter, together", True),
        ("Unlock the full potential of your business", True),
        ("Dispatch a technician from the ticket", False),
        ("Trusted by 3,000 teams", False),
        ("Works with HubSpot", False),
    ],
)
def test_interchangeable(text: str, anyones: bool) -> None:
    claim = Claim("benefit", text, 0, len(text))
    assert interchangeable(claim, (), NOBODY, D0) is anyones
    assert not interchangeable(claim, ["agencies"], NOBODY, D0)  # it names a segment of ours


def test_a_word_that_the_whole_market_uses_sets_nobody_apart() -> None:
    claim = Claim("benefit", "The ticketing platform people love", 0, 34)
    assert not interchangeable(claim, (), NOBODY, D0)
    market = Voices(tuple((name, D0, "Better ticketing") for name in ("A", "B", "C")))
    assert interchangeable(claim, (), market, D0)
    assert not interchangeable(claim, (), market, D0 - timedelta(days=1))  # before they said it
    assert not interchangeable(claim, (), Voices(market.said[:2]), D0)  # too few to be a market


def test_voices_know_a_reworded_claim_in_both_wordings() -> None:
    new = Claim("benefit", "Faster queues", 0, 13)
    life = Lifetime("x", "A", new, (), D0, D0, worded=D0 + timedelta(days=7))
    change = Change(
        D0 + timedelta(days=7), "A", SITE, "reworded", "Quick lines", "Faster queues", lifetime_id="x"
    )
    said = voices([life], [change]).said
    assert ("A", D0, "Quick lines") in said
    assert ("A", D0, "Faster queues") not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE_INBOX, Stance.MAKES),
        ("One workspace per client and one inbox for the agency", Stance.MAKES),
        ("One workspace per client, one inbox for everyone.", Stance.WIDENS),
        ("Our agency plan costs less than one inbox", None),
        ("We sort mail by rules", None),
    ],
)
def test_stances(text: str, expected: Stance | None) -> None:
    assert stance(ONE_INBOX, Claim("capability", text, 0, len(text))) is expected


def test_generalised_when_all_that_was_particular_is_gone() -> None:
    assert generalised("For support teams of 20 to 200 agents", "For teams of every size")
    assert generalised("Built for hospitals", "Built with care")
    assert not generalised("Built for hospitals", "Built for clinics and hospitals")
    assert not generalised("For teams of any size", "For every team")


def life(text: str, path: str, name: str, kind: PageKind = "product") -> Lifetime:
    place = Standing(SITE + path, kind, "p", 0.5, 1)
    return Lifetime(name, "Larkdesk", Claim("capability", text, 0, len(text)), (place,), D0, D0)


KEPT, STORED = "Conversations are kept for ten years on our servers", "attachments in the European Union"


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (KEPT, "Conversations are kept for 5 years on our servers", True),
        (f"We store all {STORED}", f"We never store {STORED}", True),
        (KEPT, "Conversations are exported as signed files", False),
        (f"No — we store all {STORED}", f"We store all {STORED}", False),
    ],
)
def test_two_pages_that_cannot_both_be_right(one: str, other: str, clash: bool) -> None:
    lives = [life(one, "/a", "1"), life(other, "/b", "2")]
    assert bool(list(clashes(lives, {"1"}))) is clash
    assert list(clashes(lives, set())) == []  # neither is news
    assert list(clashes([lives[0], life(other, "/a", "2")], {"1"})) == []  # one page: plans, steps
    assert list(clashes([lives[0], life(other, "/b", "2", "blog")], {"1"})) == []  # said then, not today


def test_the_stake_grows_with_what_is_open_and_as_the_day_comes() -> None:
    goal = CONFIG.goals[0]
    assert at_stake(CONFIG, "shops", D0) == 0.0
    early, late = (at_stake(CONFIG, "agencies", day) for day in (D0, date(2026, 12, 1)))
    assert 0.6 < early < late == 1.0
    values = {"logos": [(D0, 60.0), (date(2026, 6, 1), 96.0), (date(2026, 12, 15), 100.0)]}
    assert at_stake(CONFIG, "agencies", date(2026, 12, 1), values) < late  # nearly met by then
    assert at_stake(CONFIG, "agencies", date(2026, 12, 16), values) == 0.6
    assert at_stake(CONFIG, "agencies", date(2027, 1, 1)) == 0.5
    assert at_risk(goal, 4, None) == 0.5
    assert at_risk(goal, 1, 20.0) == 1.0  # it went back: no more than all is open
    assert at_risk(goal.model_copy(update={"target": 60.0}), 1, 70.0) == 1.0
    assert urgency(goal.model_copy(update={"due": None}), D0) == 0.5


def test_a_persona_is_recognised_in_another_segment() -> None:
    text = "A refund desk that every head of support can trust"
    signal = Signal("x", D0, "Deskly", "entry", "shops", "", 50.0, (), "medium", SITE, (Span(SITE, text),))
    assert aimed_at(CONFIG, ["For support heads", "And App Marketplaces"]) == (
        "Head of support", "App marketplaces",
    )  # fmt: skip
    assert aimed_at(CONFIG, ["Support with a cool head"]) == ()
    assert of_signal(CONFIG, signal) == ("Head of support", "App marketplaces")
    assert [(name, [s.id for s in others]) for name, others in elsewhere(CONFIG, signal)] == [
        ("Head of support", ["agencies"])
    ]
