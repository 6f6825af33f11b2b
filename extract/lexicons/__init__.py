"""Word lists and patterns the rules and features draw on: TOML files, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TELLING = (
    ("strength", "hedged"), ("strength", "strong"), ("strength", "absolute"), ("compare", "contrast"),
    ("compare", "superlative"), ("compare", "old_way"), ("pricing", "terms"), ("launch", "news"),
    ("proof", "evidence"), ("instruct", "steps"), ("problems", "trouble"), ("people", "titles"),
)  # fmt: skip
_RUN = re.compile(r"[\w-]+")
_ONE_WORD = re.compile(r"(?:[\w\-|?:()\[\]{},+*]|\\d)+")  # an expression that no space or sign can be in


@cache
def load(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, table: str) -> frozenset[str]:
    """One list of a lexicon as a set."""
    return frozenset(load(name)[table])


@cache
def pattern(name: str, table: str, *, lowered: bool = False) -> re.Pattern[str]:
    """One list of regular expressions as a single pattern, matching between word edges.

    On a text in lower case, `lowered=True` finds the same in a third of the time.
    """
    return _either(load(name)[table], 0 if lowered else re.IGNORECASE)


@cache
def _spotter() -> Spotter:
    return Spotter(*TELLING, *(("turns", table) for table in load("turns")))


@lru_cache(maxsize=512)
def spotted(lowered: str) -> Mapping[str, int]:
    """How often each of the lists in `TELLING` and each turn of phrase occurs in a text in lower case."""
    return _spotter()(lowered)


def _either(expressions: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(expressions)})(?![\w-])", flags)


class Spotter:
    """Says which of many lists occur in a text, at a fraction of the cost of asking their patterns in turn.

    Expressions for one word are decided word by word and remembered. Those for several words are tried
    only where their first word stands; the few that open with no word, everywhere.
    """

    def __init__(self, *tables: tuple[str, str]) -> None:
        self._single: dict[str, re.Pattern[str]] = {}
        self._several: list[tuple[str, re.Pattern[str], str]] = []  # table, first word, expression
        self._anywhere: dict[str, re.Pattern[str]] = {}
        for name, table in tables:
            self._sort(table, [plain for e in load(name)[table] for plain in _spelled(e)])
        self._known = lru_cache(maxsize=2**14)(self._ask)

    def _sort(self, table: str, expressions: Sequence[str]) -> None:
        openings = {e: _opening(e) for e in expressions if not _ONE_WORD.fullmatch(e)}
        self._several += [(table, _either([o]), e) for e, o in openings.items() if o]
        for kept, found in (
            (self._single, [e for e in expressions if e not in openings]),
            (self._anywhere, [e for e, o in openings.items() if not o]),
        ):
            if found:
                kept[table] = _either(found)

    def _ask(self, word: str) -> tuple[tuple[str, ...], tuple[tuple[str, re.Pattern[str]], ...]]:
        """The lists a word is in, and those it opens expressions of, with these."""
        opened: dict[str, list[str]] = {}
        for table, opening, expression in self._several:
            if opening.fullmatch(word):
                opened.setdefault(table, []).append(expression)
        single = tuple(t for t, p in self._single.items() if p.fullmatch(word))
        return single, tuple((t, _either(e)) for t, e in opened.items())

    def __call__(self, lowered: str) -> dict[str, int]:
        """How often each list occurs in a text in lower case; lists that do not are left out."""
        found = dict[str, int]()
        for run in _RUN.finditer(lowered):
            single, opens = self._known(run.group())
            for table in single:
                found[table] = found.get(table, 0) + 1
            for table, several in opens:
                if several.match(lowered, run.start()):
                    found[table] = found.get(table, 0) + 1
        for table, sought in self._anywhere.items():
            if sought.search(lowered):
                found[table] = found.get(table, 0) + 1
        return found


def _spelled(expression: str) -> list[str]:
    """The expression with "[- ]" written out: "old[- ]school" is "old-school" and "old school"."""
    before, joint, after = expression.partition("[- ]")
    return [before + j + rest for j in "- " for rest in _spelled(after)] if joint else [expression]


def _opening(expression: str) -> str | None:
    """The part of an expression for its first word; None where that cannot be told apart."""
    opening = re.split(r"[ '.]|\\[.]", expression, maxsplit=1)[0]
    return opening if _ONE_WORD.fullmatch(opening) and _whole(opening) else None


def _whole(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True
