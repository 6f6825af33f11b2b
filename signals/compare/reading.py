"""A claim's wording, read for comparison: content words with their senses, force, denials, amounts, stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extract.canonical import stems
from signals.compare import places
from signals.compare.amounts import Amount, number_of, read_amounts
from signals.compare.denials import FREE, SAID, denials
from signals.compare.lexicon import LEXICON, is_function
from signals.compare.pieces import Piece, cut, force_of, is_content
from signals.compare.tokens import Token, stem, tokens

_TOKENS = 300  # of a claim that are read for what they mean; a sentence has 20
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
    purpose: bool = False  # follows "to", "so that": what it is good for
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
    sized: bool = False  # made for somebody of some number: "for teams of 5"
    asks: frozenset[str] = frozenset()  # listed further questions: "who, when and where"
    sides: tuple[tuple[str, bool], ...] = ()  # who opens a clause, and whether the clause denies
    switches: tuple[str, ...] = ()  # "on" and "off", where they are states
    only: bool = False  # opens with "only": nobody else
    by_us: bool = False  # the vendor speaks: "We plan", "Our planner"
    heading: str = ""  # the stems before a colon near the start: "Team plan: ..."


@lru_cache(maxsize=65_536)
def read(text: str, audience: str | None = None) -> Reading:
    """Read any text; `audience` is the claim's slot where an extractor filled it. Cached.

    Of a text far longer than any claim, only the beginning is read for its meaning.
    """
    every = tokens(text)
    found = every[:_TOKENS]
    amounts, counted = read_amounts(found)
    pieces = cut(found, counted)
    addressed = places.addressed(pieces)
    words = list(_words(pieces, addressed, frozenset(stems(audience or ""))))
    return Reading(
        joined="".join(t.text for t in every),
        surface=tuple(_surface(every)),
        content=tuple(w for w in words if not w.force),
        force=tuple(w for w in words if w.force),
        amounts=amounts,
        periods=frozenset(
            p for piece in pieces if not piece.counted and (p := LEXICON.periods.get(piece.text))
        ),
        stage=next(filter(None, map(_stage, pieces)), ""),
        negations=sum(p.entry.negation or p.free_of for p in pieces),
        sized=any(p.counted and place == places.MADE_FOR for p, place in zip(pieces, addressed, strict=True)),
        asks=frozenset(p.text for n, p in enumerate(pieces) if _asks(pieces, n)),
        sides=tuple(_sides(pieces)),
        switches=_switches(found),
        only=bool(found) and found[0].text == "only",
        by_us=bool(found) and found[0].text in LEXICON.grammar["us"],
        heading=_heading(found),
    )


def _stage(piece: Piece) -> str:
    """`Replicas (preview)`: in brackets, a word may be a stage that is none in a sentence."""
    in_brackets = "(" in piece.token.lead and piece.text in LEXICON.grammar["bracketed_beta"]
    return "beta" if in_brackets else piece.entry.stage


def _asks(pieces: Sequence[Piece], number: int) -> bool:
    """`who reads, and when`: a further question of a list."""
    piece = pieces[number]
    if piece.text not in LEXICON.grammar["asks"] or not number:
        return False
    return pieces[number - 1].link and (number + 1 == len(pieces) or pieces[number + 1].function)


def _sides(pieces: Sequence[Piece]) -> Iterator[tuple[str, bool]]:
    """The clauses that open with "we" or a name, each with whether it denies."""
    opens = [0, *(n for n, p in enumerate(pieces) if n and (p.opens_sentence or p.opens_item)), len(pieces)]
    for start, end in pairwise(opens):
        clause = [p for p in pieces[start:end] if p.text not in LEXICON.grammar["joins"]]
        if clause and (clause[0].text == "we" or clause[0].token.capital):
            yield clause[0].text, any(p.entry.negation for p in clause)


def _switches(found: Sequence[Token]) -> tuple[str, ...]:
    """The words "on" and "off" at the end of a clause, or before "by default" and "unless"."""
    ends = [n + 1 == len(found) or found[n + 1].lead != " " for n in range(len(found))]
    states = LEXICON.grammar["states"]
    return tuple(
        t.text
        for n, t in enumerate(found)
        if t.text in {"on", "off"} and (ends[n] or found[n + 1].text in states)
    )


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


def _words(pieces: Sequence[Piece], addressed: Sequence[str], audience: frozenset[str]) -> Iterator[Word]:
    """Words with meaning: those of force, and content with its place in the sentence."""
    denied = denials(pieces)
    for number, piece in enumerate(pieces):
        if piece.counted or denied[number] == SAID:
            continue
        if places.plan_name(pieces, number):
            yield Word(piece.base, name=True)
            continue
        force = force_of(pieces, number)
        if force:
            made_for = addressed[number] in {places.FOR, places.MADE_FOR}
            yield Word(piece.key, piece.entry.senses, force, 2 * piece.entry.negation, made_for=made_for)
        if denied[number] == FREE:
            yield Word("free", LEXICON.senses[("free",)].senses)
        elif is_content(piece, force):
            place = places.MADE_FOR if piece.key in audience else addressed[number]
            yield _content(pieces, number, denied[number], place)


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
        purpose=places.purpose(pieces, number),
        target=any(p.text in LEXICON.grammar["turns"] for p in pieces[:number]),
    )
