"""Claim rules, one file each: `find(unit)` says a claim type, `"none"`, or None where it is not sure.

`DECIDES = "claim"` rules speak first, and what they say stands. `DECIDES = "type"` rules are asked
about units the model holds for claims, and settle which type. A rule with `GRAMMAR = True` reads
the parse; those before the first such rule can spare a text the parser. In both groups the first that speaks
decides, in the order of `DEFAULT` or of `extract.rules` in the configuration. `EXAMPLES` lists
what a rule must say, run by the suite: (text, role, page kind, verdict).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Literal

from extract.units import Unit
from turfwatch import plugins

Find = Callable[[Unit], str | None]
FOLDER = Path(__file__).parent

DEFAULT = (
    "code", "label", "question", "legal", "aside", "button", "row", "price", "trial", "terms", "release",
    "testimonial", "attribution", "trusted", "contrast", "rank", "evidence", "news", "fit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """An enabled rule."""

    name: str
    decides: Literal["claim", "type"]
    find: Find
    grammar: bool = False  # whether it reads the parse


def load(enabled: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The enabled rules in order; PluginError names one that is unknown or broken."""
    modules = [(name, plugins.load("extract.rules", name)) for name in enabled or DEFAULT]
    return tuple(
        Rule(name, module.DECIDES, module.find, getattr(module, "GRAMMAR", False)) for name, module in modules
    )


def plain(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The claim rules that speak before any that reads the parse."""
    return tuple(takewhile(lambda r: not r.grammar, (r for r in rules if r.decides == "claim")))


def said(rules: Sequence[Rule], unit: Unit) -> tuple[tuple[str, str], ...]:
    """What the type rules say of a unit, (rule, type) in their order; the model weighs it too."""
    return tuple((r.name, v) for r in rules if r.decides == "type" and (v := r.find(unit)) is not None)
