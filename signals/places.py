"""Places on a site in words. Light: whoever tells of a claim needs it, whoever derives one or not."""

from __future__ import annotations

from turfwatch.types import Standing


def where(standing: Standing) -> str:
    """A place in words: "in the headline of the home page", "on a solution page"."""
    page = {
        "home": "the home page", "pricing": "the pricing page", "product": "a product page",
        "solution": "a solution page", "compare": "a comparison page", "customers": "a customer page",
        "release_notes": "the release notes", "blog": "the blog", "docs": "the docs",
    }.get(standing.page_kind, "a page")  # fmt: skip
    part = {"title": "title of ", "h1": "headline of ", "meta": "description of "}.get(standing.role, "")
    return f"in the {part}{page}" if part else f"on {page}"
