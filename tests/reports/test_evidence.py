"""Buyers' evidence: good rows are kept, every other one is told with its line, nothing is doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.chances import ENOUGH, Share, told_apart
from reports.evidence import decode, read
from reports.exports import neutralise
from turfwatch.cli import group
from turfwatch.errors import UsageError
from turfwatch.store import Store

TODAY = date(2026, 6, 29)
NOW = datetime(2026, 6, 29, 7, tzinfo=UTC)
SEGMENTS = ("agencies", "regulated")
HEAD = "date,segment,source,outcome,quote,count\n"
GOOD = "2026-03-02,agencies,call,won,One workspace each,\n"


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("2026-02-30,agencies,call,won,x,", "date", "is no day of the calendar"),
        ("02/03/2026,agencies,call,won,x,", "date", "is not a date such as"),
        ("2027-01-01,agencies,call,won,x,", "date", "is in the future"),
        ("1026-03-02,agencies,call,won,x,", "date", "too long ago"),
        (",agencies,call,won,x,", "date", "is empty"),
        ("2026-03-02,agencys,call,won,x,", "segment", "no segment 'agencys'; did you mean agencies?"),
        ("2026-03-02,shops,call,won,x,", "segment", "one of: agencies, regulated"),
        ("2026-03-02,agencies,call,maybe,x,", "outcome", "'maybe' is none of won, lost"),
        ("2026-03-02,agencies,call,won,x,-4", "count", "-4 is not a number of buyers"),
        ("2026-03-02,agencies,call,won,x,2.5", "count", "'2.5' is not a whole number"),
        ("2026-03-02,agencies,call,won,x,99999999", "count", "99,999,999 is not a number of buyers"),
        ("2026-03-02,agencies,call,won,a,1,b,c", "", "is a comma not in quotes?"),
        (f"2026-03-02,agencies,call,won,{'x' * 10_001},", "quote", "is a quotation mark open?"),
    ],
)
def test_a_bad_row_is_told_and_costs_no_other(row: str, column: str, what: str) -> None:
    reading = read(HEAD + GOOD + row + "\n\n" + GOOD.replace("won", "lost"), SEGMENTS, TODAY)
    (complaint,) = reading.complaints
    assert (complaint.line, complaint.column) == (3, column)
    assert what in complaint.what
    assert [r.outcome for _, r in reading.rows] == ["for", "against"]


def quoted(words: str, outcome: str = "lost") -> str:
    return f"2026-03-02,agencies,call,{outcome},{words},\n"


@pytest.mark.parametrize(
    "after",
    [
        [quoted("No quotation"), quoted("Nor here", "won")],
        [quoted("No quotation"), quoted('"Here one, closed"', "won")],
        [quoted('"At once one, closed"'), quoted("Nor here", "won")],
        [quoted('"Two, at once"'), quoted('"Over\ntwo lines, closed"', "won")],
    ],
)
def test_a_quotation_that_is_not_closed_swallows_no_row(after: list[str]) -> None:
    reading = read(HEAD + GOOD + quoted('"Never, closed', "for") + "".join(after), SEGMENTS, TODAY)
    (complaint,) = reading.complaints
    assert (complaint.line, complaint.column) == (3, "")
    assert complaint.what == "a quotation mark is opened here and not closed"
    assert [r.said_as for _, r in reading.rows] == ["won", "lost", "won"]


def test_a_quotation_may_have_lines_and_marks_of_its_own() -> None:
    said = '"First line,\r\nsecond ""line""\n\nfourth"'
    reading = read(HEAD + quoted(said) + quoted('A 5" screen') + quoted('x,"'), SEGMENTS, TODAY)
    assert [r.quote for _, r in reading.rows] == ['First line, second "line" fourth', 'A 5" screen']
    assert [c.line for c in reading.complaints] == [7]


@settings(deadline=None)
@given(st.text(st.sampled_from('",;\n\r\tab1'), max_size=60))
def test_any_text_below_the_header_is_rows_or_complaints(text: str) -> None:
    reading = read(HEAD + text + "\n" + GOOD, SEGMENTS, TODAY)
    assert [r.outcome for _, r in reading.rows] == ["for"]


def test_a_formula_is_text_and_cannot_run_in_an_export() -> None:
    quote = '=HYPERLINK("http://evil.example")'
    text = HEAD + '2026-03-02,agencies,survey,for,"=HYPERLINK(""http://evil.example"")",\n'
    ((_, row),) = read(text, SEGMENTS, TODAY).rows
    assert row.quote == quote
    assert neutralise(row.quote) == "'" + quote


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_write_csv_in_their_own_ways(delimiter: str) -> None:
    text = "Outcome,SEGMENT,Date,Deal size\r\nClosed Won,agencies,2026-03-02,900\r\n".replace(",", delimiter)
    reading = read(decode(("\ufeff" + text).encode(), "x.csv"), SEGMENTS, TODAY)
    assert [r.said_as for _, r in reading.rows] == ["Closed Won"]
    assert reading.ignored == ("deal size",)
    assert read(decode(text.encode("utf-16"), "x.csv"), SEGMENTS, TODAY).rows == reading.rows


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"PK\x03\x04rest", "is a spreadsheet, not CSV"),
        ("date,segment\nM\u00fcnchen".encode("latin-1"), "line 2: is not UTF-8 text"),
        (b"date\0,segment", "is not text but binary data"),
        (b"day,segment,outcome\n", "has no column date"),
        (b"", "has no column date and no column segment and no column outcome"),
        (b"date,date,segment,outcome\n", "names the column date twice"),
    ],
)
def test_a_file_that_is_no_evidence_is_refused_whole(body: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read(decode(body, "x.csv"), SEGMENTS, TODAY, "x.csv")


def test_importing_again_doubles_nothing(tmp_path: Path) -> None:
    deals = "2026-03-02,agencies,crm,won,,\n" * 2  # two deals of one day, nobody quoted
    first = read(HEAD + GOOD + GOOD + deals, SEGMENTS, TODAY)
    assert (len(first.rows), first.repeated) == (3, 1)
    longer = read(HEAD + "2026-04-01,regulated,call,lost,Too late,\n" + deals + GOOD, SEGMENTS, TODAY)
    with Store(tmp_path / "t.db") as store:
        assert store.add_evidence(first.rows, NOW) == 3
        assert store.add_evidence(first.rows, NOW) == 0
        assert store.add_evidence(longer.rows, NOW) == 1
        assert [r.segment for r in store.evidence()] == ["agencies"] * 3 + ["regulated"]
        assert len(store.evidence(until=date(2026, 3, 31))) == 3


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_the_share_and_narrows(hits: int, misses: int) -> None:
    share, more = Share(hits, hits + misses), Share(4 * hits, 4 * (hits + misses))
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1 or share.total == 0
    assert more.interval[1] - more.interval[0] <= high - low + 1e-9


def test_few_cases_are_never_told_apart() -> None:
    assert told_apart(Share(ENOUGH - 1, ENOUGH - 1), Share(0, 50)) == 0
    assert told_apart(Share(19, 20), Share(4, 20)) == 1
    assert told_apart(Share(4, 20), Share(19, 20)) == -1
    assert told_apart(Share(10, 20), Share(9, 20)) == 0


CONFIG = """
[company]
name = "Larkdesk"
[[goals]]
id = "logos"
metric = "Agencies"
target = 140
agreed = 2026-01-05
[[segments]]
id = "agencies"
name = "Agencies"
terms = ["agency"]
goal = "logos"
[[competitors]]
name = "Deskly"
site = "https://deskly.example"
"""


def test_the_commands_tell_rows_and_edits(tmp_path: Path) -> None:
    (tmp_path / "turfwatch.toml").write_text(CONFIG)
    (tmp_path / "e.csv").write_text(HEAD + GOOD + "2026-02-30,agencies,call,won,x,\n")

    def run(*words: str) -> str:
        where = ["--config", str(tmp_path / "turfwatch.toml"), "--now", "2026-06-29"]
        result = CliRunner().invoke(group, [*words, *where], standalone_mode=False)
        if result.exception:
            raise result.exception
        return f"{result.output}[{result.return_value}]"

    told = run("evidence", "import", str(tmp_path / "e.csv"))
    assert "line 3, date: '2026-02-30' is no day of the calendar" in told
    assert "1 added, 1 refused" in told
    assert told.endswith("[3]")
    assert "1 known already" in run("evidence", "import", str(tmp_path / "e.csv"))
    assert "1 of 1" in run("evidence", "show")
    assert "No definition was edited" in run("goal", "history")
    (tmp_path / "turfwatch.toml").write_text(CONFIG.replace("140", "90"))
    assert "open: target 140 → 90" in run("goal", "history", "logos")
    assert "1 edit accepted" in run("goal", "acknowledge", "logos", "--why", "agreed anew")
    assert "accepted (agreed anew): target 140 → 90" in run("goal", "history")
    with pytest.raises(UsageError, match="no goal 'nope'"):
        run("goal", "acknowledge", "nope")
    with pytest.raises(UsageError, match="is in the future"):
        run("goal", "record", "logos", "90", "--date", "2027-01-01")
