import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import exports, run
from turfwatch.errors import TurfwatchError, UsageError
from turfwatch.types import Plan, PlanEvent

CONTRACT = {
    "signals": "signal_id, date, competitor, kind, segment, stage_from, stage_to, score, severity,"
    " summary, url, evidence, goal, owner, status",
    "changes": "date, competitor, url, change, claim_type, before, after, segment",
    "claims": "claim_id, company, url, page_kind, role, claim_type, text, audience, capability, quantity,"
    " compared_to, strength, segments, first_seen, last_seen, active",
    "plans": "date, competitor, url, plan, event, amount, currency, period, unit, billing_note, custom,"
    " free, previous_amount, change_pct",
    "releases": "date, competitor, url, version, title, kind, capability, segments",
    "prices": "competitor, url, series, product, plan, currency, period, unit, billing_note, amount, custom, "
    "free, since, until",
    "cadence": "competitor, month, releases, features, improvements, fixes, deprecations, security, pricing, "
    "other, feature_share",
    "presence": "date, company, segment, presence, stage, share, momentum, consistency, claims",
    "positions": "segment, claim, true, relevant, defensible, rivals, first_rival_date, evidence",
}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def exported(config, market, tmp_path):
    return {path.stem: rows(path) for path in run.export(config, market, ["all"], "csv", tmp_path / "out")}


@pytest.mark.parametrize("name", exports.NAMES)
def test_columns_are_the_contract_in_its_order(name):
    wanted = CONTRACT[name].split(", ")
    assert list(exports.table(name, []).columns)[: len(wanted)] == wanted


def test_every_table_has_its_facts(exported):
    assert {name: bool(found) for name, found in exported.items()} == dict.fromkeys(exports.NAMES, True)


def test_a_signal_row(exported):
    row = next(r for r in exported["signals"] if r["kind"] == "escalation")
    assert row["date"] == "2026-06-29"
    assert row["competitor"] == "Deskly"
    assert (row["stage_from"], row["stage_to"]) == ("claiming", "contesting")
    assert (row["score"], row["severity"], row["status"]) == ("88.4", "critical", "open")
    assert row["evidence"] == "The helpdesk for mid-market support teams, from 20 to 200 agents."
    assert row["before"] == "The shared inbox for small teams that care."
    assert (row["goal"], row["owner"]) == ("midmarket-arr", "dana@larkdesk.example")


def test_plan_rows_keep_amounts_exact_and_unknowns_empty(exported):
    found = {(r["plan"], r["event"]): r for r in exported["plans"] if r["competitor"] == "Deskly"}
    raised = found["Team", "price"]
    assert (raised["amount"], raised["previous_amount"], raised["change_pct"]) == ("35", "29", "20.689655")
    custom = found["Enterprise", ""]
    assert (custom["amount"], custom["custom"], custom["free"]) == ("", "true", "false")


def test_held_back_changes_are_left_out_unless_asked(config, market, tmp_path):
    [plain] = run.export(config, market, ["changes"], "csv", tmp_path / "a")
    [every] = run.export(config, market, ["changes"], "csv", tmp_path / "b", suppressed=True)
    assert not any(r["suppressed"] for r in rows(plain))
    assert sum(bool(r["suppressed"]) for r in rows(every)) == 14


def test_held_back_signals_are_left_out_unless_asked(config, market, build, tmp_path):
    book = build.Book("Deskly")
    for number in range(3):
        book.signal(build.TODAY, "momentum", "agencies", f"Deskly moves, part {number}", 50)
    held, update = (
        replace(s, suppressed=why) for s, why in zip(book.signals, ("taught", "goes on"), strict=False)
    )
    book.signals = [held, replace(update, update_of="de0002"), book.signals[2]]
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    for asked, expected in ((False, {""}), (True, {"", "taught", "goes on"})):
        [path] = run.export(
            config, market, ["signals"], "csv", tmp_path, competitor="Deskly", suppressed=asked
        )
        assert {r["suppressed"] for r in rows(path)} == expected
    assert {r["update_of"] for r in rows(path)} == {"", "de0002"}


def test_a_column_has_one_kind_in_every_table_and_the_same_type_without_rows(config, market, store, tmp_path):
    import pyarrow.parquet as pq

    kinds = {(c, kind) for columns in exports.COLUMNS.values() for c, kind in columns.items()}
    assert len(kinds) == len({column for column, _ in kinds})
    for path in run.export(config, market, ["all"], "parquet", tmp_path / "full"):
        schema = pq.read_schema(path)
        frame = exports.table(path.stem, [])
        empty = pq.read_schema(exports.write(frame, tmp_path / "empty" / path.name, "parquet"))
        assert schema.equals(empty), path.name
        for column, kind in exports.COLUMNS[path.stem].items():
            assert (str(schema.field(column).type) == "date32[day]") == (kind == exports.DATE), column


def test_amounts_stay_exact_in_parquet(tmp_path):
    import pyarrow.parquet as pq

    amounts = [Decimal("0.00000015"), Decimal("1299.90"), None, Decimal(1) / Decimal(3)]
    events = [PlanEvent(date(2026, 1, 2), "A", "https://a.example", Plan("P", amount)) for amount in amounts]
    path = exports.write(exports.table("plans", events), tmp_path / "plans.parquet", "parquet")
    found = pq.read_table(path)["amount"].to_pylist()
    assert found == [amounts[0], amounts[1], None, Decimal("0.3333333333")]


def test_filters(config, market, tmp_path):
    files = run.export(
        config, market, ["signals", "claims"], "csv", tmp_path, date(2026, 6, 1), segment="agencies",
        competitor="Brindlebox",
    )  # fmt: skip
    signals, claims = (rows(f) for f in files)
    assert [r["kind"] for r in signals] == ["head_on"]
    assert {r["company"] for r in claims} == {"Brindlebox"}
    assert all("agencies" in r["segments"].split(";") for r in claims)


def test_json_and_parquet_hold_the_same_facts(config, market, tmp_path):
    import pandas as pd

    [as_json] = run.export(config, market, ["claims"], "json", tmp_path)
    [as_parquet] = run.export(config, market, ["claims"], "parquet", tmp_path)
    [as_csv] = run.export(config, market, ["claims"], "csv", tmp_path)
    objects, frame, lines = json.loads(as_json.read_text()), pd.read_parquet(as_parquet), rows(as_csv)
    assert [o["text"] for o in objects] == list(frame["text"]) == [r["text"] for r in lines]
    assert objects[0]["active"] is True
    assert objects[0]["first_seen"] == lines[0]["first_seen"]
    assert isinstance(objects[0]["places"], int)


def test_no_facts_is_a_header_in_every_format(config, store, tmp_path):
    for kind in ("csv", "json", "parquet"):
        for path in run.export(config, store, ["signals", "plans"], kind, tmp_path):
            assert path.stat().st_size > 0
    assert (tmp_path / "plans.csv").read_text().startswith("date,competitor,url,plan,event")
    assert json.loads((tmp_path / "signals.json").read_text()) == []


def test_the_mark_for_spreadsheets(tmp_path):
    frame = exports.table("signals", [])
    assert exports.write(frame, tmp_path / "a.csv", "csv").read_bytes()[:3] != b"\xef\xbb\xbf"
    assert exports.write(frame, tmp_path / "b.csv", "csv", bom=True).read_bytes()[:3] == b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\rx", "'\rx"), (" =1", "' =1"), ("＝1+1", "'＝1+1"),
        ("-12.5", "-12.5"), ("+20 %", "+20 %"), ("-1,299.00", "-1,299.00"), ("plain", "plain"), ("", ""),
    ],
)  # fmt: skip
def test_formulas_are_neutralised_and_numbers_are_not_harmed(cell, written):
    assert exports.neutralise(cell) == written


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_reaches_a_spreadsheet_as_a_formula(tmp_path_factory, text):
    event = PlanEvent(date(2026, 1, 2), text, text, Plan(text, Decimal("-1.50")), change_pct=-3.0)
    path = tmp_path_factory.mktemp("csv") / "plans.csv"
    [row] = rows(exports.write(exports.table("plans", [event]), path, "csv"))
    for name in ("competitor", "url", "plan"):
        assert not row[name].startswith(("=", "@", "\t", "\r"))
        assert not row[name].startswith(("+", "-")) or row[name].lstrip("+-")[0].isdigit()
    assert (row["amount"], row["change_pct"]) == ("-1.50", "-3")


def test_wrong_names_and_formats_say_what_is_allowed(config, store, tmp_path):
    with pytest.raises(UsageError, match="signals, changes"):
        run.export(config, store, ["money"], "csv", tmp_path)
    with pytest.raises(UsageError, match="csv, json, parquet, xlsx"):
        run.export(config, store, ["plans"], "xml", tmp_path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    (tmp_path / "plans.csv").mkdir()  # a folder stands where the file should go
    with pytest.raises(TurfwatchError, match="cannot be written"):
        exports.write(exports.table("plans", []), tmp_path / "plans.csv", "csv")
    assert [p.name for p in tmp_path.iterdir()] == ["plans.csv"]
