"""Text in, claims out: rules where they are sure, the trained model elsewhere, slots by grammar."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from extract import model, rules, slots
from extract.features import claim_features, grammar, surface, type_features
from extract.lexicons import spotted
from extract.nlp import BATCH, Parsed, parse, unparsed
from extract.units import ClaimRequest, Unit, names, spans
from turfwatch.config import Extract
from turfwatch.types import Claim, ClaimType

__all__ = ["ClaimReader", "ClaimRequest", "Judgement"]


_OPEN = "open"  # not yet decided
_AT_ONCE = 4 * BATCH  # units parsed before their features are weighed together
_Seen = Set[int]  # the rows of the model that a unit's features have
_NOTHING: _Seen = frozenset()


class Company(Protocol):
    """What the reader needs to know of a company: its names."""

    @property
    def name(self) -> str:
        """The usual name."""

    @property
    def aliases(self) -> Sequence[str]:
        """Other spellings."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a unit was found to be: a claim type or `none`, by which rule, how sure."""

    unit: Unit
    claim_type: str
    rule: str
    confidence: float


class ClaimReader:
    """Reads claims out of texts; make one and keep it, the models are loaded once.

    Raises ExtractError when the spaCy model or the claim model is missing.
    """

    def __init__(
        self, config: Extract, companies: Sequence[Company] = (), *, weights: model.Model | None = None
    ) -> None:
        self._spacy = config.model
        self._rules = rules.load(config.rules)
        self._plain_rules = rules.plain(self._rules)
        claim_rules = [r for r in self._rules if r.decides == "claim"]
        self._grammar_rules = claim_rules[len(self._plain_rules) :]
        self._model = weights or model.load()
        self._companies = {c.name.casefold(): (c.name, *c.aliases) for c in companies}
        self._patterns: dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]] = {}

    def read(self, requests: Sequence[ClaimRequest]) -> list[tuple[Claim, ...]]:
        """The claims of each text, in order; `claim.text == request.text[claim.start:claim.end]`."""
        wanted = [(i, a, b) for i, r in enumerate(requests) for a, b in spans(r.text, r.role)]
        found: list[list[Claim]] = [[] for _ in requests]
        for chunk in _chunks(wanted, _AT_ONCE):
            with _uncollected():
                judgements = self._judge(requests, chunk)
            for judged, (i, _, _) in zip(judgements, chunk, strict=True):
                if judged.claim_type != "none":
                    found[i].append(claim(judged))
        return [tuple(claims) for claims in found]

    def judge(self, requests: Sequence[ClaimRequest]) -> list[Judgement]:
        """Each text taken as one unit, whatever its length."""
        wanted = [(i, 0, len(r.text)) for i, r in enumerate(requests)]
        return [j for chunk in _chunks(wanted, _AT_ONCE) for j in self._judge(requests, chunk)]

    def _judge(
        self, requests: Sequence[ClaimRequest], wanted: Sequence[tuple[int, int, int]]
    ) -> list[Judgement]:
        plain = [self._plain(self._unit(requests[i], a, b)) for i, a, b in wanted]
        glanced = self._glanced([j.unit for j in plain if j.claim_type == _OPEN])
        looked = [next(glanced) if j.claim_type == _OPEN else (j, _NOTHING) for j in plain]
        parses = parse([j.unit.text for j, _ in looked if j.claim_type != "none"], self._spacy)
        ruled = [(j if j.claim_type == "none" else self._ruled(j, next(parses)), seen) for j, seen in looked]
        weighed = self._weighed([(j.unit, seen) for j, seen in ruled if j.claim_type == _OPEN])
        return [next(weighed) if j.claim_type == _OPEN else j for j, _ in ruled]

    def _unit(self, request: ClaimRequest, start: int, end: int) -> Unit:
        text = request.text[start:end]
        us, rivals = self._names(request.company)
        return Unit(text, start, request, unparsed(), us, rivals, text.lower())

    def _plain(self, unit: Unit) -> Judgement:
        """What rules say that need no parse: most labels, buttons and code are spared it. Else open."""
        for rule in self._plain_rules:
            if (verdict := rule.find(unit)) is not None:
                return Judgement(unit, verdict, rule.name, 1.0)
        return Judgement(unit, _OPEN, "", 0.0)

    def _ruled(self, judged: Judgement, parsed: Parsed) -> Judgement:
        """The judgement with its parse, settled where a rule that reads the grammar is sure."""
        unit = replace(judged.unit, parsed=parsed)
        if judged.claim_type == _OPEN:
            for rule in self._grammar_rules:
                if (verdict := rule.find(unit)) is not None:
                    return Judgement(unit, verdict, rule.name, 1.0)
        return replace(judged, unit=unit)

    def _glanced(self, units: Sequence[Unit]) -> Iterator[tuple[Judgement, _Seen]]:
        """What was seen of each unit; one whose looks leave no hope is settled, and spared the parse."""
        seen = [self._model.known(surface(unit)) for unit in units]
        for unit, known, odds in zip(
            units, seen, self._model.scores(seen)[:, model.GLANCE].tolist(), strict=True
        ):
            likely = model.probability(odds)
            if likely < self._model.hopeless:
                yield Judgement(unit, "none", "model", 1.0 - likely), known
            else:
                yield Judgement(unit, _OPEN, "", 0.0), known

    def _weighed(self, looked: Sequence[tuple[Unit, _Seen]]) -> Iterator[Judgement]:
        """What the model and the rules for types make of the units no rule was sure of, in order."""
        units, known, scores = [u for u, _ in looked], self._model.known, self._model.scores
        said = [rules.said(self._rules, unit) for unit in units]
        seen = [
            at_sight | known(grammar(unit, [verdict for _, verdict in verdicts]))
            for (unit, at_sight), verdicts in zip(looked, said, strict=True)
        ]
        odds = scores(s | known(claim_features(u)) for s, u in zip(seen, units, strict=True))
        sure = [model.probability(score) for score in odds[:, model.CLAIM].tolist()]
        typed = [i for i, s in enumerate(sure) if s >= self._model.threshold and not said[i]]
        types = dict(zip(typed, scores(seen[i] | known(type_features(units[i])) for i in typed), strict=True))
        for i, unit in enumerate(units):
            if sure[i] < self._model.threshold:
                yield Judgement(unit, "none", "model", 1.0 - sure[i])
            elif said[i]:
                yield Judgement(unit, said[i][0][1], said[i][0][0], sure[i])
            else:
                yield Judgement(unit, self._kind(unit, types[i]), "model", sure[i])

    def _kind(self, unit: Unit, scores: model.Scores) -> str:
        kinds = self._model.kinds(scores)
        if not contrasts(unit):
            kinds.pop("comparison", None)
        return max(kinds, key=lambda k: kinds[k])

    def _names(self, company: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """Patterns for the company's own names and for those of all others."""
        key = company.casefold()
        if key not in self._patterns:
            own = self._companies.get(key, (company,))
            others = [n for k, v in self._companies.items() if k != key for n in v]
            self._patterns[key] = (names(*own), names(*others))
        return self._patterns[key]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: a chunk makes many short-lived objects, no cycles, and is soon done."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def contrasts(unit: Unit) -> bool:
    """Whether anything in the unit could be a contrast: a word of one, a rival, someone else's subject."""
    if not spotted(unit.lower).keys().isdisjoint({"contrast", "old_way"}):
        return True
    if unit.rivals is not None and unit.rivals.search(unit.text):
        return True
    if unit.page_kind != "compare":
        return False
    return unit.role in {"li", "cell"} or unit.us is None or not unit.us.search(unit.text)


def claim(judged: Judgement) -> Claim:
    """The claim a judgement amounts to, with its slots."""
    unit = judged.unit
    kind: ClaimType = judged.claim_type  # type: ignore[assignment]  # "none" does not come here
    read = slots.read(unit, kind)
    return Claim(
        type=kind, text=unit.text, start=unit.start, end=unit.start + len(unit.text), strength=read.strength,
        subject=read.subject, audience=read.audience, capability=read.capability, quantity=read.quantity,
        compared_to=read.compared_to, negated=read.negated, rule=judged.rule,
        confidence=round(judged.confidence, 3),
    )  # fmt: skip


def _chunks(items: Sequence[tuple[int, int, int]], size: int) -> Iterator[Sequence[tuple[int, int, int]]]:
    return (items[i : i + size] for i in range(0, len(items), size))
