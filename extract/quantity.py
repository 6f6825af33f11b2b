"""Numbers with their units, as a claim states them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from turfwatch.types import Quantity

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY",
    "jpy": "JPY", "₹": "INR", "inr": "INR", "chf": "CHF", "c$": "CAD", "ca$": "CAD", "cad": "CAD",
    "a$": "AUD", "aud": "AUD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "zł": "PLN", "pln": "PLN",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[,.' ’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
    "sixty": 60, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_PER = r"(?:\s?(?:/|\bper\b|\ba\b|\beach\b|\bevery\b)\s?[a-z]+(?:[- ]seat)?)"
_MONEY = re.compile(
    rf"(?P<sign>us\$|ca?\$|a\$|[$€£¥₹])\s?(?P<number>{_NUMBER})(?P<scale>k|m"
    rf"|bn)?\+?(?P<rest>(?:{_PER}){{0,3}})"
    rf"|(?P<number2>{_NUMBER})\s?(?P<sign2>[€£¥₹]|usd|eur|gbp|chf|cad|aud|inr|jpy|sek|nok|dkk|zł"
    rf"|pln)(?![a-z])"
    rf"(?P<rest2>(?:{_PER}){{0,3}})",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<number>{_NUMBER})\s?(?:%|percent\b|per cent\b)", re.IGNORECASE)
_STOP = (
    r"(?:and|or|of|for|in|to|with|on|at|by|from|is|are|was|were|the|a|an|that|which|as|than|but|if|when"
    r"|so|you|we|it|"
    r"your|our|per|each|every|without|within|after|before|while|only|not|no|more|have|has|can|will|now"
    r"|free|all|into)\b"
)
_UNIT = rf"(?!{_STOP})[a-z][a-z&-]*"
_COUNT = re.compile(
    rf"(?<![\w.,$€£-])(?P<number>(?:{_NUMBER})(?:\s?[-–]\s?(?:{_NUMBER}))?)(?P<scale>k|m|bn|b)?(?P<plus>\+)?"
    rf"(?:(?P<word>\s(?:thousand|million|billion)))?"
    rf"(?P<unit>(?:[- ]{_UNIT}){{1,3}}|(?:x|gb|tb|mb|kb|ms|s|h|km|kg|mm|cm|kwh|kw|mph)\b"
    rf"|\smore\b)?(?P<rest>{_PER}{{0,2}})",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?P<number>{'|'.join(_WORDS)})(?P<unit>(?:[- ]{_UNIT}){{1,2}})(?P<rest>{_PER}{{0,2}})", re.IGNORECASE
)
_VAGUE = re.compile(
    rf"\b(?:(?:tens|dozens|hundreds|thousands|millions|billions)(?: of (?:thousands"
    rf"|millions) )? of (?:{_UNIT}\s?){{1,2}}"
    rf"|a (?:dozen|hundred|thousand|million) {_UNIT})", re.IGNORECASE,
)  # fmt: skip
_NUMERIC = re.compile(
    rf"\d|\b(?:{'|'.join(_WORDS)}|dozens?|hundreds?|thousands?|[mb]illions?|tens)\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIMELESS = re.compile(r"24\s?[/x]\s?7(?:\s?/\s?365)?|\b24-7\b", re.IGNORECASE)
_VERSION = re.compile(  # what stands before a number that counts nothing
    r"""\b(?:(?:version|release|ios|android|php|python|node(?:\.js)?|java|soc|iso|iso/iec|rfc|level|tier
    |type|phase
    |tls|wcag|oauth|web|article|section|step|fig\.|no\.)\s|v|q|http/|sha-?|utf-|ipv|aes[-\s]|rsa-|base
    |h\.|\#)$""",
    re.VERBOSE | re.IGNORECASE,
)
_UNIT_WORD = re.compile(r"[- ]?[A-Za-z&]+")
_PLURAL = re.compile(r"(?:s|people|staff)$")
_TRAILING = re.compile(r"[\s,.;:&-]+$")
_PLURAL_END = re.compile(
    r"(?:s|people|staff|data|feedback|storage|support|gb|min|off|more|mo|yr|children)$", re.IGNORECASE
)


def quantity(text: str) -> Quantity | None:
    """The number the text is about: the first price, else percentage, else number with a unit."""
    if not _NUMERIC.search(text):
        return None
    for find in (_money, _percent, _count):
        if (found := find(text)) is not None:
            return found
    return None


def _money(text: str) -> Quantity | None:
    found = _MONEY.search(text)
    if found is None:
        return None
    sign = (found.group("sign") or found.group("sign2") or "").lower()
    value = _value(found.group("number") or found.group("number2"), found.group("scale"))
    unit = (found.group("rest") or found.group("rest2") or "").strip() or None
    return Quantity(_TRAILING.sub("", found.group()), value, unit, _CURRENCIES.get(sign))


def _percent(text: str) -> Quantity | None:
    found = _PERCENT.search(text)
    return None if found is None else Quantity(found.group(), _value(found.group("number")), "%")


def _count(text: str) -> Quantity | None:
    """A number with a unit, in digits or words; years, versions and bare numbers are none."""
    timeless = [m.span() for m in _TIMELESS.finditer(text)]
    for found in _COUNT.finditer(text):
        if any(a <= found.start() < b for a, b in timeless) or not _counts(found, text):
            continue
        unit = _unit(found.group("unit") or "")
        end = found.start("unit") + len(unit) if unit else found.end("unit")
        whole = text[found.start() : end] + (found.group("rest") if end == found.end("unit") else "")
        scale = (found.group("scale") or found.group("word") or "").strip()
        return Quantity(
            _TRAILING.sub("", whole), _value(found.group("number"), scale), unit.strip(" -") or None
        )
    if (spelled := _SPELLED.search(text)) is not None:
        unit = _unit(spelled.group("unit"))
        if _PLURAL_END.search(unit) or spelled.group("number").lower() == "one":
            value = Decimal(_WORDS[spelled.group("number").lower()])
            return Quantity(text[spelled.start() : spelled.start("unit")] + unit, value, unit.strip(" -"))
    if (vague := _VAGUE.search(text)) is not None:
        return Quantity(vague.group().strip())
    return None


def _counts(found: re.Match[str], text: str) -> bool:
    number, unit = found.group("number"), found.group("unit")
    if _VERSION.search(text[: found.start()]):
        return False
    if found.group("scale") or found.group("word") or found.group("plus"):
        return True
    return bool(unit) and not (
        _YEAR.fullmatch(number) and not unit.strip().lower().startswith(("employees", "users"))
    )


def _unit(words: str) -> str:
    """The unit words up to the first plural: "10 team members included" counts team members."""
    if words[:1] == "-":
        return re.match(r"-[A-Za-z]+", words).group()  # type: ignore[union-attr]  # the pattern has one
    parts = list(_UNIT_WORD.finditer(words))
    end = next((p.end() for p in parts if _PLURAL.search(p.group())), parts[0].end() if parts else 0)
    return words[:end] or words


def _value(number: str | None, scale: str | None = None) -> Decimal | None:
    if number is None:
        return None
    plain = re.split(r"\s?[-–]\s?", number)[0]
    plain = re.sub(r"[ '’\u00a0\u202f]", "", plain)
    if re.search(r"[.,]\d{3}$", plain) or ("," in plain and "." in plain):
        mark = plain[-3] if re.search(r"[.,]\d\d$", plain) else ""
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain)
        plain = plain.replace(mark, ".") if mark else plain
    try:
        return Decimal(plain.replace(",", ".")) * _SCALES.get((scale or "").lower(), 1)
    except InvalidOperation:
        return None
