"""Monthly and yearly prices behind one switch: found in attributes, and told apart by size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bs4 import BeautifulSoup, Tag

from extract.pricing.money import NUMBER, SIGN
from extract.pricing.points import Point
from extract.pricing.terms import span_word
from turfwatch.types import Plan

_AMOUNT = re.compile(rf"^\s*(?:(?:{SIGN})\s?)?(?:{NUMBER})(?:\s?(?:{SIGN}))?\s*$")


def link(soup: BeautifulSoup) -> None:
    """Mark the panel a tab or radio named `Monthly` or `Yearly` opens with the tab's position."""
    for switch in soup.find_all(lambda tag: bool(_aims(tag))):
        position = span_word(switch.get_text(" ", strip=True)[:60])
        panels = [panel for key in _aims(switch) if isinstance(panel := soup.find(id=key), Tag)]
        for panel in panels:
            if position is not None:
                panel["data-toggle-position"] = position
    for panel in soup.find_all(lambda tag: tag.get("aria-labelledby") is not None):
        tab = soup.find(id=str(panel["aria-labelledby"]))
        if isinstance(tab, Tag) and (position := span_word(tab.get_text(" ", strip=True)[:60])):
            panel.attrs.setdefault("data-toggle-position", position)


def _aims(tag: Tag) -> list[str]:
    """The ids of the elements a switch opens."""
    values = [
        str(tag.get(key) or "") for key in ("aria-controls", "data-target", "data-bs-target", "data-tab")
    ]
    values.append(str(tag.get("href") or "") if tag.name == "a" else "")
    return [value.lstrip("#") for value in values[:4] if value] + [
        v[1:] for v in values[4:] if v[:1] == "#" and v[1:]
    ]


def spell_out(soup: BeautifulSoup) -> None:
    """Replace `<b data-monthly="10" data-yearly="96">10</b>` by one element for each position."""
    for tag in soup.find_all(True):
        found = _amounts(tag)
        shown = _shown(tag, found) if len(found) == 2 else None
        if shown is not None and shown.parent is not None:  # else spelt out with the element around it
            _replace(soup, shown, found)


def _shown(tag: Tag, found: dict[str, str]) -> Tag | None:
    """The element that shows one of the two amounts: the switched one itself, or a part of it."""
    if tag.find(True) is None:
        return tag
    values = {_digits(value) for value in found.values()}
    leaves = [part for part in tag.find_all(True) if part.find(True) is None]
    return next((part for part in leaves if _digits(part.get_text()) in values), None)


def _digits(text: str) -> str:
    return re.sub(r"[^\d.,]", "", text)


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


def settle(points: Sequence[Point]) -> list[Plan]:
    """Decide what an unlabelled figure under `yearly` means from the monthly price beside it.

    A yearly figure about as high as the monthly one is a monthly price billed annually; one several
    times higher is the price of a year. Without the other figure it stays undecided.
    """
    monthly = {
        _who(p): p.plan
        for p in points
        if p.toggle == "month" or (p.toggle is None and p.plan.period == "month")
    }
    return [_settled(point, monthly.get(_who(point))) for point in points]


def _who(point: Point) -> tuple[object, ...]:
    return point.plan.name, point.plan.product, point.plan.unit, point.plan.currency


def _settled(point: Point, month: Plan | None) -> Plan:
    plan = point.plan
    if plan.amount is None or plan.custom:
        return plan
    if point.toggle == "month" and plan.period is None:
        return replace(plan, period="month")
    if point.toggle != "year" or month is None or not month.amount or plan.amount == 0:
        return plan
    times = plan.amount / month.amount
    if times > 4 and plan.period in {None, "month"}:
        note = "; ".join(n for n in (plan.billing_note or "").split("; ") if n and n != "billed annually")
        return replace(plan, period="year", billing_note=note or None)
    if times <= Decimal("1.2") and plan.period in {None, "year"}:
        return replace(
            plan, period="month", billing_note="; ".join(filter(None, [plan.billing_note, "billed annually"]))
        )
    return plan
