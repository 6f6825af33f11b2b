import re
from dataclasses import replace
from decimal import Decimal
from math import isnan

import lxml.html
import pytest

from reports import charts, run
from reports.review_prices import price_lines
from signals.price_series import series
from turfwatch.config import Config


@pytest.fixture
def page(config, market, build, tmp_path):
    path = run.review(config, market, build.NOW, tmp_path / "review.html")
    return lxml.html.document_fromstring(path.read_text())


def section(page, name):
    return page.get_element_by_id(name)


def rows(page, name):
    return [[c.text_content().strip() for c in tr] for tr in section(page, name).xpath(".//tbody/tr")]


def test_every_question_is_a_section_with_a_sentence(page):
    ids = [s.get("id") for s in page.xpath("//section")]
    assert ids == [
        "field", "movement", "first", "prices", "launches", "claims", "ground", "positions", "goals",
        "signals",
    ]  # fmt: skip
    for name in ids:
        assert section(page, name).xpath("string(./p[@class='say'])").endswith(".")
        assert section(page, name).xpath(".//table")


def test_the_map(page):
    found = {row[0]: row[1:] for row in rows(page, "field")}
    assert found["Mid-market support teams"] == [
        "claiming 60\u00a0%", "contesting 71\u00a0%", "–", "probing 16\u00a0%", "–"
    ]  # fmt: skip
    assert set(found["Field service"]) == {"–"}
    say = section(page, "field").xpath("string(./p)")
    assert say.startswith(
        "Rivals claim Mid-market support teams, Agencies and Healthcare and public sector too"
    )
    assert say.endswith("nobody claims Field service.")


def test_movement_counts_from_where_it_began(page):
    assert ["Mid-market support teams", "Deskly", "5\u00a0%", "71\u00a0%", "+66 points"] in rows(
        page, "movement"
    )
    assert "Deskly in Mid-market support teams: +66 points" in section(page, "movement").text_content()


def test_who_said_it_first_admits_what_it_cannot_know(page):
    assert [row[1:4] for row in rows(page, "first") if row[0] == "Mid-market support teams"] == [
        ["1=", "Answerloom", "by 12 Jan 2026"],
        ["1=", "Larkdesk", "by 12 Jan 2026"],
        ["3", "Deskly", "26 May 2026"],  # building since March, but building says nothing
    ]
    say = section(page, "first").xpath("string(./p)")
    assert "several spoke before our first look, so who was first is not known" in say


def test_prices_launches_and_claims(page):
    assert ["29 Jun 2026", "Deskly", "Team", "price", "$29 / agent / month", "$35 / agent / month",
            "+20.7\u00a0%"] in rows(page, "prices")  # fmt: skip
    assert "2 prices went up, 1 went down; 1 plan came and 0 went." in section(page, "prices").text_content()
    assert "10 releases; Deskly shipped most (5)." in section(page, "launches").text_content()
    assert "3 claims gained, 1 lost" in section(page, "claims").text_content()


def test_positions_and_goals(page):
    tests = {row[1]: row[2:5] for row in rows(page, "positions")}
    only = "The only helpdesk built for support teams of 20 to 200 agents."
    assert tests[only] == ["yes", "unknown", "yes"]
    assert tests["Every SLA has an owner and a clock the whole team can see."] == ["no", "unknown", "no"]
    assert tests["Patient data stays in the country you choose."] == ["unknown", "unknown", "yes"]
    goal = rows(page, "goals")[0]
    assert goal[3:] == ["1,200,000 EUR", "1,580,000 EUR", "2,500,000 EUR", "29\u00a0%", "32\u00a0%"]


def test_drawings_are_named_and_their_ids_are_their_own(page):
    drawings = page.xpath("//svg")
    assert len(drawings) == 11
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert drawing.xpath("string(./title)")
        assert drawing.xpath("./title")[0].get("id") == drawing.get("aria-labelledby")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_page_is_whole_by_itself(config, market, build, tmp_path):
    text = run.review(config, market, build.NOW, tmp_path / "review.html").read_text()
    assert not re.search(r"<(script|img|iframe)\b|@import|url\((?!#)", text)
    for url in re.findall(r'(?:src|href)="([^"]*)"', text):
        assert url.startswith(("#", "https://", "data:,"))


def test_the_same_records_give_the_same_bytes(config, market, build, tmp_path):
    paths = [run.review(config, market, build.NOW, tmp_path / name) for name in ("a.html", "b.html")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_an_empty_database_is_still_a_page(config, store, build, tmp_path):
    page = lxml.html.parse(run.review(config, store, build.NOW, tmp_path / "r.html")).getroot()
    assert [s.get("id") for s in page.xpath("//section")] == ["field", "positions", "goals"]


@pytest.mark.slow
def test_a_crowded_market_is_turned_round_and_thinned_out(market, build, tmp_path):
    rivals = [{"name": f"Rival {i}", "site": f"https://r{i}.example"} for i in range(30)]
    config = Config.model_validate({**build.CONFIG, "competitors": rivals})
    for number, rival in enumerate(rivals):
        book = build.Book(rival["name"])
        book.stand("agencies", (build.START, number / 30, build.Stage.CLAIMING))
        book.claim(f"Claim {number}", "agencies", build.days_ago(number))
        book.price(build.START, "Team", "29")
        market.replace_derived(rival["name"], book.derived(), inputs="x", until=build.NOW)
    page = lxml.html.parse(run.review(config, market, build.NOW, tmp_path / "r.html")).getroot()
    assert [row[0] for row in rows(page, "field")][:2] == ["Larkdesk", "Rival 0"]
    assert len(section(page, "prices").xpath(".//svg")) <= 12
    assert section(page, "movement").xpath(".//svg")[1].text_content().count("Rival") <= 7


def test_labels_are_kept_apart_and_on_the_paper():
    assert charts._apart([0.1, 0.11, 0.12], 0.1, 1.0) == pytest.approx([0.1, 0.2, 0.3])
    assert charts._apart([0.9, 0.95, 1.0], 0.1, 1.0) == pytest.approx([0.8, 0.9, 1.0])


def drawn_prices(book):
    return price_lines(series(book.plan_events))


def test_price_points_of_one_plan_are_lines_of_their_own_and_end_when_it_is_gone(build):
    book = build.Book("Deskly")
    book.price(build.START, "Solo", "29")
    book.price(build.START, "Solo", "24", billing_note="billed yearly")
    book.price(build.days_ago(9), "Solo", "29", "removed")
    lines = drawn_prices(book)["USD", "month", ""]
    assert list(lines) == [("Solo", ""), ("Solo", "billed yearly")]
    assert all(isnan(line[-1][1]) for line in lines.values())
    drawing = charts.steps("k", "t", {" ".join(name): line for name, line in lines.items()}, {}, build.TODAY)
    assert drawing.count("<path") > 2
    assert "(ended)" in drawing


def test_a_price_behind_contact_sales_ends_every_price_of_the_plan(build):
    book = build.Book("Deskly")
    book.price(build.START, "Scale", "49")
    book.price(build.START, "Scale", "39", billing_note="billed yearly")
    gated = replace(book.plan_events[0].plan, amount=None, custom=True)
    book.plan_events.append(
        replace(book.plan_events[0], date=build.days_ago(3), event="price", plan=gated,
                previous=book.plan_events[0].plan)
    )  # fmt: skip
    lines = drawn_prices(book)["USD", "month", ""]
    assert all(isnan(line[-1][1]) for line in lines.values())


def test_what_is_paid_a_month_a_year_and_by_use_share_no_axis(build):
    book = build.Book("Deskly")
    book.price(build.START, "Team", "22")
    for period, amount, unit in (("year", "900", "agent"), ("usage", "0.80", "resolution")):
        more = {"period": period, "amount": Decimal(amount), "unit": unit}
        plan = replace(book.plan_events[0].plan, name="Fleet", **more)
        book.plan_events.append(replace(book.plan_events[0], plan=plan))
    assert set(drawn_prices(book)) == {
        ("USD", "month", ""), ("USD", "year", ""), ("USD", "usage", "resolution")
    }  # fmt: skip


def test_those_of_one_day_share_the_place_and_a_later_word_is_not_counted_from_the_claims_first_day(
    config, market, build
):
    from reports.review_first import first_to_say

    records = run_records(config, market, build)
    told = [(f.company, f.since, f.before_us, f.text) for f in first_to_say(records, "agencies")]
    assert told[:2] == [
        ("Brindlebox", build.START, True, ""),
        ("Deskly", build.START, True, ""),
    ]
    words = {f.company: f.text for f in first_to_say(records, "midmarket-support")}
    assert words["Deskly"] == "Every SLA has an owner and a clock your whole team sees."


def run_records(config, market, build):
    """What the review is made from."""
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        compose = run.market.compose
        patch.setattr(run.market, "compose", lambda c, r, *days: kept.append(r) or compose(c, r, *days))
        run.review(config, market, build.NOW, market.path.with_suffix(".html"))
    return kept[0]


def test_our_own_releases_are_no_launches_of_rivals(config, market, build, tmp_path):
    book = build.larkdesk()
    for ago in range(20, 40):
        book.launch(build.days_ago(ago), f"Our own release {ago}")
    market.replace_derived("Larkdesk", book.derived(), inputs="x", until=build.NOW)
    page = lxml.html.parse(run.review(config, market, build.NOW, tmp_path / "r.html")).getroot()
    assert "10 releases; Deskly shipped most (5)." in section(page, "launches").text_content()
    assert "Our own release" not in section(page, "launches").text_content()
