"""Features and limits of a plan: card bullets and rows of a comparison table.

A gate must read the same after a harmless edit, so quotes, spaces, footnote marks and tooltips are
evened out, and a limit is split from what it limits: `50 sites` is `sites` = `50`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bs4 import Tag

from extract.pricing.lines import words_of
from turfwatch.types import Gate

YES, NO, UNLIMITED = "yes", "no", "unlimited"

_TICK = re.compile(
    r"(?<![a-z])(?:check(?:ed|mark|-circle)?|tick|yes|included|success|true|available|done"
    r"|circle-check|on)(?![a-z])",
    re.IGNORECASE,
)
_CROSS = re.compile(
    r"(?<![a-z])(?:x|cross|times|close|minus|no|dash|not-included|excluded|unavailable|disabled|muted"
    r"|false|inactive|xmark|circle-x|off|remove)(?![a-z])",
    re.IGNORECASE,
)
_DIMMED = re.compile(  # an item's own class; `x` or `no-underline` say nothing there
    r"(?<![a-z])(?:cross(?:ed)?(?:-out)?|not-included|excluded|unavailable|disabled|muted|inactive|no"
    r"|off)(?![a-z:-])",
    re.IGNORECASE,
)
_TICK_TEXT = re.compile(
    r"(?:[✓✔☑✅●•+]|yes|y|included?(?: in .{1,30})?|available|ja|oui|sí|si|sì|sim|inklusive|inclus"
    r"|incluido|true|check(?:ed|mark)?|tick|tak|あり|○|◯)\.?$",
    re.IGNORECASE,
)
_CROSS_TEXT = re.compile(
    r"(?:[✗✘✕✖❌×xX–—−-]|no|n|not included(?: in .{1,30})?|none|n/a|not available|nein|non|não|nee"
    r"|false|unavailable|cross(?:ed)?|nie|なし)\.?$",
    re.IGNORECASE,
)
_MARKS = re.compile(r"^[✓✔☑✅●•▪◦\-–—*+→\s]+(?=\w)|[\s*†‡ⓘ]+$")
_LIMITLESS = (
    r"(?:unlimited|unbegrenzt(?:e[nr]?)?|unlimitiert(?:e[nr]?)?|illimité(?:e?s)?|ilimitad[oa]s?"
    r"|illimitat[ieoa]|onbeperkte?"
    r"|ubegrenset|ubegrænset|obegränsa(?:t|de)|rajaton|bez (?:limitu|ogranicze[nń])|nielimitowan\w+"
    r"|sans limite|sin límites?"
    r"|senza limiti|sem limites?|ohne (?:limit|begrenzung)|無制限|무제한|no limits?)"
)
_UP_TO = (
    r"(?:up to |max(?:imum|imal|imaal)?\.? |(?:de )?jusqu'à |bis (?:zu )?|hasta |only |fino a |tot "
    r"|opp til |upp till |op til "
    r"|até |do )"
)
_LIMIT = re.compile(
    r"^(?:(?:includes?|with|incl\.|inkl\.|inclu[st]) )?"
    rf"{_UP_TO}?"
    rf"(?P<value>(?:no limit on|{_LIMITLESS}|one|two|three|four|five|six|ten)"
    r"|[\d.,]*\d\s?[kKmM]?\+?)"
    r"(?:\s*(?P<measure>[GMTK]i?B|[%]))?(?:\s+(?:of\s+)?(?P<name>[^\W\d].*))?$",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(r"^(?P<name>[^:：]{2,40})[:：]\s*(?P<value>.{1,40})$")
_LIMITLESS_LAST = re.compile(rf"^(?P<name>[^\W\d].{{2,40}}?) {_LIMITLESS}$", re.IGNORECASE)
_UP_TO_VALUE = re.compile(rf"^{_UP_TO}(?=\d)", re.IGNORECASE)
_COUNTER = re.compile(  # `スタッフ3名まで`: the thing, how many, the counter, `up to`
    r"^(?P<name>[^\W\d]{2,12}?)(?P<value>\d[\d,]*)(?:名|人|件|個|台|社|回|店舗)?(?:様)?(?:まで)?$"
)
_COUNTED = re.compile(r"(?P<value>\d[\d,]*)(?:名|人|件|個|台|社|回|店舗)(?:様)?(?:まで)?$")  # `5名まで`
# `Included ✓`: words for the ear, a mark for the eye
_SPOKEN_TICK = re.compile(r"(?<=[^\W\d_]{2})\s*[✓✔☑✅✗✘✕✖❌]$")
_WORD_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "ten": "10"}
_TIME = re.compile(r"^(?:days?|months?|years?|hours?|h|minutes?|min|seconds?|weeks?|sec)\b", re.IGNORECASE)


def tidy(text: str) -> str:
    """Text as compared over time: plain quotes, single spaces, no marks before or after."""
    text = text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " ", 0x202F: " "})
    return _MARKS.sub("", " ".join(text.split())).strip()


def bullet(item: Tag, text: str) -> Gate | None:
    """The gate a card's bullet states, with its words."""
    gate = _stated(item, text)
    return None if gate is None else replace(gate, text=" ".join(text.split()))


def _stated(item: Tag, text: str) -> Gate | None:
    name = tidy(text)
    if not re.search(r"\w", name) or len(name) > 120:
        return None
    crossed = _is_crossed(item) or bool(re.match(r"[✗✘✕✖❌×]", text.strip()))
    name = re.sub(r"^[✗✘✕✖❌×]\s*", "", name)
    if crossed:
        return Gate(name, NO)
    if match := re.match(r"no (?P<name>[^\W\d].{2,})$", name, re.IGNORECASE):
        return Gate(match["name"], NO)
    return limit(name)


def limit(text: str) -> Gate:
    """`50 sites` as sites = 50, `Users: 5` as Users = 5, anything else as itself = yes."""
    if match := _NAME_FIRST.match(text):
        return Gate(match["name"].strip(), value_of(match["value"], match["name"]))
    if match := _LIMITLESS_LAST.match(text) or _COUNTER.match(text):
        return Gate(match["name"], match.groupdict().get("value") or UNLIMITED)
    match = _LIMIT.match(text)
    if match is not None and match["name"] is None and (match["measure"] or "%") != "%":
        return Gate(match["measure"], match["value"].strip())  # `200 GB`
    if match is None or match["name"] is None or (_TIME.match(match["name"]) and " " not in match["name"]):
        return Gate(text, YES)
    stated = match["value"].strip()
    value = _WORD_NUMBERS.get(stated.lower(), stated)
    if stated[0].isalpha() and not value[0].isdigit():
        value = UNLIMITED
    if match["measure"]:
        value = f"{value}%" if match["measure"] == "%" else f"{value} {match['measure']}"
    name = match["name"]
    if timed := re.match(
        r"(?P<span>days?|months?|years?|hours?|minutes?|weeks?|seconds?)[\s-]+(?:of\s+)?"
        r"(?P<name>(?!included\b|per\b|an?\b|inclus|inkl)\w.*)",
        name,
        re.IGNORECASE,
    ):
        return Gate(timed["name"], f"{value} {timed['span'].lower()}")
    return Gate(name, value)


def is_limit(text: str) -> bool:
    """Whether a line says how much of something is included: `500 calls a month`, `Users: 5`."""
    return limit(tidy(text)).value != YES


def value_of(text: str, name: str) -> str:
    """A cell's value beside its row's name: ticks as yes and no, `5 users` under Users as 5."""
    text = _SPOKEN_TICK.sub("", text.strip())
    value = tidy(text) or text.strip()
    if _TICK_TEXT.match(text.strip()):
        return YES
    if _CROSS_TEXT.match(text.strip()):
        return NO
    match = re.match(
        r"^(?:up to )?(?P<value>[\d.,]*\d\s?[kKmM]?\+?|unlimited)\s+(?P<noun>[^\W\d]\w*)$",
        value,
        re.IGNORECASE,
    )
    if match and _stem(match["noun"]) in {_stem(word) for word in re.findall(r"\w+", name)}:
        value = match["value"]
    if match := _COUNTED.match(value):
        value = match["value"]
    if re.fullmatch(_LIMITLESS, value, re.IGNORECASE):
        return UNLIMITED
    value = _UP_TO_VALUE.sub("", value)
    return value.lower() if value.lower() in {"custom", "included"} else value


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|y)$", "", word.lower())


def cell(tag: Tag, text: str, name: str) -> str | None:
    """What a table cell says of a feature; None when it shows nothing, as when an icon was lost."""
    if text.strip():
        return value_of(text, name)
    if (label := _label(tag)) is not None:
        return value_of(label, name) if len(label) <= 24 else None
    words = " ".join(_icon_words(part) for part in [tag, *tag.find_all(["i", "svg", "img", "span", "use"])])
    if _CROSS.search(words):
        return NO
    if _TICK.search(words):
        return YES
    return None


def _label(tag: Tag) -> str | None:
    for part in [tag, *tag.find_all(True)]:
        for key in ("aria-label", "alt", "title", "data-value"):
            if value := part.get(key):
                return str(value).strip() or None
    return None


def _icon_words(tag: Tag) -> str:
    values = [
        words_of(tag),
        *(str(tag.get(k) or "") for k in ("data-icon", "data-lucide", "src", "href", "xlink:href", "name")),
    ]
    return re.sub(r"[_/.#]", " ", " ".join(values))


def _is_crossed(item: Tag) -> bool:
    parts = [item, *item.find_all(["i", "svg", "img", "del", "s", "use"])]
    if any(part.name in {"del", "s"} and len(part.get_text(strip=True)) > 2 for part in parts):
        return True
    spoken = [str(part.get(key) or "") for part in parts[1:] for key in ("aria-label", "alt", "title")]
    if any(_CROSS_TEXT.match(text.strip()) for text in spoken):
        return True
    words = " ".join(_icon_words(part) for part in parts[1:])
    if _CROSS.search(words):
        return not _TICK.search(words)
    return bool(_DIMMED.search(words_of(item)))


def row(name: str, values: list[str | None], icons: list[bool]) -> list[Gate | None]:
    """One row of a comparison: empty cells mean `no` only where other cells of the row say something.

    An icon nobody named counts as `yes` when it stands beside empty cells, or beside cells that say no.
    """
    known = any(v is not None for v in values)
    mixed = any(icons[i] and v is None for i, v in enumerate(values)) and any(
        (v is None and not icons[i]) or v == NO for i, v in enumerate(values)
    )
    gates: list[Gate | None] = []
    for value, icon in zip(values, icons, strict=True):
        if value is not None:
            gates.append(Gate(name, value))
        elif icon:
            gates.append(Gate(name, YES) if mixed else None)
        else:
            gates.append(Gate(name, NO) if known or mixed else None)
    return gates


def merged(*groups: Iterable[Gate]) -> tuple[Gate, ...]:
    """Gates without repeats, the first statement of a name winning."""
    seen: dict[str, Gate] = {}
    for group in groups:
        for gate in group:
            seen.setdefault(gate.name.casefold(), gate)
    return tuple(seen.values())
