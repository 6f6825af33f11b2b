"""Where a page states what something costs: price spots, `free`, and `talk to us`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.pricing import terms, wording
from extract.pricing.lines import Layout, Line
from extract.pricing.money import Locale, Money, bare_figure, prices
from extract.pricing.names import band, clean_name

Kind = Literal["price", "bare", "free", "custom", "sales", "demo"]
# price: an amount; bare: a figure without a sign; free, custom: said in the place of a price;
# sales, demo: a button that leads to a conversation


@dataclass(frozen=True, slots=True)
class Spot:
    """One statement of cost on a line."""

    line: int
    kind: Kind
    money: Money | None = None
    role: Literal["offer", "list", "equivalent", "extra"] = "offer"
    whole: bool = True  # the line is nothing but the price and its terms, or a name before it
    name: str | None = None  # the plan named on the line beside `free` or `on request`

    @property
    def strong(self) -> bool:
        """Whether it can found a card of its own."""
        return self.kind in {"price", "free", "custom"} and self.role == "offer"


def find(layout: Layout, locale: Locale) -> list[Spot]:
    """All spots of a page in order; prose, answers and savings are not among them."""
    spots: list[Spot] = []
    for number, line in enumerate(layout.lines):
        if not line.question:
            below = layout.lines[number + 1].text if number + 1 < len(layout.lines) else ""
            spots += on_line(number, line, locale, below)
    listed = [layout.lines[spot.line].item for spot in spots]
    lists = {id(item.parent) for item in listed if item is not None}
    asked = [
        spot
        for number, line in enumerate(layout.lines)
        if line.item is not None and id(line.item.parent) in lists and not line.question
        for spot in _asked(number, line) or _beside(number, line, listed=True)
    ]
    return sorted(spots + [s for s in asked if s.line not in {t.line for t in spots}], key=lambda s: s.line)


def on_line(number: int, line: Line, locale: Locale, below: str = "") -> list[Spot]:
    """The spots of one line; `below` is the text of the next, where a share may say what it is of."""
    text = line.text
    if len(text) > 140 or _is_trial(text):
        return []
    found = [m for m in prices(text, locale) if _is_price(text, m, below)]
    if found:
        return _price_spots(number, line, found)
    if (wording.FREE.match(text) or wording.FREE_BESIDE.match(text)) and not line.button:
        return [Spot(number, "free")]
    if wording.CUSTOM.match(text):
        return [Spot(number, "sales" if line.button else "custom")]
    if line.button:
        return [Spot(number, "demo")] if wording.DEMO.match(text) else []
    return _beside(number, line) or _bare(number, line)


def _asked(number: int, line: Line) -> list[Spot]:
    """`Enterprise: contact us`, `Network - on request`."""
    match = wording.NAMED.match(line.text)
    if (
        match is None
        or not wording.CUSTOM.match(match["said"])
        or (name := clean_name(match["name"])) is None
    ):
        return []
    return [Spot(number, "custom", name=name)]


def _beside(number: int, line: Line, *, listed: bool = False) -> list[Spot]:
    """`Clinic`, and in an element of its own on the same line `Price on request`.

    `listed` for an item of a list whose other items have prices.
    """
    if line.item is None and (asked := _asked(number, line)):
        return asked
    start, tag = next((a, tag) for a, b, tag in reversed(line.pieces) if line.text[a:b].strip())
    if (line.item is not None and not listed) or start == 0 or tag is line.element:
        return []
    name, said = clean_name(line.text[:start]), line.text[start:].strip()
    if name is None and listed:
        name = band(line.text[:start])
    if name is None:
        return []
    if wording.FREE.match(said):
        return [Spot(number, "free", name=name)]
    return [Spot(number, "custom", name=name)] if wording.CUSTOM.match(said) else []


def _bare(number: int, line: Line) -> list[Spot]:
    """A figure alone on its line, outside headings and lists."""
    value = bare_figure(line.text) if not line.level and line.item is None and len(line.text) <= 7 else None
    return [] if value is None else [Spot(number, "bare", Money(value, None, 0, len(line.text)))]


def _is_trial(text: str) -> bool:
    return bool(wording.TRIAL.search(text)) and len(text.split()) <= 14 and "then" not in text.lower()


def _is_price(text: str, money: Money, below: str = "") -> bool:
    if wording.NOT_A_PRICE_BEFORE.search(text[: money.start]) or wording.NOT_A_PRICE_AFTER.match(
        text[money.end :]
    ):
        return False
    if money.currency != "%":
        return True
    if money.end == len(text) and money.start == 0:
        return bool(wording.SHARE_OF.match(below)) and len(below.split()) <= 6
    return bool(wording.SHARE_OF.match(text[money.end :])) and len(text.split()) <= 9


def _price_spots(number: int, line: Line, found: list[Money]) -> list[Spot]:
    text = line.text
    if not is_price_like(text, found):
        return []
    spots = []
    for index, money in enumerate(found):
        start = found[index - 1].end if index else 0
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        before, after = text[start : money.start], text[money.end : end]
        spots.append(Spot(number, "price", money, _role(line, money, before, after)))
    return spots


def _role(
    line: Line, money: Money, before: str, after: str
) -> Literal["offer", "list", "equivalent", "extra"]:
    if line.is_struck(money.start) or wording.WAS.search(before):
        return "list"
    if wording.AND.search(before) and heads_item(line) is not False and _has_terms(money, after):
        return "offer"  # `+ £8 per van and month`, `then $29 a month`, `+ 1% per sale`
    remark = wording.EXTRA.search(before) and not _is_titled(line) and not wording.FREE_FIRST.search(before)
    if remark or re.match(r"[^.;]*\b(?:extra|additional|set-?up|onboarding|implementation)\b", after):
        return "extra"
    if wording.EQUIVALENT.search(before):
        return "equivalent"
    return "offer"


def heads_item(line: Line) -> bool | None:
    """Whether a line's list item is itself the card, holding more than this line; None outside lists."""
    if line.item is None:
        return None
    return len(line.item.get_text(" ", strip=True)) > len(line.text) + 15


def _has_terms(money: Money, after: str) -> bool:
    return money.currency == "%" or terms.read("", after).period in {"month", "year"}


def _is_titled(line: Line) -> bool:
    """A list item with a title in bold: `Extra company` is what it sells, not a remark on a price."""
    tag = line.element_at(0)
    return line.item is not None and tag is not line.element and tag.name in {"b", "strong"}


def is_price_like(text: str, found: list[Money]) -> bool:
    """Whether a line states a price, rather than mentions one in a sentence."""
    first = found[0]
    head = terms.strip(text[: first.start])
    tail = terms.strip(" ".join(text[a:b] for a, b in _gaps(text, found)))
    head_words = re.findall(r"[^\W\d_][\w'’.&+-]*", head)
    tail_words = re.findall(r"[^\W\d_][\w'’.&+-]*", tail)
    rest = text[first.end :]
    led = head_words or wording.MODAL.search(text[: first.start])  # `A breach can cost a carrier $2,750.`
    if led and text.rstrip().endswith(".") and len(text.split()) >= 6:
        return False  # a sentence
    if len(head_words) > 5 or wording.VERBS.search(head) or wording.COPULA_BEFORE.search(text[: first.start]):
        return False
    if wording.VERB_AFTER.match(rest) and not wording.BILLED_AFTER.match(rest):
        return False
    return len(tail_words) <= (8 if not head_words else 6) or (
        not head_words and text[: first.start].strip() == ""
    )


def _gaps(text: str, found: list[Money]) -> list[tuple[int, int]]:
    ends = [m.start for m in found[1:]] + [len(text)]
    return list(zip([m.end for m in found], ends, strict=True))


def is_trial_name(name: str) -> bool:
    """Whether a card is a trial offer rather than a plan."""
    return bool(re.search(r"\btrial\b|\btest ?phase\b|\bprobe", name, re.IGNORECASE))


def name_beside_free(text: str) -> str | None:
    """The plan named on a line that also says `free`: `Free - Hobby`."""
    match = wording.FREE_BESIDE.match(text)
    return (match["name"] or match["named"]) if match else None
