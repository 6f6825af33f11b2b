"""Who reads a page's claims: the model that speaks its language, or nobody.

Rules, lexicons and the trained model are English, so whole claims come from English pages only. In
another language a configured model still finds one thing without guessing: a sentence that names a
company we know, on a page or in a heading that positions its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from spacy import util

from extract.claims import ClaimReader, ClaimRequest, Company
from extract.nlp import BATCH, load
from extract.quantity import quantity
from extract.units import WHOLE_ROLES, names, spans
from turfwatch.config import Competitor, Config, Extract, Us
from turfwatch.errors import ExtractError
from turfwatch.types import Claim

ENGLISH = "en"
_ANY = "xx"  # what spaCy calls a pipeline of many languages
_POSITIONING = frozenset({"home", "pricing", "product", "solution", "compare"})
_HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6"})
_CHROME = frozenset({"nav", "footer", "button"})
_UNSURE = 0.6  # that a rival named in words we do not understand is compared, not just mentioned


class Reader(Protocol):
    """Texts in, the claims of each out, in order."""

    def read(self, requests: Sequence[ClaimRequest]) -> Sequence[tuple[Claim, ...]]:
        """The claims of each text; `claim.text == request.text[claim.start:claim.end]`."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a company is called."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderSpec:
    """All that makes a reader: any process can make the same one."""

    model: str
    rules: tuple[str, ...] = ()
    companies: tuple[Names, ...] = ()


@lru_cache(maxsize=8)
def reader(spec: ReaderSpec) -> Reader:
    """The reader of a spec, made on first use and kept: loading its models costs seconds."""
    if speaks(spec.model) == ENGLISH:
        return ClaimReader(Extract(model=spec.model, rules=spec.rules), spec.companies)
    return NameReader(spec.model, spec.companies)


class Readers:
    """The readers a configuration asks for.

    A page is read with its competitor's own model if that speaks the page's language, else with
    `[extract] model` if that does. Raises ExtractError when a model is not installed.
    """

    def __init__(self, config: Config) -> None:
        self._extract = config.extract
        self._own: Mapping[str, str] = {c.name: c.model for c in config.competitors if c.model}
        companies: tuple[Us | Competitor, ...] = (config.company, *config.competitors)
        self._companies = tuple(Names(c.name, tuple(c.aliases)) for c in companies)

    def spec(self, company: str, language: str) -> ReaderSpec | None:
        """What reads a company's page in a language; None when no model speaks it."""
        models = [m for m in (self._own.get(company), self._extract.model) if m]
        exact = (m for m in models if speaks(m) == language)
        model = next(exact, None) or next((m for m in models if speaks(m) == _ANY), None)
        return None if model is None else ReaderSpec(model, self._extract.rules, self._companies)

    def of(self, company: str, language: str) -> Reader | None:
        """The reader itself, made when it is first needed."""
        spec = self.spec(company, language)
        return None if spec is None else reader(spec)


class NameReader:
    """Claims in a language that is not ours: sentences that name another known company.

    The model only says where sentences end. Each claim is a comparison with `compared_to` and, when a
    sum or percentage is stated, `quantity`; audience, capability and strength stay unread.
    """

    def __init__(self, model: str, companies: Sequence[Company] = ()) -> None:
        self._model = model
        self._companies = tuple(companies)

    def read(self, requests: Sequence[ClaimRequest]) -> list[tuple[Claim, ...]]:
        """The claims of each text, in order; only texts that name somebody reach spaCy."""
        rivals = {name: self._rivals(name) for name in {r.company for r in requests}}
        named = [i for i, r in enumerate(requests) if _positions(r) and _search(rivals[r.company], r.text)]
        docs = load(self._model).pipe((requests[i].text for i in named), batch_size=BATCH)
        found: list[tuple[Claim, ...]] = [()] * len(requests)
        for i, doc in zip(named, docs, strict=True):
            request = requests[i]
            split = request.role not in WHOLE_ROLES and doc.has_annotation("SENT_START")
            ends = (
                [(s.start_char, s.end_char) for s in doc.sents]
                if split
                else spans(request.text, request.role)
            )
            found[i] = tuple(_claims(request.text, ends, rivals[request.company]))
        return found

    def _rivals(self, company: str) -> re.Pattern[str] | None:
        others = (c for c in self._companies if c.name.casefold() != company.casefold())
        return names(*(name for c in others for name in (c.name, *c.aliases)))


def _positions(request: ClaimRequest) -> bool:
    """Whether a name here sets the company against another: elsewhere it may be told in passing."""
    if request.role in _CHROME or request.region in _CHROME:
        return False
    return request.page_kind in _POSITIONING or request.role in _HEADINGS


def _search(rivals: re.Pattern[str] | None, text: str) -> re.Match[str] | None:
    return rivals.search(text) if rivals is not None else None


def _claims(
    text: str, sentences: Sequence[tuple[int, int]], rivals: re.Pattern[str] | None
) -> Iterator[Claim]:
    for start, end in sentences:
        words = text[start:end].strip()
        if (rival := _search(rivals, words)) is None:
            continue
        begins = start + text[start:end].index(words)
        amount = quantity(words)
        stated = amount if amount and (amount.currency or amount.unit == "%") else None
        if stated and stated.currency:
            stated = replace(stated, unit=None)  # "per month" is English; the sum is not
        yield Claim(
            type="comparison", text=words, start=begins, end=begins + len(words), quantity=stated,
            compared_to=rival.group(), rule="named", confidence=_UNSURE,
        )  # fmt: skip


@cache
def speaks(model: str) -> str:
    """The language code of an installed model, told from its metadata without loading it.

    Raises ExtractError when there is no such model.
    """
    folder = util.get_package_path(model) if util.is_package(model) else Path(model)
    try:
        return str(util.get_model_meta(folder)["lang"])
    except OSError as error:
        raise ExtractError(
            f"the language model {model!r} is not installed",
            hint="install it with pip, or change `model` in [extract] or [[competitors]] of turfwatch.toml",
        ) from error
