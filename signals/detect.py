"""Running the enabled signal rules over a moment; a broken rule is named and costs no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from signals.moment import Draft, Moment
from turfwatch import plugins
from turfwatch.errors import PluginError

PACKAGE = "signals.rules"


@dataclass(frozen=True)
class Rule:
    """A loaded rule: its name and its `detect`."""

    name: str
    detect: Callable[[Moment], Iterator[Draft]]


def load_rules(names: Sequence[str]) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules named (all, when none is), in order, and a message for each that does not load."""
    rules, problems = list[Rule](), list[str]()
    for name in names or plugins.names(PACKAGE):
        try:
            rules.append(Rule(name, plugins.load(PACKAGE, name).detect))
        except (PluginError, AttributeError) as error:
            problems.append(str(error))
    return tuple(rules), tuple(problems)


def detect(moment: Moment, rules: Sequence[Rule]) -> Iterator[Draft]:
    """All drafts of the moment, rule by rule."""
    for rule in rules:
        yield from rule.detect(moment)
