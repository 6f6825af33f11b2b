"""Prices in sentences: what they add about plans the page shows, and plans told in prose alone.

A sentence may state the other period of a plan that has a card or a column (`Pro is $1,000/year`),
name the free plan that the paid ones start beside, or add a price by use to base fees (`then $0.80
per call`). Only a page about prices that shows no plan at all has its plans read from sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.pricing import terms
from extract.pricing.lines import Line
from extract.pricing.money import Locale, Money, prices
from extract.pricing.names import clean_name, name_key
from turfwatch.types import Period, Plan

_BY = r"(?:\s+(?:por|per|pro|par|by the|billed|paid|pagad[oa]|im|all['’])\s?[^\W\d_]{2,12})?"
_LINK = (
    rf"(?:\s+(?:plan|tier))?{_BY}\s*(?:\b(?:at|for|is|costs|starts at|from)\b|:|–|—|\()\s*(?:just |only )?"
)
_FREE_PLAN = re.compile(
    r"\b(?:[Oo]ur|[Tt]he) free (?P<name>[A-Z]\w+(?: [A-Z]\w+)?) (?:plan|tier) (?:includes|gives|comes"
    r"|covers|has|offers|lets)\b"
)
_WORD = r"[^\W\d_a-z][\w+&-]*"
_TOLD = re.compile(
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})(?: (?i:plan|tier|edition|package|licen[cs]e|tarif|paket|abo))?"
    r"(?: ?[(:]| [–—-]| (?:is|costs?|(?:starts?|is priced|comes in) at|runs (?:at|for)?|kostet|coûte|cuesta"
    r"|costa|kost|koster|kostar))"
    r"(?: ?(?:just|only|from|nur|ab|seulement|solo|alleen|bare|à partir de|desde))?\s*$"
)
_NOT_A_NAME = re.compile(
    r"(?:It|This|That|There|Each|Every|Everything|We|You|They|Our|Your|What|Which|One|Shipping|Support|Es|Das|Dies"
    r"|Il|Elle|Cela|Ce|Esto|Eso|The price|Pricing|Price|Preis|Prix|Precio)\b"
)
_ARTICLE = re.compile(r"^(?:The|Our|And|Der|Die|Das|Unser|Le|La|Les|L’|Notre|El|Il|De|Het|Und|Et|Y) (?=\S)")
_BY_THE_YEAR = re.compile(  # `Pay for a year in advance and it is $790`
    r"\b(?:a|per|the|one|by the) (?:whole |full )?year\b[^.!?]{0,40}\b(?:is|it[’']s|costs|pay|comes to)\s*$",
    re.IGNORECASE,
)
_EACH = re.compile(r"\s*(?:each|apiece)\b", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst [\d,.]+[kKmM]? (?P<unit>[^\W\d]\w+)", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|oder|ou|o|of|eller)\s*$", re.IGNORECASE)
_THEN = re.compile(
    r"(?:\bthen\b|\bplus\b|\band\b|\+|\bdann\b|\bpuis\b|\bluego\b|\bpoi\b|\bdaarna\b)"
    r"(?: (?:just|only|from|nur|seulement|solo))?\s*$",
    re.IGNORECASE,
)


def add(plans: list[Plan], text: str, locale: Locale) -> list[Plan]:
    """The plans with the price points that sentences add to them."""
    if not any(plan.amount for plan in plans):
        return plans
    text = " ".join(text.split())
    found = list(plans)
    for name in dict.fromkeys(p.name for p in plans if p.name and p.amount):
        known = [p for p in plans if p.name == name and p.amount]
        added = [
            point
            for match in _mentions(name, text)
            if (point := _point(known, text[match.end() :][:60], locale))
        ]
        found += list({p.period: p for p in reversed(added)}.values())
    return found + _free(found, text)


def _mentions(name: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}{_LINK}(?=.{{0,5}}\d)", text))


def _point(known: list[Plan], after: str, locale: Locale) -> Plan | None:
    """A price for a period the plan has none for, in its currency and of a credible size."""
    money = next(iter(prices(after, locale)), None)
    if money is None or after[: money.start].strip():
        return None
    said = terms.read("", _clause(after[money.end :]))
    base = known[0]
    if (
        said.period not in {"month", "year"}
        or said.period in {p.period for p in known}
        or money.currency != base.currency
    ):
        return None
    if base.period not in {"month", "year"} or base.amount is None:
        return None
    words = f"{base.name} {after[: money.end]}"
    point = replace(
        base, amount=money.amount, period=said.period, billing_note="; ".join(said.notes) or None, text=words
    )
    year, month = (point, base) if said.period == "year" else (base, point)
    return point if _is_yearly(year, month) else None


def _is_yearly(year: Plan, month: Plan) -> bool:
    """Whether one amount can be the price of a year of what the other costs a month."""
    if not year.amount or not month.amount:
        return False
    return Decimal(6) <= year.amount / month.amount <= Decimal(13)


def _free(plans: list[Plan], text: str) -> list[Plan]:
    match = _FREE_PLAN.search(text)
    if match is None or any(p.free for p in plans):
        return []
    return [Plan(match["name"], Decimal(0), free=True, text=match[0])]


def by_use(plans: Sequence[Plan], lines: Iterable[Line], locale: Locale) -> list[Plan]:
    """Prices by use that a sentence adds to the base fees of all plans, named by a heading of their own."""
    known = {(plan.amount, plan.currency, plan.period) for plan in plans}
    found: list[Plan] = []
    lines = list(lines)
    for line, money, before, after in _stated(lines, locale):
        said = terms.read("", _clause(after))
        each = _EACH.match(after) and _FIRST.search(before)
        unit = each["unit"] if each else said.unit if said.period == "usage" else None
        if unit is None or not _THEN.search(before):
            continue
        if (money.amount, money.currency, "usage") not in known and any(plan.amount for plan in plans):
            known.add((money.amount, money.currency, "usage"))
            name = _heading(lines[max(0, lines.index(line) - 1) : lines.index(line)]) or None
            found.append(Plan(name, money.amount, money.currency, "usage", unit, text=line.text))
    return found


def beside(plans: Sequence[Plan], lines: Iterable[Line], locale: Locale) -> list[Plan]:
    """Plans that a sentence prices beside those the page shows: `Vault Cloud is $12 per month`.

    In the currency of the others, with a period, and vouched for: by the heading it stands under, or
    by a plan of the same first word. `or $120 per year` behind it is the same plan's.
    """
    currencies = {plan.currency for plan in plans if plan.amount}
    known = {name_key(plan.name) for plan in plans}
    lines = list(lines)
    found: list[Plan] = []
    for line, money, before, after in _stated(lines, locale, answers=True):
        said = terms.read("", _clause(after))
        if said.period not in {"month", "year"} or money.currency not in currencies or line.item is not None:
            continue
        if found and found[-1].text == line.text and _OR.search(before):
            found += _other_period(found[-1], money, said.period)
            continue
        match = _TOLD.search(before)
        if match is None or before[: match.start()].rstrip()[-1:] not in {"", ".", "!"}:
            continue
        name = _vouched(_ARTICLE.sub("", match["name"]), _heading(lines[: lines.index(line)]), plans)
        if name is not None and name_key(name) not in known and not _NOT_A_NAME.match(match["name"]):
            note = "; ".join(said.notes) or None
            plan = Plan(name, money.amount, money.currency, said.period, said.unit, note, text=line.text)
            found.append(plan)
    return found


def _other_period(plan: Plan, money: Money, period: Period) -> list[Plan]:
    """The price of a year beside that of a month, or the other way round."""
    point = replace(plan, amount=money.amount, period=period)
    year, month = (point, plan) if period == "year" else (plan, point)
    return [point] if plan.period != period and _is_yearly(year, month) else []


def _vouched(name: str, heading: str, plans: Sequence[Plan]) -> str | None:
    """The name when the page presents it as its own: `Sync` under `Vault Sync`."""
    if clean_name(name) is None:
        return None
    if f" {heading}".endswith(f" {name}"):
        return heading
    first = name.casefold().split()[0]
    return name if any(plan.name and plan.name.casefold().split()[0] == first for plan in plans) else None


def _heading(above: Sequence[Line]) -> str:
    """The nearest heading above a line when it can be a name, else the empty string."""
    text = next((line.text for line in reversed(above) if line.level), "")
    return text if clean_name(text) else ""


def told(lines: Iterable[Line], locale: Locale) -> list[Plan]:
    """The plans of a page that prices them in sentences: `Pro is €49 per month`."""
    found: dict[tuple[object, ...], Plan] = {}
    for line, money, before, after in _stated(lines, locale):
        match = _TOLD.search(before)
        said = terms.read("", _clause(after))
        if match is None and found and _BY_THE_YEAR.search(before) and said.period is None:
            last = list(found.values())[-1]
            yearly = replace(last, amount=money.amount, period="year", billing_note=None, text=line.text)
            if last.currency == money.currency and _is_yearly(yearly, last):
                found.setdefault((last.name, "year"), yearly)
            continue
        if match is None or _NOT_A_NAME.match(match["name"]) or (said.period is None and said.unit is None):
            continue
        name = clean_name(_ARTICLE.sub("", match["name"]))
        if name is not None:
            words = f"{before[match.start() :]}{_clause(f'{money.amount}{after}')}"
            plan = Plan(
                name,
                money.amount,
                money.currency,
                said.period,
                said.unit,
                "; ".join(said.notes) or None,
                free=not money.amount,
                text=words.strip(),
            )
            found.setdefault((name, said.period), plan)
    return list(found.values())


def _stated(
    lines: Iterable[Line], locale: Locale, *, answers: bool = False
) -> Iterable[tuple[Line, Money, str, str]]:
    """Every amount in lines that are not quotes, nor (unless asked for) answers, with the words around it."""
    for line in lines:
        if (line.question and not answers) or line.button or line.text[:1] in "\"“„«'‘":
            continue
        for money in prices(line.text, locale):
            yield line, money, line.text[: money.start], line.text[money.end :]


def _clause(text: str) -> str:
    """The words up to the next stop: what is said of the amount before them."""
    return re.split(r"[;()]|[.,](?!\d)|\band\b|\bund\b|\bet\b", text)[0]
