"""Where in its sentence a word stands: as whom the claim is for, in a list, as an object, as a modifier."""

from __future__ import annotations

import re
from collections.abc import Sequence

from signals._compare_lexicon import LEXICON, Entry
from signals._compare_pieces import Piece, force_of, is_content
from signals._compare_tokens import singular

_NO_VERB = ("ed", "ing", "s", "al", "ic", "ive", "ous", "ful", "less", "ary", "ent", "ant", "y")
_NO_TRADE = re.compile(r"(?:tions?|ings?|ments?|ness|ity|ities|sis|ware|gies)$")

# Why a word may name whom the claim is for: it opens the sentence, or follows "gives", "for", "made for".
SUBJECT, HELPED, FOR, MADE_FOR = "subject", "helped", "for", "made for"
FOR_WHAT = "for what"  # follows "for", but is nobody


def addressed(pieces: Sequence[Piece]) -> list[str]:
    """For every piece, why it may name whom the claim is for, or the empty string."""
    found: list[str] = []
    state = SUBJECT
    for number, piece in enumerate(pieces):
        if piece.text == "for" or piece.text in LEXICON.grammar["used_by"]:
            before = pieces[number - 1].text if number else ""
            state = MADE_FOR if before in LEXICON.grammar["made"] else FOR
            found.append("")
            continue
        if piece.text in {"that", "who"} and state in {FOR, MADE_FOR} and pieces[number - 1].person:
            state = MADE_FOR  # "for teams that sell"
            found.append("")
            continue
        if piece.opens_sentence or _closes(piece):
            state = ""
        elif piece.key in LEXICON.grammar["helpers"]:
            state = HELPED
            found.append("")
            continue
        found.append(_place(pieces, number, state))
        if state in {SUBJECT, HELPED} and not _runs_on(pieces, number, state):
            state = state if piece.person and number + 1 < len(pieces) and pieces[number + 1].link else ""
    return found


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
    if head.person:
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
    return bool(after and after.token.lead == " " and _content(pieces, number + 1) and not after.person)


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
