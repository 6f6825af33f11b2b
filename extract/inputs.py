"""`turfwatch extract`: JSON lines in, JSON lines out, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, Literal

from extract.blocks import walk
from extract.claims import ClaimReader, ClaimRequest, Judgement, claim
from turfwatch.config import Competitor, Config, Extract, Us
from turfwatch.errors import UsageError
from turfwatch.types import Block, Claim, Plan, Release

What = Literal["blocks", "claims", "plans", "releases"]
_BATCH = 512
_WHOLE = 70  # words: a line up to this long is one unit, as people label it
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
    rows: Iterable[dict[str, Any]], what: What, config: Config | None = None, *, today: date | None = None
) -> Iterator[dict[str, Any]]:
    """One answer for each row `{id, text|html, url?, role?, page_kind?, company?}`, in order, with its `id`.

    blocks and claims of `html` come as lists; claims of `text` as one line in the contract's form.
    Raises UsageError for a row that is no object with `text` or `html`.
    """
    checked = (_checked(row, number) for number, row in enumerate(rows, 1))
    if what == "claims":
        yield from _claims(checked, config)
        return
    for row in checked:
        yield {"id": row.get("id"), **_facts(row, what, today)}


def _checked(row: object, number: int) -> dict[str, Any]:
    if isinstance(row, dict) and any(isinstance(row.get(k), str) for k in ("text", "html")):
        return row
    raise UsageError(
        f"line {number}: needs a string `text` or `html`", hint='such as {"id": 1, "text": "Unlimited seats"}'
    )


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
    companies: tuple[Us | Competitor, ...] = (config.company, *config.competitors) if config else ()
    reader = ClaimReader(config.extract if config else Extract(), companies)
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        lines = [row for row in batch if "html" not in row]
        short = [row for row in lines if row["text"].strip() and len(row["text"].split()) <= _WHOLE]
        judged = dict(zip(map(id, short), reader.judge([_request(r) for r in short]), strict=True))
        for row in batch:
            yield {"id": row.get("id"), **_answer(row, judged.get(id(row)), reader)}


def _request(row: dict[str, Any]) -> ClaimRequest:
    return ClaimRequest(
        text=row["text"],
        role=row.get("role") or "p",
        page_kind=row.get("page_kind") or "other",
        heading=row.get("heading") or "",
        region=row.get("region") or "main",
        company=row.get("company") or "",
    )


def _answer(row: dict[str, Any], judged: Judgement | None, reader: ClaimReader) -> dict[str, Any]:
    if "html" in row:
        return {"claims": [{"text": c.text, "role": b.role, **line(c)} for b, c in page_claims(row, reader)]}
    if judged is not None:
        return line(None if judged.claim_type == "none" else claim(judged))
    found = reader.read([_request(row)])[0]
    return line(min(found, key=lambda c: _PRECEDENCE.index(c.type), default=None))


def page_claims(row: dict[str, Any], reader: ClaimReader) -> Iterator[tuple[Block, Claim]]:
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
            ("audience", "capability", "quantity", "compared_to", "strength", "start", "end")
        )
        return {"is_claim": False, "claim_type": "none", **slots}
    return {
        "is_claim": True, "claim_type": found.type, "audience": found.audience,
        "capability": found.capability, "quantity": found.quantity.text if found.quantity else None,
        "compared_to": found.compared_to, "strength": found.strength,
        "start": found.start, "end": found.end,
    }  # fmt: skip


# --- the other records ------------------------------------------------------------------------------


def block_dict(block: Block) -> dict[str, Any]:
    """A block as JSON."""
    return {
        "text": block.text, "role": block.role, "region": block.region, "headings": list(block.headings),
        "prominence": round(block.prominence, 3), "href": block.href, "marks": sorted(block.marks),
        "position": block.position,
    }  # fmt: skip


def plan_dict(plan: Plan) -> dict[str, Any]:
    """A plan as JSON; amounts as numbers."""
    amount = None if plan.amount is None else float(plan.amount)
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
