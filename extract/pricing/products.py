"""Which product a plan belongs to, on pages that price several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.pricing.names import is_period, is_slogan, name_key

ADD_ONS = re.compile(r"^(?:\w+ )?(?:add-?ons?|extras?|optional extras|zusatz\w*|options?)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[-–—:|]\s*)?\b(?:pricing|plans?|prices?|tarife|preise|tarifs|precios)\b.*$", re.IGNORECASE
)


def product_of(heading: str | None) -> str | None:
    """The product a section heading names: `Chat pricing` is Chat; a slogan names none."""
    if not heading:
        return None
    if ADD_ONS.match(heading):
        return "Add-ons"
    name = _TAIL.sub("", heading).strip(" :–—-")
    if (
        not name
        or len(name.split()) > 5
        or is_slogan(name)
        or is_period(name)
        or heading.rstrip().endswith(("?", "!", "."))
    ):
        return None
    return name


def assign(headings: Sequence[str | None], names: Sequence[str | None]) -> list[str | None]:
    """The product of each price point, from the headings of their sections.

    One group of plans needs no product, whatever stands above it. Two groups do when both hold
    several plans, or when they use the same plan names.
    """
    products = [product_of(heading) for heading in headings]
    groups: dict[str, set[str]] = {}
    for product, name in zip(products, names, strict=True):
        if product is not None and product != "Add-ons":
            groups.setdefault(product, set()).add(name_key(name))
    several = sum(len(plans) > 1 for plans in groups.values()) > 1 or _overlap(groups.values())
    return [p if p == "Add-ons" or several else None for p in products]


def _overlap(groups: Iterable[set[str]]) -> bool:
    seen: set[str] = set()
    for plans in groups:
        if plans & seen:
            return True
        seen |= plans
    return False
