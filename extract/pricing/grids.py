"""Comparison grids built without a table: rows of boxes under a row of plan cards."""

from __future__ import annotations

from bs4 import Tag

from extract.pricing import gates
from extract.pricing.lines import Layout
from extract.pricing.naming import Card
from extract.pricing.priced_cells import Comparison

_CONTROLS = frozenset(("input", "select", "textarea", "button", "output", "meter", "progress"))


def read(layout: Layout, cards: list[Card]) -> list[Comparison]:
    """The gates of every row of cards that has rows of as many cells below it."""
    found = []
    for row in _rows_of_cards(cards):
        comparison = Comparison()
        lines = 0
        for element in layout.root.find_all(True):
            if len(cells := element.find_all(True, recursive=False)) == len(row) + 1:
                lines += _add(layout, comparison, row, cells)
        if lines > 1:  # a single line of boxes under the cards is something else
            found.append(comparison)
    return found


def _rows_of_cards(cards: list[Card]) -> list[list[Card]]:
    """Cards that stand side by side, two or more, all named."""
    rows: list[list[Card]] = []
    for card in cards:
        if card.siblings < 2 or card.name is None:
            continue
        if rows and rows[-1][-1].high <= card.low and len(rows[-1]) < card.siblings == rows[-1][0].siblings:
            rows[-1].append(card)
        else:
            rows.append([card])
    return [row for row in rows if len(row) > 1]


def _add(layout: Layout, comparison: Comparison, row: list[Card], cells: list[Tag]) -> bool:
    """Read one line of the grid, when its first box names a feature and the others are short."""
    if any(cell.name in _CONTROLS for cell in cells):
        return False
    ranges = [layout.range(cell) for cell in cells]
    low, high = ranges[0]
    if low < row[-1].high or high - low not in {1, 2} or layout.lines[low].level or layout.lines[low].button:
        return False
    if any(b - a > 2 or layout.lines[a].button for a, b in ranges[1:] if b > a):
        return False
    name = gates.tidy(layout.lines[low].text)
    texts = [" ".join(line.text for line in layout.lines[a:b]) for a, b in ranges[1:]]
    if not name or len(name) > 80 or any(len(text) > 60 for text in texts):
        return False
    values = [gates.cell(cell, text, name) for cell, text in zip(cells[1:], texts, strict=True)]
    icons = [cell.find(["i", "svg", "img"]) is not None for cell in cells[1:]]
    for card, gate in zip(row, gates.row(name, values, icons), strict=True):
        if gate is not None and card.name is not None:
            comparison.gates.setdefault(card.name, []).append(gate)
    return True
