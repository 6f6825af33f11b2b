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


def detect(moment: Moment, rules: Sequence[Rule], problems: dict[str, str]) -> Iterator[Draft]:
    """All drafts of the moment, rule by rule; a rule that breaks is named in `problems`, once."""
    for rule in rules:
        if rule.name in problems:
            continue
        try:
            drafts = list(rule.detect(moment))
        except Exception as error:  # noqa: BLE001  a plugin may raise anything; it must cost no other
            told = f"{moment.company}, {moment.day}: {type(error).__name__}: {error}"
            problems[rule.name] = f"signal rule {rule.name!r} broke and was left out ({told})"
            continue
        yield from drafts
