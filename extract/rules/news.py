"""Among claims: on release notes a heading, title or item that names a function announces it."""

from __future__ import annotations

from extract.units import Unit

DECIDES = "type"
_ROLES = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6", "li"})

EXAMPLES = (
    ("Shared bed plans", "h2", "release_notes", "launch"),
    ("Frost alerts by text message", "li", "release_notes", "launch"),
    ("Frost alerts by text message", "li", "product", None),
)


def find(unit: Unit) -> str | None:
    """`launch` for what release notes name."""
    return "launch" if unit.page_kind == "release_notes" and unit.role in _ROLES else None
