"""`turfwatch extract`: JSON lines in, JSON lines out, without a database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Literal, get_args

from extract.blocks import declared_language, walk
from extract.claims import ClaimReader, ClaimRequest, Judgement, claim
from extract.language import detect
from extract.readers import Reader, Readers, speaks
from extract.units import spans
from turfwatch.config import Config, Extract
from turfwatch.errors import UsageError
from turfwatch.types import Block, Claim, PageKind, Plan, Release

What = Literal["blocks", "claims", "plans", "releases"]
_BATCH = 512
_WHOLE = 70  # words: a line up to this long is one unit, as people label it
_TEXTS = ("text", "html", "url", "role", "page_kind", "company", "heading", "region", "content_type")
_KINDS: tuple[str, ...] = get_args(PageKind)
_WORD = re.compile(r"[^\W\d_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: JSON can carry it, UTF-8 cannot
# GUIDELINE section 2: which type a line has that says several things.
_PRECEDENCE = (
    "comparison",
    "superlative",
    "proof",
    "pricing",
    "launch",
    "category",
    "audience",
    "capability",
    "benefit",
)


def extract_lines(
    rows: Iterable[dict[str, Any]],
    what: What,
    config: Config | None = None,
    *,
    today: date | None = None,
    refused: Callable[[UsageError], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """One answer for each row `{id, text|html, url?, role?, page_kind?, company?}`, in order, with its `id`.

    blocks and claims of `html` come as lists. A `text` is judged as one line in the contract's form, and
    its `claims` lists what each of its sentences says. What is in a language no configured model reads has
    no claims and says so: `unread` is its code.
    A row that is no object with `text` or `html`, has a field that is no string or a `page_kind` that is none
    is told to `refused` and left out; without it, UsageError is raised.
    """
    checked = _all_checked(rows, refused)
    if what == "claims":
        yield from _claims(checked, config)
        return
    for row in checked:
        yield {"id": row.get("id"), **_facts(row, what, today)}


def _all_checked(
    rows: Iterable[object], refused: Callable[[UsageError], None] | None
) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, 1):
        try:
            checked = _checked(row, number)
        except UsageError as error:
            if refused is None:
                raise
            refused(error)
            continue
        yield checked


def _checked(row: object, number: int) -> dict[str, Any]:
    example = 'such as {"id": 1, "text": "Unlimited seats"}'
    if not isinstance(row, dict):
        raise UsageError(f"line {number}: must be an object, not {type(row).__name__}", hint=example)
    where = row.get("source") or f"line {number}"
    if row.get("source") and "id" in row:
        where = f"{where}, id {row['id']!r}"
    if all(row.get(k) is None for k in ("text", "html")):
        raise UsageError(f"{where}: needs a string `text` or `html`", hint=example)
    for key in _TEXTS:
        if not isinstance(row.get(key), str | None):
            raise UsageError(f"{where}: `{key}` must be a string, not {row[key]!r:.40}", hint=example)
    if (kind := row.get("page_kind")) and kind not in _KINDS:
        raise UsageError(
            f"{where}: `page_kind` {kind!r:.40} is unknown", hint=f"page kinds: {', '.join(_KINDS)}"
        )
    known = {k: _SURROGATE.sub("\ufffd", row[k]) for k in _TEXTS if row.get(k) is not None}
    return {"id": row.get("id"), **known}


def _facts(row: dict[str, Any], what: What, today: date | None) -> dict[str, Any]:
    body, url = row.get("html") or row.get("text") or "", row.get("url") or ""
    if what == "blocks":
        return {"blocks": [block_dict(b) for b in walk(body, url=url)]}
    if what == "plans":
        from extract.pricing import plans

        return {"plans": [plan_dict(p) for p in plans(body, url)]}
    from extract.releases import releases

    kind = row.get("content_type") or ""
    return {"entries": [release_dict(r) for r in releases(body, url, content_type=kind, today=today)]}


# --- claims -----------------------------------------------------------------------------------------


def _claims(rows: Iterable[dict[str, Any]], config: Config | None) -> Iterator[dict[str, Any]]:
    reader_of = Readers(config).of if config else _default_readers()
    usual = speaks((config.extract if config else Extract()).model)
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        languages = _languages(batch, usual)
        readers = [
            reader_of(row.get("company", ""), code) for row, code in zip(batch, languages, strict=True)
        ]
        judged, said = _judged(batch, readers), _said(batch, readers)
        for row, code, reader in zip(batch, languages, readers, strict=True):
            if reader is None:
                answer = _unread(row, code)
            elif "html" in row:
                answer = {"claims": [placed(c, b) for b, c in page_claims(row, reader)]}
            else:
                answer = _answer(judged.get(id(row)), said.get(id(row), ()))
            yield {"id": row["id"], **answer}


@cache
def _default_readers() -> Callable[[str, str], Reader | None]:
    reader = ClaimReader(Extract())
    spoken = speaks(Extract().model)
    return lambda company, language: reader if language == spoken else None


def _languages(batch: Sequence[dict[str, Any]], usual: str) -> list[str]:
    """Each row's language: its own words decide, else those of all lines from its page or company.

    A line of unknown origin has no neighbours; when it cannot be told it is in the `usual` language.
    """
    together = defaultdict[str, list[str]](list)
    for row in batch:
        if "html" not in row and _origin(row):
            together[_origin(row)].append(row["text"])
    shared = {origin: detect(texts) for origin, texts in together.items()}
    return [
        detect((b.text for b in walk(row["html"])), declared_language(row["html"]))
        if "html" in row
        else detect([row["text"]], shared[_origin(row)])
        if _origin(row)
        else _alone(row["text"], usual)
        for row in batch
    ]


def _origin(row: dict[str, Any]) -> str:
    return str(row.get("url") or row.get("company") or "")


def _alone(text: str, usual: str) -> str:
    """The language of a line by itself: three different function words of one tell.

    `detect` wants twice as many, for pages; each word is given once so that `a … a … a` tells nothing.
    """
    words = " ".join(dict.fromkeys(_WORD.findall(text.lower())))
    return detect([words, words], usual)


def _judged(batch: Sequence[dict[str, Any]], readers: Sequence[Reader | None]) -> dict[int, Judgement]:
    """The lines short enough to be one unit, judged together by each reader, by the row's `id()`."""
    found: dict[int, Judgement] = {}
    for reader in {r for r in readers if isinstance(r, ClaimReader)}:
        short = [
            row
            for row in _lines_of(batch, readers, reader)
            if row["text"].strip() and len(row["text"].split()) <= _WHOLE
        ]
        judged = reader.judge([_request(row) for row in short])
        found |= dict(zip(map(id, short), judged, strict=True))
    return found


def _said(batch: Sequence[dict[str, Any]], readers: Sequence[Reader | None]) -> dict[int, tuple[Claim, ...]]:
    """The claims of each line's sentences, by the row's `id()`; a line of one unit is judged already."""
    found: dict[int, tuple[Claim, ...]] = {}
    for reader in {r for r in readers if r is not None}:
        parted = [
            row
            for row in _lines_of(batch, readers, reader)
            if not isinstance(reader, ClaimReader)
            or len(row["text"].split()) > _WHOLE
            or len(spans(row["text"], row.get("role") or "p")) > 1
        ]
        claims = reader.read([_request(row) for row in parted])
        found |= dict(zip(map(id, parted), claims, strict=True))
    return found


def _lines_of(
    batch: Sequence[dict[str, Any]], readers: Sequence[Reader | None], reader: Reader
) -> Iterator[dict[str, Any]]:
    pairs = zip(batch, readers, strict=True)
    return (row for row, its in pairs if its is reader and "html" not in row)


def _unread(row: dict[str, Any], language: str) -> dict[str, Any]:
    """The answer for what no model reads: empty, and it says in which language the row is."""
    return {**({} if "html" in row else line(None)), "claims": [], "unread": language}


def _request(row: dict[str, Any]) -> ClaimRequest:
    return ClaimRequest(
        text=row["text"],
        role=row.get("role") or "p",
        page_kind=row.get("page_kind") or "other",
        heading=row.get("heading") or "",
        region=row.get("region") or "main",
        company=row.get("company") or "",
    )


def _answer(judged: Judgement | None, said: Sequence[Claim]) -> dict[str, Any]:
    """A text as one line, with the claims of its sentences; what is a claim only as a whole is listed too."""
    if judged is None:
        whole = min(said, key=lambda c: _PRECEDENCE.index(c.type), default=None)
    else:
        whole = None if judged.claim_type == "none" else claim(judged)
    listed = said or ([whole] if whole else [])
    return {**line(whole), "claims": [placed(c) for c in listed]}


def page_claims(row: dict[str, Any], reader: Reader) -> Iterator[tuple[Block, Claim]]:
    """The claims of an HTML page with the blocks they stand in."""
    blocks = [b for b in walk(row["html"], url=row.get("url") or "") if "code" not in b.marks]
    kind, company = row.get("page_kind") or "other", row.get("company") or ""
    requests = [ClaimRequest(b.text, b.role, kind, b.heading, b.region, company) for b in blocks]
    for block, claims in zip(blocks, reader.read(requests), strict=True):
        for found in claims:
            yield block, found


def line(found: Claim | None) -> dict[str, Any]:
    """A claim in the contract's form; what is no claim has `none` and empty slots."""
    if found is None:
        slots = dict.fromkeys(
            ("audience", "capability", "quantity", "compared_to", "strength", "start", "end", "text")
        )
        return {"is_claim": False, "claim_type": "none", **slots}
    return {
        "is_claim": True, "claim_type": found.type, "audience": found.audience,
        "capability": found.capability, "quantity": found.quantity.text if found.quantity else None,
        "compared_to": found.compared_to, "strength": found.strength,
        "start": found.start, "end": found.end, "text": found.text,
    }  # fmt: skip


def placed(found: Claim, block: Block | None = None) -> dict[str, Any]:
    """A claim as an item of `claims`; `start` and `end` count in its text, or in that of its block."""
    place: dict[str, Any] = {}
    if block is not None:
        place = {"role": block.role, "position": block.position, "headings": list(block.headings)}
    more = {"subject": found.subject, "negated": found.negated, "confidence": found.confidence}
    return {**place, **line(found), **more}


# --- the other records ------------------------------------------------------------------------------


def block_dict(block: Block) -> dict[str, Any]:
    """A block as JSON."""
    return {
        "text": block.text, "role": block.role, "region": block.region, "headings": list(block.headings),
        "prominence": round(block.prominence, 3), "href": block.href, "marks": sorted(block.marks),
        "position": block.position,
    }  # fmt: skip


def plan_dict(plan: Plan) -> dict[str, Any]:
    """A plan as JSON; amounts as numbers, whole ones without a fraction."""
    amount: float | None = None
    if plan.amount is not None:
        amount = int(plan.amount) if plan.amount == plan.amount.to_integral_value() else float(plan.amount)
    return {
        "name": plan.name, "amount": amount, "currency": plan.currency, "period": plan.period,
        "unit": plan.unit, "billing_note": plan.billing_note, "custom": plan.custom, "free": plan.free,
        "product": plan.product, "gates": {g.name: g.value for g in plan.gates},
    }  # fmt: skip


def release_dict(release: Release) -> dict[str, Any]:
    """A release entry as JSON."""
    return {
        "date": release.date.isoformat() if release.date else None, "version": release.version,
        "title": release.title, "kind": release.kind, "capability": release.capability,
    }  # fmt: skip
