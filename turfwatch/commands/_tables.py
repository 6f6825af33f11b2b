"""Tables for people, on standard output; plain text when it is not a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_COLUMNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "blocks": (("role", "role"), ("region", "region"), ("prominence", "prom."), ("text", "text")),
    "claims": (
        ("claim_type", "type"), ("strength", "strength"), ("audience", "for"),
        ("capability", "what"), ("text", "claim"),
    ),
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


def print_extracted(what: str, rows: Iterable[dict[str, Any]]) -> None:
    """One table over all inputs: an item a line; what was no claim is counted, not listed."""
    name = "entries" if what == "releases" else what
    items = [item for row in rows for item in row.get(name, [row])]
    shown = [item for item in items if what != "claims" or item.get("is_claim")]
    table = Table(box=None, pad_edge=False, header_style="dim")
    for key, title in _COLUMNS[name]:
        table.add_column(title, justify="right" if key in _NUMBERS else "left", overflow="fold")
    for item in shown:
        table.add_row(*(_cell(item, key) for key, _ in _COLUMNS[name]))
    console = Console(width=None if Console().is_terminal else 120)
    console.print(table if shown else Text(f"no {what} found"))
    if what == "claims":
        console.print(f"claims: {len(shown)} of {len(items)} pieces of text", style="dim")


def _cell(item: Mapping[str, Any], key: str) -> Text:
    value = item.get(key)
    if key == "amount" and value is None and (item.get("custom") or item.get("free")):
        return Text("on request" if item.get("custom") else "free")
    return Text("" if value is None else str(value))
