"""A pricing page as plans: tables and cards read, toggles settled, gates attached."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from extract.pricing import cards, gates, offers, points, spots, tables, toggles
from extract.pricing.cards import Card
from extract.pricing.layout import Layout, lay_out, prune, soup_of
from extract.pricing.money import CURRENCIES, SIGN, Locale, locale_of
from extract.pricing.names import name_key
from extract.pricing.points import Point
from extract.pricing.tables import Comparison
from turfwatch.types import Gate, Plan

_PRICED = re.compile(rf"(?:{SIGN})\s?\d|\d\s?(?:{SIGN})(?![A-Za-z])|&(?:euro|pound|yen);\s?\d|\d\s?&(?:euro|pound|nbsp;€)", re.IGNORECASE)
_WORDS = re.compile(r"\bpricing\b|\bplans\b|\bper (?:month|user|seat|year)\b|/ ?mo(?:nth)?\b", re.IGNORECASE)


def looks_priced(html_or_text: str) -> bool:
    """A cheap test, by regular expression, whether a page is worth parsing for plans."""
    text = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", " ", html_or_text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"<[^>]*>", "", text)
    return bool(_PRICED.search(text)) and (bool(_WORDS.search(text)) or len(_PRICED.findall(text)) > 1)


def plans(html: str, url: str = "") -> tuple[Plan, ...]:
    """Every price point a page states, in page order; a page without prices gives ().

    A monthly and a yearly price of one plan are two entries. Amounts are Decimal, currencies ISO
    4217 codes (`%` for a share of the transaction). Anything unreadable is left out, never raised.
    """
    if not html.strip():
        return ()
    soup = soup_of(html)
    declared = offers.read(soup)
    locale = _locale(soup, url, declared)
    prune(soup)
    toggles.spell_out(soup)
    body = soup.body or soup
    comparisons = _take_tables(body, locale)
    layout = lay_out(body)
    found = cards.find(layout, spots.find(layout, locale), priced=any(table.points for table in comparisons))
    read = [(card, point) for card in found for point in _points(layout, card)]
    all_points = [point for _, point in read] + [p for table in comparisons for p in table.points]
    settled = points.settle_toggles(all_points)
    with_gates = [
        replace(plan, gates=gates.merged(own, tables.merge(plan, comparisons)))
        for plan, own in zip(settled, _own_gates(layout, read, len(all_points)), strict=True)
    ]
    result = _priced_or_nothing(_distinct(with_gates))
    return offers.fill(result, declared) or offers.alone(declared)


def _locale(soup: BeautifulSoup, url: str, declared: tuple[offers.Offer, ...]) -> Locale:
    language = str(soup.html.get("lang") or "") if soup.html else ""
    host = urlsplit(url).hostname or ""
    locale = locale_of(language, soup.get_text(" ")[:200_000], host.rpartition(".")[2])
    codes = {o.currency for o in declared if o.currency}
    if locale.stated is None and len(codes) == 1:
        locale = replace(locale, stated=codes.pop())
    return locale


def _take_tables(body: Tag, locale: Locale) -> list[Comparison]:
    """Read the tables and take them out, so that cards are looked for in the rest."""
    found = []
    for table in body.find_all(lambda t: t.name == "table" or t.get("role") in {"table", "grid"}):
        if table.decomposed:
            continue
        comparison = tables.read(table, locale)
        if comparison.points or comparison.gates:
            found.append(comparison)
            table.decompose()
    return found


def _points(layout: Layout, card: Card) -> list[Point]:
    return points.read(layout.lines, card.spots, card.low, card.high, card.name, layout.root)


def _own_gates(layout: Layout, read: list[tuple[Card, Point]], total: int) -> list[tuple[Gate, ...]]:
    own = [_bullets(layout, card) for card, _ in read]
    return own + [()] * (total - len(own))


def _bullets(layout: Layout, card: Card) -> tuple[Gate, ...]:
    found = []
    for number in range(card.low, card.high):
        line = layout.lines[number]
        if line.item is None or line.button or line.level or layout.range(line.item)[0] != number:
            continue
        low, high = layout.range(line.item)
        if low <= card.low and high >= card.high:
            continue
        if (gate := gates.bullet(line.item, line.text)) is not None:
            found.append(gate)
    return gates.merged(found)


def _distinct(found: list[Plan]) -> list[Plan]:
    """One entry a price point, however often the page repeats it (a phone and a desktop version)."""
    seen: dict[tuple[object, ...], Plan] = {}
    for plan in found:
        note = plan.billing_note
        key = (name_key(plan.name), plan.product, plan.amount, plan.currency, plan.period, plan.unit, plan.custom, note)
        if key in seen:
            seen[key] = replace(seen[key], gates=gates.merged(seen[key].gates, plan.gates))
        else:
            seen[key] = plan
    return list(seen.values())


def _priced_or_nothing(found: list[Plan]) -> tuple[Plan, ...]:
    return tuple(found) if any(p.amount is not None for p in found) else tuple(p for p in found if p.custom and p.name)


__all__ = ["CURRENCIES", "looks_priced", "plans"]
