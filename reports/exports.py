"""Tables for strategy reviews: pandas frames of the contract's columns, and files of them.

`table` is pure (records in, frame out); `write` makes CSV, JSON or Parquet of a frame, and
`reports.workbook` one workbook of several. Columns have fixed kinds, so that an empty table has the same
types as a full one and `5` never becomes `5.0`.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from reports.files import write_whole
from reports.formatting import clean
from reports.rows import ROWS, Row
from turfwatch.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["csv", "json", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

PLACES = 10  # decimals of an amount in Parquet: a price for one token needs eight
TEXT, DATE, INTEGER, NUMBER, MONEY, FLAG = "str", "date", "Int64", "Float64", "money", "boolean"

# The first columns are the contract, in its order; the ones below a blank line came later.
COLUMNS: dict[str, dict[str, str]] = {
    "signals": {
        "signal_id": TEXT, "date": DATE, "competitor": TEXT, "kind": TEXT, "segment": TEXT,
        "stage_from": TEXT, "stage_to": TEXT, "score": NUMBER, "severity": TEXT, "summary": TEXT,
        "url": TEXT, "evidence": TEXT, "goal": TEXT, "owner": TEXT, "status": TEXT,

        "before": TEXT, "captures": TEXT, "why": TEXT, "parts": TEXT, "suppressed": TEXT, "update_of": TEXT,
    },
    "changes": {
        "date": DATE, "competitor": TEXT, "url": TEXT, "change": TEXT, "claim_type": TEXT,
        "before": TEXT, "after": TEXT, "segment": TEXT,

        "segments": TEXT, "role": TEXT, "strength": TEXT, "claim_id": TEXT, "suppressed": TEXT,
    },
    "claims": {
        "claim_id": TEXT, "company": TEXT, "url": TEXT, "page_kind": TEXT, "role": TEXT,
        "claim_type": TEXT, "text": TEXT, "audience": TEXT, "capability": TEXT, "quantity": TEXT,
        "compared_to": TEXT, "strength": TEXT, "segments": TEXT, "first_seen": DATE,
        "last_seen": DATE, "active": FLAG,

        "places": INTEGER, "prominence": NUMBER,
    },
    "plans": {
        "date": DATE, "competitor": TEXT, "url": TEXT, "plan": TEXT, "event": TEXT, "amount": MONEY,
        "currency": TEXT, "period": TEXT, "unit": TEXT, "billing_note": TEXT, "custom": FLAG,
        "free": FLAG, "previous_amount": MONEY, "change_pct": NUMBER,

        "product": TEXT, "detail": TEXT,
    },
    "releases": {
        "date": DATE, "competitor": TEXT, "url": TEXT, "version": TEXT, "title": TEXT, "kind": TEXT,
        "capability": TEXT, "segments": TEXT,

        "first_seen": DATE, "baseline": FLAG,
    },
    "prices": {
        "competitor": TEXT, "url": TEXT, "series": TEXT, "product": TEXT, "plan": TEXT, "currency": TEXT,
        "period": TEXT, "unit": TEXT, "billing_note": TEXT, "amount": MONEY, "custom": FLAG,
        "free": FLAG, "since": DATE, "until": DATE,
    },
    "cadence": {
        "competitor": TEXT, "month": DATE, "releases": INTEGER, "features": INTEGER,
        "improvements": INTEGER, "fixes": INTEGER, "deprecations": INTEGER, "security": INTEGER,
        "pricing": INTEGER, "other": INTEGER, "feature_share": NUMBER,
    },
    "presence": {
        "date": DATE, "company": TEXT, "segment": TEXT, "presence": NUMBER, "stage": TEXT,
        "share": NUMBER, "momentum": NUMBER, "consistency": NUMBER, "claims": INTEGER,
    },
    "positions": {
        "segment": TEXT, "claim": TEXT, "true": FLAG, "relevant": FLAG, "defensible": FLAG,
        "rivals": TEXT, "first_rival_date": DATE, "evidence": TEXT,

        "verdict": TEXT, "verdict_since": DATE, "previous": TEXT,
    },
}  # fmt: skip
NAMES = tuple(COLUMNS)
ABOUT: dict[str, str] = {
    "signals": "what was worth a person's minute, with its score, its sentences and where they stand",
    "changes": "a claim compared over time: new, dropped, reworded, strengthened …",
    "claims": "a claim and its life, wherever it stands on a company's site",
    "plans": "a plan at first sight (no event), or what happened to it",
    "releases": "an entry of release notes",
    "prices": "one price from since until, a point of a series compared on equal terms",
    "cadence": "what a company released in a month",
    "presence": "how much a company occupies a segment, from that day on",
    "positions": "a claim of ours under its three tests: true, relevant, defensible",
}
_KINDS = {column: kind for columns in COLUMNS.values() for column, kind in columns.items()}
_HELD = ("signals", "changes")  # tables with rows that were not told, and why


def table(name: str, records: Iterable[Any], *, suppressed: bool = False) -> pd.DataFrame:
    """The contract's table `name` (one of NAMES) of the records that belong to it, one row a fact.

    Records are Signal, Change, Lifetime (claims), PlanEvent, ReleaseSeen, PricePoint (prices),
    Cadence, Presence or Position.
    Changes and signals that were held back are left out unless `suppressed`. Raises UsageError for
    another name.
    """
    if name not in COLUMNS:
        raise UsageError(f"no table {name!r} to export", hint=f"one of: {', '.join(NAMES)}, all")
    if name in _HELD and not suppressed:
        records = [record for record in records if not record.suppressed]
    make = ROWS[name]
    return _frame([make(record) for record in records], COLUMNS[name])


def write(frame: pd.DataFrame, path: Path, format: Format, bom: bool = False) -> Path:
    """Write a frame to `path`, whole or not at all; `bom` helps older Excels see UTF-8 in a CSV.

    In CSV a cell that a spreadsheet would run as a formula gets an apostrophe in front.
    Raises UsageError for an unknown format or a missing Parquet writer.
    """
    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: _csv(frame).encode("utf-8-sig" if bom else "utf-8"),
        "json": lambda: _json(frame),
        "parquet": lambda: _parquet(frame),
    }
    if format not in writers:
        raise UsageError(f"no format {format!r}", hint=f"one of: {', '.join(FORMATS)}")
    return write_whole(path, writers[format]())


# --- files --------------------------------------------------------------------------------------

# A spreadsheet takes these for the start of a formula, the wide forms too in some locales.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*\s?%?")


def neutralise(cell: str) -> str:
    """The cell with an apostrophe before it when a spreadsheet would read it as a formula."""
    dangerous = _FORMULA.match(cell.lstrip(" \u00a0")) and not _PLAIN_NUMBER.fullmatch(cell)
    return f"'{cell}" if dangerous else cell


def _csv(frame: pd.DataFrame) -> str:
    cells = frame.astype(object).map(_cell)
    return str(cells.to_csv(index=False, lineterminator="\n"))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if _missing(value):
        return ""
    if isinstance(value, float):
        return format(Decimal(str(round(value, 6))).normalize(), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _json(frame: pd.DataFrame) -> bytes:
    rows = [
        {column: None if _missing(value) else value for column, value in row.items()}
        for row in frame.astype(object).to_dict(orient="records")
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.item()  # numpy's numbers


def _parquet(frame: pd.DataFrame) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "Parquet files need pyarrow, which is not installed",
            hint="install the extra `turfwatch[parquet]`, or use --format csv",
        ) from error
    types = {  # said, not guessed: a column without a value has the type of a full one
        TEXT: pyarrow.string(), DATE: pyarrow.date32(), INTEGER: pyarrow.int64(),
        NUMBER: pyarrow.float64(), MONEY: pyarrow.decimal128(28, PLACES), FLAG: pyarrow.bool_(),
    }  # fmt: skip
    columns = {
        column: pyarrow.array(
            [_exact(value) for value in frame[column].astype(object)], types[_KINDS[column]]
        )
        for column in frame.columns
    }
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


def _exact(value: Any) -> Any:
    """A value as Parquet takes it: an amount with at most the decimals its column has."""
    if isinstance(value, Decimal):
        return round(value, PLACES)
    return None if _missing(value) else value


def _frame(rows: Sequence[Row], columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {name: _series(name, [row[name] for row in rows], kind) for name, kind in columns.items()}
    )


def _series(name: str, values: list[Any], kind: str) -> pd.Series:
    import pandas as pd

    if kind == TEXT:  # other people's text: never more than one clean line a cell
        values = [clean(value) or None if value is not None else None for value in values]
    return pd.Series(values, name=name, dtype=object if kind in {DATE, MONEY} else kind)
