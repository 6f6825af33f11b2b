"""Comparison grids whose cells are loose boxes in one container, made into rows that can be read.

A CSS grid needs no row elements. How wide it is shows where prices stand: a run of as many price
boxes as there are plans, after one label.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from extract.pricing.money import SIGN

_PRICE = re.compile(rf"(?:{SIGN})\s?\d|\d\s?(?:{SIGN})(?![A-Za-z])")
_LEAF = frozenset({"div", "span", "p", "strong", "b"})


def unroll(soup: BeautifulSoup, root: Tag) -> None:
    """Give every flat grid of at least three rows its rows, as a table told by roles."""
    for container in root.find_all(["div", "section", "article"]):
        cells = container.find_all(True, recursive=False)
        if len(cells) >= 9 and all(_is_leaf(cell) for cell in cells):
            _into_rows(soup, container, cells)


def _is_leaf(cell: Tag) -> bool:
    return (cell.name in _LEAF or "-" in cell.name) and len(cell.get_text(" ", strip=True)) <= 80


def _into_rows(soup: BeautifulSoup, container: Tag, cells: list[Tag]) -> None:
    width = _width(cells)
    if width is None or container.get("role") in {"row", "table", "grid"}:
        return
    container["role"] = "table"
    for start in range(0, len(cells), width):
        row = soup.new_tag("div", attrs={"role": "row"})
        cells[start].insert_before(row)
        for cell in cells[start : start + width]:
            cell["role"] = "cell"
            row.append(cell.extract())


def _width(cells: list[Tag]) -> int | None:
    """How many boxes make a row: a label and one price for each plan, in whole rows."""
    priced = [bool(_PRICE.search(cell.get_text(" "))) for cell in cells]
    if not any(priced):
        return None
    first = priced.index(True)
    run = next((n for n, price in enumerate(priced[first:]) if not price), len(cells) - first)
    width = run + 1
    whole = len(cells) % width == 0 and len(cells) >= 3 * width and first % width == 1
    return width if run >= 2 and whole else None
