import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest

from reports import status, status_terminal, terminal
from reports.gone import gone
from reports.positions import known as positions_known
from reports.positions import terminal as positions_terminal
from reports.positions.space import Space, field
from turfwatch.types import RunRecord, SkippedLanguage


def shown(what):
    out = StringIO()
    terminal.show(what, out)
    return out.getvalue()


@pytest.fixture
def crawl(build):
    counts = {"fetched": 1204, "unchanged": 1100, "gone": 0}
    began = build.NOW - timedelta(minutes=3)
    return RunRecord("crawl", began, build.NOW, "partial", counts, ("deskly.example: blocked",))


@pytest.fixture
def found(market, build, crawl):
    return status.Status(
        now=build.NOW,
        pages=40,
        companies=5,
        stages=status.by_stage([crawl]),
        trouble=tuple(market.health()),
        skipped=(SkippedLanguage("Deskly", "de", 12, build.NOW - timedelta(days=40)),),
        deliveries={"pending": 2, "doubtful": 1, "failed": 0},
        coming=(("crawl", build.NOW + timedelta(hours=3)), ("digest", build.NOW + timedelta(hours=9))),
    )


@pytest.fixture
def outputs(config, market, found):
    return {
        "signals": shown(terminal.signals(config, market.signals())),
        "positions": shown(positions_terminal.positions(config, positions_known.positions(config, market))),
        "status": shown(status_terminal.status(found)),
        "details": shown(status_terminal.status(found, details=True)),
    }


def test_everything_fits_80_columns_without_colours(outputs):
    for text in outputs.values():
        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text


def test_what_is_in_them(outputs):
    assert "2026-06-29  de0000  critical  Deskly moves its mid-market claim" in outputs["signals"]
    assert "Names us, Agencies" in outputs["signals"]
    assert "No rival says the same" in outputs["positions"]
    assert "answerloom.example: 4 pages" in outputs["status"]
    foot = " ".join(outputs["status"].split())
    assert "5 companies watched; 2 messages waiting to be sent; 1 message perhaps sent, perhaps not." in foot
    assert "Next: crawl 2026-06-29 10:00 UTC, digest 2026-06-29 16:00 UTC." in outputs["status"]


def test_a_status_is_one_screen_and_has_details_for_who_asks(found, build, crawl):
    page = found.trouble[0]
    many = tuple(replace(page, url=f"https://h{n}.example/", company=f"Rival {n}") for n in range(30))
    stages = [replace(crawl, stage=name, messages=("a message",) * 30) for name in status.STAGES]
    busy = replace(found, trouble=many, stages=status.by_stage(stages), skipped=found.skipped * 20)
    text = shown(status_terminal.status(busy))
    assert len(text.splitlines()) <= 40
    assert "25 more troubles, 15 more languages and 120 messages of the runs: `turfwatch" in text
    details = shown(status_terminal.status(busy, details=True))
    assert details.count("blocked since") == 0
    assert details.count("h29.example") == 1
    assert details.count("a message") == 120


def test_silence_is_not_taken_for_a_quiet_time(found, build):
    assert "Nothing ran" not in shown(status_terminal.status(found))
    late = replace(found, now=build.NOW + timedelta(days=12))
    assert "Nothing ran for 12 days: the last run ended on 29 Jun 2026." in shown(
        status_terminal.status(late)
    )
    assert status.facts(late)["idle_days"] == 12
    assert status.facts(found)["idle_days"] is None


def test_the_runs_of_a_morning_count_as_one(build, crawl):
    others = [replace(crawl, started=crawl.started - timedelta(hours=n), finished=crawl.started,
                      status="ok", counts={"fetched": 1}, messages=()) for n in (1, 2, 30)]  # fmt: skip
    report = replace(crawl, stage="report", status="ok", counts={})
    [one, two] = status.by_stage([*others, report, crawl])
    assert (one.stage, one.runs, one.status) == ("crawl", 3, "partial")
    assert one.counts["fetched"] == 1206
    assert one.started == crawl.started - timedelta(hours=2)
    assert (two.stage, two.runs) == ("report", 1)


def test_monitors_get_the_same_as_json(found, build):
    import json

    facts = json.loads(json.dumps(status.facts(found)))
    assert facts["pending"] == 2
    assert facts["last_run"] == build.NOW.isoformat()
    assert facts["runs"][0]["counts"] == {"fetched": 1204, "unchanged": 1100, "gone": 0}
    assert {t["company"] for t in facts["trouble"]} == {"Answerloom", "Brindlebox"}
    assert facts["skipped"][0]["language"] == "de"
    assert [n["job"] for n in facts["next"]] == ["crawl", "digest"]
    assert status.facts(status.Status(build.NOW, 0, 0))["last_run"] is None


def test_claims_nobody_reads_are_said(outputs, build):
    assert "12 pages in de" in outputs["status"]
    assert "No model speaks these languages" in outputs["status"]
    empty = status.Status(build.NOW, 0, 0)
    assert "No model speaks" not in shown(status_terminal.status(empty))


def test_nothing_to_show_says_what_to_do(config, build):
    assert "turfwatch status" in shown(terminal.signals(config, []))
    assert "add `claims`" in shown(positions_terminal.positions(config, []))
    assert "turfwatch run" in shown(status_terminal.status(status.Status(build.NOW, 0, 0)))


def test_the_commands_of_a_morning_wait_for_no_library_they_do_not_use():
    heavy = {"scipy", "numpy", "pandas", "matplotlib", "spacy", "lxml", "dateparser", "apscheduler"}
    modules = "reports.run, reports.terminal, reports.status, reports.status_terminal"
    code = f"import sys, {modules}; print(*sorted({heavy!r} & set(sys.modules)))"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert said.stdout.strip() == ""


def test_what_is_gone_is_said_to_be_gone_and_has_no_link_to_it(config, market, build):
    [drift] = [s for s in market.signals() if s.kind == "drift"]
    said = drift.evidence[0].text
    there = shown(terminal.signal(config, drift, {}))
    assert ":~:text=" in there
    gone = " ".join(shown(terminal.signal(config, drift, {}, (), {said: build.TODAY})).split())
    assert "was said; gone since 29 Jun 2026" in gone
    assert ":~:text=" not in gone


def test_a_sentence_that_only_moved_or_stands_elsewhere_is_not_gone(build):
    book = build.deskly()
    days = gone(book.lifetimes, book.changes)
    assert days["Free for teams of three."] == build.days_ago(20)
    assert not {life.claim.text for life in book.lifetimes if life.active} & days.keys()
    [drop] = [c for c in book.changes if c.change == "dropped"]
    assert gone(book.lifetimes, [replace(drop, after=drop.before, change="demoted")]) == {}


def test_one_segment_of_the_evidence_is_shown_alone(config):
    shown_one = shown(positions_terminal.evidence(config, [], "agencies"))
    assert shown_one.count("nobody heard") == 1
    assert "Agencies" in shown_one


def test_free_space_that_is_left_out_is_counted(config):
    free = Space(claims=tuple(("agencies", f"Claim {n} of ours.") for n in range(9)))
    text = shown(positions_terminal.positions(config, [], [], free))
    assert "No claims to test" in text
    fields = field(config, [])
    text = shown(positions_terminal.positions(config, [], fields, free))
    assert "- and 3 more" in text
