"""`strategy.xlsx`, read back from its own XML: what a spreadsheet program would see."""

import re
import zipfile

import lxml.etree
import pytest

from reports import exports, run, workbook
from turfwatch.errors import UsageError

pytest.importorskip("xlsxwriter")
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def book(config, market, tmp_path):
    [path] = run.export(config, market, ["all"], "xlsx", tmp_path)
    assert path.name == "strategy.xlsx"
    with zipfile.ZipFile(path) as archive:
        return {
            name: lxml.etree.fromstring(archive.read(name)) for name in archive.namelist() if "xml" in name
        }


def sheets(book):
    names = book["xl/workbook.xml"].xpath("//m:sheet/@name", namespaces=NS)
    return {name: book[f"xl/worksheets/sheet{n}.xml"] for n, name in enumerate(names, 1)}


def strings(book):
    return [item.xpath("string()") for item in book["xl/sharedStrings.xml"]]


def test_a_sheet_a_table_with_the_header_frozen_and_filters(book):
    found = sheets(book)
    assert tuple(found) == ("contents", *exports.NAMES)
    contents = found.pop("contents")
    assert contents.xpath("//m:pane/@state", namespaces=NS) == ["frozen"]
    assert len(contents.xpath("//m:row", namespaces=NS)) == 1 + len(found)
    assert contents.xpath("//m:hyperlink/@location", namespaces=NS) == [f"'{name}'!A1" for name in found]
    assert set(exports.ABOUT.values()) <= set(strings(book))
    for name, sheet in found.items():
        assert sheet.xpath("//m:pane/@state", namespaces=NS) == ["frozen"]
        [span] = sheet.xpath("//m:autoFilter/@ref", namespaces=NS)
        width = len(exports.COLUMNS[name])
        assert re.fullmatch(rf"A1:{chr(64 + width)}\d+", span)
        assert len(sheet.xpath("//m:row[1]/m:c", namespaces=NS)) == width


def test_dates_and_numbers_can_be_counted_with(book):
    signals = sheets(book)["signals"]
    first = {cell.get("r")[0]: cell for cell in signals.xpath("//m:row[2]/m:c", namespaces=NS)}
    assert first["A"].get("t") == "s"
    assert first["B"].xpath("string(m:v)", namespaces=NS) == "46202"  # 29 June 2026
    assert first["H"].get("t") in {None, "n"}


def test_shares_read_as_per_cent_and_amounts_as_money(book):
    styles = book["xl/styles.xml"]
    codes = dict(zip(styles.xpath("//m:numFmt/@numFmtId", namespaces=NS),
                     styles.xpath("//m:numFmt/@formatCode", namespaces=NS), strict=True))  # fmt: skip
    looks = [codes.get(i, i) for i in styles.xpath("//m:cellXfs/m:xf/@numFmtId", namespaces=NS)]

    def look(sheet, column):
        place = chr(65 + list(exports.COLUMNS[sheet]).index(column))
        cells = sheets(book)[sheet].xpath(f"//m:c[starts-with(@r, '{place}')]/@s", namespaces=NS)
        return {looks[int(style)] for style in cells[1:]}

    assert look("presence", "share") == {"0%"}
    assert look("plans", "amount") == {"#,##0.00##"}
    assert look("signals", "date") == {"yyyy-mm-dd"}
    assert look("signals", "score") == {"0.00"}


def test_nothing_is_a_formula_or_a_link(config, market, build, tmp_path):
    book = build.Book("Deskly")
    for text in ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "https://evil.example", "12.5", "x" * 40_000):
        book.claim(text, "agencies")
    market.replace_derived("Deskly", book.derived(), inputs="x", until=build.NOW)
    [path] = run.export(config, market, ["claims"], "xlsx", tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        words = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<t>=1+1</t>" in words
    assert max(len(word) for word in re.findall(r"<t[^>]*>([^<]*)</t>", words)) <= 32_767


def test_only_what_was_asked_for(config, market, tmp_path):
    [path] = run.export(config, market, ["plans", "prices"], "xlsx", tmp_path, competitor="Deskly")
    with zipfile.ZipFile(path) as archive:
        words = archive.read("xl/sharedStrings.xml").decode()
    assert "Growth" in words
    assert "Brindlebox" not in words


def test_no_facts_is_still_a_workbook(config, store, tmp_path):
    [path] = run.export(config, store, ["all"], "xlsx", tmp_path)
    assert zipfile.ZipFile(path).testzip() is None


def test_a_table_too_long_for_a_sheet_is_told(monkeypatch):
    import pandas as pd

    monkeypatch.setattr(workbook, "ROWS", 2)
    with pytest.raises(UsageError, match="3 rows are more than a sheet holds"):
        workbook.workbook({"plans": pd.DataFrame({"plan": ["a", "b", "c"]})})
