"""What a plan card is called: headings first, then marked lines, then the first short one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import Tag

from extract.pricing import spots as spotting
from extract.pricing import terms
from extract.pricing.lines import Layout, Line, is_badge, words_of
from extract.pricing.names import band, clean_name, is_period
from extract.pricing.spots import Spot

_BESPOKE_NAME = re.compile(
    r"(?:custom|bespoke|tailored|individual|sur mesure|a medida|op maat)(?: plan)?$", re.IGNORECASE
)
_NAME_CLASS = re.compile(
    r"(?<![a-z])(?:name|title|plan-?name|heading|label|(?:tier|package)(?![-_]+[a-z]))(?![a-z])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Card:
    """The lines `low` ... `high - 1` and the spots in them; `closed` once its bounds are settled."""

    low: int
    high: int
    spots: list[Spot] = field(default_factory=list)
    closed: bool = False
    element: Tag | None = None
    name: str | None = None
    siblings: int = 1  # how many cards stand beside it, itself included


class Namer:
    """Reads names off the lines of a card."""

    def __init__(self, layout: Layout, spots: list[Spot]) -> None:
        self.layout = layout
        self.lines = layout.lines
        self.by_line: dict[int, list[Spot]] = {}
        for spot in spots:
            self.by_line.setdefault(spot.line, []).append(spot)

    def within(self, low: int, high: int) -> list[Spot]:
        """The spots on these lines."""
        return [spot for number in range(low, high) for spot in self.by_line.get(number, ())]

    def is_complete(self, card: Card) -> bool:
        """Whether a card has a name of its own; a bare period counts only as a heading."""
        name = self.raw_name(card)
        return (name is not None and not is_period(name)) or (
            name is not None and self.is_heading_name(card, name)
        )

    def is_heading_name(self, card: Card, name: str) -> bool:
        """Whether the name stands in a heading of the card."""
        return any(self.lines[n].level and self.lines[n].text == name for n in range(card.low, card.high))

    def has_contents(self, low: int, high: int) -> bool:
        """Bullets or a button: the mark of a whole card."""
        return any(
            (self.lines[n].button or self.is_inside(self.lines[n].item, low, high)) and n not in self.by_line
            for n in range(low, high)
        ) or any(s.kind in {"sales", "demo"} for s in self.within(low, high))

    def is_inside(self, item: Tag | None, low: int, high: int) -> bool:
        """Whether a list item is part of these lines, rather than the box around them."""
        if item is None:
            return False
        first, end = self.layout.range(item)
        return low <= first and end <= high

    def raw_name(self, card: Card) -> str | None:
        """The name read off the lines, before the special cases of `name`."""
        spot = self.first_spot(card)
        if spot is None:
            return None
        inline = self.name_in_line(spot)
        if inline and not is_period(inline):
            return inline
        before = [
            n for n in range(card.low, spot.line) if not self.by_line.get(n) or self.only_free_name(n, card)
        ]
        return self.best_name(before) or inline or self.name_after(card, spot)

    def only_free_name(self, number: int, card: Card) -> bool:
        """`Free` as a heading, or as a line over `$0`, is the plan's name."""
        line = self.lines[number]
        if line.button or any(s.kind not in {"free", "custom"} for s in self.by_line[number]):
            return False
        others = [s for s in card.spots if s.line != number and self.lines[s.line].item is line.item]
        return bool(others if line.level else [s for s in others if s.kind in {"price", "bare", "custom"}])

    def first_spot(self, card: Card) -> Spot | None:
        """The spot that states the card's price: an amount before words, words before buttons."""
        stated = [s for s in card.spots if s.role in {"offer", "list"}]
        loose = [s for s in stated if s.strong and self.lines[s.line].item is None]
        for kinds in (("price",), ("bare",), ("free", "custom"), ("sales", "demo")):
            fitting = [s for s in (loose or stated) if s.kind in kinds]
            if fitting:  # `Custom` over `Sur devis`: the heading is the name
                return next((s for s in fitting if s.money or not self.lines[s.line].level), fitting[0])
        return card.spots[0] if card.spots else None

    def name_in_line(self, spot: Spot) -> str | None:
        """`Solo: $9`: the words before the price on its own line."""
        if spot.money is None:
            return spot.name or (
                spotting.name_beside_free(self.lines[spot.line].text) if spot.kind == "free" else None
            )
        line = self.lines[spot.line]
        head = line.text[: spot.money.start]
        if any(
            s.money is not None and s.money.end <= spot.money.start for s in self.by_line.get(spot.line, ())
        ):
            head = line.text[: min(s.money.start for s in self.by_line[spot.line] if s.money is not None)]
        return (
            clean_name(terms.strip(head)) or (clean_name(head) if is_period(head.strip(" :–—-")) else None)
            if re.search(r"[^\W\d_]", head)
            else self.name_behind(line, spot)
        )

    def name_behind(self, line: Line, spot: Spot) -> str | None:
        """`$0/month | Hobby`: what stands behind a separator or in an element of its own."""
        assert spot.money is not None
        tail = line.text[spot.money.end :]
        match = re.search(r"[|–—·]\s*([^|–—·]+)$", tail)
        return clean_name(terms.strip(match[1])) if match else None

    def best_name(self, numbers: Iterable[int]) -> str | None:
        """The best of several lines: highest heading, marked line, bold line, first line."""
        candidates = [(n, name) for n in numbers if (name := self.candidate(n)) is not None]
        headings = [(self.lines[n].level, n, name) for n, name in candidates if self.lines[n].level]
        proper = [h for h in headings if not is_period(h[2])] or headings
        if proper:
            return min(proper, key=lambda h: (h[0], h[1]))[2]
        candidates = [c for c in candidates if not is_period(c[1])] or candidates
        marked = [name for n, name in candidates if _NAME_CLASS.search(words_of(self.lines[n].element))]
        strong = [
            name
            for n, name in candidates
            if self.lines[n].element.name in {"strong", "b", "dt", "summary", "th", "caption", "legend"}
        ]
        return next(iter([*marked, *strong, *(name for _, name in candidates)]), None)

    def candidate(self, number: int) -> str | None:
        """The name a line gives, if it can be one."""
        line = self.lines[number]
        if line.button or (line.item is not None and not line.level and self.item_lines(line) == 1):
            return None
        if line.badge and not line.level:
            return None
        return clean_name(self.without_badges(line))

    def item_lines(self, line: Line) -> int:
        """How many lines the list item of a line has."""
        assert line.item is not None
        low, high = self.layout.range(line.item)
        return high - low

    def without_badges(self, line: Line) -> str:
        """The line's text without the stickers inside it."""
        kept = [line.text[a:b] for a, b, tag in line.pieces if tag is line.element or not is_badge(tag)]
        text = " ".join("".join(kept).split())
        return text or line.text

    def name_after(self, card: Card, spot: Spot) -> str | None:
        """Cards that put the price above the name: only a heading or a marked name counts."""
        for number in range(spot.line + 1, min(card.high, spot.line + 4)):
            line = self.lines[number]
            if number in self.by_line:
                continue
            marked = re.search(
                r"(?<![a-z])(?:plan-?name|name|title|tier(?![-_]+[a-z]))(?![a-z])",
                words_of(line.element),
                re.IGNORECASE,
            )
            if (line.level or marked) and (name := self.candidate(number)):
                return name
        return None

    def name(self, card: Card) -> str | None:
        """The name of a card; `Free` and `Custom` are names where nothing else is."""
        name = self.raw_name(card)
        spot = self.first_spot(card)
        if name is not None or spot is None:
            return name
        line = self.lines[spot.line]
        talks = any(s.kind in {"sales", "demo"} for s in card.spots)
        if (spot.kind == "free" and card.siblings > 1 and line.level) or (
            spot.kind == "custom" and talks and _BESPOKE_NAME.match(line.text)
        ):
            return line.text
        if spot.money is not None and line.item is not None:
            return band(line.text[: spot.money.start])
        return None
