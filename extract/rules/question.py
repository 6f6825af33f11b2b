"""Questions ask; the answer may claim."""

from __future__ import annotations

from extract.units import Unit

EXAMPLES = (
    ("Is my harvest data safe?", "h3", "pricing", "none"),
    ("Can I change plans later?", "p", "pricing", "none"),
    ("“What if it rains?”", "h3", "home", "none"),
    ("Still planning on paper? Trowel plans every bed for you.", "p", "home", None),
)


def find(unit: Unit) -> str | None:
    """`none` when the unit is a question and nothing else."""
    text = unit.text.strip().rstrip("\"”’' ")
    return "none" if text.endswith("?") and not any(stop in text for stop in (". ", "! ")) else None
