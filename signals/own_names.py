"""What a company calls itself and what it sells: names on its own pages that are no rival's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from extract.canonical import canonical
from signals.offers import Offer
from signals.views import PageView
from turfwatch.config import Config

_TIER = re.compile(r"\b(?:plans?|tiers?|editions?|packages?|products?|app|the|our)\b")


def names_of(config: Config, company: str) -> tuple[str, ...]:
    """The name and aliases of a company of the configuration."""
    if company == config.company.name:
        return company, *config.company.aliases
    return company, *(alias for c in config.competitors if c.name == company for alias in c.aliases)


def own_names(
    names: Iterable[str], book: Mapping[str, Iterable[Offer]], pages: Mapping[str, PageView]
) -> frozenset[str]:
    """A company's names, plans and products, folded: by its pricing pages and its product pages' addresses.

    A product page says its product's name last in its address: `/platform/copilot`.
    """
    sold = (name for offers in book.values() for o in offers for name in (o.name, o.product) if name)
    addressed = (
        urlsplit(url).path.rstrip("/").rpartition("/")[2].replace("-", " ")
        for url, page in pages.items()
        if page.kind == "product"
    )
    return frozenset(filter(None, (folded(name) for name in (*names, *sold, *addressed))))


def folded(name: str) -> str:
    """A name as it is compared: `The Box plan` is `box`."""
    return " ".join(_TIER.sub(" ", canonical(name)).split())


def is_own(name: str, own: frozenset[str]) -> bool:
    """Whether a name is one of the company's, alone or with the company's own before it."""
    words = folded(name)
    return (
        not words
        or words in own
        or any(words.startswith(f"{first} ") and words.removeprefix(f"{first} ") in own for first in own)
    )


def mentions(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in the text as words of their own."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)
