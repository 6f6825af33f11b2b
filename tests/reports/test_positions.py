from dataclasses import replace
from datetime import date

import pytest

from reports import run
from reports.positions import positions


@pytest.fixture
def tested(config, market):
    return {p.claim: p for p in run.positions(config, market)}


def test_true_when_a_captured_proof_page_says_it(tested):
    position = tested["The only helpdesk built for support teams of 20 to 200 agents."]
    assert position.true is True
    assert "larkdesk.example/solutions/mid-market says:" in position.evidence


def test_unproved_is_told_apart_from_unknown(tested):
    assert tested["Every SLA has an owner and a clock the whole team can see."].true is False
    assert tested["Patient data stays in the country you choose."].true is None
    assert "not captured yet: /trust" in tested["Patient data stays in the country you choose."].evidence
    assert tested["One workspace per client, one inbox for your agency."].true is None


def test_not_defensible_when_a_rival_says_the_same_and_since_when(tested):
    position = tested["Every SLA has an owner and a clock the whole team can see."]
    assert position.defensible is False
    assert [r.company for r in position.rivals] == ["Deskly"]
    assert position.first_rival_date == date(2026, 5, 26)


def test_a_rival_that_stopped_saying_it_or_denies_it_does_not_count(config, build):
    life = build.brindlebox().lifetimes[1]
    told = {p.claim: p for p in positions(config, [life], {})}
    claim = "One workspace per client, one inbox for your agency."
    assert told[claim].defensible is False
    for other in (
        replace(life, active=False),
        replace(life, claim=replace(life.claim, negated=True)),
        replace(life, segments=(("regulated", 0.9),)),
        replace(life, company="Larkdesk"),
    ):
        assert {p.claim: p for p in positions(config, [other], {})}[claim].defensible is True
