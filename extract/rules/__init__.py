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
from types import ModuleType
from typing import Literal, get_args

from extract.units import Unit
from turfwatch import plugins
from turfwatch.errors import PluginError
from turfwatch.types import ClaimType

Find = Callable[[Unit], str | None]
FOLDER = Path(__file__).parent
_VERDICTS = ("none", *get_args(ClaimType))

DEFAULT = (
    "code", "label", "question", "legal", "aside", "button", "row", "price", "trial", "terms",
    "release", "testimonial", "attribution", "trusted", "contrast", "rank", "evidence", "news", "fit",
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
    return tuple(_rule(name, plugins.load("extract.rules", name)) for name in enabled or DEFAULT)


def _rule(name: str, module: ModuleType) -> Rule:
    decides, find = getattr(module, "DECIDES", None), getattr(module, "find", None)
    if decides not in {"claim", "type"} or not callable(find):
        raise PluginError(
            f"claim rule {name!r} needs DECIDES and find(unit)", hint='DECIDES is "claim" or "type"'
        )

    def checked(unit: Unit) -> str | None:
        try:
            verdict: str | None = find(unit)
        except Exception as error:  # a plugin may raise anything: say which one it was
            told = f"{type(error).__name__}: {error}"
            raise PluginError(f"claim rule {name!r} broke on {unit.text[:60]!r}: {told}") from error
        if verdict is not None and verdict not in _VERDICTS:
            raise PluginError(
                f"claim rule {name!r} says {verdict!r}", hint=f"None, or one of: {', '.join(_VERDICTS)}"
            )
        return verdict

    ours = module.__name__.startswith(f"{__name__}.") and name in DEFAULT  # checked by the suite
    return Rule(name, decides, find if ours else checked, getattr(module, "GRAMMAR", False))


def plain(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The claim rules that speak before any that reads the parse."""
    return tuple(takewhile(lambda r: not r.grammar, (r for r in rules if r.decides == "claim")))


def said(rules: Sequence[Rule], unit: Unit) -> tuple[tuple[str, str], ...]:
    """What the type rules say of a unit, (rule, type) in their order; the model weighs it too."""
    return tuple((r.name, v) for r in rules if r.decides == "type" and (v := r.find(unit)) is not None)
