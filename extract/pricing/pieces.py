"""The pieces of a line joined as a reader sees them: words apart, split amounts together."""

from __future__ import annotations

import re

from bs4 import Tag

from extract.pricing.lines import Line, with_parents
from extract.pricing.money import SIGN

_AMOUNT = re.compile(rf"(?:{SIGN})?\d[\d.,]*(?:{SIGN})?")
_ORDINAL = re.compile(r"st|nd|rd|th|er|ère|e|ème|º|ª|o|a")
_SIGN_ONLY = re.compile(SIGN)
_WHOLE = re.compile(r"\D{0,3}\d[\d., ]*")
_TAIL = re.compile(
    rf"[.,]\d{{2}}|(?:{SIGN})(?:\s+(?!\d)\S.*)?"
)  # cents; the sign, its terms perhaps behind it
_SIGNED = re.compile(SIGN)


def join(pieces: list[tuple[str, Tag]]) -> tuple[str, list[tuple[int, int, Tag]]]:
    """Pieces as one text with single spaces; words of neighbouring elements are kept apart."""
    text = ""
    spans: list[tuple[int, int, Tag]] = []
    for raw, tag in pieces:
        piece = re.sub(r"\s+", " ", raw.replace("\u200b", "").replace("\xad", ""))
        if tag.name == "sup" and _ORDINAL.fullmatch(piece.strip()) and text[-1:].isdigit():
            spans.append((len(text), len(text) + len(piece.strip()), tag))
            text += piece.strip()
            continue
        if tag.name == "sup":
            piece = _cents(text.rstrip(), piece)
            text = text.rstrip() if piece.startswith(".") else text
        if re.match(r" ?[.,](?:\d{2}\b| ?$)", piece) and re.search(r"\d $", text):
            text, piece = (
                text.rstrip(),
                piece.lstrip(),
            )  # cents, or the point before them, in their own element
        if re.match(r" ?\d{2}\b", piece) and _ends_in_lone_point(text, spans):
            text, piece = text.rstrip(), piece.lstrip()
        if (
            text
            and piece
            and _runs_together(text[-1], piece[0])
            and tag is not (spans[-1][2] if spans else None)
        ):
            piece = " " + piece
        if text.endswith(" ") or not text:
            piece = piece.lstrip(" ")
        if piece:
            spans.append((len(text), len(text) + len(piece), tag))
            text += piece
    return text.rstrip(), spans


def _ends_in_lone_point(text: str, spans: list[tuple[int, int, Tag]]) -> bool:
    last = next((text[a:b] for a, b, _ in reversed(spans) if text[a:b].strip()), "")
    return last.strip() in {".", ","} and bool(re.search(r"\d[.,] ?$", text))


def _cents(text: str, piece: str) -> str:
    """Raised digits after a whole amount are cents; a single raised digit is a footnote mark."""
    digits = piece.strip()
    if re.search(r"\d$", text) and re.fullmatch(r"\d{2}", digits) and not re.search(r"[.,]\d*$", text):
        return "." + digits
    return (
        ""
        if re.fullmatch(r"[\d*†‡]", digits) and text.strip() and not re.search(r"[$€£¥]\s*$", text)
        else piece
    )


def _runs_together(left: str, right: str) -> bool:
    return (left.isalpha() and (right.isalnum() or right in "$€£¥₹")) or (
        left.isdigit() and (right.isalpha() or right in "$€£¥₹")
    )


def is_one_figure(last: Line, line: Line) -> bool:
    """Whether two neighbouring blocks write one amount: `$` and `49`, `49` and `€`, `$49` and `.99`."""
    raised = _is_raised(last, line)
    if not raised and not _fit(last.text, line.text):
        return False
    family = {id(last.element.parent), id(last.element)}
    near = id(line.element.parent) in family or id(line.element) == id(last.element.parent)
    if not near and not _share_a_box(last.element, line.element):
        return False
    if raised:
        line.text = f".{line.text}"
    return True


def _fit(left: str, right: str) -> bool:
    """Whether two texts can be the halves of an amount; cheap, since every pair of lines is asked."""
    if _SIGN_ONLY.fullmatch(left):
        return right[:1].isdigit()
    if left.endswith((".", ",")) or not _WHOLE.fullmatch(left) or not _TAIL.fullmatch(right):
        return False
    return right[0] in ".," or not _SIGNED.search(left)


def _is_raised(last: Line, line: Line) -> bool:
    """Cents in a raised box behind whole units: `49` and `<sup>99</sup>`."""
    return (
        line.pieces[0][2].name == "sup"
        and bool(re.fullmatch(r"\d{2}", line.text))
        and bool(_WHOLE.fullmatch(last.text))
    )


def _share_a_box(left: Tag, right: Tag) -> bool:
    """Whether the smallest element around both holds an amount and nothing else."""
    around = {id(tag) for tag in with_parents(left)}
    shared = next((tag for tag in with_parents(right) if id(tag) in around), None)
    return shared is not None and bool(_AMOUNT.fullmatch("".join(shared.get_text().split())))


def append(last: Line, line: Line) -> None:
    """Join a line to the one before it, in place."""
    offset = len(last.text)
    last.text += line.text
    last.pieces += tuple((a + offset, b + offset, tag) for a, b, tag in line.pieces)
    last.struck += tuple((a + offset, b + offset) for a, b in line.struck)
