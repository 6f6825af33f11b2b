import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import isnan, nan

import lxml.html
import pytest

from reports import charts, run
from reports.charts import Course
from reports.looks import NEVER, Looks
from reports.price_courses import Terms, courses
from reports.review import known as review_known
from signals.price_series import series
from turfwatch.config import Config
from turfwatch.types import Fetch, Outcome


@pytest.fixture
def page(config, market, build, tmp_path):
    path = run.review(config, market, build.NOW, tmp_path / "review.html")
    return lxml.html.document_fromstring(path.read_text())


def section(page, name):
    return page.get_element_by_id(name)


def rows(page, name, table=0):
    """The cells of a section's table; of a grouped one the group comes first."""
    found, group = [], None
    for tr in section(page, name).xpath(f"(.//table)[{table + 1}]/tbody/tr"):
        cells = [c.text_content().strip() for c in tr]
        if "group" in tr.get("class", ""):
            group = cells[0]
        else:
            found.append([group, *cells] if group is not None else cells)
    return found


def say(page, name):
    return section(page, name).xpath("string(./p[@class='say'])")


def under(page, name):
    """The sentence under each drawing of a section, by its title."""
    found = section(page, name).xpath(".//figure")
    return {f.xpath("string(./h3)"): f.xpath("string(./figcaption)") for f in found}


def test_every_question_is_a_section_with_a_sentence(page):
    ids = [s.get("id") for s in page.xpath("//section")]
    assert ids == [
        "field", "movement", "first", "prices", "launches", "claims", "ground", "positions", "goals",
        "signals",
    ]  # fmt: skip
    for name in ids:
        assert say(page, name).endswith(".")
        assert section(page, name).xpath(".//table | .//dl")


def test_each_drawing_has_one_sentence_under_it_and_its_table_behind_it(page):
    figures = page.xpath("//figure")
    assert len(figures) == 11
    for figure in figures:
        (told,) = figure.xpath("./figcaption")
        assert re.fullmatch(r"[A-Z0-9−][^.]*(\.\d[^.]*)*\.", told.text_content()), told.text_content()
        where = figure.xpath("ancestor::section")[0]
        assert where.xpath("./details//table | .//table[.//tbody]")


def test_the_map(page):
    found = {row[0]: row[1:] for row in rows(page, "field")}
    assert found["Mid-market support teams"] == [
        "claiming 60\u00a0%", "contesting 71\u00a0%", "–", "probing 16\u00a0%", "–"
    ]  # fmt: skip
    assert set(found["Field service"]) == {"–"}
    assert say(page, "field") == (
        "Rivals claim Mid-market support teams, Agencies and Healthcare and public sector too; "
        "nobody claims Field service."
    )


def test_movement_counts_from_where_it_began(page):
    assert ["Mid-market support teams", "Deskly", "12 Jan 2026", "5\u00a0%", "29 Jun 2026", "71\u00a0%",
            "+66 points"] in rows(page, "movement")  # fmt: skip
    assert say(page, "movement") == "The steepest climb is Deskly in Mid-market support teams: +66 points."
    assert under(page, "movement")["Mid-market support teams"] == (
        "Deskly leads with 71\u00a0%, up 66; we stand at 60\u00a0%, down 12."
    )


def test_who_said_it_first_admits_what_it_cannot_know(page):
    assert [row[1:5] for row in rows(page, "first") if row[0] == "Mid-market support teams"] == [
        ["1=", "Answerloom", "by 12 Jan 2026", "probing"],
        ["1=", "Larkdesk", "by 12 Jan 2026", "claiming"],
        ["3", "Deskly", "on 31 Mar 2026", "building"],
    ]
    assert "several spoke by our first look, so who was first is not known" in say(page, "first")


def test_who_said_it_first_and_the_entry_signal_tell_one_story(page, market):
    entry = next(s for s in market.signals() if s.kind == "entry")
    told = next(row for row in rows(page, "first") if row[0] == "Mid-market support teams" and "3" in row[1])
    assert entry.date.isoformat() == "2026-03-31"
    assert told[5] == entry.evidence[0].text


def test_moves_are_what_the_signals_tell_and_counted_alike_everywhere(page, market):
    assert say(page, "prices") == "2 price and plan moves: 1 price moved, 1 plan added."
    numbers = [li.text_content() for li in page.xpath("//ul[@class='numbers']/li")]
    assert "2price and plan moves" in numbers
    assert ["29 Jun 2026", "Deskly", "Team", "price", "$29 / agent / month", "$35 / agent / month",
            "+20.7\u00a0%"] in rows(page, "prices")  # fmt: skip
    assert under(page, "prices")["Deskly, USD a month"] == (
        "Team rose from $29 to $35 on 29 Jun 2026; Growth rose from $59 to $65 on 20 Apr 2026."
    )
    assert ["Deskly", "Team", "$29 / agent / month", "12 Jan 2026", "29 Jun 2026"] in rows(page, "prices", 1)


def test_launches_and_claims(page):
    assert say(page, "launches") == (
        "10 releases of rivals in 5.6 months; Deskly shipped most (5); nothing by Harbortone."
    )
    assert under(page, "launches")["Deskly"] == ("5 releases in 5.6 months, 0.9 a month, all new features.")
    assert say(page, "claims") == "7 claims gained and 1 lost, ours among them."
    assert under(page, "claims")[""] == "Deskly has rewritten itself most: 3 claims gained, 1 lost."


def stands(page):
    return {
        article.xpath("string(./h3)"): article for article in section(page, "positions").xpath("./article")
    }


def test_positions_say_the_verdict_then_a_line_then_the_rest(page):
    answers = {claim: article.xpath(".//dt/b/text()") for claim, article in stands(page).items()}
    only = "The only helpdesk built for support teams of 20 to 200 agents."
    assert answers[only] == ["yes", "not known", "yes"]
    assert answers["Every SLA has an owner and a clock the whole team can see."] == ["no", "not known", "no"]
    assert answers["Patient data stays in the country you choose."] == ["not known", "not known", "yes"]
    for article in stands(page).values():
        lines = [dd.text_content() for dd in article.xpath(".//dd")]
        assert len(lines) == 3
        assert all(line[0].isupper() or line[0].isdigit() for line in lines)
        assert all(len(line) <= 180 for line in lines)
    assert stands(page)[only].xpath("./details//li")


def test_goals(page):
    goal = rows(page, "goals")[0]
    assert goal[3:] == ["1,200,000 EUR", "1,580,000 EUR", "2,500,000 EUR", "29\u00a0%", "32\u00a0%"]
    assert page.text_content().count("what came before what, not what was caused by what") == 1
    told = under(page, "goals")["New ARR from mid-market support teams"]
    assert told == "29\u00a0% of the way on 20 Jun 2026; our presence fell from 72\u00a0% to 60\u00a0%."


def test_a_goal_that_goes_back_is_drawn_below_its_baseline(config, market, build, tmp_path):
    market.record_goal("agency-logos", build.days_ago(60), 64)
    market.record_goal("agency-logos", build.days_ago(3), 46)
    page = lxml.html.parse(run.review(config, market, build.NOW, tmp_path / "r.html")).getroot()
    assert rows(page, "goals")[1][6] == "−24\u00a0%"
    assert (
        "−24\u00a0% of the way on 26 Jun 2026, behind the baseline" in section(page, "goals").text_content()
    )
    below = {"the goal": Course([(build.START, 0.1), (build.TODAY, -0.6)], build.TODAY)}
    drawn = charts.steps("k", "t", below, {}, build.TODAY, shares=True)
    assert "−50" in drawn


def test_an_edited_goal_is_shown_until_somebody_accepts_it(config, market, build, tmp_path):
    run.observe_goals(config, market, build.NOW - timedelta(days=30))
    agreed, other = build.CONFIG["goals"]
    easier = Config.model_validate({**build.CONFIG, "goals": [{**agreed, "target": 1_600_000}, other]})
    run.observe_goals(easier, market, build.NOW - timedelta(days=20))

    def notes():
        page = lxml.html.parse(run.review(easier, market, build.NOW, tmp_path / "r.html")).getroot()
        return [note.text_content() for note in section(page, "goals").xpath("./p[@class='note']")]

    (note,) = notes()
    assert "2,500,000 → 1,600,000" in note
    assert "`" not in note
    market.acknowledge_goal("midmarket-arr", "half a year only", build.NOW - timedelta(days=1))
    assert notes() == []


def test_the_signals_say_how_they_are_sorted(page):
    caption = section(page, "signals").xpath("string(./p[@class='under'])")
    assert caption.startswith("Sorted by severity, then by score")
    severities = [row[1] for row in rows(page, "signals")]
    assert severities == sorted(severities, key=["critical", "high", "medium", "low"].index)


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


def drawn_prices(book, build, looks=NEVER, since=None):
    return courses(series(book.plan_events), looks, since or build.START, build.TODAY)


def month(yearly=False, period="month", unit=""):
    return Terms("USD", period, unit, yearly)


def test_a_price_ends_when_its_plan_is_gone(build):
    book = build.Book("Deskly")
    book.price(build.START, "Solo", "29")
    book.price(build.START, "Solo", "24", billing_note="billed yearly")
    book.price(build.days_ago(9), "Solo", "29", "removed")
    found = drawn_prices(book, build)
    assert found == {month(): {"Solo": Course([(build.START, 29.0)], build.days_ago(9), "gone")}}
    drawing = charts.steps("k", "t", found[month()], {}, build.TODAY)
    assert "Solo (gone)" in drawing


def test_a_price_behind_contact_sales_ends_every_price_of_the_plan(build):
    book = build.Book("Deskly")
    book.price(build.START, "Scale", "49")
    book.price(build.START, "Scale", "39", billing_note="billed yearly")
    gated = replace(book.plan_events[0].plan, amount=None, custom=True)
    book.plan_events.append(
        replace(book.plan_events[0], date=build.days_ago(3), event="price", plan=gated,
                previous=book.plan_events[0].plan)
    )  # fmt: skip
    lines = drawn_prices(book, build)
    assert lines[month()]["Scale"] == Course([(build.START, 49.0)], build.days_ago(3), "contact sales")


def test_what_is_paid_a_month_a_year_and_by_use_share_no_axis(build):
    book = build.Book("Deskly")
    book.price(build.START, "Team", "22")
    book.price(build.START, "Scale", "39", billing_note="billed yearly")
    for period, amount, unit in (("year", "900", "agent"), ("usage", "0.80", "resolution")):
        more = {"period": period, "amount": Decimal(amount), "unit": unit}
        plan = replace(book.plan_events[0].plan, name="Fleet", **more)
        book.plan_events.append(replace(book.plan_events[0], plan=plan))
    assert set(drawn_prices(book, build)) == {
        month(), month(yearly=True), month(period="year"), month(period="usage", unit="resolution")
    }  # fmt: skip


def test_a_yearly_list_is_drawn_only_where_it_tells_more_than_the_monthly_one(build):
    book = build.Book("Deskly")
    book.price(build.START, "Team", "25")
    book.price(build.START, "Team", "20", billing_note="billed annually")
    assert set(drawn_prices(book, build)) == {month()}
    yearly = book.plan_events[1].plan
    book.plan_events.append(
        replace(book.plan_events[1], date=build.days_ago(5), event="price", previous=yearly,
                plan=replace(yearly, amount=Decimal(23)))
    )  # fmt: skip
    assert set(drawn_prices(book, build)) == {month(), month(yearly=True)}


def test_prices_are_drawn_within_the_time_and_as_far_as_the_page_was_read(build):
    book, since = build.Book("Deskly"), build.days_ago(60)
    book.price(build.START, "Team", "22")
    book.price(build.days_ago(90), "Team", "29", "price", "22")
    book.price(build.START, "Old", "9")
    book.price(build.days_ago(80), "Old", "9", "removed")
    looks = Looks({}, {}, {("Deskly", "https://deskly.example/pricing"): build.days_ago(40)})
    found = drawn_prices(book, build, looks, since)
    assert found == {month(): {"Team": Course([(since, 29.0)], build.days_ago(40))}}


def test_a_plan_that_came_back_leaves_a_gap(build):
    book = build.Book("Deskly")
    book.price(build.START, "Solo", "29")
    book.price(build.days_ago(50), "Solo", "29", "removed")
    book.price(build.days_ago(20), "Solo", "31", "added")
    (line,) = drawn_prices(book, build)[month()].values()
    assert [v for _, v in line.points if not isnan(v)] == [29.0, 31.0]
    assert isnan(line.points[1][1])
    assert line.points[1][0] == build.days_ago(50)


def test_prices_that_stand_together_are_lines_of_their_own_and_a_note_in_other_words_is_none(build):
    book = build.Book("Deskly")
    book.price(build.START, "Team", "25", billing_note="billed monthly")
    book.price(build.START, "Team", "19", billing_note="with a code")
    found = drawn_prices(book, build)
    assert sorted(name for lines in found.values() for name in lines) == [
        "Team, agent, billed monthly", "Team, agent, with a code"
    ]  # fmt: skip
    reworded = build.Book("Deskly")
    reworded.price(build.START, "Team", "25", billing_note="paid monthly")
    was = reworded.plan_events[0].plan
    now = replace(was, amount=Decimal(28), billing_note="billed monthly")
    reworded.plan_events.append(
        replace(reworded.plan_events[0], date=build.days_ago(5), event="price", plan=now, previous=was)
    )
    (line,) = drawn_prices(reworded, build)[month()].values()
    assert [value for _, value in line.points] == [25.0, 28.0]


def test_a_price_on_two_pages_is_one_line(build):
    book = build.Book("Deskly")
    for name, amount in (("Team", "22"), ("Solo", "12")):
        book.price(build.START, name, amount)
    home = replace(book.plan_events[0], url="https://deskly.example/")
    book.plan_events.append(home)
    assert [len(line.points) for line in drawn_prices(book, build)[month()].values()] == [1, 1]


def test_nothing_is_drawn_or_told_of_the_time_after_a_company_was_last_read(config, market, build, tmp_path):
    later = build.NOW + timedelta(days=60)
    us = [p.url for p in market.pages("Larkdesk")]
    for url in us:
        market.record(Fetch(url, "Larkdesk", later, Outcome.UNCHANGED))
    path = run.review(config, market, later, tmp_path / "r.html", since=build.START)
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    read = page.xpath("string(//p[@class='read'])")
    assert read.startswith(
        "The pages were last read on 28 Aug 2026; only until then those of Deskly on 29 Jun"
    )
    told = under(page, "movement")["Mid-market support teams"]
    assert "Deskly was last read on 29 Jun 2026" in told
    assert "Larkdesk was last read" not in told
    assert ["Mid-market support teams", "Deskly", "12 Jan 2026", "5\u00a0%", "29 Jun 2026"] in [
        row[:5] for row in rows(page, "movement")
    ]
    assert "the page was last read on 29 Jun 2026" in under(page, "prices")["Deskly, USD a month"]
    until = {row[0]: row[4] for row in rows(page, "prices", 1)}
    assert until["Deskly"] == "last read on 29 Jun 2026"
    assert until["Answerloom"] == "last read on 12 Jan 2026"  # its page has been blocked since
    assert under(page, "launches")["Deskly"].startswith("5 releases in 5.6 months")


def test_a_company_that_was_never_read_is_not_said_to_be_absent(config, market, build, tmp_path):
    unknown = {"name": "Ferrywick", "site": "https://ferrywick.example"}
    more = Config.model_validate({**build.CONFIG, "competitors": [*build.CONFIG["competitors"], unknown]})
    page = lxml.html.parse(run.review(more, market, build.NOW, tmp_path / "r.html")).getroot()
    assert {row[-1] for row in rows(page, "field")} == {"not read"}
    assert "never yet those of Ferrywick" in page.xpath("string(//p[@class='read'])")


def test_a_course_that_ends_early_ends_in_a_dot(build):
    def dots(until):
        drawn = charts.steps("k", "t", {"a": Course([(build.START, 1.0)], until)}, {}, build.TODAY)
        return drawn.count("<use") - charts.steps(
            "k", "t", {"a": Course([(build.START, 1.0)], build.TODAY)}, {}, build.TODAY
        ).count("<use")

    assert dots(build.days_ago(40)) == 1
    gap = Course([(build.START, 1.0), (build.days_ago(60), nan), (build.days_ago(9), 2.0)], build.TODAY)
    assert charts.steps("k", "t", {"a": gap}, {}, build.TODAY).count("<path") > 2


def test_those_of_one_day_share_the_place_and_a_later_word_is_not_counted_from_the_claims_first_day(
    config, market, build
):
    from reports.review.first import first_to_say

    records = review_known.records(config, market, build.TODAY)
    told = [(f.company, f.since, f.before_us, f.text) for f in first_to_say(records, "agencies")]
    assert told[:2] == [
        ("Brindlebox", build.START, True, ""),
        ("Deskly", build.START, True, ""),
    ]
    words = {f.company: f.text for f in first_to_say(records, "midmarket-support")}
    assert words["Deskly"] == "Deskly enters Mid-market support teams"
    assert words["Larkdesk"] == "The only helpdesk built for support teams of 20 to 200 agents."


def test_our_own_releases_are_no_launches_of_rivals(config, market, build, tmp_path):
    book = build.larkdesk()
    for ago in range(20, 40):
        book.launch(build.days_ago(ago), f"Our own release {ago}")
    market.replace_derived("Larkdesk", book.derived(), inputs="x", until=build.NOW)
    page = lxml.html.parse(run.review(config, market, build.NOW, tmp_path / "r.html")).getroot()
    assert "10 releases of rivals in 5.6 months; Deskly shipped most (5)" in say(page, "launches")
    assert "Our own release" not in section(page, "launches").text_content()
