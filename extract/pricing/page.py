"""A pricing page as plans: tables and cards read, toggles settled, gates attached."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from extract.pricing import (
    cards,
    features,
    flat,
    gates,
    grids,
    offers,
    points,
    products,
    prose,
    spots,
    tables,
    toggles,
)
from extract.pricing.layout import lay_out
from extract.pricing.lines import Layout, Line
from extract.pricing.money import SIGN, Locale, locale_of
from extract.pricing.names import name_key
from extract.pricing.naming import Card
from extract.pricing.points import Point
from extract.pricing.priced_cells import Comparison
from extract.pricing.prune import prune, soup_of
from turfwatch.types import Plan

_PRICED = re.compile(
    rf"(?:{SIGN})\s?\d|\d\s?(?:{SIGN})(?![A-Za-z])|&(?:euro|pound|yen);\s?\d|\d\s?&(?:euro|pound"
    rf"|nbsp;€)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\bpricing\b|\bplans\b|\bper (?:month|user|seat|year)\b|/ ?mo(?:nth)?\b", re.IGNORECASE)
_ABOUT_PRICES = re.compile(
    r"\b(?:pric(?:es?|ing)|plans|costs?|rates|fees|preise?|tarife?|kosten|tarifs?|prix|precios?|planes|prezzi|prijzen"
    r"|preços|planos|priser|料金)\b",
    re.IGNORECASE,
)
_VERSUS_URL = re.compile(
    r"/(?:compare|comparisons?|vs|versus|alternatives?)(?:/|$)|[-/]vs[-/]|-alternatives?/?$", re.IGNORECASE
)
_VERSUS = re.compile(r"\bvs\b\.?|\bversus\b|\balternatives? to\b", re.IGNORECASE)


def looks_priced(html_or_text: str) -> bool:
    """A cheap test, by regular expression, whether a page is worth parsing for plans."""
    text = re.sub(
        r"<(?:script|style)\b.*?</(?:script|style)>", " ", html_or_text, flags=re.DOTALL | re.IGNORECASE
    )
    # The sign, the figure and the words behind it may be elements of their own.
    text = re.sub(r"(?:<[^>]*>|\s)+", " ", text)
    found = _PRICED.findall(text)
    return len(found) > 1 or bool(found and _WORDS.search(text))


def plans(html: str, url: str = "") -> tuple[Plan, ...]:
    """Every price point a page states, in page order; a page without prices gives ().

    A monthly and a yearly price of one plan are two entries. Amounts are Decimal, currencies ISO
    4217 codes (`%` for a share of the transaction). Anything unreadable is left out, never raised.
    On a comparison page the columns are companies, so it has no plans either.
    """
    if not html.strip() or _VERSUS_URL.search(urlsplit(url).path):
        return ()
    soup = soup_of(html)
    if any(_VERSUS.search(tag.get_text(" ")) for tag in soup(["title", "h1"])):
        return ()
    declared = offers.read(soup)
    title = soup.title.get_text(" ") if soup.title else ""
    locale = _locale(soup, url, declared)
    body = soup.body or soup
    prose_text = body.get_text(" ")
    prune(soup)
    toggles.link(soup)
    toggles.spell_out(soup)
    flat.unroll(soup, body)
    about = _is_about_prices(soup, title, url)
    comparisons = _take_tables(body, locale)
    layout = lay_out(body)
    found = cards.find(
        layout, spots.find(layout, locale), priced=any(table.points for table in comparisons), about=about
    )
    comparisons += grids.read(layout, found)
    read = [_Found(p, card, _section(layout, card, found)) for card in found for p in _points(layout, card)]
    read += [_Found(p, None, table.heading) for table in comparisons for p in table.points]
    shown = prose.add(_finished(layout, read, comparisons), prose_text, locale)
    between = _between(layout, found)
    shown += prose.by_use(shown, between, locale)
    shown += prose.beside(shown, between, locale)
    if about and not any(plan.amount is not None for plan in shown):
        shown = prose.told(layout.lines, locale) or shown
    result = _priced_or_nothing(shown)
    return offers.fill(result, declared) or offers.alone(declared)


@dataclass(frozen=True, slots=True)
class _Found:
    """A price point with the card it was read from, if any, and the heading of its section."""

    point: Point
    card: Card | None
    heading: str | None


def _finished(layout: Layout, read: list[_Found], comparisons: list[Comparison]) -> list[Plan]:
    """Points as plans: products assigned, toggles settled, gates attached, repeats merged."""
    assigned = products.assign([f.heading for f in read], [f.point.plan.name for f in read])
    placed = [
        replace(f.point, plan=_of_product(f.point.plan, f.point.plan.product or p))
        for f, p in zip(read, assigned, strict=True)
    ]
    held = features.of_cards(layout, [f.card for f in read if f.card])
    own = iter(held)
    bullets = [next(own) if f.card else () for f in read]
    return _distinct(
        [
            replace(plan, gates=gates.merged(own_gates, tables.merge(plan, comparisons)))
            for plan, own_gates in zip(toggles.settle(placed), bullets, strict=True)
        ]
    )


def _of_product(plan: Plan, product: str | None) -> Plan:
    if product != "Add-ons":
        return replace(plan, product=product)
    return replace(plan, product=product, billing_note="; ".join(filter(None, ["add-on", plan.billing_note])))


def _between(layout: Layout, found: list[Card]) -> list[Line]:
    """The lines that are in no card."""
    inside = {n for card in found for n in range(card.low, card.high)}
    return [line for number, line in enumerate(layout.lines) if number not in inside]


def _is_about_prices(soup: BeautifulSoup, title: str, url: str) -> bool:
    said = [title, urlsplit(url).path.replace("-", " "), *(tag.get_text(" ") for tag in soup("h1"))]
    return any(_ABOUT_PRICES.search(text) for text in said)


def _section(layout: Layout, card: Card, found: list[Card]) -> str | None:
    """The nearest heading above a card that is in no card itself; one of the card's rank is a neighbour's."""
    inside = {n for other in found for n in range(other.low, other.high)}
    lines = (layout.lines[n] for n in range(card.low - 1, -1, -1) if n not in inside)
    above = [line for line in lines if line.level]
    own = next((n.level for n in layout.lines[card.low : card.high] if n.level and n.text == card.name), 0)
    return next((line.text for line in above if line.level < own), above[0].text if above else None)


def _locale(soup: BeautifulSoup, url: str, declared: tuple[offers.Offer, ...]) -> Locale:
    language = str(soup.html.get("lang") or "") if soup.html else ""
    host = urlsplit(url).hostname or ""
    locale = locale_of(language, soup.get_text(" ")[:200_000], host.rpartition(".")[2])
    codes = {o.currency for o in declared if o.currency} | offers.marked_currencies(soup)
    if locale.stated is None and len(codes) == 1:
        locale = replace(locale, stated=codes.pop())
    return locale


def _take_tables(body: Tag, locale: Locale) -> list[Comparison]:
    """Read the tables and take them out, so that cards are looked for in the rest."""
    found = []
    for table in body.find_all(lambda t: t.name == "table" or t.get("role") in {"table", "grid"}):
        if table.decomposed or table.find("table") is not None:
            continue  # a table around tables is a frame, its cells hold the page
        if _is_answer(table):
            table.decompose()
            continue
        comparison = tables.read(table, locale)
        comparison.heading = _heading_of(table)
        if comparison.points or comparison.gates:
            found.append(comparison)
            table.decompose()
    return found


def _is_answer(table: Tag) -> bool:
    """Whether a table answers a question that is not about the vendor's prices: `How does that compare?`."""
    heading = table.find_previous(["h1", "h2", "h3", "h4"])
    if not isinstance(heading, Tag) or heading.name == "h1":
        return False
    text = heading.get_text(" ", strip=True)
    return text.endswith("?") and not _ABOUT_PRICES.search(text)


def _heading_of(table: Tag) -> str | None:
    heading = table.find("caption") or table.find_previous(["h1", "h2", "h3", "h4"])
    return " ".join(heading.get_text(" ").split()) if isinstance(heading, Tag) else None


def _points(layout: Layout, card: Card) -> list[Point]:
    return points.read(layout.lines, card.spots, card.low, card.high, card.name, layout.root)


def _distinct(found: list[Plan]) -> list[Plan]:
    """One entry a price point, however often the page repeats it (a phone and a desktop version)."""
    kept: list[Plan] = []
    for plan in found:
        place = next((i for i, other in enumerate(kept) if _same(plan, other) or _same(other, plan)), None)
        if place is None:
            kept.append(plan)
            continue
        fuller = kept[place] if _same(plan, kept[place]) else plan
        kept[place] = replace(fuller, gates=gates.merged(kept[place].gates, plan.gates))
    return kept


def _same(plan: Plan, other: Plan) -> bool:
    """Whether `plan` says nothing that `other` does not: the same price, told at most as fully."""
    if name_key(plan.name) != name_key(other.name) or (plan.product or other.product) != other.product:
        return False
    if plan.custom or other.custom or plan.amount != other.amount:
        return plan.custom and other.custom
    if (plan.currency or other.currency) != other.currency or (plan.unit or other.unit) != other.unit:
        return False
    if not plan.amount and plan.period is not None:  # a free plan stands under each position of a toggle
        return (plan.period, plan.billing_note) == (other.period, other.billing_note)
    return (plan.period or other.period) == other.period and (
        plan.billing_note or other.billing_note
    ) == other.billing_note


def _priced_or_nothing(found: list[Plan]) -> tuple[Plan, ...]:
    return (
        tuple(found)
        if any(p.amount is not None for p in found)
        else tuple(p for p in found if p.custom and p.name)
    )
