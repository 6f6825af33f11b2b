import lxml.html
import pytest

from reports import run
from turfwatch.errors import ConfigError, UsageError


@pytest.fixture
def card(config, market, build):
    return run.battlecard(config, market, build.NOW, "deskly")


def part(card, title):
    return card.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_who_they_are_and_for_whom(card):
    assert card.startswith("# Deskly\n")
    assert "The helpdesk for mid-market support teams" in part(card, "Who they say they are")
    assert "mid-market support teams (since 29 Jun 2026)" in part(card, "For whom")


def test_where_we_meet(card):
    meeting = part(card, "Where we meet")
    assert "They: contesting, 71\u00a0%. We: claiming, 60\u00a0%." in meeting
    assert "(absolute, since 26 May 2026)" in meeting


def test_prices_as_they_stand_and_how_they_got_there(card):
    now = part(card, "Pricing now")
    assert "Team: $35 / agent / month" in now
    assert "$29" not in now
    assert "Enterprise: custom" in now
    assert r"Team: $29 / agent / month → $35 / agent / month (+20.7 %)" in part(card, "How it moved")


def test_their_weak_sides_and_what_they_answer(card):
    weak = part(card, "Where they are weak")
    assert "Designed to help growing teams answer faster. (hedged)" in weak
    assert (
        "Free for teams of three. (dropped 9 Jun 2026) [deskly.example/pricing](https://deskly.example/pricing)"
        in weak
    )
    assert "they say “Every SLA has an owner and a clock your whole" in part(card, "What they answer")
    assert "Patient data stays in the country you choose." in part(card, "What we say and they do not")


def test_every_line_about_them_has_its_source(card):
    lines = [line for line in card.splitlines() if line.startswith("- ")]
    ours = part(card, "What we say and they do not")
    assert [line for line in lines if "](https://" not in line and line not in ours] == []


def test_the_page_says_the_same(config, market, build, card):
    page = lxml.html.document_fromstring(run.battlecard(config, market, build.NOW, "Deskly", "html"))
    titles = [h.text for h in page.xpath("//h2")]
    assert sorted(titles) == sorted(t.removeprefix("## ") for t in card.splitlines() if t.startswith("## "))


def test_a_rival_nobody_has_looked_at_yet(config, store, build):
    assert "Nothing is known yet" in run.battlecard(config, store, build.NOW, "Harbortone")


def test_wrong_names_say_what_is_allowed(config, store, build):
    with pytest.raises(ConfigError, match="Brindlebox"):
        run.battlecard(config, store, build.NOW, "Nobody")
    with pytest.raises(UsageError, match="md, html"):
        run.battlecard(config, store, build.NOW, "Deskly", "pdf")
