"""The amounts a claim states: numbers with currency, unit and rates, in comparable form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from signals.compare.lexicon import LEXICON
from signals.compare.tokens import Token, stem

_DIGITS = 40  # of a number; a longer row of digits is some code
_RATE_WORDS = frozenset({"per", "a", "an", "each", "every"})
_ONES = frozenset({"a", "an", "every", "each"})  # before a unit: "every minute"
_OFTEN = {"once": 1, "twice": 2}  # before a rate: "twice a day"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in its kind's smallest unit: `90 minutes` is 5400 of `time`, `$5/mo` is 5 of `USD` a month."""

    value: Decimal
    kind: str = ""  # "" for a bare count, a currency, or the kind of unit
    rates: frozenset[str] = frozenset()
    spelled_one: bool = False  # "one dashboard" is a manner of speaking, until another number stands there

    @property
    def priced(self) -> bool:
        """An amount of money."""
        return self.kind in LEXICON.currencies.values()

    def equals(self, other: Amount) -> bool:
        """The same amount; a rate left unsaid on one side is no difference."""
        rates = self.rates <= other.rates or other.rates <= self.rates
        return self.value == other.value and self.kind == other.kind and rates


def read_amounts(tokens: Sequence[Token]) -> tuple[tuple[Amount, ...], frozenset[int]]:
    """The amounts of a token sequence in order, and the indexes of the tokens they are made of."""
    found: list[Amount] = []
    used: set[int] = set()
    at = 0
    while at < len(tokens):
        amount, end = _amount_at(tokens, at)
        if amount is None:
            at += 1
            continue
        found.append(amount)
        used.update(range(at, end))
        at = end
    return tuple(found), frozenset(used)


def _amount_at(tokens: Sequence[Token], at: int) -> tuple[Amount | None, int]:
    if tokens[at].text in _ONES and at + 1 < len(tokens) and tokens[at + 1].text in LEXICON.units:
        kind, scale = LEXICON.units[tokens[at + 1].text]
        return Amount(scale, kind, spelled_one=True), at + 2
    words = [t.text for t in tokens[at : at + 3]]
    if len(words) == 3 and words[0] in _OFTEN and words[1] in _RATE_WORDS and words[2] in LEXICON.units:
        kind, scale = LEXICON.units[words[2]]
        return Amount(scale / _OFTEN[words[0]], kind, spelled_one=words[0] == "once"), at + 3
    currency = LEXICON.currencies.get(tokens[at].text)
    start = at + 1 if currency and at + 1 < len(tokens) else at
    value, end = _number_at(tokens, start)
    if tokens[start].text == "zero" and tokens[end : end + 1] and tokens[end].text not in LEXICON.units:
        return None, at + 1  # "zero downtime" says none at all
    if value is None:
        return None, at + 1
    kind, scale = currency or "", Decimal(1)
    if not currency and end < len(tokens):
        word = tokens[end].text
        if word in LEXICON.currencies:
            kind, end = LEXICON.currencies[word], end + 1
        elif word in LEXICON.units:
            (kind, scale), end = LEXICON.units[word], end + 1
    if not kind and _names_a_thing(tokens, start):
        return None, at + 1
    rates, end = _rates_at(tokens, end)
    one = not kind and tokens[start].text in {"one", "single"} and end == start + 1
    return Amount(value * scale, kind, rates, one), end


def _names_a_thing(tokens: Sequence[Token], at: int) -> bool:
    """The number belongs to a name or rank (SOC 2, ISO 27001, HTTP/3, Section 508, #1), not to a quantity."""
    if at > 0 and tokens[at - 1].text == "#":
        return True
    return at > 0 and tokens[at - 1].text in LEXICON.standards and tokens[at].lead in {" ", "-", "/", ""}


def _number_at(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int]:
    value = number_of(tokens[at].text) if at < len(tokens) else None
    if value is None:
        return None, at
    at += 1
    while at < len(tokens) and (factor := LEXICON.numbers.get(tokens[at].text)):
        value, at = value * factor if factor >= 100 or tokens[at].text == "dozen" else value + factor, at + 1
    return value, at


def number_of(word: str) -> Decimal | None:
    """The number a word or a row of digits stands for, or None."""
    if word in LEXICON.numbers and len(word) > 2:  # not the multipliers k, m and bn by themselves
        return LEXICON.numbers[word]
    if not word[0].isdecimal() or len(word) > _DIGITS:
        return None
    return _decimal(word)


def _decimal(digits: str) -> Decimal | None:
    """`1,099.00`, `1.099,00`, `3,90`, `12,400`: three digits after a comma or a second dot are thousands."""
    marks = [c for c in digits if c in ".,"]
    if marks:
        last = marks[-1]
        whole, _, fraction = digits.rpartition(last)
        thousands = len(fraction) == 3 and len(set(marks)) == 1 and (last == "," or len(marks) > 1)
        whole = whole.replace(",", "").replace(".", "")
        digits = whole + fraction if thousands else f"{whole}.{fraction}"
    try:
        return Decimal(digits).normalize() + 0
    except InvalidOperation:
        return None


def _rates_at(tokens: Sequence[Token], at: int) -> tuple[frozenset[str], int]:
    rates: set[str] = set()
    while at < len(tokens):
        slash = "/" in tokens[at].lead
        spelled = not slash and tokens[at].text in _RATE_WORDS
        start = at + 1 if spelled else at
        if rates and tokens[at].text == "and" and start + 1 < len(tokens):  # "per seat and month"
            spelled, start = tokens[at + 1].text in LEXICON.periods, at + 1
        if not (slash or spelled) or start >= len(tokens):
            if (period := LEXICON.periods.get(tokens[at].text)) and tokens[at].text.endswith("ly"):
                rates.add(period)
                at += 1
            break
        number, noun = _number_at(tokens, start)
        end = _rate_end(tokens, noun, tokens[at].text)
        if end == start:
            break
        rates.add(_rate(tokens[noun:end], number))
        at = end
    return frozenset(rates), at


def _rate(nouns: Sequence[Token], number: Decimal | None) -> str:
    """What one pays by: `user`, `month`, `1000 event`; a participle after the noun says no more."""
    words = [t.text for t in nouns]
    while len(words) > 1 and words[-1].endswith("ed"):
        words.pop()
    noun = (LEXICON.periods.get(words[-1]) or stem(words[-1])) if words else ""
    return noun if number in {None, 1} else f"{number} {noun}"


def _rate_end(tokens: Sequence[Token], start: int, word: str) -> int:
    """`per active user per month`: the noun of a rate stands before the next mark, `per` or preposition."""
    if start >= len(tokens):
        return start
    if word != "per" and "/" not in tokens[start].lead:  # "a month", but not "a team"
        return start + 1 if tokens[start].text in LEXICON.periods else start
    end = start + 1
    if tokens[start].text in LEXICON.periods:
        return end
    while (
        end < len(tokens)
        and end < start + 3
        and tokens[end].lead == " "
        and not _closes_rate(tokens[end].text)
    ):
        end += 1
    return end


def _closes_rate(word: str) -> bool:
    return word in _RATE_WORDS or word in LEXICON.function or word in LEXICON.periods
