"""What a text denies: which words stand under a negation, and which only help to deny another."""

from __future__ import annotations

from collections.abc import Sequence

from signals.compare.lexicon import LEXICON
from signals.compare.pieces import Piece, force_of, is_content

SAID = -1  # has said its part: "needed" in "no account needed"
FREE = -2  # with its negation says that it is free: "fee" in "no set-up fee"
_REACH = 4  # content words after a negation it may cover


def denials(pieces: Sequence[Piece]) -> list[int]:
    """For every piece 2 right after a negation, 1 further in its reach, else 0; or `SAID`, or `FREE`."""
    found = [0] * len(pieces)
    reach, since = 0, 0
    for number, piece in enumerate(pieces):
        if piece.opens_sentence:
            reach = 0
        if piece.counted:
            continue
        if piece.entry.negation:
            reach, since = _REACH, number
        elif piece.key in LEXICON.grammar["inert"] and _before_negation(pieces, number):
            found[number] = SAID  # "needs no account"
        elif reach and piece.key in LEXICON.grammar["inert"]:
            found[number] = SAID
            if reach == _REACH:  # "an account is not needed", "rows don't matter"
                reach = _deny_subject(pieces, since, number, found)
        elif reach and piece.key in LEXICON.grammar["fees"]:
            found[since + 1 : number] = [0] * (number - since - 1)
            found[number], reach = FREE, 0
        elif is_content(piece, force_of(pieces, number)):
            found[number] = 2 if reach == _REACH else min(reach, 1)
            reach = max(0, reach - 1)
    return found


def _before_negation(pieces: Sequence[Piece], number: int) -> bool:
    return number + 1 < len(pieces) and pieces[number + 1].entry.negation


def _deny_subject(pieces: Sequence[Piece], negation: int, inert: int, found: list[int]) -> int:
    """Nothing follows the inert word: what stands before the negation is denied; the reach that is left."""
    rest = pieces[inert + 1 :]
    if any(is_content(p, 0) for p in rest[:3] if not p.opens_sentence) or not negation:
        return _REACH
    if pieces[negation - 1].text in LEXICON.grammar["able"]:  # "so that you don't have to"
        return 0
    for number in range(negation - 1, -1, -1):
        if is_content(pieces[number], 0):
            found[number] = 2
            break
    return 0
