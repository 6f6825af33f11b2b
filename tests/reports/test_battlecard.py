from dataclasses import replace
from datetime import timedelta

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
    assert "(plain, since 29 Jun 2026)" in meeting
    assert "Every SLA has an owner" not in meeting  # both of us say it: that is told by itself


def test_prices_as_they_stand_and_how_they_got_there(card):
    now = part(card, "Pricing now")
    assert "Team: $35 / agent / month" in now
    assert "$29" not in now
    assert "Enterprise: contact sales" in now
    assert r"Team: $29 / agent / month → $35 / agent / month (+20.7 %)" in part(card, "How it moved")


def test_their_weak_sides_and_what_they_answer(card):
    weak = part(card, "Where they are weak")
    assert "Designed to help growing teams answer faster. (hedged)" in weak
    assert (
        "Free for teams of three. (dropped 9 Jun 2026) [deskly.example/pricing](https://deskly.example/pricing)"
        in weak
    )
    assert "they say “Every SLA has an owner and a clock your whole" in part(card, "What both of us say")
    assert "Patient data stays in the country you choose." in part(card, "What we say and they do not")


def test_every_line_about_them_has_its_source(card):
    lines = [line for line in card.splitlines() if line.startswith("- ")]
    ours = part(card, "What we say and they do not")
    assert [
        line
        for line in lines
        if "](https://" not in line and line not in ours and not line.startswith("- and ")
    ] == []


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


def test_one_line_a_plan_and_what_is_gated_has_no_price_left(config, market, build):
    book = build.deskly()
    book.price(build.START, "Growth", "55", billing_note="billed yearly")
    [growth] = [e for e in book.plan_events if e.plan.name == "Growth" and e.event == "price"]
    gated = replace(growth.plan, amount=None, custom=True)
    book.plan_events.append(replace(growth, date=build.days_ago(2), plan=gated, previous=growth.plan))
    book.price(build.START, "Solo", "9")
    book.price(build.START, "Solo", "7", billing_note="billed yearly")
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    now = part(run.battlecard(config, market, build.NOW, "Deskly"), "Pricing now")
    assert "- Solo: $9 / agent / month; $7 / agent / month billed yearly [" in now
    assert "- Growth: contact sales [" in now
    assert "$65" not in now
    assert "$55" not in now


def test_a_blog_post_introduces_nobody(config, market, build):
    book = build.Book("Deskly")
    book.claim("Five habits of the best helpdesk", type="category", role="title", path="/blog/habits")
    post = book.lifetimes[0]
    book.lifetimes[0] = replace(post, standings=(replace(post.standings[0], page_kind="blog"),))
    book.claim("The helpdesk for harbours.", type="category", role="h2")
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    who = part(run.battlecard(config, market, build.NOW, "Deskly"), "Who they say they are")
    assert "The helpdesk for harbours." in who
    assert "habits" not in who


def test_a_card_tells_what_changed_since_the_one_it_replaces(config, market, build):
    from reports.battlecard.card import made_on

    for kind in ("md", "html"):
        old = run.battlecard(config, market, build.NOW - timedelta(days=40), "Deskly", kind)
        assert made_on(old) == build.days_ago(40)
    assert made_on("# Notes of my own") is None
    card = run.battlecard(config, market, build.NOW, "Deskly", "md", build.days_ago(40))
    changed = part(card, "What changed since the card of 20 May 2026")
    assert "now says what we say about SLAs" in changed
    assert "enters Mid-market" not in changed
    quiet = run.battlecard(config, market, build.NOW, "Deskly", "md", build.TODAY)
    assert "Nothing that matters to us." in part(quiet, "What changed since the card of 29 Jun 2026")


def test_how_they_attack_us_and_what_we_answer(config, market, build):
    card = run.battlecard(config, market, build.NOW, "Brindlebox")
    attack = part(card, "How they attack us")
    assert attack.strip().startswith("### Agencies\n")
    assert (
        "- Unlike Larkdesk, every client gets a workspace of their own on day one. (since 28 Jun 2026)"
        " [brindlebox.example/compare/larkdesk](https://brindlebox.example/compare/larkdesk#:~:text=Unlike"
    ) in attack
    assert "Unlike Larkdesk" not in part(card, "Where we meet")
    assert "What we answer" not in attack  # it says our one claim there as well
    assert "One workspace per client, one inbox for your agency." in part(card, "What both of us say")


def test_the_answer_is_our_claim_in_the_segment_and_where_it_is_proved(config, market, build):
    book = build.Book("Deskly")
    for text, segment in (
        ("Deskly vs Larkdesk", "midmarket-support"), ("Larkdesk costs twice as much.", "midmarket-support"),
        ("Larkdesks of the world, unite.", None), ("Moving from lark desk takes a day.", None),
    ):  # fmt: skip
        role = "title" if " vs " in text else "p"
        book.claim(text, segment, build.days_ago(5), type="comparison", path="/vs", role=role)
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    attack = part(run.battlecard(config, market, build.NOW, "Deskly"), "How they attack us")
    said, answer = attack.split("What we answer:")
    assert [line[2:20] for line in said.splitlines() if line.startswith("- ")] == [
        "Larkdesk costs twi", "Moving from lark d", "Deskly vs Larkdesk"
    ]  # fmt: skip
    assert "The only helpdesk built for support teams of 20 to 200 agents. (" in answer
    assert "Larkdesks of the world" not in attack


def test_an_attack_on_our_price_that_we_do_not_answer_is_said(config, market, build):
    book = build.Book("Deskly")
    book.claim("Larkdesk costs twice as much.", "midmarket-support", build.days_ago(5), path="/vs")
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    attack = part(run.battlecard(config, market, build.NOW, "Deskly"), "How they attack us")
    assert "No claim of ours answers a price." in attack
    assert "What we answer" not in attack  # what we say there is about something else
    page = run.battlecard(config, market, build.NOW, "Deskly", "html")
    assert "No claim of ours answers a price." in page


def test_moves_that_are_left_out_are_counted(config, market, build):
    book = build.deskly()
    for ago in range(3, 9):
        book.price(build.days_ago(ago), f"Plan {ago}", "65", "price", "59")
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    moved = part(run.battlecard(config, market, build.NOW, "Deskly"), "How it moved")
    assert moved.strip().splitlines()[-1].startswith("- and ")


def test_what_is_dropped_is_told_by_the_first_reading_without_it(config, market, build):
    book = build.deskly()
    book.changes[:] = [
        replace(c, date=build.days_ago(13)) if c.change == "dropped" else c for c in book.changes
    ]
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    assert "(dropped 16 Jun 2026)" in run.battlecard(config, market, build.NOW, "Deskly")
    book.changes[:] = [c for c in book.changes if c.change != "dropped"]
    market.replace_derived("Deskly", book.derived(), inputs="y", until=build.NOW)
    assert "(last seen 9 Jun 2026)" in run.battlecard(config, market, build.NOW, "Deskly")


def test_nobody_who_does_not_name_us_attacks_us(config, market, build):
    assert "How they attack us" not in run.battlecard(config, market, build.NOW, "Answerloom")


def test_a_title_goes_without_the_companys_name(config, market, build):
    book = build.Book("Deskly")
    book.claim("Helpdesk for harbours – Deskly", "agencies", type="category", role="title",
               audience="harbours - deskly")  # fmt: skip
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    card = run.battlecard(config, market, build.NOW, "Deskly")
    assert "- Helpdesk for harbours (" in part(card, "Who they say they are")
    assert "- harbours (" in part(card, "For whom")
    assert "text=Helpdesk%20for%20harbours%20%E2%80%93%20Deskly" in card  # the page is searched for its words


def test_what_was_read_long_ago_says_when(config, market, build, card):
    assert "last read" not in card
    later = run.battlecard(config, market, build.NOW + timedelta(days=12), "Deskly")
    assert later.splitlines()[2] == "For Larkdesk, 11 Jul 2026; their pages were last read on 29 Jun 2026"
    assert "Team: $35 / agent / month" in part(later, "Pricing, last read on 29 Jun 2026")


def test_a_card_made_again_on_its_day_tells_the_same(config, market, build):
    from reports.battlecard.card import replaces

    first = run.battlecard(config, market, build.NOW, "Deskly", "html", build.days_ago(40))
    assert replaces(first, build.TODAY) == build.days_ago(40)
    assert replaces(first, build.TODAY + timedelta(days=1)) == build.TODAY
    assert replaces(run.battlecard(config, market, build.NOW, "Deskly"), build.TODAY) is None
    assert replaces("my notes", build.TODAY) is None
