"""Plan cards: which lines belong to one plan, and what the plan is called.

A card is the largest part of the page whose prices belong to one plan. Going up the tree from the
prices, a node with several priced parts either holds several cards (each part has its own name, or
its own bullets and button) or is one card with several prices (a monthly and a yearly one).
"""

from __future__ import annotations

import re

from bs4 import Tag

from extract.pricing import spots as spotting
from extract.pricing import terms
from extract.pricing.lines import Layout
from extract.pricing.names import clean_name, is_period
from extract.pricing.naming import Card, Namer
from extract.pricing.spots import Spot

_BESPOKE = re.compile(
    r"(?:\w+ )?(?:enterprise|custom|corporate)(?: plans?| edition| tier| cloud| pricing)?$"
    r"|(?:for )?(?:companies|businesses|organi[sz]ations)$",
    re.IGNORECASE,
)


Unit = tuple[int, int, Tag | None]


def find(layout: Layout, spots: list[Spot], *, priced: bool = False, about: bool = False) -> list[Card]:
    """The plan cards of a page, named, in order.

    `priced` when a table already gave prices; `about` when the page says that prices are its subject.
    """
    finder = _Finder(layout, spots)
    cards = finder.cards(layout.root)
    for card in cards:
        card.spots = finder.within(card.low, card.high)
        card.name = finder.name(card)
    return [
        card
        for card in cards
        if finder.is_plan(card, cards, priced=priced)
        or (about and finder.is_bespoke(card) and not finder.is_teaser(card))
    ]


class _Finder(Namer):
    """Settles the bounds of cards, and which of them are plans."""

    # --- bounds ---------------------------------------------------------------------------------

    def cards(self, element: Tag) -> list[Card]:
        units = self.layout.units(element)
        bearing = [unit for unit in units if self.within(unit[0], unit[1])]
        found: list[list[Card]] = [self.of_unit(unit) for unit in bearing]
        if not found:
            return []
        if len(found) == 1:
            return self.grow(found[0], element, units)
        if any(len(cards) > 1 for cards in found):
            return [card for cards in found for card in self.settle(cards)]
        singles = [cards[0] for cards in found if cards]
        return self.join(singles, element, units)

    def of_unit(self, unit: tuple[int, int, Tag | None]) -> list[Card]:
        low, high, child = unit
        inner = self.layout.units(child) if child is not None else []
        if child is not None and inner and (high - low > 1 or inner[0][2] is not None):
            return self.cards(child)
        return [Card(low, high, self.within(low, high), element=child)]

    def settle(self, cards: list[Card]) -> list[Card]:
        for card in cards:
            card.closed = True
        return cards

    def grow(self, cards: list[Card], element: Tag, units: list[Unit]) -> list[Card]:
        """A lone card takes in the rest of its parent until it has a name and contents of its own."""
        if len(cards) != 1 or cards[0].closed:
            return cards
        card = cards[0]
        low, high = self.section(card, units, self.layout.range(element))
        if self.is_complete(card) and self.has_contents(card.low, card.high):
            card.closed = True
            return cards
        if self.is_complete(card) and not self.may_take(card, low, high):
            card.closed = True
            return cards
        card.low, card.high, card.element = low, high, element
        return cards

    def section(self, card: Card, units: list[Unit], bounds: tuple[int, int]) -> tuple[int, int]:
        """From the heading above a card to the next one, where headings stand loose beside it."""
        heads = [
            low
            for low, high, _ in units
            if high - low == 1 and self.lines[low].level and low not in self.by_line
        ]
        above = [n for n in heads if n < card.low]
        below = [n for n in heads if n >= card.high]
        if len(heads) == 1 and below:  # the price stands over the name
            return bounds
        return (above[-1] if above else bounds[0]), (below[0] if below else bounds[1])

    def may_take(self, card: Card, low: int, high: int) -> bool:
        """Whether the lines around a named card are its bullets and button, not the next section."""
        before, after = range(low, card.low), range(card.high, high)
        if len(before) + len(after) > 40 or any(self.lines[n].level for n in after):
            return False
        titles = [n for n in before if self.lines[n].level and clean_name(self.lines[n].text)]
        name = self.raw_name(card)
        return not titles or (len(titles) == 1 and name is not None and not self.is_heading_name(card, name))

    def join(self, singles: list[Card], element: Tag, units: list[Unit]) -> list[Card]:
        """Several priced parts: cards side by side, cards in a flat run, or one card's prices."""
        if all(card.high - card.low == 1 and self.lines[card.low].level for card in singles) and (
            run := self.flat_run(singles, element, units)
        ):
            return run  # headings that state the price, their contents below them
        named = [card for card in singles if self.is_complete(card)]
        if len(named) >= 2 or self.are_anonymous_cards(singles):
            for card in singles:
                card.siblings = len(singles)
            return self.settle(self.absorb(singles))
        run = self.flat_run(singles, element, units)
        if run:
            return run
        low, high = min(c.low for c in singles), max(c.high for c in singles)
        merged = Card(low, high, [s for c in singles for s in c.spots], element=element)
        if element is not self.layout.root and merged.low == self.layout.range(element)[0]:
            return self.grow([merged], element, units)
        return self.grow([merged], element, units)

    def absorb(self, singles: list[Card]) -> list[Card]:
        """A nameless part after a named one is a remark on it (`billed $90 a year`)."""
        cards: list[Card] = []
        for card in singles:
            strong = any(s.strong for s in card.spots)
            if (
                cards
                and not strong
                and self.raw_name(card) is None
                and not self.has_contents(card.low, card.high)
            ):
                cards[-1].high = card.high
                cards[-1].spots += card.spots
            else:
                cards.append(card)
        return cards

    def are_anonymous_cards(self, singles: list[Card]) -> bool:
        full = [c for c in singles if self.has_contents(c.low, c.high)]
        return (
            len(full) >= 2 and len(full) == len(singles) and all(any(s.strong for s in c.spots) for c in full)
        )

    def flat_run(self, singles: list[Card], element: Tag, units: list[Unit]) -> list[Card]:
        """Headings and prices as siblings, without a box of their own."""
        heads = [low for low, high, _ in units if high - low == 1 and self.is_head(low)]
        if len(heads) < 2:
            return []
        levels = [self.lines[n].level or 9 for n in heads]
        level = next((v for v in sorted(levels) if levels.count(v) > 1), 0)  # a page's title stands alone
        heads = [n for n in heads if (self.lines[n].level or 9) == level]
        if not heads:
            return []
        ends = [*heads[1:], self.layout.range(element)[1]]
        cards = [
            Card(low, high, self.within(low, high), closed=True, element=element)
            for low, high in zip(heads, ends, strict=True)
            if self.within(low, high)
        ]
        if len(cards) < 2:
            return []
        for card in cards:
            card.siblings = len(cards)
        return cards

    def is_head(self, number: int) -> bool:
        line = self.lines[number]
        if line.button:
            return False
        if number in self.by_line:  # `Solo - $19/month` as a heading
            return bool(line.level) and self.name_in_line(self.by_line[number][0]) is not None
        bold = line.element.name == "dt" or (
            line.element.find(["strong", "b"]) is not None and len(line.text.split()) <= 4
        )
        name = clean_name(line.text)
        return name is not None and bool(line.level or (bold and not is_period(name)))

    # --- judgement ------------------------------------------------------------------------------

    def is_plan(self, card: Card, cards: list[Card], *, priced: bool) -> bool:
        """Whether a card is an offer: it has a price, or stands named among cards that have one."""
        kinds = {s.kind for s in card.spots if s.role in {"offer", "equivalent"}}
        if not kinds or spotting.is_trial_name(card.name or "") or self.is_teaser(card):
            return False
        if "price" in kinds:
            return not self.is_figure(card, cards)
        if "bare" in kinds:
            return self.bare_is_price(card, cards)
        others = {s.kind for c in cards if c is not card for s in c.spots if s.role == "offer"}
        priced = priced or bool(others & {"price", "free"})
        if "free" in kinds:
            return priced and (card.siblings > 1 or card.name is not None)
        if "custom" in kinds and (card.siblings > 1 or self.is_bespoke(card)):
            return card.name is not None and (priced or "bare" in others)
        return card.name is not None and priced and (card.siblings > 1 or self.is_bespoke(card))

    def is_bespoke(self, card: Card) -> bool:
        """A lone section that sells the plan without a price: `Enterprise`, and a button to talk."""
        top = any(
            self.lines[n].level == 1 and self.lines[n].text == card.name for n in range(card.low, card.high)
        )
        return not top and bool(_BESPOKE.match(card.name or "")) and self.has_contents(card.low, card.high)

    def is_teaser(self, card: Card) -> bool:
        """`From $9 a month` under the page's title: a summary of the plans, not one of them."""
        spot = self.first_spot(card)
        if spot is None or spot.money is None:
            return False
        before = self.lines[spot.line].text[: spot.money.start]
        if spot.line > card.low and not before.strip():
            before = self.lines[spot.line - 1].text
        tops = [line for line in self.lines if line.level == 1]
        if self.lines[spot.line].level == 1 and len(tops) == 1:
            return bool(terms.FROM.search(before)) and card.siblings == 1
        own = card.name is not None and not (len(tops) == 1 and tops[0].text == card.name)
        return bool(terms.FROM.search(before)) and not own and card.siblings == 1

    def is_figure(self, card: Card, cards: list[Card]) -> bool:
        """`$1,950`, `collected a month`: a number in large type, on a page whose plans have names."""
        plans = [c for c in cards if c is not card and c.name and any(s.kind == "price" for s in c.spots)]
        return (
            card.name is None
            and len(plans) > 1
            and not self.has_contents(card.low, card.high)
            and all(self.is_of_nothing(s) for s in card.spots)
        )

    def is_of_nothing(self, spot: Spot) -> bool:
        """Whether an amount stands alone on its line, over words that are no terms of a price."""
        line = self.lines[spot.line]
        if spot.money is None or line.text[: spot.money.start].strip() or line.text[spot.money.end :].strip():
            return False
        below = self.lines[spot.line + 1].text if spot.line + 1 < len(self.lines) else ""
        return len(below.split()) >= 3 and not terms.is_bare(below)

    def bare_is_price(self, card: Card, cards: list[Card]) -> bool:
        """A figure without a sign is a price only in a row of named cards like it, one free or on request."""
        row = [c for c in cards if c.siblings == card.siblings and c.siblings > 1 and c.name]
        zero = any(
            s.kind in {"free", "custom"} or (s.kind == "bare" and s.money is not None and not s.money.amount)
            for c in cards
            for s in c.spots
        )
        return card.name is not None and len(row) >= 2 and zero and self.has_contents(card.low, card.high)
