"""Which lines of a card are its features and limits, whatever they are marked up as.

List items are. So are lines that stand in a row of boxes of one shape (`<div>` under `<div>`, a
custom element each, lines with breaks between), and single lines that state a limit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extract.pricing import gates, terms
from extract.pricing.lines import Layout, Line, words_of
from extract.pricing.names import is_period, is_sticker
from extract.pricing.naming import Card
from turfwatch.types import Gate

_Shape = tuple[str, str, str, str]  # an element's name and class, and those of the element around it

_REMARK = re.compile(
    r"(?:no (?:credit )?card|cancel any ?time|free for \d|\d+[- ](?:day|week|month)s? free|try |start "
    r"|includes?:?$|what|(?:best|ideal|perfect|great|made|built|designed) for|for (?!free)|everything you"
    r"|all you|per |billed"
    r"|für |pour |para |excl|incl(?:uding)? (?:vat|tax)|plus (?:vat|tax)|zzgl|inkl\.? mwst"
    r"|hors taxes?|\+ ?gst)",
    re.IGNORECASE,
)

_VALUE = re.compile(r"(?:[\d.,]+\s?[kKmM]?\+?(?:\s?[GMTK]i?B)?|unlimited|yes|no|[✓✔✗✘×–—-])$", re.IGNORECASE)


def of_cards(layout: Layout, cards: Sequence[Card]) -> list[tuple[Gate, ...]]:
    """The gates of each card."""
    loose = [_loose(layout, card) for card in cards]
    shapes = {shape for lines in loose for shape in _rows(lines)}
    return [
        gates.merged(_pairs(layout, card), _items(layout, card), _of_lines(lines, shapes))
        for card, lines in zip(cards, loose, strict=True)
    ]


def _items(layout: Layout, card: Card) -> Iterable[Gate]:
    for number in range(card.low, card.high):
        line = layout.lines[number]
        if line.item is None or line.button or line.level or layout.range(line.item)[0] != number:
            continue
        low, high = layout.range(line.item)
        if low <= card.low and high >= card.high:
            continue
        if (gate := gates.bullet(line.item, line.text)) is not None:
            yield gate


def _of_lines(lines: list[tuple[_Shape, Line]], shapes: set[_Shape]) -> Iterable[Gate]:
    for shape, line in lines:
        for part in re.split(r"\s+[·•|]\s+", line.text):
            alone = line.element.find(["h1", "h2", "h3", "h4", "h5", "h6"]) is None
            gate = gates.bullet(line.element if alone else line.element_at(0), part)
            if gate is not None and (shape in shapes or gate.value not in {gates.YES, gates.NO}):
                yield gate


def _spoken(card: Card) -> set[int]:
    """The lines that state the price; a bare figure beside a real price is a limit."""
    kinds = {spot.kind for spot in card.spots}
    return {spot.line for spot in card.spots if spot.kind != "bare" or "price" not in kinds}


def _pairs(layout: Layout, card: Card) -> Iterable[Gate]:
    """Limits as label and value: `<dt>Sites</dt><dd>20</dd>`, `<b>Sites</b><span>20</span>`."""
    spoken = _spoken(card)
    for number in range(card.low, card.high):
        line = layout.lines[number]
        above = layout.lines[number - 1] if number > card.low else None
        if line.button or line.level or line.question:
            continue
        if number in spoken:
            yield from _behind_price(line)
        elif above is not None and (above.element.name, line.element.name) == ("dt", "dd"):
            yield Gate(gates.tidy(above.text), gates.value_of(line.text, above.text))
        elif (pair := _halves(line)) is not None and _VALUE.match(pair[1]):
            yield Gate(gates.tidy(pair[0]), gates.value_of(pair[1], pair[0]))


def _behind_price(line: Line) -> Iterable[Gate]:
    """A limit in an element of its own on the line of the price."""
    for start, end, tag in line.pieces[1:]:
        text = line.text[start:end].strip()
        if tag is not line.element and gates.is_limit(text) and not terms.is_terms(text):
            yield gates.limit(gates.tidy(text))


def _halves(line: Line) -> tuple[str, str] | None:
    """The two texts of a line that consists of two elements."""
    parts = [line.text[a:b].strip(" :") for a, b, tag in line.pieces if tag is not line.element]
    parts = [part for part in parts if part]
    whole = len(parts) == 2 and "".join(parts).replace(" ", "") == re.sub(r"[\s:]", "", line.text)
    return (parts[0], parts[1]) if whole and re.search(r"[^\W\d_]{2}", parts[0]) else None


def _loose(layout: Layout, card: Card) -> list[tuple[_Shape, Line]]:
    """The lines outside lists that may be features, with the shape of the box each stands in."""
    spoken = _spoken(card)
    first = min(spoken, default=card.low)
    below = [n for n in range(first + 1, card.high) if n not in spoken]
    above = [n for n in range(card.low, first) if len(below) < 2 or gates.is_limit(layout.lines[n].text)]
    return [
        (_shape(layout, n), layout.lines[n])
        for n in [*above, *below]
        if _may_be(layout, card, layout.lines[n])
    ]


def _may_be(layout: Layout, card: Card, line: Line) -> bool:
    if line.button or line.level or line.badge or line.question or line.text == card.name:
        return False
    if line.item is not None:
        low, high = layout.range(line.item)
        if not (low <= card.low and high >= card.high):
            return False  # a list's own lines are read as items
    if (
        len(line.text) > 80
        or line.text.endswith((":", "?", "!", "."))
        or line.element.name in {"dt", "dd", "summary"}
    ):
        return False
    if is_period(line.text) or is_sticker(line.text) or _REMARK.match(line.text):
        return False
    return gates.is_limit(line.text) or not terms.is_terms(line.text)


def _shape(layout: Layout, number: int) -> _Shape:
    """The largest element that shows this line alone; lines between breaks share the one around them."""
    box = layout.lines[number].element
    for parent in box.parents:
        if layout.range(parent) != (number, number + 1):
            break
        box = parent
    around = box.parent
    if around is None:
        return box.name, words_of(box), "", ""
    return box.name, words_of(box), around.name, words_of(around)


def _rows(lines: list[tuple[_Shape, Line]]) -> set[_Shape]:
    return {shape for shape, count in Counter(shape for shape, _ in lines).items() if count > 1}
