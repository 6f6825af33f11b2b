"""A text cut into the words and phrases the lexicon knows, and what each does in its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signals.compare.lexicon import LEXICON, Entry, is_function
from signals.compare.tokens import Token, singular, stem

_NOTHING = Entry()
_PARTED = 5  # words within which a particle is looked for
_SUPERLATIVE = re.compile(r"^[a-z]{3,}[^e]est$")
_PERSON = re.compile(r"^[a-z]{3,}(?:ers|ors|ists|ians|ees|ants|eurs|people)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens taken as one: a word, or a phrase of the lexicon."""

    key: str  # its stem, or stems
    text: str
    token: Token  # the first
    entry: Entry
    size: int
    counted: bool  # part of an amount

    @property
    def function(self) -> bool:
        """A function word."""
        return is_function(self.text)

    @property
    def superlative(self) -> bool:
        """A form in -est."""
        return bool(_SUPERLATIVE.match(self.text)) and self.text not in LEXICON.grammar["no_superlatives"]

    @property
    def base(self) -> str:
        """The key, of `friendly` for `friendliest`."""
        if not self.superlative:
            return self.key
        return stem(self.text[:-4] + "y" if self.text.endswith("iest") else self.text[:-3])

    @property
    def plural(self) -> bool:
        """Looks like a plural."""
        collective = self.text in LEXICON.grammar["collectives"]
        return collective or (self.text.endswith("s") and not self.text.endswith("ss"))

    @property
    def person(self) -> bool:
        """Can be somebody: a person, a group, an organisation or a trade."""
        noun = singular(self.text)
        if noun in LEXICON.people or noun.rpartition(" ")[2] in LEXICON.people:
            return noun not in LEXICON.things or self.plural  # an editor, but editors
        return noun not in LEXICON.things and bool(_PERSON.match(self.text))

    @property
    def free_of(self) -> bool:
        """The end of `distraction-free`: says what there is not."""
        return self.text == "free" and self.token.lead == "-"

    @property
    def link(self) -> bool:
        """Joins the items of a list."""
        return self.text in LEXICON.grammar["links"]

    @property
    def opens_item(self) -> bool:
        """Stands after a comma or an ampersand."""
        return "," in self.token.lead or "&" in self.token.lead

    @property
    def opens_sentence(self) -> bool:
        """Stands after a mark that ends a sentence or clause."""
        return any(mark in self.token.lead for mark in ".;:!?()")


def cut(found: Sequence[Token], counted: frozenset[int]) -> list[Piece]:
    """Longest phrases of the lexicon first, then single words; `counted` are the tokens of amounts."""
    return list(_cut(found, counted))


def _cut(found: Sequence[Token], counted: frozenset[int]) -> Iterator[Piece]:
    words = tuple(t.text for t in found)
    stems = tuple(map(stem, words))
    at = 0
    while at < len(found):
        longest = max(LEXICON.longest.get(words[at], 1), LEXICON.longest.get(stems[at], 1))
        for size in range(min(longest, len(found) - at), 0, -1):
            span = slice(at, at + size)
            senses, marks = LEXICON.senses.get(stems[span]), LEXICON.marks.get(words[span])
            if senses or marks or size == 1:
                key = stems[span]
                if size == 1 and not marks and (particle := _particle(found, stems, at)):
                    key = (*key, particle)
                    senses = LEXICON.senses[key]
                entry = (senses or _NOTHING).with_marks(marks)
                part = size == 1 and at in counted
                yield Piece(" ".join(key), " ".join(words[span]), found[at], entry, size, part)
                at += size
                break


def _particle(found: Sequence[Token], stems: Sequence[str], at: int) -> str:
    """The particle of a verb parted from it by its object: "bring your members over"."""
    for number in range(at + 2, min(at + _PARTED, len(found))):
        particles = LEXICON.grammar["particles"]
        if found[number].lead != " " or found[number - 1].text in particles:
            break
        if found[number].text in particles and (stems[at], stems[number]) in LEXICON.senses:
            return stems[number]
    return ""


def is_content(piece: Piece, force: int) -> bool:
    """Function words, fillers, signs and words of mere force say nothing by themselves."""
    if force or piece.text in {"every", "each", "can", "could", "may", "should"}:
        return piece.superlative and not piece.entry.force
    if (
        piece.entry.negation
        or piece.free_of
        or piece.entry.filler
        or (piece.entry.stage and not piece.entry.senses)
    ):
        return False
    return piece.size > 1 or not (piece.function or piece.text in LEXICON.currencies or piece.text == "%")


def force_of(pieces: Sequence[Piece], number: int) -> int:
    """What a piece adds to the strength of the claim, -2 (a hedge) to 3 (a superlative)."""
    piece = pieces[number]
    before = pieces[number - 1].text if number else ""
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    force = 3 if piece.superlative and not piece.entry.force else piece.entry.force
    match piece.text:
        case "can" | "could" | "may":
            force = _ability(pieces, number)
        case "up to":
            force = -2 if _gain(pieces, number + 1) else 0
        case "should":
            force = 0 if before_person(pieces, number) else -2
        case "help" | "helps" | "helping" if _lends_a_hand(pieces, number):
            force = -1
        case "only" if _restricts(pieces, number):
            force = -1
        case "until":  # "until it succeeds" belongs to the promise; set off by a comma it restricts
            force = -1 if piece.opens_item else 0
        case "every" if after is not None and after.counted:  # "every 10 seconds"
            force = 0
        case "the first" if _ordinal(after):
            force = 0
        case "most":
            force = 3 if before == "the" else -1
    return force


def before_person(pieces: Sequence[Piece], number: int) -> bool:
    """Somebody or a pronoun stands before: `you should` is advice, no promise."""
    before = pieces[number - 1] if number else None
    return before is not None and (before.text in LEXICON.grammar["able"] or before.person)


def _lends_a_hand(pieces: Sequence[Piece], number: int) -> bool:
    """`helps prevent mistakes` promises less than `prevents mistakes`; `get help` is a thing."""
    before, after = pieces[number - 1] if number else None, pieces[number + 1 : number + 3]
    if not after or (before and before.text in LEXICON.grammar["nominal"]):
        return False
    return not (after[0].function and after[0].text in {"for", "from", "with", "in", "on", "at"})


def _restricts(pieces: Sequence[Piece], number: int) -> bool:
    """`exports only on the Crew plan` promises less; `pay only for what you use` does not."""
    before, after = pieces[number - 1 : number], pieces[number + 1 : number + 2]
    if not after or after[0].counted or any(p.key in LEXICON.grammar["payment"] for p in (*before, *after)):
        return False
    return number > 0 and after[0].function


def _gain(pieces: Sequence[Piece], number: int) -> bool:
    """`up to 40 %` promises a gain, `up to 10 users` is a limit."""
    return any(p.text in {"%", "percent", "x", "times"} for p in pieces[number + 1 : number + 2])


def _ordinal(after: Piece | None) -> bool:
    """`the first year` is an order, `the first planner` a claim to fame."""
    return after is None or after.counted or after.text in {*LEXICON.periods, *LEXICON.units}


def _ability(pieces: Sequence[Piece], number: int) -> int:
    """`You can export` is plain; `exports can save hours` is hedged; `can be exported` is plain."""
    sure = pieces[number].text != "may"
    before = pieces[number - 1] if number else None
    if before and before.text == "we" and not sure:
        return -2
    if before and (before.text in LEXICON.grammar["able"] or (sure and before.person)):
        return 0
    after = pieces[number + 1].text if number + 1 < len(pieces) else ""
    return 0 if sure and after in LEXICON.grammar["abilities"] else -2
