"""`strategy.xlsx`: every table on a sheet of its own, ready to filter and to pivot.

Text is written as text: nothing a competitor wrote becomes a formula or a link. Needs XlsxWriter, which the
extra `turfwatch[xlsx]` brings.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from turfwatch.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

FILE = "strategy.xlsx"
WIDEST, NARROWEST = 60, 8  # characters of a column
CELL = 32_000  # characters; a spreadsheet's cell holds 32,767
ROWS = 1_000_000  # a sheet's, near enough


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
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00##"}),
    }
    for name, frame in tables.items():
        if len(frame) > ROWS:
            raise UsageError(f"{name}: {len(frame):,} rows are more than a sheet holds", hint="use --since")
        _sheet(book.add_worksheet(name), frame, formats)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, frame: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    rows = frame.astype(object).where(frame.notna(), None)
    for place, column in enumerate(rows.columns):
        values = rows[column].tolist()
        sheet.write_string(0, place, column, formats["head"])
        for line, value in enumerate(values, 1):
            _write(sheet, line, place, value, formats)
        longest = max((len(str(v)) for v in values[:500] if v is not None), default=0)
        sheet.set_column(place, place, min(max(longest, len(column) + 3, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(rows.columns) - 1)
    sheet.hide_gridlines(0)


def _write(sheet: Any, line: int, place: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    elif isinstance(value, Decimal):
        sheet.write_number(line, place, float(value), formats["money"])
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:CELL])
