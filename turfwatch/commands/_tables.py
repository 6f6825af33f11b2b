"""Tables for people, on standard output; plain text when it is not a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "blocks": (("role", "role"), ("region", "region"), ("prominence", "prom."), ("text", "text")),
    "claims": (("claim_type", "type"), ("text", "claim"), ("slots", "says")),
    "plans": (
        ("name", "plan"), ("amount", "amount"), ("currency", "currency"), ("period", "period"),
        ("unit", "unit"), ("billing_note", "billing"),
    ),
    "entries": (
        ("date", "date"), ("version", "version"), ("kind", "kind"), ("title", "title"),
        ("capability", "capability"),
    ),
}  # fmt: skip
_NUMBERS = {"amount", "prominence"}
_PIPE = 120  # columns when nobody looks
_QUOTE = 45  # columns a claim needs to be read


def print_extracted(what: str, rows: Iterable[dict[str, Any]]) -> None:
    """One table over all inputs: an item a line; what was no claim is counted, not listed."""
    name = "entries" if what == "releases" else what
    items = [item for row in rows for item in row[name]]
    console = Console(width=None if Console().is_terminal else _PIPE)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key, title in _COLUMNS[name]:
        table.add_column(
            title, justify="right" if key in _NUMBERS else "left", overflow="fold",
            min_width=_QUOTE if (name, key) == ("claims", "text") else None,
            max_width=max(20, console.width // 4) if key == "slots" else None,
        )  # fmt: skip
    for item in items:
        table.add_row(*(_cell(item, key) for key, _ in _COLUMNS[name]))
    console.print(table if items else Text(f"no {what} found"))


def _cell(item: Mapping[str, Any], key: str) -> Text:
    value = _slots(item) if key == "slots" else item.get(key)
    if key == "amount" and value is None and (item.get("custom") or item.get("free")):
        return Text("contact sales" if item.get("custom") else "free")
    return Text("" if value is None else " ".join(str(value).split()))


def _slots(claim: Mapping[str, Any]) -> str:
    """What a claim says beside its type, in one cell: `strong · for agencies · vs Quarrel · 40%`."""
    said = (
        (claim["strength"] if claim["strength"] != "plain" else None, ""),
        (claim["audience"], "for "),
        (claim["compared_to"], "vs "),
        (claim["quantity"], ""),
    )
    return " · ".join(word + value for value, word in said if value)
