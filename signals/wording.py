"""A claim's wording, read for comparison: content words with their senses, force, denials, amounts, stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.canonical import stems
from signals import _compare_places as places
from signals._compare_amounts import Amount, number_of, read_amounts
from signals._compare_lexicon import LEXICON, is_function
from signals._compare_pieces import Piece, cut, force_of, is_content
from signals._compare_tokens import Token, stem, tokens

_REACH = 4  # content words after a negation it may cover
_HEADING = 3  # words before a colon that make a heading


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or one phrase of the lexicon, that carries meaning."""

    key: str  # its stem, or stems
    senses: frozenset[str] = frozenset()
    force: int = 0  # what it adds to the strength of the claim, -2...3
    denied: int = 0  # 2 right after a negation, 1 further in its reach
    averted: bool = False  # follows "before": it does not come to that
    person: bool = False  # somebody, or what qualifies somebody
    made_for: bool = False  # follows "made for", "for"
    addressed: bool = False  # in a place where claims say whom they are for
    for_what: bool = False  # anywhere in a phrase with "for"
    addressee: bool = True  # could be whom it is for: not the object of an opening verb, no modifier
    name: bool = False
    acronym: bool = False
    apart: bool = False  # parted from the word before by a function word
    direction: str = ""  # "from" or "to" before a name
    virtue: bool = False  # an advantage by itself: open source, encrypted
    subject: bool = False  # a name as the subject of the opening verb
    before_light: bool = False  # qualifies a light noun
    light: bool = False  # so general that it promises nothing
    listed: bool = False  # joined to a neighbour by "and", "or" or a comma
    rate: bool = False  # follows "per"
    target: bool = False  # follows "than" or "into": what it is compared with or becomes


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything `compare` knows about a text."""

    joined: str  # all letters and digits, run together
    surface: tuple[str, ...]  # the words that count for "the same words", in order
    content: tuple[Word, ...]
    force: tuple[Word, ...]  # hedges, limits, intensifiers, universals, superlatives
    amounts: tuple[Amount, ...]
    periods: frozenset[str]
    stage: str = ""
    negations: int = 0
    by_us: bool = False  # the vendor speaks: "We plan", "Our planner"
    heading: str = ""  # the stems before a colon near the start: "Team plan: ..."


@lru_cache(maxsize=65_536)
def read(text: str, audience: str | None = None) -> Reading:
    """Read any text; `audience` is the claim's slot where an extractor filled it. Cached."""
    found = tokens(text)
    amounts, counted = read_amounts(found)
    pieces = cut(found, counted)
    words = list(_words(pieces, frozenset(stems(audience or ""))))
    return Reading(
        joined="".join(t.text for t in found),
        surface=tuple(_surface(found)),
        content=tuple(w for w in words if not w.force),
        force=tuple(w for w in words if w.force),
        amounts=amounts,
        periods=frozenset(
            p for piece in pieces if not piece.counted and (p := LEXICON.periods.get(piece.text))
        ),
        stage=next(filter(None, map(_stage, pieces)), ""),
        negations=sum(p.entry.negation or p.free_of for p in pieces),
        by_us=bool(found) and found[0].text in LEXICON.grammar["us"],
        heading=_heading(found),
    )


def _stage(piece: Piece) -> str:
    """`Replicas (preview)`: in brackets, a word may be a stage that is none in a sentence."""
    in_brackets = "(" in piece.token.lead and piece.text in LEXICON.grammar["bracketed_beta"]
    return "beta" if in_brackets else piece.entry.stage


def _heading(found: Sequence[Token]) -> str:
    end = next((n for n, t in enumerate(found[: _HEADING + 1]) if ":" in t.lead), 0)
    return " ".join(stem(t.text) for t in found[:end])


def _surface(found: Sequence[Token]) -> Iterator[str]:
    """The words as they stand, function words left out, numbers as one would write them plainly."""
    for token in found:
        number = number_of(token.text)
        if number is not None:
            yield format(number, "f")
        elif token.text.endswith("n't"):  # "don't" is "do not"
            yield "cannot" if token.text == "can't" else "not"
        elif token.text in LEXICON.grammar["modals"] or not _says_nothing(token.text):
            yield token.text


def _says_nothing(word: str) -> bool:
    return is_function(word) or word in LEXICON.grammar["empty"]


def _words(pieces: Sequence[Piece], audience: frozenset[str]) -> Iterator[Word]:
    """Words with meaning: those of force, and content with its place in the sentence."""
    addressed = places.addressed(pieces)
    reach = 0
    for number, piece in enumerate(pieces):
        if piece.opens_sentence:
            reach = 0
        if piece.counted:
            continue
        if places.plan_name(pieces, number):
            yield Word(piece.base, name=True)
            continue
        force = force_of(pieces, number)
        if piece.entry.negation:
            reach = _REACH
        if force:
            yield Word(piece.key, piece.entry.senses, force, denied=2 * piece.entry.negation)
        if is_content(piece, force):
            place = places.MADE_FOR if piece.key in audience else addressed[number]
            yield _content(pieces, number, 2 if reach == _REACH else min(reach, 1), place)
            reach = max(0, reach - 1)


def _content(pieces: Sequence[Piece], number: int, denied: int, place: str) -> Word:
    piece = pieces[number]
    before = pieces[number - 1] if number else None
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    modifies = places.modifier(pieces, number)
    return Word(
        key=piece.base,
        senses=piece.entry.senses or LEXICON.senses.get((piece.base,), piece.entry).senses,
        denied=2 if after and after.free_of else denied,
        person=piece.person or place == places.MADE_FOR or bool(place and after and after.person),
        made_for=place in {places.FOR, places.MADE_FOR},
        addressed=place not in {"", places.FOR_WHAT} and not (piece.person and modifies),
        for_what=place in {places.FOR, places.MADE_FOR, places.FOR_WHAT},
        addressee=not (modifies or places.opening_object(pieces, number)),
        name=piece.token.capital and number > 0 and not piece.opens_sentence,
        acronym=piece.token.acronym and piece.size == 1,
        apart=before is not None and before.function,
        direction=places.direction(pieces, number),
        averted=any(p.text in {"before", "prior to"} for p in pieces[:number]),
        virtue=piece.entry.virtue,
        subject=places.opening_name(pieces, number),
        before_light=places.before_light(pieces, number),
        light=piece.entry.light,
        listed=places.listed(pieces, number),
        rate=before is not None and before.text == "per",
        target=any(p.text in LEXICON.grammar["turns"] for p in pieces[:number]),
    )
