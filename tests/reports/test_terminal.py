from datetime import timedelta
from io import StringIO

import pytest

from reports import positions_terminal, run, terminal
from turfwatch.types import RunRecord, SkippedLanguage


def shown(what):
    out = StringIO()
    terminal.show(what, out)
    return out.getvalue()


@pytest.fixture
def outputs(config, market, build):
    crawl = RunRecord("crawl", build.NOW - timedelta(minutes=3), build.NOW, "partial",
                      {"fetched": 1204, "unchanged": 1100}, ("deskly.example: blocked",))  # fmt: skip
    return {
        "signals": shown(terminal.signals(config, market.signals())),
        "positions": shown(positions_terminal.positions(config, run.positions(config, market))),
        "status": shown(
            terminal.status(
                [crawl],
                market.health(),
                pages=40,
                pending=2,
                now=build.NOW,
                skipped=[SkippedLanguage("Deskly", "de", 12, build.NOW - timedelta(days=40))],
            )
        ),
    }


def test_everything_fits_80_columns_without_colours(outputs):
    for text in outputs.values():
        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text


def test_what_is_in_them(outputs):
    assert "2026-06-29   de0000   critical   Deskly moves its mid-market claim" in outputs["signals"]
    assert "Names us, Agencies" in outputs["signals"]
    assert "No rival says the same" in outputs["positions"]
    assert "answerloom.example: 4 pages" in outputs["status"]
    assert "2 messages waiting to be sent" in outputs["status"]


def test_claims_nobody_reads_are_said(outputs, build):
    assert "12 pages in de" in outputs["status"]
    assert "No model speaks these languages" in outputs["status"]
    assert "No model speaks" not in shown(terminal.status([], [], pages=0, pending=0, now=build.NOW))


def test_nothing_to_show_says_what_to_do(config, build):
    assert "turfwatch status" in shown(terminal.signals(config, []))
    assert "add `claims`" in shown(positions_terminal.positions(config, []))
    assert "turfwatch run" in shown(terminal.status([], [], pages=0, pending=0, now=build.NOW))
