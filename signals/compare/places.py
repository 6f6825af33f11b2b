"""Where in its sentence a word stands: as whom the claim is for, in a list, as an object, as a modifier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from signals.compare.lexicon import LEXICON, Entry
from signals.compare.pieces import Piece, force_of, is_content
from signals.compare.tokens import singular

_NO_VERB = ("ed", "ing", "s", "al", "ic", "ive", "ous", "ful", "less", "ary", "ent", "ant", "y")
_NO_TRADE = re.compile(r"(?:tions?|ings?|ments?|ness|ity|ities|sis|ware|gies)$")

# Why a word may name whom the claim is for: it opens the sentence, or follows "gives", "for", "made for".
SUBJECT, HELPED, FOR, MADE_FOR = "subject", "helped", "for", "made for"
FOR_WHAT = "for what"  # follows "for", but is nobody


def addressed(pieces: Sequence[Piece]) -> list[str]:
    """For every piece, why it may name whom the claim is for, or the empty string."""
    found: list[str] = []
    state = SUBJECT
    clause = False  # in "teams that sell": all of it says whom the claim is for
    for number, piece in enumerate(pieces):
        if _for(pieces, number):
            state, clause = MADE_FOR if _made(pieces, number) else FOR, False
            found.append("")
            continue
        if piece.text in {"that", "who"} and state in {FOR, MADE_FOR} and pieces[number - 1].person:
            state, clause = MADE_FOR, True
            found.append("")
            continue
        if state in {FOR, MADE_FOR} and pieces[number - 1].person and _participle(piece):
            state, clause = MADE_FOR, True  # "for kitchens cooking for fifty"
        if piece.opens_sentence or (_closes(piece) and not clause and not _qualifies(pieces, number, state)):
            state, clause = "", False
        elif piece.key in LEXICON.grammar["helpers"] and state != MADE_FOR:
            state = HELPED
            found.append("")
            continue
        found.append(_place(pieces, number, state))
        if state in {SUBJECT, HELPED} and not _runs_on(pieces, number, state):
            state = state if piece.person and number + 1 < len(pieces) and pieces[number + 1].link else ""
    return [place or (MADE_FOR if _user(pieces, at) else "") for at, place in enumerate(found)]


def _for(pieces: Sequence[Piece], number: int) -> bool:
    """`for`, `loved by`, `designed around`."""
    text = pieces[number].text
    if text == "for" or text in LEXICON.grammar["used_by"]:
        return True
    made = number > 0 and pieces[number - 1].text in LEXICON.grammar["made"]
    return made and text in LEXICON.grammar["made_with"]


def _made(pieces: Sequence[Piece], number: int) -> bool:
    """`made for`, or a kind of product for somebody: `payroll software for bakeries`."""
    before = pieces[number - 1] if number else None
    if before is None or before.text in LEXICON.grammar["made"]:
        return before is not None
    return singular(before.text) in LEXICON.grammar["kinds"] and bool(_trade(pieces, number + 1))


def _trade(pieces: Sequence[Piece], number: int) -> bool:
    return any(_somebody(pieces, n) for n in range(number, min(number + 2, len(pieces))))


def _qualifies(pieces: Sequence[Piece], number: int, state: str) -> bool:
    """`for shops with 5 tills`, `for teams without engineers`, `for couriers in vans`: still the phrase."""
    if state not in {FOR, MADE_FOR} or not pieces[number - 1].person or number + 1 >= len(pieces):
        return False
    after = pieces[number + 1]
    if pieces[number].text in {"with", "without"}:
        return state == MADE_FOR and (after.person or after.counted)
    return pieces[number].text in {"in", "on", "at"} and number + 2 == len(pieces) and not after.entry.stage


def _participle(piece: Piece) -> bool:
    """`kitchens cooking`; "during" and "including" are none."""
    known = piece.entry.filler or piece.entry.senses or piece.function or piece.text == "during"
    return piece.token.lead == " " and piece.size == 1 and piece.text.endswith("ing") and not known


def _user(pieces: Sequence[Piece], number: int) -> bool:
    """`The oven small bakeries use`: whoever does so is whom it is for."""
    piece = pieces[number]
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if after is None or number < 2 or not piece.person or after.token.lead != " ":
        return False
    return after.text in LEXICON.grammar["uses"] and not piece.opens_item


def _place(pieces: Sequence[Piece], number: int, state: str) -> str:
    if state == FOR and not _somebody(pieces, number):
        return FOR_WHAT
    if state in {SUBJECT, HELPED} and not (pieces[number].person or _runs_on(pieces, number, state)):
        return ""
    return state


def _closes(piece: Piece) -> bool:
    return piece.size == 1 and (piece.text in LEXICON.grammar["closers"] or piece.entry.negation)


def _runs_on(pieces: Sequence[Piece], number: int, state: str) -> bool:
    """A noun phrase that has not come to its head yet."""
    if pieces[number].function or pieces[number].link:
        return True
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    return state == HELPED and after is not None and after.token.lead == " " and after.person


def _somebody(pieces: Sequence[Piece], number: int) -> bool:
    """The head of the phrase after "for" is a known group, or a plural not known as a thing: a trade."""
    head = pieces[number]
    for piece in pieces[number + 1 :]:
        if piece.function or piece.opens_item or piece.counted:
            break
        head = piece
    if head.person or singular(head.text) in LEXICON.grammar["ventures"]:
        return True
    unknown = not (head.entry.senses or head.token.capital or singular(head.text) in LEXICON.things)
    return unknown and head.text.endswith("s") and not _NO_TRADE.search(head.text)


def opening_object(pieces: Sequence[Piece], number: int) -> bool:
    """`Target users by country`: the object of the opening verb, no audience."""
    verb = pieces[0]
    if number != 1 or verb.person or verb.function or verb.size > 1 or "-" in pieces[1].token.lead:
        return False
    return verb.text not in LEXICON.grammar["no_verbs"] and not verb.text.endswith(_NO_VERB)


def opening_name(pieces: Sequence[Piece], number: int) -> bool:
    """`Loomery plans`: a word the lexicon does not know, as the subject of the first verb."""
    if number or pieces[0].entry != Entry() or not pieces[0].token.capital or len(pieces) == 1:
        return False
    verb = pieces[1].text
    return verb in LEXICON.grammar["verbs"] or (verb.endswith("s") and not verb.endswith("ss"))


def plan_name(pieces: Sequence[Piece], number: int) -> bool:
    """`the Plus plan`: a name, whatever the word means elsewhere."""
    after = pieces[number + 1].text if number + 1 < len(pieces) else ""
    return number > 0 and pieces[number].token.capital and after in LEXICON.grammar["plans"]


def direction(pieces: Sequence[Piece], number: int) -> str:
    """`from` or `to`, when it stands before a name."""
    before = pieces[number - 1].text if number else ""
    return before if before in {"from", "to"} and pieces[number].token.capital else ""


def purpose(pieces: Sequence[Piece], number: int) -> bool:
    """`entries are removed to make room`: what comes after says why, no more."""
    row = pieces[: number + 1]
    at = next((n for n, p in enumerate(row) if n > 2 and _why(pieces, n)), None)
    return at is not None and not any(p.opens_item or p.opens_sentence for p in row[at + 1 :])


def _why(pieces: Sequence[Piece], number: int) -> bool:
    here, after = pieces[number], pieces[number + 1 : number + 2]
    if here.text in {"so that", "in order to"}:
        return True
    return here.text == "to" and bool(after) and after[0].text in LEXICON.grammar["why"]


def before_light(pieces: Sequence[Piece], number: int) -> bool:
    """Qualifies a noun so general that the sentence hangs on the rest: "the intake tool"."""
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    return after is not None and after.token.lead == " " and after.entry.light


def modifier(pieces: Sequence[Piece], number: int) -> bool:
    """`patient intake`, `Team plan`: somebody's noun before another noun, or the name of a plan."""
    piece = pieces[number]
    after = pieces[number + 1] if number + 1 < len(pieces) else None
    if after and ":" in after.token.lead:
        return True
    if piece.plural or piece.token.capital:
        return piece.token.capital and not piece.plural
    if not after or after.token.lead != " " or (piece.person and after.text in LEXICON.grammar["acts"]):
        return False
    return _content(pieces, number + 1) and not after.person


def _content(pieces: Sequence[Piece], number: int) -> bool:
    return is_content(pieces[number], force_of(pieces, number))


def listed(pieces: Sequence[Piece], number: int) -> bool:
    """Joined to a neighbour by a comma, "and" or "or"; articles and numbers between are passed over."""
    first = last = number
    while _continues_name(pieces, first):
        first -= 1
    while last + 1 < len(pieces) and _continues_name(pieces, last + 1):
        last += 1
    after = next((p for p in pieces[last + 1 :] if p.opens_item or not _passed(p)), None)
    while first > 0 and not pieces[first].opens_item and _passed(pieces[first - 1]):
        first -= 1
    linked = first > 0 and (pieces[first].opens_item or pieces[first - 1].link)
    return linked or bool(after and (after.opens_item or after.link))


def _passed(piece: Piece) -> bool:
    return piece.text in LEXICON.grammar["passed"] or piece.counted


def _continues_name(pieces: Sequence[Piece], number: int) -> bool:
    """The rest of a name of several words: "Google Sheets"."""
    here = pieces[number].token
    return number > 1 and here.capital and here.lead == " " and pieces[number - 1].token.capital
