from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reports import run
from reports.goal_history import goal_changes, observe_goals
from reports.looks import looks
from reports.positions import known as positions_known
from reports.positions.space import field, space
from reports.positions.three_tests import Known, ProofPage, as_row, positions
from turfwatch.types import BuyerEvidence, Presence, Stage

ONE_INBOX = "One workspace per client, one inbox for your agency."
SLA = "Every SLA has an owner and a clock the whole team can see."
ONLY = "The only helpdesk built for support teams of 20 to 200 agents."
PROOF = "https://larkdesk.example/solutions/mid-market"


def of(config, claim, **known):
    return {p.claim: p for p in positions(config, Known(**{"lifetimes": [], **known}))}[claim]


def heard(outcome, quote, number=1, segment="agencies"):
    return BuyerEvidence(date(2026, 3, 2), segment, "call", outcome, outcome, quote, None, number)


@pytest.fixture
def tested(config, market):
    return {p.claim: p for p in positions_known.positions(config, market)}


def test_true_when_a_captured_proof_page_says_it(tested):
    assert tested[ONLY].true is True
    assert "larkdesk.example/solutions/mid-market says it (by 29 Jun 2026): “" in tested[ONLY].evidence


def test_unproved_is_told_apart_from_unknown(tested):
    assert tested[SLA].true is False
    assert tested["Patient data stays in the country you choose."].true is None
    assert "not captured yet: /trust" in tested["Patient data stays in the country you choose."].evidence


def test_a_proof_has_a_history_and_a_page_that_vanished_is_said(config):
    said, less = (ONLY,), ("A helpdesk for support teams of 20 to 200 agents, among others.",)
    versions = [
        ProofPage(date(2026, 1, 5), said), ProofPage(date(2026, 2, 2), said),
        ProofPage(date(2026, 3, 2), less), ProofPage(date(2026, 4, 6), said),
        ProofPage(date(2026, 5, 4), (), gone=True),
    ]  # fmt: skip
    gone = of(config, ONLY, proofs={PROOF: versions})
    assert gone.true is False
    assert "the proof page larkdesk.example/solutions/mid-market is gone since 4 May 2026" in gone.truth.says
    assert [(t.day.month, t.what) for t in gone.truth.history] == [
        (1, "/solutions/mid-market says it (first look)"), (3, "/solutions/mid-market no longer says it"),
        (4, "/solutions/mid-market says it"), (5, "/solutions/mid-market is gone"),
    ]  # fmt: skip
    weaker = of(config, ONLY, proofs={PROOF: versions[:3]})
    assert weaker.true is False
    assert "says less: “A helpdesk for" in weaker.truth.says


def test_what_our_own_pages_and_releases_say_counts_where_no_proof_is_named(config, build):
    book = build.Book("Larkdesk")
    assert of(config, ONE_INBOX).true is None  # nothing of ours was read
    life = book.claim("Anything else.", None)
    assert of(config, ONE_INBOX, lifetimes=[life]).true is False
    life = book.claim(ONE_INBOX, "agencies", path="/for/agencies")
    said = of(config, ONE_INBOX, lifetimes=[life])
    assert said.true is True
    assert "our /for/agencies says it" in said.truth.says
    book.launch(date(2026, 3, 2), "One workspace per client, one inbox for your agency")
    shipped = of(config, ONE_INBOX, releases=book.releases)
    assert shipped.true is True
    assert "our release of 2 Mar 2026" in shipped.truth.says


def test_not_defensible_when_a_rival_says_the_same_since_when_and_how_steadily(tested):
    position = tested[SLA]
    assert position.defensible is False
    assert [r.company for r in position.rivals] == ["Deskly"]
    assert position.first_rival_date == date(2026, 5, 26)
    assert position.rivals[0].consistency == pytest.approx(34 / 168, abs=0.01)  # of the weeks we know of
    assert "Deskly since 26 May 2026" in position.defence.says


def test_a_rival_that_stopped_saying_it_or_denies_it_does_not_count(config, build):
    life = build.brindlebox().lifetimes[1]
    stranger = build.Book("Deskly").claim("Something else altogether.", None)
    assert of(config, ONE_INBOX, lifetimes=[life]).defensible is False
    for other in (
        replace(life, active=False),
        replace(life, claim=replace(life.claim, negated=True)),
        replace(life, segments=(("regulated", 0.9),)),
        replace(life, company="Larkdesk"),
    ):
        assert of(config, ONE_INBOX, lifetimes=[other, stranger]).defensible is True
    assert of(config, ONE_INBOX).defensible is None  # nobody was read


def test_what_stood_at_the_first_look_is_told_by_that_day_and_only_as_far_as_it_was_read(config, build):
    life = build.brindlebox().lifetimes[1]
    first, last = datetime(2026, 1, 12, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC)
    seen = looks([("Brindlebox", life.best.url, first, last)])
    stood = replace(life, first_seen=first.date(), worded=None)
    position = of(config, ONE_INBOX, lifetimes=[stood], today=date(2026, 6, 29), looks=seen)
    assert "Brindlebox by 12 Jan 2026, " in position.defence.says
    assert "for all of the 12 weeks we know of, last read on 6 Apr 2026" in position.defence.says
    later = replace(stood, first_seen=date(2026, 2, 23))
    position = of(config, ONE_INBOX, lifetimes=[later], today=date(2026, 4, 7), looks=seen)
    assert "Brindlebox since 23 Feb 2026, " in position.defence.says
    assert "50\u00a0% of the 12 weeks we know of: " in position.defence.says
    assert [t.what for t in position.defence.history] == [
        "no rival says the same (first look)", "Brindlebox begins to say the same",
    ]  # fmt: skip


def test_a_yes_rests_on_when_the_rivals_were_read(config, build):
    stranger = build.Book("Deskly").claim("Something else altogether.", None)
    read = datetime(2026, 4, 6, tzinfo=UTC)
    seen = looks([("Deskly", stranger.best.url, read, read)])
    fresh = of(config, ONE_INBOX, lifetimes=[stranger], today=date(2026, 4, 8), looks=seen)
    stale = of(config, ONE_INBOX, lifetimes=[stranger], today=date(2026, 4, 9), looks=seen)
    assert fresh.defence.sentence == "No rival says the same."
    assert stale.defence.sentence == "No rival says the same. Rivals were last read on 6 Apr 2026."


def test_the_verdict_has_a_history(config, build):
    life = replace(build.brindlebox().lifetimes[1], active=False, last_seen=date(2026, 4, 20))
    first = datetime(2025, 12, 1, tzinfo=UTC)
    seen = looks([("Larkdesk", "https://larkdesk.example/", first, first)])
    position = of(config, ONE_INBOX, lifetimes=[life], buyers=[heard("for", "Cheap.")], looks=seen)
    assert position.verdict == "holds so far: true and relevant not known"
    assert position.verdict_since == date(2026, 4, 20)
    assert position.previous == f"not defensible (from {life.first_seen})"
    always = of(config, ONE_INBOX)
    assert (always.verdict, always.verdict_since, always.previous) == ("not known", None, "")


def test_a_buyers_words_are_not_put_into_a_rivals_mouth(config):
    speaks = "We needed a workspace for every client, and one inbox."
    rows = [Presence(date(2026, 3, 2), n, "agencies", 0.4, Stage.CLAIMING) for n in ("Deskly", "Brindlebox")]
    line = of(config, ONE_INBOX, presence=rows, buyers=[heard("for", speaks)]).relevance.line
    assert line == (
        "The one buyer heard speaks of it (likely 27 to 100\u00a0%, too few to tell); "
        f"of these 1 of 1 decided for us: “{speaks}” (call, for). "
        "The market's vote: 2 rivals claim the segment (Brindlebox and Deskly)."
    )


def test_on_the_rise_is_who_climbs_and_not_who_moved_once(config):
    def rows(company, levels):
        days = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(len(levels))]
        return [
            Presence(day, company, "agencies", level, Stage.CLAIMING, momentum=0.2)
            for day, level in zip(days, levels, strict=True)
        ]

    once = rows("Deskly", [0.2] * 5 + [0.6] + [0.6] * 5)
    climbs = rows("Brindlebox", [0.2 + 0.06 * n for n in range(11)])
    ours = [Presence(date(2026, 1, 5), "Larkdesk", "agencies", 0.5, Stage.CLAIMING)]
    found = next(
        f for f in field(config, [*once, *climbs, *ours], date(2026, 3, 16)) if f.segment == "agencies"
    )
    assert found.rising == ("Brindlebox",)
    assert found.move == "say what Brindlebox and Deskly cannot, and prove it; Brindlebox on the rise"


def test_a_share_is_that_of_today_though_we_moved_long_ago(config):
    def row(company, day, presence, share):
        return Presence(day, company, "agencies", presence, Stage.CLAIMING, share)

    rows = [
        row("Larkdesk", date(2026, 1, 5), 0.5, 1.0),
        row("Deskly", date(2026, 3, 2), 0.5, 0.5),
        row("Brindlebox", date(2026, 5, 4), 1.0, 0.5),
    ]
    found = next(f for f in field(config, rows, date(2026, 6, 1)) if f.segment == "agencies")
    assert found.ours.share == 0.25
    assert [p.share for p in found.rivals] == [0.5, 0.25]


def test_the_field_says_whom_nobody_has_read_lately(config):
    row = Presence(date(2026, 1, 5), "Deskly", "agencies", 0.5, Stage.CLAIMING)
    read = datetime(2026, 2, 2, tzinfo=UTC)
    seen = looks([("Deskly", "https://deskly.example/", read, read)])
    found = next(f for f in field(config, [row], date(2026, 3, 16), seen) if f.segment == "agencies")
    assert found.unread == (("Deskly", "last read on 2 Feb 2026"),)


def test_a_hundred_thousand_buyers_are_counted_at_once(config):
    quotes = [f"We needed a workspace for every client, and one inbox, {n}." for n in range(50)]
    many = [heard("for", quotes[n % 50]) for n in range(20_000)] + [
        heard("against", f"Cheap {n}") for n in range(80_000)
    ]
    position = of(config, ONE_INBOX, buyers=many)
    assert position.relevance.says.startswith("20,000 of 100,000 buyers speak of it")


def test_a_rival_that_stopped_is_in_the_history(config, build):
    life = replace(build.brindlebox().lifetimes[1], active=False, last_seen=date(2026, 4, 20))
    history = of(config, ONE_INBOX, lifetimes=[life]).defence.history
    assert history[-1].what == "Brindlebox was last seen to say it"
    assert history[-1].day == date(2026, 4, 20)


def test_few_buyers_are_not_known_and_many_are(config):
    speaks, other = "We needed a workspace for every client, and one inbox.", "The price was right."
    few = of(config, ONE_INBOX, buyers=[heard("for", speaks), heard("against", other)])
    assert few.relevant is None
    assert "too few to tell" in few.relevance.says
    many = of(config, ONE_INBOX, buyers=[heard("for", speaks, 6), heard("against", other, 9)])
    assert many.relevant is True
    assert many.relevance.says.startswith("6 of 15 buyers speak of it (likely 22 to 61\u00a0%)")
    assert many.relevance.quotes[0].text == speaks
    nobody = of(config, ONE_INBOX, buyers=[heard("neutral", other, 40)])
    assert nobody.relevant is False


def test_a_claim_that_loses_deals_is_not_relevant(config):
    speaks, other = "A workspace for every client is too much for us.", "Cheap."
    buyers = [heard("against", speaks, 12), heard("for", other, 20)]
    position = of(config, ONE_INBOX, buyers=buyers)
    assert position.relevant is False
    assert "it loses deals" in position.relevance.says


def test_without_buyers_two_rivals_in_the_segment_are_the_markets_vote(config):
    rows = [Presence(date(2026, 3, 2), n, "agencies", 0.4, Stage.CLAIMING) for n in ("Deskly", "Brindlebox")]
    voted = of(config, ONE_INBOX, presence=rows)
    assert voted.relevant is True
    assert "only the market's vote: 2 rivals claim the segment" in voted.relevance.says
    assert of(config, ONE_INBOX, presence=rows[:1]).relevant is None


def test_evidence_of_a_later_day_or_another_segment_does_not_count(config):
    buyers = [heard("for", "A workspace for every client", 9, segment="regulated")]
    late = [heard("for", "A workspace for every client", 9)]
    assert "no buyer heard" in of(config, ONE_INBOX, buyers=buyers).relevance.says
    assert "no buyer heard" in of(config, ONE_INBOX, buyers=late, today=date(2026, 3, 1)).relevance.says


def test_the_ground_of_each_segment_and_what_nobody_says(config, build):
    def stands(company, segment, stage=Stage.CLAIMING):
        return Presence(date(2026, 3, 2), company, segment, 0.4, stage)

    rows = [
        stands("Larkdesk", "midmarket-support"),
        *(stands(n, "midmarket-support") for n in ("Deskly", "Brindlebox", "Answerloom")),
        stands("Larkdesk", "agencies"), stands("Deskly", "agencies"),
        stands("Deskly", "regulated"), stands("Larkdesk", "field-service", Stage.PROBING),
    ]  # fmt: skip
    fields = field(config, rows)
    assert [f.ground for f in fields] == ["crowded", "contested", "conceded", "open"]
    life = build.brindlebox().lifetimes[1]
    tested = positions(config, Known(lifetimes=[life], presence=rows))
    free = space(config, tested, [life], fields)
    assert ("agencies", ONE_INBOX) not in free.claims
    assert ("midmarket-support", ONLY) in free.claims
    assert ("midmarket-support", "agencies") in free.pairs
    both = replace(life, segments=(("agencies", 0.9), ("midmarket-support", 0.8)))
    assert ("midmarket-support", "agencies") not in space(config, tested, [both], fields).pairs


def test_a_row_for_scripts_keeps_the_contracts_columns(tested):
    row = as_row(tested[SLA])
    assert list(row)[:8] == [
        "segment", "claim", "true", "relevant", "defensible", "rivals", "first_rival_date", "evidence",
    ]  # fmt: skip
    assert row["defence"]["quotes"][0]["by"] == "Deskly"


@pytest.fixture
def moved(config):
    goal = config.goals[0]
    softer = goal.model_copy(update={"target": 2_000_000.0, "definition": "ARR as we see it."})
    return config.model_copy(update={"goals": (softer, *config.goals[1:])})


def test_goals_edited_after_they_were_agreed_are_told_until_accepted(config, moved, store):
    now = [datetime(2026, month, 2, tzinfo=UTC) for month in (2, 3, 4, 5)]
    assert observe_goals(config, store, now[0]) == []
    assert [e.goal for e in observe_goals(moved, store, now[1])] == ["midmarket-arr"]
    digest = run.run(moved, store, now[1], keep=False)
    assert "GOALS REDEFINED" in digest.text
    assert "target 2,500,000 → 2,000,000" in " ".join(digest.text.split())
    assert "Goals redefined" in digest.html
    assert observe_goals(moved, store, now[2]) != []  # until somebody accepts it
    store.acknowledge_goal("midmarket-arr", "the board moved it", now[2])
    assert observe_goals(moved, store, now[3]) == []
    assert goal_changes(moved, store)[0].why == "the board moved it"


def test_a_digest_tells_of_goals_what_was_known_by_its_day(config, moved, store):
    read, edited, accepted, later = (datetime(2026, month, 2, 7, tzinfo=UTC) for month in (2, 3, 4, 6))
    observe_goals(config, store, read)
    observe_goals(moved, store, edited)
    store.acknowledge_goal("midmarket-arr", "", accepted)

    def told(day, now=later):
        return "GOALS REDEFINED" in run.run(moved, store, now, day=day, keep=False).text

    assert [told(date(2026, 2, 20)), told(date(2026, 3, 20)), told(date(2026, 4, 3))] == [False, True, False]
    assert told(date(2026, 4, 2), now=accepted - timedelta(hours=1))  # on that morning nobody had
    assert not told(date(2026, 4, 2), now=accepted + timedelta(hours=1))


def test_a_goal_that_was_never_agreed_can_still_be_written(config, store):
    goal = config.goals[1]
    assert goal.agreed is None
    observe_goals(config, store, datetime(2026, 2, 2, tzinfo=UTC))
    moved = config.model_copy(update={"goals": (config.goals[0], goal.model_copy(update={"target": 1.0}))})
    assert observe_goals(moved, store, datetime(2026, 3, 2, tzinfo=UTC)) == []
    assert len(goal_changes(moved, store)) == 1
