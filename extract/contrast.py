"""The compared_to slot (GUIDELINE section 3): the rival, or class of rivals, a contrast is drawn with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extract.lexicons import words
from extract.phrases import EDGES, noun_phrase
from extract.units import Unit

_CONTRAST = re.compile(
    r"""\b(?:unlike|instead\sof|rather\sthan|compared\s(?:to|with)|versus|vs\.?|alternatives?\sto|replac(?:es?|ing)
    |as\sopposed\sto|in\scontrast\s(?:to|with)|in\splace\sof|(?:say\s)?goodbye\sto|switch(?:ed|ing)?\sfrom
    |(?:stay|stick)\s(?:on|with)|leav(?:e|ing)|outgrown?|whereas|swap\sthe|migrat(?:e|ed|ing)\s(?:away\s)?from
    |mov(?:e|ed|ing)\s(?:away\s|on\s|over\s)?from|without\sthe\s[a-z]+\sof|than|times\sas\s[a-z]+\sas
    |\blike(?=\s(?:the|an?)\s[^,;.]{3,40},\s(?:but|only|just)\b))\s+""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = r"[A-Z][\w.'’+-]*(?:\s(?:[A-Z][\w.'’+-]*|\d+))*"
_NAMES = re.compile(rf"{_NAME}(?:(?:,\s|,?\s(?:and|or|&)\s){_NAME})*")
_ALTERNATIVE = re.compile(rf"\b(?!The\b|An?\b|Our\b|Your\b)({_NAME})\s+(?:alternatives?|replacement)\b")
_SIDES = re.compile(r"\s(?:vs\.?|versus|or|and|compared\s(?:with|to)|alternative)\s?", re.IGNORECASE)
_CLASS = re.compile(
    r"""\b(?:traditional|legacy|typical|conventional|standard|most|other|generic|classic|old-school|ordinary
    |point|homegrown|home-grown|in-house)\s(?:[\w-]+\s){0,3}?
    (?:tools?|systems?|platforms?|vendors?|providers?|products?|apps?|software|solutions?|suites?|modules?
    |spreadsheets?|vpns?|crms?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_OPENING = re.compile(  # a name nobody knows is often not read as one
    r"(?:(?:with|on|in|at)\s)?([A-Z][\w.-]*[a-z][\w-]*)(?:,\s|['’]s\s|\s(?:[a-z]+s|can|will|had|did|(?:do|does|can|wo)n['’]t|cannot)(?!\w))",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_INSIDE = frozenset({"compound", "nmod", "poss", "amod", "npadvmod", "nummod"})  # of a noun phrase
_OURS = re.compile(r"(?:ours|mine|us|theirs|yours)\b", re.IGNORECASE)
_TITLES = frozenset({"title", "h1", "h2", "meta"})
_DOING = re.compile(r"[\w-]+ing\b[^.,;:!?]*")


def compared_to(unit: Unit, claim_type: str) -> str | None:
    """The rival or class of rivals of a comparison, as written; None where none is named."""
    if claim_type != "comparison":
        return None
    return next(_candidates(unit), None)


def _candidates(unit: Unit) -> Iterator[str]:
    """What may be the rival, in order of trust."""
    yield from _facing(unit)
    for found in _CONTRAST.finditer(unit.text):
        yield from _after(unit, found.end())
    for found in _ALTERNATIVE.finditer(unit.text):
        if not _is_us(unit, found.group(1)):
            yield found.group(1)
    if unit.rivals is not None and (rival := unit.rivals.search(unit.text)) is not None:
        yield rival.group()
    if unit.page_kind == "compare" and unit.role != "cell":
        yield from _opening(unit)
        yield from _named(unit)
    yield from _before_us(unit)
    if (kind := _CLASS.search(unit.text)) is not None:
        yield kind.group().lower()


def _facing(unit: Unit) -> Iterator[str]:
    """The other side of a heading that sets two names against each other: "Larkdesk vs Deskly: …"."""
    if unit.role not in _TITLES or unit.us is None or (ours := unit.us.search(unit.text)) is None:
        return
    for joint in _SIDES.finditer(unit.text):
        before, after = unit.text[: joint.start()], unit.text[joint.end() :]
        if joint.start() == ours.end() and (name := re.match(_NAME, after)) is not None:
            yield name.group().strip(EDGES)
        elif joint.end() == ours.start() and (names := re.findall(_NAME, before)):
            yield str(names[-1]).strip(EDGES)


def _after(unit: Unit, position: int) -> Iterator[str]:
    """The names, the activity, or else the noun phrase that follow a word of contrast."""
    rest = unit.text[position:]
    if _OURS.match(rest):
        return
    if (names := _NAMES.match(rest)) is not None:
        ours = unit.us.search(names.group()) if unit.us is not None else None
        named = names.group()[: ours.start()] if ours else names.group()
        if named := _POSSESSIVE.sub("", named.strip(EDGES + "&’").removesuffix(" and")):
            yield _whole(unit, position, named)
        return
    if (doing := _DOING.match(rest)) is not None and len(doing.group().split()) <= 7:
        yield doing.group().lower()
    place = position + unit.parsed.shift
    for token in unit.parsed.tokens:
        noun = token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in _INSIDE
        if token.idx >= place and noun and not _is_us(unit, token.text):
            yield noun_phrase(token)
            return


def _opening(unit: Unit) -> Iterator[str]:
    """On a comparison page, a single capitalised word that opens as the one who does something, or has it."""
    found = _OPENING.match(unit.text)
    if found is None or not found.group(1)[:1].isupper() or unit.parsed.shift or not unit.parsed.words:
        return
    name, said = found.group(1), next((w for w in unit.parsed.words if w.text == found.group(1)), None)
    usual = said is None or said.pos not in {"NOUN", "PROPN", "ADJ", "X"}
    known = words("labels", "generic") | words("nominals", "empty")
    if not (
        usual or name.endswith("ing") or name.lower() in known or _is_us(unit, name) or _OURS.match(name)
    ):
        yield name


def _before_us(unit: Unit) -> Iterator[str]:
    """Who does otherwise than we do: "Bigger tools count your seats; we count nothing"."""
    subjects = [t for t in unit.parsed.tokens if t.dep_ in {"nsubj", "nsubjpass"}]
    ours = [n for n, t in enumerate(subjects) if t.lower_ == "we" or _is_us(unit, t.text)]
    if ours and ours[0] > 0 and subjects[0].pos_ in {"NOUN", "PROPN"}:
        yield noun_phrase(subjects[0])


def _whole(unit: Unit, position: int, named: str) -> str:
    """The name with the noun it qualifies: "CSV imports"."""
    end = position + unit.parsed.shift + len(named)
    for token in unit.parsed.tokens:
        if token.idx + len(token) == end and token.dep_ == "compound" and token.head.i == token.i + 1:
            return f"{named} {token.head.text}" if token.head.pos_ == "NOUN" else named
    return named


def _named(unit: Unit) -> Iterator[str]:
    """On a comparison page a proper name that is not ours is most likely the rival's: the subject's first."""
    runs = [r for r in _runs(unit) if not _is_us(unit, r[0].doc[r[0].i : r[-1].i + 1].text)]
    acting = {"nsubj", "nsubjpass", "poss"}
    beside = words("compare", "beside")
    for rank in (True, False):
        for run in runs:
            head = run[-1]
            if rank is (head.dep_ in acting or head.head.lower_ in beside):
                yield _POSSESSIVE.sub("", head.doc[run[0].i : head.i + 1].text).strip(EDGES)


def _runs(unit: Unit) -> Iterator[list[Any]]:
    """Runs of capitalised words read as names; acronyms are none."""
    run: list[Any] = []
    for token in unit.parsed.tokens:
        named = token.pos_ == "PROPN" or (token.dep_ == "compound" and token.head.pos_ == "PROPN")
        if named and token.text[:1].isupper() and not token.is_upper:
            run.append(token)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_us(unit: Unit, text: str) -> bool:
    return unit.us is not None and unit.us.search(text) is not None
