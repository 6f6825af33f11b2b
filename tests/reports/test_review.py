import re

import lxml.html
import pytest

from reports import charts, run
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
        "field", "movement", "first", "prices", "launches", "claims", "positions", "goals", "signals"
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
    assert rows(page, "first")[0][:4] == ["Mid-market support teams", "1", "Larkdesk", "by 12 Jan 2026"]
    assert rows(page, "first")[1][:4] == ["Mid-market support teams", "2", "Deskly", "31 Mar 2026"]


def test_prices_launches_and_claims(page):
    assert ["29 Jun 2026", "Deskly", "Team", "price", "$29 / agent / month", "$35 / agent / month",
            "+20.7\u00a0%"] in rows(page, "prices")  # fmt: skip
    assert "2 prices went up, 1 went down; 1 plan came and 0 went." in section(page, "prices").text_content()
    assert "10 releases; Deskly shipped most (5)." in section(page, "launches").text_content()
    assert "3 claims gained, 1 lost" in section(page, "claims").text_content()


def test_positions_and_goals(page):
    tests = {row[1]: row[2:5] for row in rows(page, "positions")}
    assert tests["The only helpdesk built for support teams of 20 to 200 agents."] == ["yes", "yes", "yes"]
    assert tests["Every SLA has an owner and a clock the whole team can see."] == ["no", "yes", "no"]
    assert tests["Patient data stays in the country you choose."] == ["unknown", "yes", "yes"]
    goal = rows(page, "goals")[0]
    assert goal[3:] == ["1,200,000 EUR", "1,580,000 EUR", "2,500,000 EUR", "29\u00a0%", "32\u00a0%"]


def test_drawings_are_named_and_their_ids_are_their_own(page):
    drawings = page.xpath("//svg")
    assert len(drawings) == 10
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
        market.replace_derived(rival["name"], book.derived(), inputs="x", until=build.TODAY)
    page = lxml.html.parse(run.review(config, market, build.NOW, tmp_path / "r.html")).getroot()
    assert [row[0] for row in rows(page, "field")][:2] == ["Larkdesk", "Rival 0"]
    assert len(section(page, "prices").xpath(".//svg")) <= 12
    assert section(page, "movement").xpath(".//svg")[1].text_content().count("Rival") <= 7


def test_labels_are_kept_apart_and_on_the_paper():
    assert charts._apart([0.1, 0.11, 0.12], 0.1, 1.0) == pytest.approx([0.1, 0.2, 0.3])
    assert charts._apart([0.9, 0.95, 1.0], 0.1, 1.0) == pytest.approx([0.8, 0.9, 1.0])


def test_price_points_of_one_plan_are_lines_of_their_own_and_end_when_it_is_gone(build):
    from math import isnan

    from reports.review_moves import _price_lines

    book = build.Book("Deskly")
    book.price(build.START, "Solo", "29")
    book.price(build.START, "Solo", "24", billing_note="billed yearly")
    book.price(build.days_ago(9), "Solo", "29", "removed")
    lines = _price_lines(book.plan_events)
    assert list(lines) == ["Solo", "Solo, billed yearly"]
    assert isnan(lines["Solo"][-1][1])
    assert charts.steps("k", "t", lines, {}, build.TODAY).count("<path") > 2
