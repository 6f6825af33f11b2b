import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from reports import run
from turfwatch.config import Config
from turfwatch.types import Outcome


@pytest.fixture
def earlier(config, market, build):
    """A digest of four days before, so that this one has news and one newcomer."""
    return run.run(config, market, build.NOW - timedelta(days=4))


@pytest.fixture
def today(config, market, build, earlier):
    return run.run(config, market, build.NOW)


def test_the_subject_says_the_news(today):
    assert today.subject.startswith(
        "Deskly contests Mid-market support teams; Brindlebox names us; 1 price moved; 1 plan added"
    )
    assert len(today.subject) <= 125


def test_what_matters_most_comes_first_with_its_goal_and_its_sentences(today):
    text = today.text
    order = ("AT STAKE", "top of its home page", "names us on", "PRICES", "LAUNCHES", "OUR OWN MESSAGE")
    places = [text.index(words) for words in (*order, "FIRST LOOK", "CHECKED", "NOT READABLE")]
    assert places == sorted(places)
    assert 'was: "The shared inbox for small teams that care."' in text
    assert "claiming →\u00a0contesting" in text
    assert "https://deskly.example/#:~:text=The%20helpdesk%20for%20mid%2Dmarket" in text
    assert "(capture 1)" in text
    assert "At stake: New ARR from mid-market support teams (dana@larkdesk.example)" in text
    assert "Score 88: how far they have come 25/25, our stake in it 20/20, how new it is 15/10" in text
    assert "how strongly it is put 10/10" in text


def test_prices_stand_in_a_table_and_not_twice(today):
    assert "- Deskly, Team: $29 / agent / month -> $35 / agent / month (+20.7\u00a0%)" in today.text
    assert "- Deskly, Scale: $99 / agent / month (new)" in today.text
    assert "Deskly raises Team" not in today.text


def test_a_newcomer_is_a_map_not_news(today):
    assert "- Harbortone: Healthcare and public sector (claiming)" in today.text


def test_trouble_is_said_once_a_host_with_its_beginning(today):
    assert (
        "answerloom.example: 4 pages (/, /changelog, /pricing and 1 more): blocked since 23 Jun" in today.text
    )
    assert today.text.count("blocked since") == 1


def test_the_end_of_trouble_is_said_once(config, market, build, today):
    assert "READABLE AGAIN" not in today.text
    tomorrow = build.NOW + timedelta(days=1)
    for path, outcome in (("/", Outcome.OK), ("/pricing", Outcome.GONE)):
        fetch = build._fetch(build.answerloom(), path, tomorrow.date(), outcome)
        market.record(replace(fetch, at=tomorrow - timedelta(hours=2)))
    text = run.run(config, market, tomorrow).text
    again = text.split("READABLE AGAIN\n")[1].split("\n\n")[0]
    assert again.splitlines() == [
        "- Answerloom, answerloom.example: answers again since 30 Jun 2026 (blocked since 23 Jun 2026)",
        "- Answerloom, answerloom.example/pricing: is gone, as was learned on 30 Jun 2026"
        " (blocked since 23 Jun 2026)",
    ]
    assert "answerloom.example: 2 pages" in text
    assert "READABLE AGAIN" not in run.run(config, market, tomorrow + timedelta(days=1)).text


def test_a_subject_says_the_same_news_of_several_in_few_words(config, market, build):
    for company in ("Deskly", "Brindlebox"):
        book = build.Book(company)
        book.signal(build.TODAY, "claim_match", "agencies", f"{company} says it", 80)
        market.replace_derived(company, book.derived(), inputs="x", until=build.NOW)
    subject = run.run(config, market, build.NOW, keep=False).subject
    assert subject.startswith("Brindlebox says what we say in Agencies; Deskly in Agencies")


def test_a_name_in_a_subject_goes_without_what_explains_it():
    from reports.wording import brief

    assert brief("Regulated: healthcare and public sector") == "Regulated"
    assert brief("Agencies (with five clients)") == "Agencies"
    assert brief("Mid-market support teams") == "Mid-market support teams"
    assert brief(": odd") == ": odd"


def test_what_was_held_back_is_counted_and_shown(today):
    assert "HELD BACK: 14\n- 9 x counter\n  for example deskly.example: " in today.text
    assert '"Trusted by 4101 teams" -> "Trusted by 4113 teams"' in today.text
    assert today.text.count("counter") == today.html.count("counter") == 1


def test_a_signal_that_is_not_told_is_told_to_be_held_back(config, market, build):
    book = build.Book("Deskly")
    book.signal(build.TODAY, "momentum", "agencies", "Deskly gains ground in Agencies", 70)
    taught = replace(book.signals[0], suppressed="you called such sentences noise on 3 Mar 2026")
    book.signals = [taught]
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    text = run.run(config, market, build.NOW, keep=False).text
    assert "- 1 x you called such sentences noise on 3 Mar 2026\n" in text
    assert "  for example deskly.example: Deskly: Deskly gains ground in Agencies\n" in text


def test_nothing_is_told_twice(config, market, build, earlier, today):
    assert not set(earlier.signals) & set(today.signals)
    tomorrow = run.run(config, market, build.NOW + timedelta(days=1))
    assert tomorrow.signals == ()
    assert tomorrow.subject.startswith("Nothing was checked")


def test_what_is_called_noise_is_not_told(config, market, build):
    market.triage("de0000", "noise", "", build.NOW)
    assert "de0000" not in run.run(config, market, build.NOW).signals


def test_a_window_is_written_once(config, market, build, today):
    again = run.run(config, market, build.NOW + timedelta(hours=1))
    assert not again.fresh
    assert (again.subject, again.html, again.signals) == (today.subject, today.html, today.signals)
    assert len([d for d in market.pending() if d.message_id.startswith("<turfwatch.2026-06-29.")]) == 2


def test_a_preview_leaves_no_trace(config, market, build):
    preview = run.run(config, market, build.NOW, keep=False)
    assert preview.signals
    assert market.pending() == []
    assert run.run(config, market, build.NOW).signals == preview.signals


def test_the_day_is_counted_in_the_readers_time_zone(config, market, build):
    late = build.NOW.replace(hour=23)  # already the next day in Berlin
    assert run.run(config, market, late, keep=False).window == "2026-06-30"


def test_a_first_digest_does_not_tell_all_of_history(config, market, build):
    assert not {"de0004", "de0005"} & set(run.run(config, market, build.NOW, keep=False).signals)


def test_a_route_gets_only_what_concerns_it(market, today):
    mails = {d.recipient: message_from_bytes(d.message, policy=default) for d in market.pending()[-2:]}
    assert mails["team@larkdesk.example"]["Subject"] == today.subject
    milo = mails["milo@larkdesk.example"]
    assert milo["Subject"].startswith("Brindlebox names us")
    assert "Team: $29" not in milo.get_body(("plain",)).get_content()


def test_the_severity_a_reader_asked_for(config, market, build):
    high = config.model_copy(update={"digest": config.digest.model_copy(update={"minimum_severity": "high"})})
    told = run.run(high, market, build.NOW, keep=False)
    assert "capacity planning" not in told.text
    assert "top of its home page" in told.text


def test_a_quiet_day_is_short_and_can_be_skipped(config, store, build):
    quiet = run.run(config, store, build.NOW)
    assert quiet.subject == "Nothing was checked: no page was read since the last digest"
    assert "`turfwatch status` tells the last runs" in quiet.text
    assert len(quiet.text) < 700
    skip = config.model_copy(update={"digest": config.digest.model_copy(update={"when_empty": "skip"})})
    assert run.run(skip, store, build.NOW + timedelta(days=1)).recipients == ()


def test_the_message_opens_in_a_mail_program(today):
    mail = message_from_bytes(today.eml, policy=default)
    assert mail["From"] == "Turfwatch <turfwatch@localhost>"
    assert mail["To"] == "team@larkdesk.example"
    assert mail["Date"].datetime.date() == date(2026, 6, 29)
    assert mail["Message-ID"].startswith("<turfwatch.2026-06-29.")
    assert mail.get_content_type() == "multipart/alternative"
    pictures = re.compile(r'src="(data:image/png;base64,|cid:)[^"]*"')
    in_mail = mail.get_body(("html",)).get_content().replace("\r\n", "\n").strip()
    assert pictures.sub("", in_mail) == pictures.sub("", today.html.strip())
    assert not mail.defects
    assert max(map(len, today.eml.split(b"\r\n"))) <= 998


def test_the_html_needs_nothing_from_elsewhere_and_fits(today):
    assert len(parts(today.eml)["text/html"].get_content().encode()) < 100_000
    for word in ("<link", "<script", "url(", "@import", 'src="http', 'src="//'):
        assert word not in today.html
    assert "prefers-color-scheme: dark" in today.html
    assert 'style="' in today.html


def test_many_signals_still_fit_a_mail(config, market, build):
    book = build.deskly()
    for number in range(400):
        words = f"Signal {number}: " + "word " * 60
        book.signal(build.TODAY, "momentum", "midmarket-support", words, 50.0)
    market.replace_derived("Deskly", book.derived(), inputs="many", until=build.NOW)
    result = run.run(config, market, build.NOW)
    assert len(parts(result.eml)["text/html"].get_content().encode()) < 100_000
    assert "more signals" in result.text
    assert len(result.signals) > 400


def test_a_day_on_which_everything_happens_fits_a_mail(build, store):
    names = [f"{n:02}-Rival" for n in range(60)]
    rivals = [{"name": name, "site": f"https://{name.lower()}.example"} for name in names]
    config = Config.model_validate({**build.CONFIG, "competitors": rivals})
    long = "We are the only helpdesk that every team of every size will ever need " * 4
    for name in names:
        book = build.Book(name)
        where = f"https://{name.lower()}.example/pricing/" + "a" * 60
        span = build.Span(where, long, 1, "h1", before=long[5:])
        for kind in ("entry", "head_on", "launch", "price_move", "comparison"):
            book.signal(build.TODAY, kind, "agencies", f"{name}: {long[:90]}", 90, spans=(span,) * 6)
        for number in range(4):
            book.price(build.TODAY, f"Plan {number} {long[:50]}", "35", "price", "29", billing_note=long)
        book.changes = [
            build.Change(build.TODAY, name, where, "new", None, long, suppressed=f"reason {name}")
        ]
        book.stand("agencies", (build.TODAY, 0.5, build.Stage.CLAIMING))
        store.replace_derived(name, book.derived(), inputs="x", until=build.NOW)
        for path in ("/", "/pricing"):
            outcome = Outcome.OK if path == "/" else Outcome.TIMEOUT
            store.record(build._fetch(book, path, build.TODAY, outcome))
    result = run.run(config, store, build.NOW)
    mail = message_from_bytes(result.eml, policy=default)
    assert len(mail.get_body(("html",)).get_content().encode()) < 100_000
    assert "- and 48 more: turfwatch status --verbose\n" in result.text
    assert "- and 48 more: turfwatch review\n" in result.text
    assert len(result.signals) == 300


def test_checked_pages_are_counted_from_the_last_digest_on(config, market, build, today):
    tomorrow = build.NOW + timedelta(days=1)
    fetch = build._fetch(build.deskly(), "/", build.TODAY + timedelta(days=1), Outcome.UNCHANGED)
    market.record(replace(fetch, at=tomorrow - timedelta(hours=2)))
    assert run.run(config, market, tomorrow).subject == "Nothing material: 1 company, 1 page checked"


def test_one_reader_on_several_lists_gets_one_digest(market, build):
    wanted = {"to": ["dana@larkdesk.example"], "routes": [
        {"to": ["dana@larkdesk.example"], "segments": ["agencies"]},
        {"to": ["eve@larkdesk.example"], "segments": ["agencies"]},
        {"to": ["eve@larkdesk.example"], "minimum_severity": "critical"},
    ]}  # fmt: skip
    config = Config.model_validate({**build.CONFIG, "digest": wanted})
    result = run.run(config, market, build.NOW)
    assert sorted(result.recipients) == ["dana@larkdesk.example", "eve@larkdesk.example"]
    eve = next(d for d in market.pending() if d.recipient.startswith("eve"))
    text = message_from_bytes(eve.message, policy=default).get_body(("plain",)).get_content()
    assert "names us" in text
    assert "top of its home page" in text
    assert "capacity planning" not in text


def test_a_sentence_is_quoted_once_and_what_is_gone_is_said_to_be_gone(config, market, build):
    book, url = build.Book("Deskly"), "https://deskly.example/x"
    said = "Deskly now says what we claim: “One inbox for agencies”; ours: “One inbox”"
    book.signal(build.TODAY, "claim_match", "agencies", said, 80,
                spans=(build.Span(url, "One inbox for agencies"),))  # fmt: skip
    book.signal(build.TODAY, "retreat", "agencies", "our words are lost", 70,
                spans=(build.Span(url, "For agencies.", before="For agencies."),))  # fmt: skip
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    text = run.run(config, market, build.NOW, keep=False).text
    assert "Deskly now says what we claim\n" in text
    assert text.count("One inbox for agencies") == 1
    assert "ours: “One inbox”" in text
    assert "Our words are lost" in text
    assert 'was: "For agencies."\n   now: no longer said' in text


# --- pictures, order, silence, threads ---------------------------------------------------------------


def parts(message):
    return {part.get_content_type(): part for part in message_from_bytes(message, policy=default).walk()}


def test_pictures_travel_beside_the_html_and_are_told_in_words(today):
    assert ' src="data:image/png;base64,' in today.html
    found = parts(today.eml)
    html = found["text/html"].get_content()
    names = re.findall(r'<img [^>]*src="cid:([^"]+)"', html)
    assert len(names) == 2
    assert found["image/png"]["Content-ID"] == f"<{names[-1]}>"
    assert found["image/png"].get_content().startswith(b"\x89PNG")
    assert found["image/png"].get_content_disposition() == "inline"
    words = "Presence in Mid-market support teams since 12 Jan 2026: Deskly 71\u00a0% (was 5\u00a0%)"
    assert words in html.replace("&nbsp;", "\u00a0")
    assert words in today.text
    assert len(html.encode()) < 100_000


def test_the_same_digest_is_the_same_bytes(config, market, build):
    one, other = (run.run(config, market, build.NOW, keep=False) for _ in range(2))
    assert one.eml == other.eml


def test_a_goal_at_stake_weighs_as_much_as_a_step_of_severity(build):
    from reports.wording import by_stake

    book = build.Book("Deskly")
    for segment, score in ((None, 95), ("agencies", 88), (None, 70), ("agencies", 60), ("agencies", 30)):
        book.signal(build.TODAY, "entry", segment, "x", score)
    assert [(s.score, bool(s.goal)) for s in by_stake(book.signals)] == [
        (88, True), (95, False), (60, True), (70, False), (30, True)
    ]  # fmt: skip


def test_a_day_on_which_nothing_could_be_read_is_no_quiet_day(config, store, build):
    for path in build.PATHS:
        fetch = build._fetch(build.deskly(), path, build.TODAY, Outcome.BLOCKED, reason="challenge page")
        store.record(fetch)
    result = run.run(config, store, build.NOW)
    assert result.subject == "Nothing could be read: all 1 company, 7 pages in trouble"
    assert "none in a way that matters" not in result.text
    assert "deskly.example: 7 pages" in result.text


def test_a_quiet_day_with_some_trouble_says_both(config, market, build, today):
    tomorrow = build.NOW + timedelta(days=1)
    for path, outcome in (("/", Outcome.UNCHANGED), ("/pricing", Outcome.TIMEOUT)):
        fetch = build._fetch(build.deskly(), path, build.TODAY + timedelta(days=1), outcome)
        market.record(replace(fetch, at=tomorrow - timedelta(hours=2)))
    result = run.run(config, market, tomorrow)
    assert result.subject == "Nothing material: 1 company, 2 pages checked, 1 page not readable"
    assert "1 page read, 0 changed" in result.text


def test_a_plan_that_is_gone_is_said_to_be_gone_once(config, market, build):
    book = build.Book("Deskly")
    book.price(build.TODAY, "Team", "29", "removed")
    book.plan_events[-1] = replace(book.plan_events[-1], detail="the plan is gone")
    book.signal(build.TODAY, "plan_removed", None, "Deskly removes a plan: Team", 50)
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    text = run.run(config, market, build.NOW, keep=False).text
    assert "- Deskly, Team: $29 / agent / month (gone)\n" in text
    assert "the plan is gone" not in text


def test_a_message_without_a_reader_still_has_a_recipient_header(config, market, build):
    alone = config.model_copy(update={"digest": config.digest.model_copy(update={"to": (), "routes": ()})})
    mail = message_from_bytes(run.run(alone, market, build.NOW, keep=False).eml, policy=default)
    assert mail["To"] == "undisclosed-recipients:;"


def test_threads_are_off_until_asked_for_and_then_one_a_competitor(config, market, build):
    plain = message_from_bytes(run.run(config, market, build.NOW, keep=False).eml, policy=default)
    assert plain["In-Reply-To"] is None
    asked = config.model_copy(update={"digest": config.digest.model_copy(update={"threads": True})})
    today = message_from_bytes(run.run(asked, market, build.NOW, keep=False).eml, policy=default)
    book = build.Book("Deskly")
    book.signal(build.TODAY + timedelta(days=1), "entry", "agencies", "Deskly enters Agencies", 90)
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    run.run(asked, market, build.NOW)
    later = message_from_bytes(
        run.run(asked, market, build.NOW + timedelta(days=1), keep=False).eml, policy=default
    )
    assert today["In-Reply-To"] == today["References"] == later["In-Reply-To"]
    assert today["In-Reply-To"].endswith("@localhost>")
    assert today["Message-ID"] != later["Message-ID"]
