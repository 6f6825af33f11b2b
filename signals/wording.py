"""A claim's wording, read for comparison: content words with their senses, force, denials, amounts, stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from signals._compare_amounts import Amount, read_amounts
from signals._compare_lexicon import LEXICON, Entry
from signals._compare_tokens import Token, stem, tokens

_NOTHING = Entry()
_SUPERLATIVE = re.compile(r"^[a-z]{3,}[^e]est$")
_NO_SUPERLATIVE = frozenset(
    """request interest invest guest forest digest honest harvest contest suggest ingest protest manifest earnest
    latest arrest modest northwest southwest midwest retest pretest priest chest quest""".split()
)
_PERSON = re.compile(r"^[a-z]{3,}(?:ers|ors|ists|ians|eers|ees)$")
_NO_TRADE = re.compile(r"(?:tions?|ings?|ments?|ness|ity|ities|sis|ware|gies|[^s]s's)$")
_ABLE = frozenset({"you", "we", "they", "who", "that", "anyone", "everyone", "everybody", "anybody"})
_HELPERS = frozenset("give let help allow enabl empow offer show grant assist".split())
_CLOSERS = frozenset(
    "with in on to that who which when where from by at into without via as is are was can per while so".split()
)
_LINKS = frozenset({"and", "or", "plus"})
_ARTICLES = frozenset({"a", "an", "the", "your", "our", "their", "its", "also", "even", "other"})
_MADE = frozenset({"made", "built", "designed", "created", "perfect", "ideal", "tailored", "meant", "intended"})
_MODALS = frozenset({"can", "could", "would", "should"})
_EMPTY = frozenset({"get", "gets", "from"})  # beside function words, no change of wording
_STOPS = frozenset(".;:!?()")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or one phrase of the lexicon, that carries meaning."""

    key: str  # its stem, or stems
    senses: frozenset[str] = frozenset()
    force: int = 0  # what it adds to the strength of the claim, -2...3
    denied: int = 0  # 2 right after a negation, 1 further in its reach
    person: bool = False  # a person or an organisation, or what qualifies one
    addressed: bool = False  # in a place where claims say whom they are for
    for_what: bool = False  # anywhere in a phrase with "for"
    addressee: bool = True  # could be whom it is for: not the object of an opening verb, no modifier
    name: bool = False
    acronym: bool = False
    apart: bool = False  # parted from the word before by a function word
    light: bool = False
    listed: bool = False  # joined to a neighbour by "and", "or" or a comma


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything `compare` knows about a text."""

    joined: str  # all letters and digits, run together
    surface: tuple[str, ...]  # words that count for "the same words", in order
    content: tuple[Word, ...]
    force: tuple[Word, ...]  # hedges, limits, intensifiers, universals, superlatives
    amounts: tuple[Amount, ...]
    periods: frozenset[str]
    stage: str = ""
    negations: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of tokens taken as one: a word, or a phrase of the lexicon."""

    key: str
    text: str
    token: Token
    entry: Entry
    size: int
    at: int
    counted: bool = False  # part of an amount


@lru_cache(maxsize=65_536)
def read(text: str) -> Reading:
    """Read any text; the result is cached by text."""
    found = tokens(text)
    amounts, counted = read_amounts(found)
    pieces = [replace(p, counted=p.size == 1 and p.at in counted) for p in _pieces(found)]
    words = list(_words(pieces))
    return Reading(
        joined="".join(t.text for t in found),
        surface=tuple(_surface(found)),
        content=tuple(w for w in words if not w.force),
        force=tuple(w for w in words if w.force),
        amounts=amounts,
        periods=frozenset(p for t in found if (p := LEXICON.periods.get(t.text))),
        stage=next((p.entry.stage for p in pieces if p.entry.stage), ""),
        negations=sum(p.entry.negation for p in pieces),
    )


def _surface(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        number = LEXICON.numbers.get(token.text)
        if number is not None and len(token.text) > 2:
            yield str(number)
        elif token.text in _MODALS or not (token.text in LEXICON.function or token.text in _EMPTY):
            yield token.text


def _pieces(found: Sequence[Token]) -> Iterator[_Piece]:
    """Longest phrases of the lexicon first, then single words."""
    words = tuple(t.text for t in found)
    stems = tuple(map(stem, words))
    at = 0
    while at < len(found):
        longest = max(LEXICON.longest.get(words[at], 1), LEXICON.longest.get(stems[at], 1))
        for size in range(min(longest, len(found) - at), 0, -1):
            senses = LEXICON.senses.get(stems[at : at + size])
            marks = LEXICON.marks.get(words[at : at + size])
            if senses or marks or size == 1:
                entry = (senses or _NOTHING).with_marks(marks)
                yield _Piece(" ".join(stems[at : at + size]), " ".join(words[at : at + size]), found[at], entry, size, at)
                at += size
                break


def _words(pieces: Sequence[_Piece]) -> Iterator[Word]:
    """Words with meaning: those of force, and content with its place in the sentence."""
    addressed = _addressed(pieces)
    reach = 0  # how many more words a negation covers
    for number, piece in enumerate(pieces):
        if _STOPS & set(piece.token.lead):
            reach = 0
        if piece.counted:
            continue
        force = _force(pieces, number)
        if piece.entry.negation:
            reach = 4
        if force:
            yield Word(piece.key, piece.entry.senses, force, denied=2 * piece.entry.negation)
        if _is_content(piece, force):
            denied = 2 if reach == 4 else int(reach > 0)
            reach = max(0, reach - 1)
            yield _content(pieces, number, denied, addressed[number])


def _is_content(piece: _Piece, force: int) -> bool:
    """Function words, fillers, signs and words of mere force say nothing by themselves."""
    if force:
        return bool(_SUPERLATIVE.match(piece.text)) and not piece.entry.force
    if piece.entry.negation or piece.entry.filler or (piece.entry.stage and not piece.entry.senses):
        return False
    return piece.size > 1 or not (
        piece.text in LEXICON.function or piece.text in LEXICON.currencies or piece.text in {"%", "per"}
    )


def _content(pieces: Sequence[_Piece], number: int, denied: int, addressed: str) -> Word:
    piece = pieces[number]
    key = piece.key
    if _SUPERLATIVE.match(piece.text) and piece.text not in _NO_SUPERLATIVE:
        key = stem(piece.text[:-4] + "y" if piece.text.endswith("iest") else piece.text[:-3])
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    return Word(
        key=key,
        senses=piece.entry.senses,
        denied=denied,
        person=_is_person(piece) or bool(addressed and after and _is_person(after)) or addressed == "made",
        addressed=addressed not in {"", "for what"},
        for_what=addressed in {"for", "made", "for what"},
        addressee=not (_follows_opening_verb(pieces, number) or _modifies(pieces, number)),
        name=piece.token.capital and number > 0 and not (piece.token.lead and _STOPS & set(piece.token.lead)),
        acronym=piece.token.acronym and piece.size == 1,
        apart=number > 0 and pieces[number - 1].text in LEXICON.function,
        light=piece.entry.light,
        listed=_listed(pieces, number),
    )


def _listed(pieces: Sequence[_Piece], number: int) -> bool:
    """Joined to a neighbour by a comma, "and" or "or", articles between them left out of account."""
    after = next((p for p in pieces[number + 1 :] if not _passes(p)), None)
    at = number
    while at > 0 and not _links(pieces[at]) and _passes(pieces[at - 1]):
        at -= 1
    linked = at > 0 and (_links(pieces[at]) or pieces[at - 1].text in _LINKS)
    if linked or (after and (_links(after) or after.text in _LINKS)):
        return True
    before = pieces[number - 1] if number else None  # the rest of a listed name: "and Google Sheets"
    named = before is not None and before.token.capital and pieces[number].token.capital
    return bool(named and pieces[number].token.lead == " " and number > 1 and _listed(pieces, number - 1))


def _follows_opening_verb(pieces: Sequence[_Piece], number: int) -> bool:
    """`Target users by country`: an object, not an audience."""
    if number != 1 or _is_person(pieces[0]) or pieces[0].text in LEXICON.function:
        return False
    return len(pieces) == 2 or not _is_content(pieces[2], pieces[2].entry.force)


def _modifies(pieces: Sequence[_Piece], number: int) -> bool:
    """`patient intake`, `Team plan`: a person's noun before another noun, or the name of a plan."""
    piece = pieces[number]
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if after and ":" in after.token.lead:
        return True
    if piece.text.endswith("s") or piece.token.capital:
        return piece.token.capital and not piece.text.endswith("s")
    return bool(after and after.token.lead == " " and _is_content(after, after.entry.force) and not _is_person(after))


def _links(piece: _Piece) -> bool:
    return "," in piece.token.lead or "&" in piece.token.lead


def _passes(piece: _Piece) -> bool:
    return piece.text in _ARTICLES or piece.counted


def _is_link(pieces: Sequence[_Piece], number: int) -> bool:
    return 0 <= number < len(pieces) and pieces[number].text in _LINKS


def _addressed(pieces: Sequence[_Piece]) -> list[str]:
    """For every piece, why it names whom the claim is for: "for", "made", "helped", "subject", or ""."""
    found: list[str] = []
    state = "subject"
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        if _STOPS & set(piece.token.lead):
            state = ""
        if piece.text == "for":
            state = "made" if before and before.text in _MADE else "for"
            found.append("")
            continue
        if piece.size == 1 and (piece.text in _CLOSERS or piece.entry.negation):
            state = ""
        elif piece.key in _HELPERS:
            state = "helped"
            found.append("")
            continue
        found.append("for what" if state == "for" and not _whom(pieces, number) else state)
        if state in {"subject", "helped"} and not _continues(piece, pieces, number, state):
            found[-1] = state if _is_person(piece) else ""
            state = state if _is_person(piece) and _is_link(pieces, number + 1) else ""
    return found


def _continues(piece: _Piece, pieces: Sequence[_Piece], number: int, state: str) -> bool:
    """A noun phrase that has not come to its head yet."""
    if piece.text in LEXICON.function or piece.text in _LINKS:
        return True
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    return state == "helped" and not _is_person(piece) and after is not None and _is_person(after)


def _whom(pieces: Sequence[_Piece], number: int) -> bool:
    """The head of the phrase after "for" can be somebody: a known group, or a plural not known as a thing."""
    head = pieces[number]
    for piece in pieces[number:]:
        if piece is not head and (piece.text in LEXICON.function or "," in piece.token.lead or piece.counted):
            break
        head = piece
    if _is_person(head):
        return True
    plain = not head.entry.senses and not head.token.capital and head.key not in LEXICON.things
    return plain and head.text.endswith("s") and not _NO_TRADE.search(head.text)


def _is_person(piece: _Piece) -> bool:
    if piece.key in LEXICON.people:
        return piece.key not in LEXICON.things or piece.text.endswith("s")  # an editor, but editors
    return piece.key not in LEXICON.things and bool(_PERSON.match(piece.text))


def _force(pieces: Sequence[_Piece], number: int) -> int:
    piece = pieces[number]
    before = pieces[number - 1].text if number else ""
    if piece.text in {"can", "could"}:
        return _can(before, pieces, number)
    if piece.text == "up to":
        return -2 if _share_follows(pieces, number) else 0
    if piece.text == "most":
        return 3 if before == "the" else -1
    if _SUPERLATIVE.match(piece.text) and piece.text not in _NO_SUPERLATIVE and not piece.entry.force:
        return 3
    return piece.entry.force


def _share_follows(pieces: Sequence[_Piece], number: int) -> bool:
    """`up to 40 %`, `up to 10x`: a promise of a gain; `up to 10 users` is a limit."""
    return any(p.text in {"%", "percent", "x", "times"} for p in pieces[number + 2 : number + 3])


def _can(before: str, pieces: Sequence[_Piece], number: int) -> int:
    """`You can export` is plain; `exports can save hours` is hedged; `can be exported` is plain."""
    after = pieces[number + 1].text if number + 1 < len(pieces) else ""
    able = before in _ABLE or after == "be" or (number > 0 and _is_person(pieces[number - 1]))
    return 0 if able else -2


def keys(words: Iterable[Word]) -> list[str]:
    """The keys of words, in order."""
    return [w.key for w in words]
