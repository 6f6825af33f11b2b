"""Claim rules, one file each: `find(unit)` says a claim type, `"none"`, or None where it is not sure.

`DECIDES = "claim"` rules speak first, and what they say stands. `DECIDES = "type"` rules are asked
about units the model holds for claims, and settle which type. In both groups the first that speaks
decides, in the order of `DEFAULT` or of `extract.rules` in the configuration. `EXAMPLES` lists
what a rule must say, run by the suite: (text, role, page kind, verdict).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extract.units import Unit
from turfwatch import plugins

Find = Callable[[Unit], str | None]
FOLDER = Path(__file__).parent

DEFAULT = (
    "code", "label", "question", "legal", "aside", "attribution", "button", "row", "price", "trial", "terms",
    "release", "testimonial", "trusted", "contrast", "rank", "evidence", "news", "fit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """An enabled rule."""

    name: str
    decides: Literal["claim", "type"]
    find: Find


def load(enabled: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The enabled rules in order; PluginError names one that is unknown or broken."""
    modules = [(name, plugins.load("extract.rules", name)) for name in enabled or DEFAULT]
    return tuple(Rule(name, module.DECIDES, module.find) for name, module in modules)


def said(rules: Sequence[Rule], unit: Unit) -> tuple[str, ...]:
    """What the type rules say of a unit, for the model to weigh."""
    return tuple(v for r in rules if r.decides == "type" and (v := r.find(unit)) is not None)
