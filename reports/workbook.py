"""`strategy.xlsx`: contents, then every table on a sheet of its own, ready to filter and to pivot.

Text is written as text: nothing a competitor wrote becomes a formula or a link. Needs XlsxWriter, which the
extra `turfwatch[xlsx]` brings.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reports.exports import ABOUT
from turfwatch.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

FILE = "strategy.xlsx"
CONTENTS = "contents"
WIDEST, NARROWEST = 60, 8  # characters of a column
CELL = 32_000  # characters; a spreadsheet's cell holds 32,767
ROWS = 1_000_000  # a sheet's, near enough
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "valign": "top", "bg_color": "#EFF5F3"},
    "name": {"font_color": "#0B5D57", "underline": 1},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "money": {"num_format": "#,##0.00##"},
    "share": {"num_format": "0%"},
    "number": {"num_format": "0.00"},
}
SHARES = frozenset(
    {"presence", "share", "consistency", "feature_share", "prominence"}
)  # 0…1, read as per cent


def workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The tables as one workbook: header frozen, filters on, dates and numbers as such.

    Raises UsageError when XlsxWriter is not installed or a table has more rows than a sheet.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError(
            "Workbooks need XlsxWriter, which is not installed",
            hint="install the extra `turfwatch[xlsx]`, or use --format csv",
        ) from error
    buffer = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **plain})
    formats = {name: book.add_format(dict(looks)) for name, looks in FORMATS.items()}
    _contents(book.add_worksheet(CONTENTS), tables, formats)
    for name, frame in tables.items():
        if len(frame) > ROWS:
            raise UsageError(f"{name}: {len(frame):,} rows are more than a sheet holds", hint="use --since")
        _sheet(book.add_worksheet(name), frame, formats)
    book.close()
    return buffer.getvalue()


def _contents(sheet: Any, tables: Mapping[str, pd.DataFrame], formats: Mapping[str, Any]) -> None:
    """Which sheets there are, what a row of each is, and how many rows it has."""
    for place, title in enumerate(("sheet", "a row is", "rows")):
        sheet.write_string(0, place, title, formats["head"])
    for line, (name, frame) in enumerate(tables.items(), 1):
        sheet.write_url(line, 0, f"internal:'{name}'!A1", formats["name"], name)
        sheet.write_string(line, 1, ABOUT[name])
        sheet.write_number(line, 2, len(frame))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 2, NARROWEST)
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(2)
    _printed(sheet)
    sheet.fit_to_pages(1, 0)


def _sheet(sheet: Any, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    rows = frame.astype(object).where(frame.notna(), None)
    for place, column in enumerate(rows.columns):
        values = rows[column].tolist()
        sheet.write_string(0, place, column, formats["head"])
        number = formats["share" if column in SHARES else "number"]
        for line, value in enumerate(values, 1):
            _write(sheet, line, place, value, formats, number)
        longest = max((len(str(v)) for v in values[:500] if v is not None), default=0)
        sheet.set_column(place, place, min(max(longest + 2, len(column) + 4, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(rows.columns) - 1)
    _printed(sheet)


def _printed(sheet: Any) -> None:
    """On paper: across, the header on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)


def _write(sheet: Any, line: int, place: int, value: Any, formats: Mapping[str, Any], number: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    elif isinstance(value, Decimal):
        sheet.write_number(line, place, float(value), formats["money"])
    elif isinstance(value, float):
        sheet.write_number(line, place, value, number)
    elif isinstance(value, int):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:CELL])
