"""Toggles that keep their other price in an attribute: spelled out as elements before reading."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from extract.pricing.money import NUMBER, SIGN
from extract.pricing.terms import span_word

_AMOUNT = re.compile(rf"^\s*(?:(?:{SIGN})\s?)?(?:{NUMBER})(?:\s?(?:{SIGN}))?\s*$")


def spell_out(soup: BeautifulSoup) -> None:
    """Replace `<b data-monthly="10" data-yearly="96">10</b>` by one element for each position."""
    for tag in soup.find_all(True):
        found = _amounts(tag)
        if len(found) == 2 and tag.find(True) is None:
            _replace(soup, tag, found)


def _amounts(tag: Tag) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tag.attrs.items():
        if (
            not key.startswith(("data-", "x-", "v-"))
            or not isinstance(value, str)
            or not _AMOUNT.match(value)
        ):
            continue
        position = span_word(re.sub(r"[_-]", " ", key))
        if position is not None:
            found.setdefault(position, value.strip())
    return found


def _replace(soup: BeautifulSoup, tag: Tag, found: dict[str, str]) -> None:
    """The sign beside the figure goes with each of the two."""
    text = tag.get_text(strip=True)
    sign_inside = re.search(rf"{SIGN}", text)
    sign, behind = (sign_inside[0], sign_inside.start() > 0) if sign_inside else _take_sign(tag)
    holder = soup.new_tag("span")
    for position in ("month", "year"):
        value = found[position]
        if not re.search(rf"{SIGN}", value):
            value = f"{value}{sign}" if behind else f"{sign}{value}"
        part = soup.new_tag("span", attrs={"data-toggle-position": position})
        part.string = f" {value} "
        holder.append(part)
    tag.replace_with(holder)


def _take_sign(tag: Tag) -> tuple[str, bool]:
    for neighbour, behind in ((tag.previous_sibling, False), (tag.next_sibling, True)):
        if neighbour is None:
            continue
        text = neighbour.get_text()
        match = (
            re.search(rf"(?:{SIGN})\s*$", text)
            if not behind
            else re.match(rf"\s*(?:{SIGN})(?![A-Za-z])", text)
        )
        if match:
            rest = text[: match.start()] if not behind else text[match.end() :]
            if isinstance(neighbour, Tag):
                neighbour.string = rest
            else:
                neighbour.replace_with(rest)
            return match[0].strip(), behind
    return "", False
