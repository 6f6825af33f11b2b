"""Questions ask; the answer may claim."""

from __future__ import annotations

from extract.units import Unit

DECIDES = "claim"

EXAMPLES = (
    ("Is my harvest data safe?", "h3", "pricing", "none"),
    ("Can I change plans later?", "p", "pricing", "none"),
    ("“What if it rains?”", "h3", "home", "none"),
    ("Trowel vs Spadely: which planner fits?", "title", "compare", None),
    ("Still planning on paper? Trowel plans every bed for you.", "p", "home", None),
)


def find(unit: Unit) -> str | None:
    """`none` when the unit is a question and nothing else."""
    if unit.role in {"title", "h1"} and unit.page_kind == "compare":
        return None
    text = unit.text.strip().rstrip("\"”’' ")
    return "none" if text.endswith("?") and not any(stop in text for stop in (". ", "! ")) else None
